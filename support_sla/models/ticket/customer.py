# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SupportCustomerMixin(models.AbstractModel):
    """Whose a ticket is: the customer its contact belonged to when that was set.

    A contact who changes company leaves its tickets, open and closed, with the first
    one: another employer is no reader of what they were about.
    """

    _name = "support.customer.mixin"
    _description = "Support: whose a ticket is"

    support_customer_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        help="The company, or the person without one, whose the ticket is. It stays "
        "when its contact moves to another company.",
    )

    support_customer_label = fields.Char(
        string="Customer and contact", compute="_compute_support_customer_label"
    )

    @api.depends(
        "support_customer_id.name", "partner_id.name", "partner_name", "partner_email"
    )
    def _compute_support_customer_label(self):
        """Name company and contact; who is not known, by what was typed."""
        for ticket in self.sudo():
            # each read from the ticket: a union of two is read apart from all others
            known = (ticket.support_customer_id, ticket.partner_id)
            names = [partner.name for partner in dict.fromkeys(known) if partner.name]
            typed = ticket.partner_name or ticket.partner_email or ""
            ticket.support_customer_label = ", ".join(names) or typed

    @api.onchange("partner_id")
    def _onchange_support_customer(self):
        """So that a form offers the right contracts before it is saved."""
        self.support_customer_id = self.partner_id.commercial_partner_id

    def _support_take_customer(self):
        """Their contact was set: they are its commercial entity's."""
        for customer, tickets in self.grouped(
            lambda t: t.partner_id.sudo().commercial_partner_id
        ).items():
            tickets._support_store({"support_customer_id": customer.id})

    def _support_is_of(self, user):
        """Is a user one of the ticket's customer, or of whose contract covers it?"""
        self.ensure_one()
        ticket = self.sudo()
        customers = ticket.support_customer_id | ticket.support_contract_id.partner_id
        return bool(
            customers & (user.partner_id | user.partner_id.commercial_partner_id)
        )

    @api.model
    def _support_of_domain(self, user):
        """Return the domain of the tickets that a customer's user may read, as the
        rules say it: who counts as superuser counts these, without asking for the whole
        tree of companies as the helpdesk's rule does. Contracts are named, so that an
        index finds their tickets. One query."""
        customer = user.commercial_partner_id
        own = (customer | user.partner_id).ids
        contracts = self.env["support.contract"].sudo().with_context(active_test=False)
        covering = contracts.search([("partner_id", "=", customer.id)], order="id")
        return Domain("company_id", "in", [False, *user.company_ids.ids]) & (
            Domain("support_customer_id", "in", own)
            | Domain("support_contract_id", "in", covering.ids)
        )

    # Customers become others, and nobody writes their tickets

    @api.model
    def _support_hand_over_customers(self, former):
        """Tickets of who is no customer any more are its commercial entity's.

        What an individual had closed before it got a company stays its own.
        """
        if not former:
            return
        self.flush_model(["partner_id", "support_closed_at", "support_customer_id"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket ticket
                   SET support_customer_id = former.commercial_partner_id
                  FROM res_partner former
                 WHERE ticket.support_customer_id = former.id AND former.id IN %s
                   AND (ticket.support_closed_at IS NULL
                        OR ticket.partner_id IS DISTINCT FROM former.id)
                """,
                tuple(former.ids),
            )
        )
        self.invalidate_model(["support_customer_id"])

    @api.model
    def _support_ask_customers(self, domain, now):
        """Ask anew which promise covers the open ones of these tickets."""
        tickets = self.sudo().search(Domain("closed", "=", False) & Domain(domain))
        if tickets:
            tickets._support_unpick()
            tickets._support_refresh(now, keep_past=True, settle=False)
