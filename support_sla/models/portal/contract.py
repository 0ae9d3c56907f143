# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid

from odoo import api, models

from ..contract.entitlement import Fact


class SupportContract(models.Model):
    """A contract at its customer's door: its address, its link, whom it shows to.

    The link of a contract opens its level, its days and its gauge, and nothing else: no
    message, no ticket, no name.
    """

    _inherit = "support.contract"

    def _compute_access_url(self):  # pylint: disable=missing-return
        super()._compute_access_url()
        for contract in self:
            contract.access_url = f"/my/support/{contract.id}"

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Support %s", self.name)

    # The link

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        contracts._make_links()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if vals.get("phase") == "confirmed":
            self._make_links()
        return result

    def _make_links(self):
        """A confirmed contract has its link before anybody looks: pages that read write
        nothing."""
        for contract in self.filtered(lambda c: c.phase == "confirmed"):
            if not contract.access_token:
                contract._store_marks({"access_token": str(uuid.uuid4())})

    def _get_link_token(self):
        """Return what opens the contract to whoever has it; a draft or a cancelled one
        opens to nobody."""
        self.ensure_one()
        contract = self.sudo()
        return contract.phase == "confirmed" and contract.access_token

    def action_renew_link(self):
        """Make another link: the one that was given away opens nothing any more."""
        for contract in self:
            contract._store_marks({"access_token": str(uuid.uuid4())})
            contract._message_log(
                body=self.env._("A new link was made; the former one opens nothing.")
            )
        return True

    def action_preview(self):
        """Show the contract as its customer sees it; nobody's secret in the address."""
        self.ensure_one()
        return {"type": "ir.actions.act_url", "target": "self", "url": self.access_url}

    @api.model
    def _get_thread_with_access(self, thread_id, **given):
        """Odoo opens the messages of a document to its link; these are for people."""
        kept = {k: v for k, v in given.items() if k not in ("hash", "pid", "token")}
        return super()._get_thread_with_access(thread_id, **kept)

    # Whose they are

    @api.model
    def _portal_contracts_of(self, user, now):
        """Return the contracts that a user's customer has, as that user, and those of a
        company above it that cover the user now, as superuser.

        Of several in force first the one that a ticket of this user would get; then the
        highest rank, then the one that began last.
        """
        own = self.with_user(user).search(
            [("partner_id", "=", user.commercial_partner_id.id)]
        )
        companies = own.company_id | self.env.company
        found = self.env["support.entitlement"]._resolve(
            [Fact(user.partner_id.id, company.id, now, now) for company in companies]
        )
        chosen = self.sudo().browse(
            e.contract_id for e in found if e.reason == "contract"
        )
        ordered = own.sorted(
            lambda c: (
                c in chosen,
                c.sudo().level_id.rank,
                c.date_start,
                c.id,
            ),
            reverse=True,
        )
        return ordered, chosen.filtered(lambda c: c not in own)
