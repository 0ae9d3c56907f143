# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ...tools.promise.policies import POLICIES
from ...tools.promise.quota import ALERT_MARKS, alert_mark

PERIOD_KEYS = ("contract_id", "period_start", "allowance")


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

    contract_id = fields.Many2one("support.contract", required=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")
    period_start = fields.Date(string="First day", required=True)
    period_end = fields.Date(string="Last day", required=True, index=True)
    allowance = fields.Integer(required=True)
    told_percent = fields.Integer(
        readonly=True, help="The highest mark people were told of (80, 100)."
    )
    counted_at = fields.Datetime(readonly=True)
    carried = fields.Boolean(
        default=True,
        help="What the period before had left was taken over, or is not to be.",
    )

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
        groups = self.env["helpdesk.ticket"]._read_group(
            [
                ("support_contract_id", "in", self.contract_id.ids),
                ("support_quota_status", "=", "over"),
            ],
            ["support_contract_id"],
            ["support_since:array_agg"],
        )
        counts = Counter(
            (contract.id, contract._quota_window(since).first)
            for contract, moments in groups
            for since in moments
        )
        for row in self:
            row.over_count = counts[row._key()]

    def _key(self):
        return self.contract_id.id, self.period_start

    @api.model
    def _get_balances(self, allowances):
        """Return ``{(contract_id, period_start): Balance}`` for ``{key: allowance}``.

        Used are tickets, and what somebody took away by hand; what was carried over
        or given adds to the size. Both ways: left = allowance − sum (specification 4).
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
            SELECT contract_id, period_start, %s AS used, %s AS given
              FROM support_quota_entry entry
             WHERE (contract_id, period_start) IN %s
             GROUP BY contract_id, period_start
            """,
            self.env["support.quota.entry"]._used_sql("entry"),
            self.env["support.quota.entry"]._given_sql("entry"),
            tuple(keys),
        )

    @api.model
    def _nearly_used_query(self, domain, percent):
        """SQL of the contracts of which so many per cent or more of a period's tickets
        are used, of the periods in a domain."""
        entries = self.env["support.quota.entry"]
        entries.flush_model()
        self.flush_model(PERIOD_KEYS)
        query = self._search(domain)
        period = SQL.identifier(self._table)
        return SQL(
            """(
            SELECT period.contract_id
              FROM (%(periods)s) period
              LEFT JOIN support_quota_entry entry
                ON entry.contract_id = period.contract_id
               AND entry.period_start = period.period_start
             GROUP BY period.contract_id, period.period_start, period.allowance
            HAVING period.allowance + %(given)s > 0
               AND 100 * %(used)s >= %(percent)s * (period.allowance + %(given)s)
            )""",
            periods=query.select(
                *(SQL("%s.%s", period, SQL.identifier(name)) for name in PERIOD_KEYS)
            ),
            used=entries._used_sql("entry"),
            given=entries._given_sql("entry"),
            percent=percent,
        )

    @api.model
    def _get_roomy(self, claims):
        """Return the contracts of claims in whose periods a place is left."""
        if not claims:
            return self.contract_id
        rows = self.search(
            Domain.OR(
                Domain("contract_id", "=", claim.contract_id)
                & Domain("period_start", "<=", claim.day)
                & Domain("period_end", ">=", claim.day)
                for claim in {(c.contract_id, c.day): c for c in claims}.values()
            )
        )
        return rows.filtered(lambda row: row.left > 0).contract_id

    # ---------------------------------------------------------------- opening

    @api.model
    def _open(self, days, now, from_start=False):
        """Write down the periods that some days of contracts are in; return their rows.

        Where unused tickets are carried over, all periods since the last that is
        written down are opened in order: each takes over what the one before had left.
        So it is decided when a period begins, once, whatever is written of it before or
        corrected afterwards. As many statements however many contracts.

        :param days: ``{contract: local day}``
        :param now: naive UTC: what begins later than that takes over nothing yet
        :param from_start: write down every period since each contract's first day
        """
        contracts = self.contract_id.union(*days)
        rows = self._sorted_rows(contracts)
        spans = {c: [(r.period_start, r.period_end) for r in rows[c]] for c in rows}
        wanted, missing = set(), []
        for contract, day in days.items():
            rule = contract.level_id._get_quota_rule()
            for window in self._windows_to(contract, day, spans[contract], from_start):
                wanted.add((contract.id, window.first))
                if (window.first, window.last) not in spans[contract]:
                    spans[contract].append((window.first, window.last))
                    missing.append(self._row_of(contract, window, rule, now))
        self._insert(missing)
        if missing:
            contracts.invalidate_recordset(["quota_period_ids"])
            rows = self._sorted_rows(contracts)
        self._carry({contract: rows[contract] for contract in days}, now)
        return self.union(*rows.values()).filtered(lambda r: r._key() in wanted)

    @api.model
    def _sorted_rows(self, contracts):
        found = self.search(
            [("contract_id", "in", contracts.ids)], order="period_start"
        )
        rows = {contract: self.browse() for contract in contracts}
        return rows | found.grouped("contract_id")

    @api.model
    def _windows_to(self, contract, day, spans, from_start):
        """Yield the windows to be written down so that ``day`` is in one, in order."""
        rule = contract.level_id._get_quota_rule()
        first = day
        if from_start:
            first = min(contract.date_start, day)
        elif rule.carry_over:
            passed = [start for start, _last in spans if start <= day]
            first = max(passed, default=min(contract.date_start, day))
        while first <= day:
            window = rule.window_of_day(first, contract.date_start, spans)
            yield window
            first = window.next_first

    @api.model
    def _row_of(self, contract, window, rule, now):
        begun = window.first <= rule.day(now)
        return (
            contract.id,
            contract.company_id.id,
            window.first,
            window.last,
            rule.tickets,
            begun and not rule.carry_over,
        )

    @api.model
    def _foresee(self, contract, day):
        """Return the Balance of the period that a local day, begun already, is in as it
        is once that period is opened: with what it takes over. Nothing is written."""
        rule = contract.level_id._get_quota_rule()
        rows = {r.period_start: r for r in self._sorted_rows(contract)[contract]}
        spans = [(row.period_start, row.period_end) for row in rows.values()]
        for window in self._windows_to(contract, day, spans, from_start=False):
            spans.append((window.first, window.last))
        firsts = sorted({first for first, _last in spans if first <= day})
        balances = self._get_balances(
            {
                (contract.id, first): rows[first].allowance
                if first in rows
                else rule.tickets
                for first in firsts
            }
        )
        found = None
        for first in firsts:
            before, found = found, balances[contract.id, first]
            if before and not (first in rows and rows[first].carried):
                found = found._replace(size=found.size + rule.carried(before.left))
        return found

    @api.model
    def _insert(self, rows):
        """Insert rows that are missing; whoever else is making one meets us there."""
        if rows:
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO support_quota_period (
                        contract_id, company_id, period_start, period_end, allowance,
                        carried, told_percent, counted_at,
                        create_uid, create_date, write_uid, write_date
                    )
                    SELECT new.*, 0, %(at)s, %(uid)s, %(at)s, %(uid)s, %(at)s
                      FROM (VALUES %(rows)s) new
                    ON CONFLICT (contract_id, period_start)
                    DO UPDATE SET counted_at = EXCLUDED.counted_at
                    """,
                    rows=SQL(", ").join(
                        SQL("(%s, %s, %s::date, %s::date, %s, %s)", *row)
                        for row in sorted(rows)
                    ),
                    at=self.env.cr.now(),
                    uid=self.env.uid,
                ),
                log_exceptions=False,
            )

    @api.model
    def _carry(self, rows_of, now):
        """Take over, once each, what the period before had left.

        :param rows_of: ``{contract: its rows, by first day}``
        """
        pairs = [
            (before, row)
            for contract, rows in rows_of.items()
            for before, row in zip((self.browse(), *rows), rows, strict=False)
            if not row.carried and row._has_begun(contract, now)
        ]
        if not pairs:
            return
        rows = self.union(*(row for pair in pairs for row in pair))
        balances = self._get_balances({row._key(): row.allowance for row in rows})
        left = {row: balances[row._key()].left for row in rows}
        entries = []
        for before, row in pairs:
            rule = row.contract_id.level_id._get_quota_rule()
            carried = rule.carried(left[before]) if before else 0
            if carried:
                left[row] += carried
                entries.append(row._prepare_carry(before, carried))
        # The rows first: of two who open a period, the second fails there.
        self.union(*(row for _before, row in pairs)).write({"carried": True})
        self.flush_model(["carried"])
        self.env["support.quota.entry"].sudo()._append(entries)

    def _has_begun(self, contract, now):
        return self.period_start <= contract.level_id._get_quota_rule().day(now)

    def _prepare_carry(self, before, carried):
        return {
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "period_start": self.period_start,
            "quantity": -carried,
            "kind": "carry_over",
            "why": "carried",
            "about": fields.Date.to_string(before.period_start),
        }

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
            lambda contract: self.with_env(contract.env)._get_manager_words()
        )
        if self.company_id.support_tell_quota and self._get_notice_partners():
            self.env["support.notice"]._queue_template(
                "support_sla.mail_template_quota_used",
                self,
                lambda row: (row._get_words(), row._get_text()),
                lambda rows: rows._mail_frames(),
            )

    def _mail_frames(self):
        frames = self.contract_id._mail_frames()
        return {row.id: frames[row.contract_id.id] for row in self}

    def _get_notice_partners(self):
        return self.contract_id._get_notice_partners()

    def _get_words(self):
        """Say to the customer how much is used, in the context's language."""
        self.ensure_one()
        words = {
            "used": self.used,
            "size": self.size,
            "last": format_date(self.env, self.period_end, date_format="long"),
        }
        if self.left > 0:
            return self.env._(
                "You have used %(used)s of %(size)s tickets until %(last)s", **words
            )
        return self.env._("You have used all %(size)s tickets until %(last)s", **words)

    def _get_beyond_words(self):
        """Say to the customer what happens to tickets beyond the quota."""
        self.ensure_one()
        policy = self.contract_id.level_id.over_quota_policy
        return self.env._(
            "What happens to tickets beyond them: %s", self.env._(POLICIES[policy].told)
        )

    def _get_text(self):
        """The mail's text when its template is gone."""
        lines = [f"{self._get_words()}."]
        if self.left > 0:
            lines.append(self.env._("Tickets left: %s.", self.left))
        return "\n".join([*lines, self._get_beyond_words()])

    def _get_manager_words(self):
        """Say to the account manager how much is used."""
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
