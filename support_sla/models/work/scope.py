# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError


class SupportScopeMixin(models.AbstractModel):
    """Whether a ticket asks for what its level includes (specification 9).

    What is excluded is worked on all the same, but not counted in the quota.
    """

    _name = "support.scope.mixin"
    _description = "Support: scope of a ticket"

    support_scope = fields.Selection(
        [
            ("included", "Included"),
            ("excluded", "Excluded"),
            ("unstated", "Not stated"),
        ],
        string="Scope",
        compute="_compute_support_scope",
        store=True,
        help="What the level said of the category's service when the category was "
        "chosen: changing levels or categories later moves no ticket of the past.",
        prefetch="support_rare",
    )
    support_quotation_id = fields.Many2one(
        "mail.activity",
        string="Quotation",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_user",
        help="The account manager's task to propose a quotation.",
        prefetch="support_rare",
    )

    @api.depends("category_id", "support_level_id")
    def _compute_support_scope(self):
        for ticket in self:
            ticket.support_scope = self._support_scope_of(
                ticket.category_id, ticket.support_level_id
            )

    @api.model
    def _support_scope_of(self, category, level):
        """Return what a level says of a category's service: a key of
        ``support_scope``."""
        service = category.support_service_id
        coverage = level._get_coverage() if level and service else {}
        return coverage.get(service.id, "unstated")

    # Quotation

    def action_support_propose_quotation(self):
        """Ask the account manager for a quotation, once; show that task."""
        self.ensure_one()
        self.check_access("write")
        if not self.support_quotation_id:
            if self.support_scope != "excluded":
                raise UserError(
                    self.env._("Only what the level excludes needs a quotation.")
                )
            # of two clicks at once the second fails here, and is tried again
            self._support_store({"support_quotation_id": self._support_quote().id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Propose a quotation"),
            "res_model": "mail.activity",
            "res_id": self.support_quotation_id.id,
            "views": [(self.env.ref("mail.mail_activity_view_form_popup").id, "form")],
            "target": "new",
        }

    def _support_quote(self):
        """Schedule the task in the language of whoever is to do it."""
        user = self._support_quoter()
        ticket = self.with_context(lang=user.lang or self.env.lang)
        text = ticket.env._(
            "The customer asks for “%(service)s”, which “%(level)s” excludes.",
            service=ticket.category_id.sudo().support_service_id.name,
            level=ticket.support_level_id.sudo().name,
        )
        kind = self.env.ref(
            "support_sla.activity_type_quotation", raise_if_not_found=False
        )
        return ticket.activity_schedule(
            "support_sla.activity_type_quotation",
            date_deadline=kind and kind._get_date_deadline(),
            summary=ticket.env._("Propose a quotation"),
            note=Markup("<p>%s</p>") % text,
            user_id=user.id,
        )

    def _support_quoter(self):
        """Return who proposes: the account manager, the team's leader, or who asks.

        Somebody who cannot open the ticket is passed over.
        """
        ticket = self.sudo()
        for user in (ticket.support_contract_id.user_id, ticket.team_id.user_id):
            if user.active and self.with_user(user).has_access("read"):
                return user
        return self.env.user
