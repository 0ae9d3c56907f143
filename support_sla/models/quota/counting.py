# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

import psycopg2

from odoo import api, models
from odoo.tools import SQL

from ...tools.promise.quota import Place

BUSY = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
    psycopg2.errors.LockNotAvailable,
)

# What a contract says of its ledger.
COUNTS = (
    "quota_entry_ids",
    "quota_period_ids",
    "quota_used",
    "quota_size",
    "quota_left",
    "quota_percent",
)


class SupportQuota(models.AbstractModel):
    """Counting without a race, and without an error to anybody (SPEC 4).

    Claims in, places out. It knows the ledger and its periods, not the tickets.
    """

    _name = "support.quota"
    _description = "Support: counting in a quota"

    @api.model
    def _claim(self, claims):
        """Count the claims that find a place, in their order.

        Returns ``{ticket_id: Place}`` of those counted, or None when other
        transactions count in the same periods at this moment and nothing was done.
        """
        if not claims:
            return {}
        if not self._open_carrying(claims):
            return None
        self.env["support.quota.entry"].flush_model()
        self.env["support.quota.period"].flush_model()
        lock = self._lock_query({claim.key: claim.row for claim in claims}.values())
        count = self._count_query(claims, self.env._("Ticket"))
        if not self._try(lock, count):
            return None
        rows = self.env.cr.fetchall()
        self._forget_counts()
        places = {ticket_id: Place(number, size) for ticket_id, number, size in rows}
        if any(place.reaches_mark() for place in places.values()):
            self._wake_alerts()
        return places

    @api.model
    def _forget_counts(self):
        """Read again what the new entries change; they themselves were never read."""
        self.env["support.contract"].invalidate_model(COUNTS, flush=False)
        self.env["helpdesk.ticket"].invalidate_model(
            ["support_quota_entry_ids"], flush=False
        )

    @api.model
    def _wake_alerts(self):
        cron = self.env.ref(
            "support_sla.ir_cron_update_contracts", raise_if_not_found=False
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _open_carrying(self, claims):
        """Where tickets are carried over, what is left comes before the first count."""
        keys = sorted({claim.key for claim in claims if claim.carries})
        if not keys:
            return True
        periods = self.env["support.quota.period"].sudo()
        try:
            with self.env.cr.savepoint():
                for contract_id, first in keys:
                    periods._open(periods.contract_id.browse(contract_id), first)
        except BUSY:
            return False
        return True

    @api.model
    def _reverse(self, reasons):
        """Take back ``{consumption: reason}``, each in the period it was counted in.

        Returns the contracts, or None when others count there at this moment.
        """
        entries = self.env["support.quota.entry"].sudo().union(*reasons)
        if not entries:
            return self.env["support.contract"]
        periods = (
            self.env["support.quota.period"]
            .sudo()
            .search(
                [
                    ("contract_id", "in", entries.contract_id.ids),
                    ("period_start", "in", entries.mapped("period_start")),
                ]
            )
        )
        if not self._try(self._lock_query([row._as_row() for row in periods])):
            return None
        entries._append(
            [entry._prepare_reversal(reason) for entry, reason in reasons.items()]
        )
        return entries.contract_id

    @api.model
    def _lock_query(self, rows):
        """SQL that writes, and makes where missing, the row of each period.

        Transactions are REPEATABLE READ: who waited for a mere lock would go on
        counting in an old snapshot. Writing tells him so, by a serialization failure.
        """
        return SQL(
            """
            INSERT INTO support_quota_period AS row (
                contract_id, company_id, period_start, period_end, allowance,
                told_percent, counted_at, create_uid, create_date, write_uid, write_date
            )
            SELECT claim.*, 0, now.at, now.uid, now.at, now.uid, now.at
              FROM (VALUES %(rows)s) AS claim (
                       contract_id, company_id, period_start, period_end, allowance
                   ),
                   (SELECT %(uid)s AS uid, NOW() AT TIME ZONE 'UTC' AS at) now
             ORDER BY claim.contract_id, claim.period_start
            ON CONFLICT (contract_id, period_start)
            DO UPDATE SET counted_at = EXCLUDED.counted_at
            """,
            rows=SQL(", ").join(
                SQL("(%s, %s, %s::date, %s::date, %s)", *row) for row in sorted(rows)
            ),
            uid=self.env.uid,
        )

    @api.model
    def _try(self, *queries):
        """Run queries one after the other; False, and nothing done, when others count.

        Only the first, the one that takes the locks, can lose against others. All go
        to the server at once: counting has to be cheap. After a lost race the
        transaction is as good as before, but it can no longer count (its snapshot is
        older than the winner): that needs a transaction of its own.
        """
        lock, *others = queries
        try:
            self.env.cr.execute(
                SQL("; ").join(
                    [
                        SQL("SAVEPOINT support_quota"),
                        lock,
                        SQL("RELEASE SAVEPOINT support_quota"),
                        *others,
                    ]
                ),
                log_exceptions=False,
            )
        except BUSY:
            self.env.cr.execute(
                "ROLLBACK TO SAVEPOINT support_quota; RELEASE SAVEPOINT support_quota"
            )
            return False
        return True

    @api.model
    def _count_query(self, claims, reason):
        """SQL that adds and returns an entry for each claim that finds a place."""
        return SQL(
            """
            INSERT INTO support_quota_entry (
                ticket_id, contract_id, company_id, period_start, quantity, kind,
                turn, number, size, reason,
                create_uid, create_date, write_uid, write_date
            )
            SELECT ticket_id, contract_id, claim.company_id, period_start, 1,
                   'consumption',
                   1 + (SELECT COUNT(*) FROM support_quota_entry back
                         WHERE back.ticket_id = claim.ticket_id
                           AND back.kind = 'reversal'),
                   COALESCE(spent.used, 0) + claim.rank,
                   row.allowance + COALESCE(spent.given, 0),
                   %(reason)s,
                   %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
              FROM (VALUES %(claims)s) AS claim (
                       ticket_id, contract_id, company_id, period_start, rank
                   )
              JOIN support_quota_period row USING (contract_id, period_start)
              LEFT JOIN (%(sums)s) spent USING (contract_id, period_start)
             WHERE COALESCE(spent.used, 0) + claim.rank
                   <= row.allowance + COALESCE(spent.given, 0)
             ORDER BY contract_id, claim.rank
            RETURNING ticket_id, number, size
            """,
            claims=self._ranked(claims),
            sums=self.env["support.quota.period"]._sums_query(
                {claim.key for claim in claims}
            ),
            reason=reason,
            uid=self.env.uid,
        )

    @api.model
    def _ranked(self, claims):
        """SQL of the claims, each with its rank among those of its period.

        Not by a window function, which took the server longer than the counting.
        """
        ranks = Counter()
        rows = []
        for claim in claims:
            ranks[claim.key] += 1
            rows.append(SQL("(%s, %s, %s, %s, %s)", *claim[:4], ranks[claim.key]))
        return SQL(", ").join(rows)
