# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.promise import period


class SupportImplementation(models.Model):
    """A project at a customer; when it ends, the included support begins."""

    _name = "support.implementation"
    _description = "Implementation"
    _inherit = ["support.import.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self.env._("Implementation"))
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account manager",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )

    date_start = fields.Date(
        string="Start",
        required=True,
        default=lambda self: fields.Date.context_today(
            self.env.company._support_here()
        ),
    )
    date_end = fields.Date(string="End", tracking=True)
    state = fields.Selection(
        [
            ("running", "Running"),
            ("finished", "Finished"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="running",
        copy=False,
        tracking=True,
    )

    test_url = fields.Char(
        string="Test environment",
        help="Where the customer tries things out; agents send it with instructions.",
    )
    level_id = fields.Many2one(
        "support.level",
        string="Included level",
        default=lambda self: self._default_level_id(),
        check_company=True,
        domain="[('included_months', '>', 0)]",
        help="The level included once the implementation has ended.",
    )
    contract_ids = fields.One2many(
        "support.contract", "implementation_id", string="Contracts", readonly=True
    )

    @api.model
    def _default_level_id(self):
        return self.env["support.level"].search(
            [
                ("included_months", ">", 0),
                ("company_id", "in", [False, self.env.company.id]),
            ],
            order="rank, id",
            limit=1,
        )

    @api.constrains("date_start", "date_end")
    def _check_dates_are_ordered(self):
        if self.filtered(lambda i: i.date_end and i.date_end < i.date_start):
            raise ValidationError(
                self.env._("An implementation cannot end before it starts.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["res.partner"]._support_to_commercial(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        self.env["res.partner"]._support_to_commercial([vals])
        result = super().write(vals)
        if {"date_end", "level_id", "partner_id"} & vals.keys():
            contracts = self.with_context(active_test=False).contract_ids
            for contract in contracts.filtered("follows_implementation"):
                contract._follow_implementation()
        return result

    @api.model
    def _get_import_label(self):
        return self.env._("Import Template for Implementations")

    def action_finish(self):
        """End the implementation today, or on the end already written down.

        The included contract is created once; finishing again changes nothing.
        """
        for implementation in self.filtered(lambda i: i.state == "running"):
            here = implementation.company_id._support_here()
            today = fields.Date.context_today(here)
            if implementation.date_start > (implementation.date_end or today):
                raise UserError(
                    self.env._(
                        "“%s” has not started yet: correct its start or its end "
                        "before you finish it.",
                        implementation.display_name,
                    )
                )
            implementation.write(
                {"state": "finished", "date_end": implementation.date_end or today}
            )
        self.filtered(lambda i: i.state == "finished")._ensure_included_contract()
        return True

    def action_cancel(self):
        self.filtered(lambda i: i.state == "running").state = "cancelled"
        return True

    def _ensure_included_contract(self):
        """Create what is included after these implementations, where still missing."""
        todo = self.filtered(
            lambda i: (
                i.level_id.included_months
                and not i.with_context(active_test=False).contract_ids.filtered(
                    lambda c: c.origin == "included"
                )
            )
        )
        contracts = self.env["support.contract"].create(
            [implementation._prepare_included_contract() for implementation in todo]
        )
        for contract in contracts:
            overlap = contract._find_overlap()
            if overlap:
                contract._message_log(
                    body=self.env._(
                        "Left as a draft: the customer already has %s for these days.",
                        overlap[0].display_name,
                    )
                )
            else:
                contract.action_confirm()
        return contracts

    def _prepare_included_contract(self):
        self.ensure_one()
        first, last = period.included_window(
            self.date_end, self.level_id.included_months
        )
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "level_id": self.level_id.id,
            "user_id": self.user_id.id,
            "date_start": first,
            "date_end": last,
            "origin": "included",
            "implementation_id": self.id,
            "follows_implementation": True,
        }
