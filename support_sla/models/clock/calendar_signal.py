# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""By what a process knows that the calendars it keeps may have changed.

Odoo numbers its cache invalidations ("signals") in a table. What a transaction reads is
as old as the last signal it sees; when its process knows of a later one, that is its
own affair. No model here.
"""

# Attribute of a process's registry: the last signal that this process sent after a
# commit. Whoever sees a signal with this number or a later one sees that commit.
LAST_ANNOUNCED = "_support_sla_announced"


def known(registry):
    """Return the number of the last cache invalidation that this process knows of."""
    announced = getattr(registry, LAST_ANNOUNCED, 0)
    return max(registry.cache_sequences.get("default") or 0, announced)


def seen(cr):
    """Return the number of the last cache invalidation that a transaction sees."""
    cr.execute("SELECT max(id) FROM orm_signaling_default")
    return cr.fetchone()[0] or 0


def send(cr):
    """Tell every process to drop its caches, once this transaction is committed; return
    the number of the signal."""
    cr.execute("INSERT INTO orm_signaling_default DEFAULT VALUES RETURNING id")
    return cr.fetchone()[0]


def announce(registry):
    """Send one after a commit: nothing that does not see it counts here any more."""
    with registry.cursor() as cr:
        number = send(cr)
    setattr(registry, LAST_ANNOUNCED, max(number, getattr(registry, LAST_ANNOUNCED, 0)))


def is_unseen(cr):
    """Is a transaction open that may not see the last cache invalidation? What it
    commits may then be planned by calendars as they were before.

    (Those of other database users are not counted: their start is hidden from us.)
    """
    cr.execute(
        """
        SELECT EXISTS (
            SELECT FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND xact_start < (SELECT date FROM orm_signaling_default
                                  ORDER BY id DESC LIMIT 1)
        )
        """
    )
    return cr.fetchone()[0]
