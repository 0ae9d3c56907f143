# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from ...tools.promise import period
from ...tools.statement.facts import Month, month_of


class SupportContract(models.Model):
    """Which month of a contract is to be stated next, and when it is over.

    A contract is stated from its first month on, but from no month before the one that
    was over when it was entered (of contracts older than statements: when those came):
    an installation with years of history does not make years of statements. From then
    on no month is left out, however late the job comes. One that has ended is stated
    until nothing that it promised is open any more.
    """

    _inherit = "support.contract"

    statement_ids = fields.One2many(
        "support.statement", "contract_id", string="Statements", readonly=True
    )
    statement_from = fields.Date(
        readonly=True,
        copy=False,
        default=lambda self: self._get_first_stated(),
        help="No month before this one is stated.",
    )
    statement_due_at = fields.Datetime(
        compute="_compute_statement_due_at",
        store=True,
        index="btree_not_null",
        copy=False,
        help="When the month is over that is to be stated next. Empty: none is.",
    )

    @api.model
    def _get_first_stated(self):
        """The month that was over when a contract was entered: who enters one late
        means it to be stated."""
        today = self.env.cr.now().date()
        return period.add_months(month_of(today), -1)

    @api.model_create_multi
    def create(self, vals_list):
        """A default of somebody's, or one that a call brings along, chooses no month
        either."""
        first = self._get_first_stated()
        for vals in vals_list:
            self._check_first_stated(vals, {first})
        return super().create([vals | {"statement_from": first} for vals in vals_list])

    def write(self, vals):
        """Statements name requests: whoever is their customer next would read them. And
        they tell what was promised in months that are over."""
        if "statement_from" in vals:
            self._check_first_stated(vals, {*self.mapped("statement_from")})
        self._check_level_of_stated(vals)
        changing = {"partner_id", "company_id"} & vals.keys()
        before = {c: (c.partner_id, c.company_id) for c in self if changing}
        result = super().write(vals)
        for contract, whose in before.items():
            changed = (contract.partner_id, contract.company_id) != whose
            if changed and contract.sudo().statement_ids:
                raise UserError(
                    self.env._(
                        "%s has statements, which its customer reads. Cancel it, and "
                        "make a contract for the other one.",
                        contract.display_name,
                    )
                )
        return result

    def _check_first_stated(self, vals, months):
        """Years of history would make years of statements, and a later month would
        leave some out: nobody chooses, also no import."""
        day = fields.Date.to_date(vals.get("statement_from")) or False
        if "statement_from" in vals and months != {day}:
            raise UserError(
                self.env._(
                    "From which month on a contract has statements nobody chooses: "
                    "they begin with the month before it was entered."
                )
            )

    def _check_level_of_stated(self, vals):
        """What is told of a month stays: another level is promised from a day on."""
        level_id = vals.get("level_id")
        for contract in self if level_id else ():
            if contract.level_id.id != level_id and contract.sudo().statement_ids:
                raise UserError(
                    self.env._(
                        "%s has statements, which tell of its level. Choose “Renew, "
                        "extend or change” on the contract, and say from which day on "
                        "another level is promised.",
                        contract.display_name,
                    )
                )

    @api.depends(
        "phase",
        "starts_at",
        "ends_at",
        "statement_from",
        "level_id.calendar_id.tz",
        "statement_ids.month",
        "statement_ids.open_count",
    )
    def _compute_statement_due_at(self):
        for contract in self:
            month = contract._get_next_month()
            contract.statement_due_at = month.stop if month else False

    def _get_next_month(self):
        """Return the Month that is to be stated next; None: no more is."""
        self.ensure_one()
        if self.phase == "draft" or not self.starts_at:
            return None
        if self.ends_at and self.ends_at <= self.starts_at:
            return None  # cancelled before it began
        tz = self._get_tz()
        stated = self.sudo().statement_ids.filtered("latest")
        newest = stated.sorted("month")[-1:]
        last = newest.month or None
        first = month_of(period.local_day(self.starts_at, tz))
        if self.statement_from:
            first = max(first, self.statement_from)
        if last:
            first = period.add_months(last, 1)
        # where the zone is another one since, no hour is in two months, and none in no
        month = Month.of(first, tz).after(newest.ends_at)
        ended = self.ends_at and self.ends_at <= month.start
        return month if newest.open_count or not ended else None

    def _make_statements(self, now):
        """State all months of these contracts that are over and were not stated."""
        behind = self
        while behind := behind.filtered(
            lambda c: c.statement_due_at and c.statement_due_at <= now
        ):
            months = {contract: contract._get_next_month() for contract in behind}
            self.env["support.statement"]._make(months, now)

    def _wants_statement(self):
        """Whether its customer is told by mail that there is a statement: a company
        that was archived has nobody left who could answer."""
        self.ensure_one()
        company = self.company_id
        told = company.active and company.support_tell_statement
        return told and bool(self._get_notice_partners())
