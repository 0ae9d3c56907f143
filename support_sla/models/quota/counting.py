# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo import api, models
from odoo.tools import SQL

from ...tools.promise.quota import Place
from ..job import BUSY

# What says of a ticket that it waits for a place.
WAITING = (
    "active",
    "support_closed_at",
    "support_contract_id",
    "support_held",
    "support_since",
)


LOCK = """
INSERT INTO support_quota_period AS row (
    contract_id, company_id, period_start, period_end, allowance,
    carried, told_percent, counted_at,
    create_uid, create_date, write_uid, write_date
)
SELECT DISTINCT ON (claim.contract_id, first.day)
       claim.contract_id, claim.company_id, first.day, last.day,
       claim.allowance, TRUE, 0, now.at, now.uid, now.at, now.uid, now.at
  FROM (VALUES %(rows)s) AS claim (
           contract_id, company_id, day, period_start, period_end, allowance
       )
  LEFT JOIN support_quota_period here
    ON here.contract_id = claim.contract_id
   AND claim.day BETWEEN here.period_start AND here.period_end,
       LATERAL (SELECT COALESCE(here.period_start, GREATEST(
           claim.period_start,
           (SELECT MAX(period_end) + 1 FROM support_quota_period before
             WHERE before.contract_id = claim.contract_id
               AND before.period_end < claim.day))) AS day) first,
       LATERAL (SELECT COALESCE(here.period_end, LEAST(
           claim.period_end,
           (SELECT MIN(period_start) - 1 FROM support_quota_period after
             WHERE after.contract_id = claim.contract_id
               AND after.period_start > claim.day))) AS day) last,
       (SELECT %(uid)s AS uid, NOW() AT TIME ZONE 'UTC' AS at) now
 ORDER BY claim.contract_id, first.day
ON CONFLICT (contract_id, period_start)
DO UPDATE SET counted_at = EXCLUDED.counted_at
"""
COUNT = """
WITH claim AS (
    SELECT claim.*, row.period_start, row.allowance
      FROM (VALUES %(claims)s) AS claim (
               ticket_id, contract_id, company_id, since, day, rank
           )
      JOIN support_quota_period row
        ON row.contract_id = claim.contract_id
       AND claim.day BETWEEN row.period_start AND row.period_end
), spent AS (
    SELECT claim.contract_id, claim.period_start, claim.allowance,
           %(used)s AS used, %(given)s AS given
      FROM (SELECT DISTINCT contract_id, period_start, allowance
              FROM claim) claim
      LEFT JOIN support_quota_entry entry
        ON entry.contract_id = claim.contract_id
       AND entry.period_start = claim.period_start
     GROUP BY claim.contract_id, claim.period_start, claim.allowance
)
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
       used + claim.rank,
       allowance + given,
       %(reason)s,
       %(uid)s, NOW() AT TIME ZONE 'UTC', %(uid)s, NOW() AT TIME ZONE 'UTC'
  FROM claim
  JOIN spent USING (contract_id, period_start, allowance)
 WHERE used + claim.rank <= allowance + given
   AND (NOT %(in_turn)s OR NOT EXISTS (
       SELECT FROM helpdesk_ticket waits
        WHERE waits.support_contract_id = claim.contract_id
          AND waits.support_held IS TRUE AND waits.active
          AND waits.support_closed_at IS NULL
          AND (waits.support_since, waits.id)
              < (claim.since, claim.ticket_id)
          AND waits.id NOT IN %(tickets)s
       ))
 ORDER BY contract_id, claim.rank
RETURNING ticket_id, number, size
"""


class SupportQuota(models.AbstractModel):
    """Counting without a race, and without an error to anybody (specification 4).

    Claims in, places out. It knows the ledger and its periods, not the tickets.
    """

    _name = "support.quota"
    _description = "Support: counting in a quota"

    @api.model
    def _claim(self, claims, now, in_turn=True):
        """Count the claims that find a place, in their order: the oldest comes first.

        Returns ``{ticket_id: Place}`` of those counted, or None when other
        transactions count in the same periods at this moment and nothing was done.

        :param in_turn: nobody passes a held ticket that was opened before
        """
        if not claims:
            return {}
        if not self._open_carrying(claims, now):
            return None
        self.env["support.quota.entry"].flush_model()
        self.env["support.quota.period"].flush_model()
        self.env["helpdesk.ticket"].flush_model(WAITING)
        lock = self._lock_query(claims)
        count = self._count_query(claims, self.env._("Ticket"), in_turn)
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
    def _open_carrying(self, claims, now):
        """Where tickets are carried over, what is left comes before the first count."""
        days = {claim.contract_id: claim.day for claim in claims if claim.carries}
        if not days:
            return True
        periods = self.env["support.quota.period"].sudo()
        contracts = periods.contract_id.browse(sorted(days))
        try:
            with self.env.cr.savepoint():
                periods._open({c: days[c.id] for c in contracts}, now)
        except BUSY:
            return False
        return True

    @api.model
    def _places_changed(self, tickets):
        """How these tickets stand to their quota, or why, is another thing than before,
        or they are about to be no more: for rooms below, which tell of it."""

    @api.model
    def _reverse(self, whys):
        """Take back ``{consumption: (why, what it is about)}``, each in the period it
        was counted in; as ``_prepare_reversal`` takes them.

        Returns the consumptions, or None when others count there at this moment.
        """
        entries = self.env["support.quota.entry"].sudo().union(*whys)
        if not entries:
            return entries
        lock = SQL(
            """
            UPDATE support_quota_period SET counted_at = %s
             WHERE (contract_id, period_start) IN %s
            """,
            self.env.cr.now(),
            tuple({(e.contract_id.id, e.period_start) for e in entries}),
        )
        if not self._try(lock):
            return None
        entries._append([entry._prepare_reversal(*why) for entry, why in whys.items()])
        return entries

    @api.model
    def _lock_query(self, claims):
        """SQL that writes, and makes where missing, the row of each claim's period.

        A day that is in a written period is in no other: that one is taken, whatever
        the rule says now, and a new one begins after it. Transactions are REPEATABLE
        READ: who waited for a mere lock would go on counting in an old snapshot.
        Writing tells him so, by a serialization failure.
        """
        rows = {(claim.contract_id, claim.day): claim.row for claim in claims}
        return SQL(
            LOCK,
            rows=SQL(", ").join(
                SQL("(%s, %s, %s::date, %s::date, %s::date, %s)", *row)
                for row in sorted(rows.values())
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
    def _count_query(self, claims, reason, in_turn):
        """SQL that adds and returns an entry for each claim that finds a place.

        Nobody passes a ticket of the same contract that was opened before and waits.
        """
        return SQL(
            COUNT,
            claims=self._ranked(claims),
            used=self.env["support.quota.entry"]._used_sql("entry"),
            given=self.env["support.quota.entry"]._given_sql("entry"),
            tickets=tuple(claim.ticket_id for claim in claims),
            reason=reason,
            in_turn=in_turn,
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
            rows.append(
                SQL(
                    "(%s, %s, %s, %s::timestamp, %s::date, %s)",
                    *claim[:5],
                    ranks[claim.key],
                )
            )
        return SQL(", ").join(rows)
