# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json

from odoo.tools import SQL, groupby

from ...tools.promise.verdict import CANCELLED, OPEN_VERDICTS
from .columns import (
    ALERTS,
    BEGUN,
    COMPANY,
    MOVING,
    NAME,
    NEXT_ALERT,
    NO_ALERTS,
    OVER,
    PLANNED,
    PROMISE,
    REPLANNED,
)


class Writer:
    """Writes what happened to the clocks of tickets: one statement for all of them.

    Deadline rows, pauses and, of a single ticket, its own columns. A reply costs a
    statement then, not one per table; the rows are those that the ORM would write, and
    its cache is told. Nobody else writes these tables.
    """

    def __init__(self, env):
        self.env = env

    def save(self, sheets, now, ticket=None, values=None, born=False):
        """Write what sheets noted.

        :param sheets: ``{ticket: Sheet}``
        :param now: what is to alert is woken from here on
        :param ticket: the one whose columns are ``values``, written along
        :param born: they were inserted just now, nobody else sees them
        """
        parts = {name: part for name, part in self._parts(sheets) if part}
        if not parts:
            if values:
                ticket._support_store(values)
            return
        if values:
            values = values | self._log_values()
            ticket.flush_recordset(list(values))
            parts["ticket"] = self._ticket_part(ticket, values)
        self._run(parts, sheets, now, born)
        self._tell_cache(sheets)
        if values:
            ticket._support_put_in_cache(values)
        self.env["support.deadline"]._clocks_written(sheets, now)

    def _run(self, parts, sheets, now, born):
        """Run all parts as one statement; wake the alerts for what they planned, and
        end those of what they ended."""
        for model in ("support.deadline", "support.pause"):
            self.env[model].flush_model()
        if not parts.keys().isdisjoint({"begun", "opened"}):
            parts = self._locking(parts, sheets, born)
        alerts = [
            SQL("SELECT id, verdict, next_alert_at, alerted_at FROM %s", SQL(name))
            for name in ("moved", "opened")
            if name in parts
        ] or [NO_ALERTS]
        query = SQL(
            "WITH %s SELECT MIN(next_alert_at) FILTER (WHERE verdict IN %s),"
            " ARRAY_AGG(id) FILTER (WHERE verdict NOT IN %s AND alerted_at IS NOT NULL)"
            " FROM (%s) alerts",
            SQL(", ").join(SQL("%s AS (%s)", SQL(n), p) for n, p in parts.items()),
            *(OPEN_VERDICTS, OPEN_VERDICTS),
            SQL(" UNION ALL ").join(alerts),
        )
        [(moment, ended)] = self.env.execute_query(query)
        if moment:
            self.env["support.deadline"]._wake_alerts(moment, now)
        if ended:
            self.env["support.deadline"].sudo().browse(ended)._end_alerts()

    def take_back(self, deadline, reason, now):
        """A manager cancels a promise, also one that is over."""
        deadline.sudo().write(
            {
                "verdict": CANCELLED,
                "cancel_reason": reason,
                "stopped_at": deadline.stopped_at or now,
            }
        )
        deadline.ticket_id.sudo()._support_rebuild()
        deadline.sudo()._end_alerts()

    # Alerts

    def alert_again(self, levels, now):
        """The steps of these levels changed: the next run looks at what runs, and is
        not put aside."""
        open_ones = [("level_id", "in", levels.ids), ("verdict", "in", OPEN_VERDICTS)]
        seen = [("ticket_id.active", "=", True)]
        rows = self.env["support.deadline"].sudo().search(open_ones + seen)
        if rows:
            rows.next_alert_at = now
            rows._wake_alerts(now, now)

    def note_alerts(self, following, reached, now):
        """Deadlines alerted.

        :param following: ``{deadline: when its next step is reached, or False}``
        :param reached: those of which a step fired just now
        """
        for moment, group in groupby(following, key=following.get):
            self.env["support.deadline"].concat(*group).next_alert_at = moment
        reached.alerted_at = now
        moments = [moment for moment in following.values() if moment]
        if moments:
            reached._wake_alerts(min(moments), now)

    # The statement

    def _locking(self, parts, sheets, born):
        """Lock the tickets' rows before what is inserted for them: who comes second
        waits there and is tried again, instead of failing at a unique index."""
        if born:
            rows = SQL("SELECT UNNEST(%s) AS id", [ticket.id for ticket in sheets])
        elif "ticket" in parts:
            rows = SQL("%s RETURNING id", parts["ticket"])
        else:
            rows = SQL(
                "SELECT id FROM helpdesk_ticket WHERE id IN %s FOR NO KEY UPDATE",
                tuple(ticket.id for ticket in sheets),
            )
        parts.pop("ticket", None)
        return {"locked": rows, **parts}

    def _tell_cache(self, sheets):
        """What is cached of these tables may be old now; all of it was flushed."""
        tickets = next(iter(sheets)).union(*sheets)
        for model, name in (
            ("support.deadline", "support_deadline_ids"),
            ("support.pause", "support_pause_ids"),
        ):
            self.env[model].invalidate_model(flush=False)
            tickets.invalidate_recordset([name], flush=False)

    # The parts of the statement

    def _parts(self, sheets):
        """Yield (name, SQL or None). What ends goes before what begins: a ticket waits
        once at a time."""
        over = [
            pause._asdict() | {"ticket_id": ticket.id}
            for ticket, sheet in sheets.items()
            if (pause := sheet.over)
        ]
        begun = [
            pause._asdict()
            | {"ticket_id": ticket.id, "company_id": ticket.company_id.id}
            for ticket, sheet in sheets.items()
            for pause in sheet.begun
        ]
        yield "past", over and self._over_part(over)
        yield "begun", begun and self._begun_part(begun, bool(over))
        follows = any(sheet.follows for sheet in sheets.values())
        yield "moved", self._moved_part(self._rows(sheets, "moved"), follows)
        yield "opened", self._opened_part(self._rows(sheets, "opened"))

    def _rows(self, sheets, which):
        return [
            row._asdict() | {"ticket_id": ticket.id, "company_id": ticket.company_id.id}
            for ticket, sheet in sheets.items()
            for row in getattr(sheet, which)
        ]

    def _given(self, rows, types):
        """The rows as SQL: a table ``new`` with typed columns. Not as JSON: the server
        would guess that they are a hundred, and read whole tables for one."""
        typed = "(" + ", ".join(f"%s::{kind}" for kind in types.values()) + ")"
        return SQL(
            "(VALUES %s) AS new (%s)",
            SQL(", ").join(SQL(typed, *(row[name] for name in types)) for row in rows),
            SQL(", ".join(types)),
        )

    def _log_values(self):
        return {"write_uid": self.env.uid, "write_date": self.env.cr.now()}

    def _stamp(self):
        return SQL("%s, %s", self.env.uid, self.env.cr.now())

    def _over_part(self, rows):
        return SQL(
            """
            UPDATE support_pause pause
               SET stopped_at = new.stopped_at, working_seconds = new.working_seconds,
                   (write_uid, write_date) = ROW(%s)
              FROM %s
             WHERE pause.ticket_id = new.ticket_id AND pause.stopped_at IS NULL
            RETURNING pause.id
            """,
            self._stamp(),
            self._given(rows, OVER),
        )

    def _begun_part(self, rows, after_over):
        return SQL(
            """
            INSERT INTO support_pause (
                %s, create_uid, create_date, write_uid, write_date
            )
            SELECT new.*, %s, %s
              FROM %s
              JOIN locked ON locked.id = new.ticket_id
             WHERE %s
            """,
            SQL(", ".join(BEGUN)),
            self._stamp(),
            self._stamp(),
            self._given(rows, BEGUN),
            SQL("(SELECT COUNT(*) FROM past) >= 0" if after_over else "TRUE"),
        )

    def _moved_part(self, rows, follows):
        """What was not planned again keeps its alerts and what it was planned by.

        :param follows: some of the rows have another promise than before
        """
        if not rows:
            return None
        columns = (PROMISE if follows else {}) | MOVING
        again = SQL("cancel_reason = NULL,") if follows else SQL("")
        planned = any(row["alerts"] is not None for row in rows)
        return SQL(
            """
            UPDATE support_deadline row
               SET %s %s (%s, write_uid, write_date) = ROW(%s, %s)
              FROM %s
             WHERE row.ticket_id = new.ticket_id
               AND row.metric = new.metric AND row.round = new.round
            RETURNING row.id, row.verdict, row.next_alert_at, row.alerted_at
            """,
            again,
            REPLANNED if planned else SQL(""),
            SQL(", ".join(columns)),
            SQL(", ".join(f"new.{name}" for name in columns)),
            self._stamp(),
            self._given(
                [row | {"alerts": _to_json(row["alerts"])} for row in rows],
                NAME | columns | (ALERTS | PLANNED if planned else {}),
            ),
        )

    def _opened_part(self, rows):
        """Nothing of a new row has fired yet."""
        if not rows:
            return None
        types = NAME | COMPANY | PROMISE | MOVING | PLANNED | NEXT_ALERT
        given = [
            row | {"next_alert_at": min((row["alerts"] or {}).values(), default=None)}
            for row in rows
        ]
        return SQL(
            """
            INSERT INTO support_deadline (
                %s, create_uid, create_date, write_uid, write_date
            )
            SELECT new.*, %s, %s
              FROM %s
              JOIN locked ON locked.id = new.ticket_id
            RETURNING id, verdict, next_alert_at, alerted_at
            """,
            SQL(", ".join(types)),
            self._stamp(),
            self._stamp(),
            self._given(given, types),
        )

    def _ticket_part(self, ticket, values):
        columns = SQL(", ").join(
            SQL(
                "%s = %s",
                SQL.identifier(name),
                ticket._fields[name].convert_to_column(value, ticket),
            )
            for name, value in values.items()
        )
        return SQL("UPDATE helpdesk_ticket SET %s WHERE id = %s", columns, ticket.id)


def _to_json(alerts):
    return None if alerts is None else json.dumps(alerts, default=str)
