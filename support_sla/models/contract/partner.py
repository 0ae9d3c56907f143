# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..known import guarded

# What a contact's commercial entity and the companies above it follow from.
BELONGING_FIELDS = {"is_company", "parent_id"}


class SupportPartnerMixin(models.AbstractModel):
    """A customer: its contracts, and what becomes of them when it becomes another."""

    _name = "support.partner.mixin"
    _description = "Support: a customer"

    support_contract_ids = fields.One2many("support.contract", "partner_id")
    support_contract_count = fields.Integer(compute="_compute_support_contract_count")

    def write(self, vals):
        if not BELONGING_FIELDS & vals.keys():
            return super().write(vals)
        before = {partner: partner._support_belonging() for partner in self}
        result = super().write(vals)
        moved = self.filtered(lambda p: p._support_belonging() != before[p])
        if moved:
            moved._support_moved(fields.Datetime.now())
        return result

    def unlink(self):
        return super(SupportPartnerMixin, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_support_customers(self):
        """In words, before the database says it in its own."""
        for partner in self.sudo().with_context(active_test=False):
            holding = partner._support_get_holding()
            if holding:
                raise UserError(
                    self.env._(
                        "%(customer)s cannot be deleted: %(what)s would lose its "
                        "customer, and what was promised and used stays on record. "
                        "Archive the customer instead.",
                        customer=partner.display_name,
                        what=", ".join(holding),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_named_contacts(self):
        """A contract that names nobody any more covers nobody: somebody is told."""
        contracts = self.env["support.contract"].sudo()
        naming = contracts.search([("contact_ids", "in", self.ids)])
        for contract in naming.filtered(lambda c: not c.contact_ids - self):
            contract._tell_manager(
                lambda told: told.env._(
                    "Covers nobody: the last contact it names is deleted"
                )
            )

    def _support_get_holding(self):
        """Name the records that a customer may not be taken from."""
        self.ensure_one()
        implementations = self.env["support.implementation"].search(
            [("partner_id", "=", self.id)]
        )
        return [
            record.display_name
            for record in (*self.support_contract_ids, *implementations)
        ]

    def _compute_support_contract_count(self):
        counts = dict(
            self.env["support.contract"]._read_group(
                [("partner_id", "in", self.commercial_partner_id.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.support_contract_count = counts.get(
                partner.commercial_partner_id, 0
            )

    def action_view_support_contracts(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_contract_action"
        )
        customer = self.commercial_partner_id
        return action | {
            "domain": [("partner_id", "=", customer.id)],
            "context": {"default_partner_id": customer.id},
        }

    @api.model
    def _support_to_commercial(self, vals_list):
        """Replace the customer of each vals by its commercial entity, in place."""
        given = [vals for vals in vals_list if vals.get("partner_id")]
        partners = self.browse([vals["partner_id"] for vals in given])  # read at once
        for partner, vals in zip(partners, given, strict=True):
            vals["partner_id"] = partner.commercial_partner_id.id or partner.id

    def _support_ancestors(self):
        """Return one partner and all its parents, nearest first; none for none."""
        partner, ancestors = self, self.browse()
        while partner and partner not in ancestors:
            ancestors += partner
            partner = partner.parent_id
        return ancestors

    # Customers that become others, without anybody writing their tickets

    def _support_belonging(self):
        partner = self.sudo()
        return partner.commercial_partner_id, partner.parent_id

    def _support_moved(self, now):
        """These partners belong elsewhere now, or are what several were before.

        Who is no customer any more (an individual that got a company, a company that
        became a part of another) hands over what it has to its commercial entity: no
        contract stays where no form shows it. What one promise covers twice since
        then is listed: only a person knows which contract is to go.
        """
        self.env.flush_all()
        below = self.sudo().with_context(active_test=False)
        below = below.search([("id", "child_of", self.ids)])
        former = below.filtered(lambda p: p.commercial_partner_id != p)
        contracts = self.env["support.contract"].sudo().with_context(active_test=False)
        handed = contracts.search([("partner_id", "in", former.ids)])
        people = {contract: contract._prepare_own_people() for contract in handed}
        former._support_hand_over()
        self.env.invalidate_all()
        handed.modified(["partner_id"])  # what is stored of it elsewhere follows
        for contract, vals in people.items():
            contract._follow_customer(vals)
        handed._list_overlaps()

    @api.model
    def _support_get_customer_columns(self):
        """Return the ``(table, column)`` of ours that name a customer."""
        return [
            (self.env[model]._table, "partner_id")
            for model in (
                "support.contract",
                "support.implementation",
                "support.level.request",
            )
        ]

    def _support_hand_over(self):
        """Give what these partners have as customers to their commercial entities.

        By SQL, as a merge does it: it is no change of a contract, and two contracts
        that meet there stop nobody from correcting a contact.
        """
        if not self:
            return
        for table, column in self._support_get_customer_columns():
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE %(table)s mine SET %(column)s = former.commercial_partner_id
                      FROM res_partner former
                     WHERE mine.%(column)s = former.id AND former.id IN %(ids)s
                    """,
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    ids=tuple(self.ids),
                )
            )

    def _support_meet(self):
        """Make two transactions that act for one customer at once meet each other.

        Transactions are REPEATABLE READ: a lock alone would let the second count in
        its old snapshot. Writing the customer's row gives the second a
        serialization failure, on which Odoo runs its request again.
        """
        partner_ids = tuple(sorted(self.ids))
        if partner_ids:
            self.flush_model(["write_date"])
            self.env.cr.execute(
                SQL(
                    "UPDATE res_partner SET write_date = write_date WHERE id IN %s",
                    partner_ids,
                )
            )
