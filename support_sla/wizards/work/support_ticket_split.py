# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import plaintext2html

from ...models.clock.zone_words import say_moment


class SupportTicketSplit(models.TransientModel):
    """The further requests of a ticket, each to become a ticket of its own."""

    _name = "support.ticket.split"
    _description = "Split a ticket"

    ticket_id = fields.Many2one("helpdesk.ticket", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="ticket_id.company_id")
    # as the agent, not as superuser: the ticket may be somebody else's
    description = fields.Html(related="ticket_id.description", related_sudo=False)
    line_ids = fields.One2many(
        "support.ticket.split.line", "split_id", string="Requests"
    )
    offered_ids = fields.Many2many("support.ticket.split.said", readonly=True)

    def action_apply(self):
        """Create the tickets; doing it twice makes none a second time."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(self.env._("Add a line for each further request."))
        lines = self.line_ids.filtered(lambda line: not line.new_ticket_id)
        if lines:
            tickets = self.ticket_id._support_split([line._part() for line in lines])
            for line, ticket in zip(lines, tickets, strict=True):
                line.new_ticket_id = ticket
        return {"type": "ir.actions.act_window_close"}


class SupportTicketSplitSaid(models.TransientModel):
    """A message of the customer's that a request split off may take along: as the agent
    chooses it, by who wrote it, when, and how it begins."""

    _name = "support.ticket.split.said"
    _description = "What a customer said"
    _order = "message_id"

    message_id = fields.Many2one(
        "mail.message", required=True, readonly=True, ondelete="cascade"
    )
    name = fields.Char(required=True, readonly=True)

    def _offer(self, ticket):
        """Return what may be chosen of a ticket's messages."""
        found = ticket._support_customer_messages()
        return self.create(
            [
                {
                    "message_id": message.id,
                    "name": self.env._(
                        "%(moment)s, %(author)s: %(text)s",
                        moment=say_moment(
                            self.env, message.date, self.env.user.tz, "short"
                        ),
                        author=message.author_id.name or message.email_from or "",
                        text=message.preview or "…",
                    ),
                }
                for message in found
            ]
        )


class SupportTicketSplitLine(models.TransientModel):
    _name = "support.ticket.split.line"
    _description = "A request split off a ticket"
    _order = "id"
    _check_company_auto = True

    split_id = fields.Many2one(
        "support.ticket.split", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="split_id.company_id")
    name = fields.Char(string="Subject", required=True)
    description = fields.Text(
        help="Empty, and nothing is taken along: the original's description."
    )
    said_ids = fields.Many2many(
        "support.ticket.split.said",
        "support_ticket_split_line_said_rel",
        "line_id",
        "said_id",
        string="Take along",
        help="What the customer wrote of it: text and files go into the new ticket, "
        "and stay in the original.",
    )
    category_id = fields.Many2one("helpdesk.ticket.category", check_company=True)
    team_id = fields.Many2one(
        "helpdesk.ticket.team",
        check_company=True,
        help="Empty: that of the category, else that of the original ticket.",
    )
    new_ticket_id = fields.Many2one("helpdesk.ticket", readonly=True)

    @api.onchange("category_id")
    def _onchange_category_id(self):
        tickets = self.env["helpdesk.ticket"]
        self.team_id = tickets._support_area(self.category_id, self.company_id)

    def _part(self):
        self.ensure_one()
        return {
            "name": self.name,
            "description": self.description and plaintext2html(self.description),
            "messages": self.said_ids.message_id,
            "category_id": self.category_id.id,
            "team_id": self.team_id.id,
        }
