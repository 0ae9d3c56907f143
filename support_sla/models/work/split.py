# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import fields, models
from odoo.tools import clean_context

from ...tools.life.derived import Derived


class SupportSplitMixin(models.AbstractModel):
    """One request per ticket: what asks for several things is split."""

    _name = "support.split.mixin"
    _description = "Support: splitting of a ticket"

    support_split_from_id = fields.Many2one(
        "helpdesk.ticket",
        string="Split from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The ticket whose further requests became this one.",
        prefetch="support_rare",
    )
    support_split_ids = fields.One2many(
        "helpdesk.ticket",
        "support_split_from_id",
        string="Split into",
        readonly=True,
        groups="base.group_user",
    )

    def action_split(self):
        """Ask which further requests of this ticket become tickets of their own."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split"),
            "res_model": "support.ticket.split",
            "view_mode": "form",
            "target": "new",
            "context": {"default_ticket_id": self.id},
        }

    def _support_split(self, parts):
        """Create one ticket for each part; this one stays, and keeps its own count.

        As superuser: an agent may hand a part to a team whose tickets he cannot see.

        :param parts: dicts with ``name`` and ``description`` (safe HTML), and perhaps
            ``category_id`` and ``team_id``
        """
        self.ensure_one()
        self.check_access("write")
        original = self.sudo().with_context(clean_context(self.env.context))
        tickets = original.create(
            [original._support_split_values(part) for part in parts]
        )
        for ticket in tickets:
            ticket.message_subscribe(original.message_partner_ids.ids)
            ticket._message_log(
                body=self.env._(
                    "Split from %s", original._get_html_link(title=original.number)
                )
            )
        links = [ticket._get_html_link(title=ticket.number) for ticket in tickets]
        original._message_log(
            body=self.env._("Split into %s", Markup(", ").join(links))
        )
        return tickets.with_env(self.env)

    def _support_split_values(self, part):
        """What a part has in common with the original, and what is its own."""
        team = self.team_id.browse(part.get("team_id") or ()) or self._support_area(
            self.category_id.browse(part.get("category_id") or ()), self.company_id
        )
        team = team or self.team_id
        keeps_user = not team or self.user_id in team.user_ids
        values = {
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_name,
            "partner_email": self.partner_email,
            "company_id": self.company_id.id,
            "channel_id": self.channel_id.id,
            "priority": self.priority,
            "team_id": team.id,
            "user_id": keeps_user and self.user_id.id,
            "support_no_auto_answer": not self._support_lets_machines_write(),
            "support_split_from_id": Derived(self.id),
        }
        contract = self.support_contract_id
        if self.support_contract_picked and contract.state in ("active", "expired"):
            values["support_contract_id"] = contract.id
        return values | part | {"team_id": team.id}
