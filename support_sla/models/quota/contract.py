# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.promise import period, policies
from ...tools.promise.quota import ALERT_MARKS, Place, clamp

#: So many waiting tickets are settled in the request that gave them a chance; more are
#: left to the job, so that nobody who edits a level waits for all its customers.
SETTLED_AT_ONCE = 20
#: Per cent of a period's tickets from which on they are nearly used up.
NEARLY = ALERT_MARKS[0]


class SupportContractQuotaMixin(models.AbstractModel):
    """What a contract has used and has left, now and by period (specification 4)."""

    _name = "support.contract.quota.mixin"
    _description = "Support: quota of a contract"

    quota_entry_ids = fields.One2many(
        "support.quota.entry", "contract_id", string="Quota ledger", readonly=True
    )
    quota_period_ids = fields.One2many(
        "support.quota.period", "contract_id", string="Quota by period", readonly=True
    )
    quota_period_start = fields.Date(
        string="Period begins",
        compute="_compute_quota",
        help="First local day of the current period.",
    )
    quota_period_end = fields.Date(string="Period ends", compute="_compute_quota")
    quota_unlimited = fields.Boolean(compute="_compute_quota")
    quota_used = fields.Integer(
        string="Used", compute="_compute_quota", help="In the current period."
    )
    quota_size = fields.Integer(
        string="Available",
        compute="_compute_quota",
        help="The period's allowance with what was carried over or granted.",
    )
    quota_left = fields.Integer(
        string="Left",
        compute="_compute_quota",
        help="Allowance minus the sum of the ledger; 0 where the level is unlimited.",
    )
    quota_percent = fields.Integer(string="Used %", compute="_compute_quota")
    quota_nearly_used = fields.Boolean(
        string="Nearly used up",
        compute="_compute_quota_nearly_used",
        search="_search_quota_nearly_used",
        help="The contract is in force, and of its current period's tickets 80 % or "
        "more are used.",
    )
    quota_held_count = fields.Integer(
        string="Waiting tickets", compute="_compute_quota_held_count"
    )

    @api.depends(
        "level_id", "date_start", "starts_at", "ends_at", "quota_entry_ids.quantity"
    )
    def _compute_quota(self):
        """All from periods and ledger: as many queries for any number of either."""
        now = fields.Datetime.now()
        self._quota_fetch_spans()
        windows = {c: c._quota_window(now) for c in self if c.level_id}
        balances = self._quota_balances(windows)
        for contract in self:
            window, balance = windows.get(contract), balances.get(contract)
            unlimited = not window or not contract.level_id._get_quota_rule().tickets
            contract.quota_period_start = window and window.first
            contract.quota_period_end = window and window.last
            contract.quota_unlimited = unlimited
            contract.quota_used = balance.used if balance else 0
            contract.quota_size = 0 if unlimited else balance.size
            contract.quota_left = 0 if unlimited else balance.left
            contract.quota_percent = (
                0
                if unlimited or not balance.size
                else round(100 * balance.used / balance.size)
            )

    @api.depends("quota_used", "quota_size")
    def _compute_quota_nearly_used(self):
        """As it is searched: one query for any number."""
        every = self.sudo().with_context(active_test=False)
        used = [("id", "in", self._origin.ids), ("quota_nearly_used", "=", True)]
        nearly = set(every.search(used, order="id").ids)
        for contract in self:
            contract.quota_nearly_used = contract._origin.id in nearly

    @api.model
    def _search_quota_nearly_used(self, operator, value):
        """In force, and so much used of the period that today is in: what is nearly
        used up is decided here, for whoever shows, counts or lists it.

        Of each level today is the day that it is there. A period that is not written
        down yet has used nothing.
        """
        if operator != "in":
            return NotImplemented
        now = fields.Datetime.now()
        periods = self.env["support.quota.period"].sudo()
        levels = defaultdict(list)
        for level, tz in self.env["support.level"]._get_limited().items():
            levels[period.local_day(now, tz)].append(level)
        current = Domain.OR(
            Domain("contract_id.level_id", "in", ids)
            & Domain("period_start", "<=", day)
            & Domain("period_end", ">=", day)
            for day, ids in levels.items()
        )
        used = periods._nearly_used_query(current, NEARLY)
        nearly = Domain("state", "=", "active") & Domain("id", "in", used)
        wanted = {bool(each) for each in value}
        return Domain.OR(nearly if each else ~nearly for each in wanted)

    def _quota_balances(self, windows):
        """Return ``{contract: Balance}`` of one window per contract."""
        periods = self.env["support.quota.period"].sudo()
        keys = {c: (c._origin.id or 0, window.first) for c, window in windows.items()}
        allowances = self._quota_allowances(windows)
        balances = periods._get_balances(
            {key: allowances[contract] for contract, key in keys.items()}
        )
        return {contract: balances[key] for contract, key in keys.items()}

    def _quota_allowances(self, windows):
        """Return ``{contract: how many tickets}`` of one window per contract: what was
        written down when it opened, else what the level gives; 0 is unlimited."""
        periods = self.env["support.quota.period"].sudo()
        allowed = {
            row._key(): row.allowance
            for row in periods.search_fetch(
                [
                    ("contract_id", "in", [c._origin.id for c in windows]),
                    ("period_start", "in", [w.first for w in windows.values()]),
                ],
                ["contract_id", "period_start", "allowance"],
            )
        }
        return {
            c: allowed.get(
                (c._origin.id, w.first), c.level_id._get_quota_rule().tickets
            )
            for c, w in windows.items()
        }

    def _compute_quota_held_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("support_contract_id", "in", self.ids), ("support_held", "=", True)],
                ["support_contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.quota_held_count = counts.get(contract, 0)

    def _quota_window(self, now, day=None):
        """Return the window that a naive UTC moment (or a local day) is in.

        A moment outside the contract counts as the nearest one inside: before it began
        the first period, after its end the last.
        """
        self.ensure_one()
        rule = self.level_id._get_quota_rule()
        return rule.window_of_day(
            day or self._quota_day(now), self.date_start, self._quota_spans()
        )

    def _quota_day(self, now):
        """Return the local day of a naive UTC moment, or the nearest one inside."""
        self.ensure_one()
        rule = self.level_id._get_quota_rule()
        starts_at = self.starts_at or period.day_start(self.date_start, rule.tz)
        return rule.day(clamp(now, starts_at, self.ends_at or None))

    def _quota_fetch_spans(self):
        """Read what :meth:`_quota_spans` asks of these contracts at once: of old ones
        it would be read by the thousand."""
        names = ["contract_id", "period_start", "period_end"]
        inside = [("contract_id", "in", self._origin.ids)]
        self.env["support.quota.period"].sudo().search_fetch(inside, names)

    def _quota_spans(self):
        """Return the (first, last) days of the periods that are written down."""
        self.ensure_one()
        rows = self.sudo().quota_period_ids
        return [(row.period_start, row.period_end) for row in rows]

    def _quota_is_past(self, first, now):
        """Whether the period that begins on a local day is over, or its contract is.

        Nothing that happens by itself moves it any more.
        """
        self.ensure_one()
        if self.ends_at and self.ends_at <= now:
            return True
        today = self.level_id._get_quota_rule().day(now)
        return self._quota_window(now, day=first).last < today

    def _get_waiting_domain(self, now):
        """Which tickets of this contract a free place of the current period is for.

        Of a contract that has ended nobody is admitted: that is the past.
        """
        self.ensure_one()
        if self.ends_at and self.ends_at <= now:
            return Domain.FALSE
        first, after = period.window_bounds(*self._quota_window(now), self._get_tz())
        here = Domain("support_contract_id", "=", self.id)
        open_and_held = Domain("support_held", "=", True) & Domain("closed", "=", False)
        current = (
            Domain("support_held", "=", False)
            & Domain("support_since", ">=", first)
            & Domain("support_since", "<", after)
        )
        return here & (open_and_held | current)

    def _quota_place(self, claim, now):
        """Return ``(Place, whether it is free)``: which place of how many a Claim would
        ask for at a naive UTC moment.

        As it would be counted, with nothing written and no place taken: who waits
        already comes first.
        """
        self.ensure_one()
        waiting = dict(
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                self._get_waiting_domain(now)
                & Domain("support_quota_status", "=", "over")
                & Domain("support_quota_pending", "=", False),
                ["support_held"],
                ["__count"],
            )
        )
        held = waiting.get(True, 0)
        ahead = sum(waiting.values()) if held else 0
        balance = self.env["support.quota.period"].sudo()._foresee(self, claim.day)
        place = Place(balance.used + ahead + 1, balance.size)
        # only where the policy holds are those who wait let in before a new one
        passed = not held or policies.holds(self.level_id._get_quota_rule().policy)
        return place, passed and place.number <= place.size

    def action_view_held(self):
        """Show the tickets that wait beyond the quota, oldest first."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_over_quota_action"
        )
        return action | {
            "domain": [
                ("support_contract_id", "=", self.id),
                ("support_quota_status", "=", "over"),
            ]
        }

    # ------------------------------------------------------ the level changes

    def _quota_close_figures(self, now):
        """Write down what was allowed so far, before the level or its rule changes.

        The running period is among it: it goes on to its end as it began.
        """
        started = self.filtered(lambda c: c.starts_at and c.starts_at <= now)
        self.env["support.quota.period"].sudo()._open(
            {contract: contract._quota_day(now) for contract in started},
            now,
            from_start=True,
        )

    def _quota_follow_level(self, now):
        """The running period takes the new number; who waits may get a place.

        Of few who wait that is settled at once, of many by the job.
        """
        self.invalidate_recordset(["quota_period_ids"])
        for rule, contracts in self.grouped(
            lambda c: c.level_id._get_quota_rule()
        ).items():
            today = rule.day(now)
            rows = contracts.sudo().quota_period_ids.filtered_domain(
                Domain("period_start", "<=", today) & Domain("period_end", ">=", today)
            )
            rows.write({"allowance": rule.tickets})
        waiting = self._quota_waiting(now)
        if sum(waiting.values()) <= SETTLED_AT_ONCE:
            self.env["helpdesk.ticket"]._support_places_free(self.browse(waiting), now)
        else:
            self._quota_look_again()

    def _quota_waiting(self, now):
        """Return ``{id of a contract: how many of its tickets wait for a place}``."""
        groups = (
            self.env["helpdesk.ticket"]
            .sudo()
            ._read_group(
                [
                    ("support_contract_id", "in", self.ids),
                    ("support_quota_status", "=", "over"),
                    ("support_closed_at", "=", False),
                ],
                ["support_contract_id"],
                ["__count"],
            )
        )
        return {contract.id: count for contract, count in groups}

    def _quota_look_again(self):
        """Have the job look at the running periods of these contracts, soon."""
        self._store_marks({"opened_until": False})
        self.env["support.quota"]._wake_alerts()
