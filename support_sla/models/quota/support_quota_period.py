# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, format_date

from ...tools.promise import period
from ...tools.promise.quota import ALERT_MARKS, alert_mark


class Balance(NamedTuple):
    """A period in numbers: what was used, of how many, and what is left."""

    used: int
    size: int

    @property
    def left(self):
        return self.size - self.used


class SupportQuotaPeriod(models.Model):
    """A period of a contract: what was allowed in it, and the row that is locked.

    The allowance is written down when the period opens, so that figures of past
    periods stay when a level changes. Everybody who counts writes this row first.
    """

    _name = "support.quota.period"
    _description = "Support Quota Period"
    _order = "period_start desc, id desc"
    _rec_name = "period_start"

    contract_id = fields.Many2one(
        "support.contract", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    period_start = fields.Date(string="First day", required=True)
    period_end = fields.Date(string="Last day", required=True, index=True)
    allowance = fields.Integer(required=True)
    told_percent = fields.Integer(
        readonly=True, help="The highest mark people were told of (80, 100)."
    )
    counted_at = fields.Datetime(readonly=True)

    used = fields.Integer(compute="_compute_balance")
    size = fields.Integer(
        compute="_compute_balance",
        string="Available",
        help="The allowance, with what was carried over or granted.",
    )
    left = fields.Integer(compute="_compute_balance")
    percent = fields.Integer(compute="_compute_balance", string="Used %")
    over_count = fields.Integer(compute="_compute_over_count", string="Over quota")

    _period_unique = models.UniqueIndex(
        "(contract_id, period_start)", "A contract has each period once."
    )

    @api.depends("allowance", "contract_id", "period_start")
    def _compute_balance(self):
        """One sum of the ledger answers all four."""
        balances = self._get_balances({row._key(): row.allowance for row in self})
        for row in self:
            balance = balances[row._key()]
            row.used, row.size, row.left = balance.used, balance.size, balance.left
            row.percent = (
                round(100 * balance.used / balance.size) if balance.size else 0
            )

    def _compute_over_count(self):
        """Tickets that came in a period and found no place; one query for all rows."""
        tickets = self.env["helpdesk.ticket"].search_fetch(
            [
                ("support_contract_id", "in", self.contract_id.ids),
                ("support_quota_status", "=", "over"),
            ],
            ["support_contract_id", "support_since"],
        )
        counts = Counter(
            (contract.id, contract._quota_window(ticket.support_since).first)
            for ticket in tickets
            if (contract := ticket.support_contract_id)
        )
        for row in self:
            row.over_count = counts[row._key()]

    def _key(self):
        return self.contract_id.id, self.period_start

    def _as_row(self):
        """Return what the lock is written with."""
        return (
            self.contract_id.id,
            self.company_id.id,
            self.period_start,
            self.period_end,
            self.allowance,
        )

    @api.model
    def _get_balances(self, allowances):
        """Return ``{(contract_id, period_start): Balance}`` for ``{key: allowance}``.

        Used are tickets, and what somebody took away by hand; what was carried over
        or given adds to the size. Both ways: left = allowance − sum (SPEC 4).
        """
        sums = {key: (0, 0) for key in allowances}
        if allowances:
            self.env["support.quota.entry"].flush_model()
            sums |= {
                (contract_id, start): (used, given)
                for contract_id, start, used, given in self.env.execute_query(
                    self._sums_query(list(allowances))
                )
            }
        return {
            key: Balance(sums[key][0], allowance + sums[key][1])
            for key, allowance in allowances.items()
        }

    @api.model
    def _sums_query(self, keys):
        """SQL of (contract, start, used, given) of the periods that have entries."""
        return SQL(
            """
            SELECT contract_id, period_start,
                   SUM(CASE WHEN gives THEN 0 ELSE quantity END)::int AS used,
                   SUM(CASE WHEN gives THEN -quantity ELSE 0 END)::int AS given
              FROM (SELECT contract_id, period_start, quantity,
                           kind = 'carry_over'
                           OR (kind = 'adjustment' AND quantity < 0) AS gives
                      FROM support_quota_entry
                     WHERE (contract_id, period_start) IN %s) entry
             GROUP BY contract_id, period_start
            """,
            tuple(keys),
        )

    # ---------------------------------------------------------------- opening

    @api.model
    def _open(self, contract, day):
        """Return the row of the period that ``day`` is in, made when missing.

        Where unused tickets are carried over, all periods since the contract began
        are opened in order: each takes over what the one before had left.
        """
        rule = contract.level_id._get_quota_rule()
        start = contract.date_start
        window = rule.window_of_day(day, start)
        if not rule.carry_over:
            return self._ensure(contract, window, rule)
        row = self.browse()
        known = self.search([("contract_id", "=", contract.id)])
        first = max(known.mapped("period_start"), default=min(start, day))
        for passed in period.iter_windows(
            min(first, window.first),
            window.first,
            rule.period,
            start if rule.from_contract else None,
        ):
            before, row = row, self._ensure(contract, passed, rule)
            row._carry_from(before, rule)
        return row

    @api.model
    def _ensure(self, contract, window, rule):
        row = (
            contract.id,
            contract.company_id.id,
            window.first,
            window.last,
            rule.tickets,
        )
        self.env.cr.execute(
            self.env["support.quota"]._lock_query([row]), log_exceptions=False
        )
        return self.search(
            [
                ("contract_id", "=", contract.id),
                ("period_start", "=", window.first),
            ]
        )

    def _carry_from(self, before, rule):
        """Take over once what the period before has left."""
        entries = self.env["support.quota.entry"].sudo()
        carried = rule.carried(before.left) if before else 0
        if carried and not entries.search_count(
            [
                ("contract_id", "=", self.contract_id.id),
                ("period_start", "=", self.period_start),
                ("kind", "=", "carry_over"),
            ],
            limit=1,
        ):
            entries._append(
                [
                    {
                        "contract_id": self.contract_id.id,
                        "company_id": self.company_id.id,
                        "period_start": self.period_start,
                        "quantity": -carried,
                        "kind": "carry_over",
                        "reason": self.env._(
                            "Left of the period from %s", before.period_start
                        ),
                    }
                ]
            )

    # ---------------------------------------------------------------- telling

    @api.model
    def _get_to_tell(self, now):
        """Return current periods that reached a mark people were not told of."""
        rows = self.search(
            [
                ("allowance", ">", 0),
                ("told_percent", "<", max(ALERT_MARKS)),
                ("period_end", ">=", fields.Date.add(now.date(), days=-1)),
            ]
        )
        return rows.filtered(
            lambda row: (
                alert_mark(row.used, row.size) > row.told_percent
                and row.contract_id._quota_window(now).first == row.period_start
            )
        )

    def _tell_used(self):
        """Tell account manager and customer once of each mark (80 %, 100 %)."""
        self.ensure_one()
        mark = alert_mark(self.used, self.size)
        if mark <= self.told_percent:
            return
        self.told_percent = mark
        self.contract_id._tell_manager(
            lambda contract: self.with_env(contract.env)._get_words()
        )
        if self._get_notice_partners():
            self.env["support.notice"]._queue_template(
                "support_sla.mail_template_quota_used",
                self,
                lambda row: (row._get_words(), row._get_words()),
            )

    def _get_notice_partners(self):
        return self.contract_id._get_notice_partners()

    def _get_words(self):
        """Say how much is used, in the context's language."""
        self.ensure_one()
        words = {
            "customer": self.partner_id.display_name,
            "used": self.used,
            "size": self.size,
            "last": format_date(self.env, self.period_end, date_format="long"),
        }
        if self.left > 0:
            return self.env._(
                "%(customer)s has used %(used)s of %(size)s tickets until %(last)s",
                **words,
            )
        return self.env._(
            "%(customer)s has used all %(size)s tickets until %(last)s", **words
        )
