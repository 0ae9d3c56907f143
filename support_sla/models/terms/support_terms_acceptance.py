# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..known import guarded

# So many addresses are blanked in one transaction.
BATCH = 500
LONGEST_AGENT = 500


class Standing(NamedTuple):
    """How a customer's user stands to one version of the terms."""

    contracts: object  # the customer's, in force or confirmed
    acceptors: object  # the contacts who alone may accept; none: anybody
    acceptance: object  # the one that binds the customer, or none
    may_accept: bool

    @property
    def is_asked(self):
        return bool(self.may_accept and self.contracts and not self.acceptance)


class SupportTermsAcceptance(models.Model):
    """A customer accepted a version: who, when, from where, and exactly which words.

    Append-only, for everybody. Only the address and the browser, which the hash does
    not cover, are blanked after the company's set time, by the job alone.
    """

    _name = "support.terms.acceptance"
    _description = "Acceptance of support terms"
    _inherit = ["support.terms.proof.mixin"]
    _order = "accepted_at desc, id desc"

    terms_id = fields.Many2one(
        "support.terms", required=True, ondelete="restrict", index=True
    )
    text_id = fields.Many2one(
        "support.terms.text",
        string="Text shown",
        required=True,
        ondelete="restrict",
        index=True,
    )
    version = fields.Integer(related="terms_id.version")
    company_id = fields.Many2one("res.company", required=True, index=True)

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, ondelete="restrict", index=True
    )
    contact_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one("res.users", ondelete="set null", index="btree_not_null")
    customer_name = fields.Char(
        required=True, help="As the customer was named at that moment."
    )
    contact_name = fields.Char(
        required=True, help="As the contact was named at that moment."
    )
    login = fields.Char(required=True, help="With which the user was logged in.")
    contract_ids = fields.Many2many(
        "support.contract",
        "support_terms_acceptance_contract_rel",
        ondelete="restrict",
        help="Of the customer, in force or confirmed at that moment.",
    )

    accepted_at = fields.Datetime(required=True)
    lang = fields.Char(string="Language", required=True)
    sha256 = fields.Char(
        string="SHA-256", required=True, help="Of the text that was shown."
    )
    wording = fields.Char(required=True, help="What the customer ticked.")
    ip_address = fields.Char(
        string="IP address", groups="support_sla.group_support_manager"
    )
    user_agent = fields.Char(
        string="Browser", groups="support_sla.group_support_manager"
    )
    blanked_at = fields.Datetime(
        help="When the address and the browser were blanked, as the company wishes."
    )
    hash_holds = fields.Boolean(
        compute="_compute_hash_holds",
        help="The hash, computed anew from the text that is kept, is the one accepted.",
    )

    _customer_idx = models.Index("(partner_id, terms_id)")
    _to_blank_idx = models.Index("(company_id, accepted_at) WHERE blanked_at IS NULL")

    @api.depends("customer_name", "terms_id")
    def _compute_display_name(self):
        for acceptance in self:
            acceptance.display_name = self.env._(
                "%(terms)s, accepted by %(customer)s",
                terms=acceptance.terms_id.sudo().display_name,
                customer=acceptance.customer_name,
            )

    @api.depends("sha256", "text_id.body")
    def _compute_hash_holds(self):
        for acceptance in self:
            text = acceptance.text_id.sudo()
            acceptance.hash_holds = text._hash(text.body) == acceptance.sha256

    # ------------------------------------------------------------ only ever added to

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "Terms are accepted by the customer, on the page that shows them."
            )
        )

    @api.model
    def _record(self, vals):
        """Keep one acceptance."""
        # pylint: disable=super-method-mismatch
        return super().create([vals])  # past our own create, on purpose

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(self.env._("An acceptance never changes."))

    def unlink(self):
        return super(SupportTermsAcceptance, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("An acceptance is never deleted."))

    def _keep_files(self, files):
        """Remember the files in which what was shown is kept; once."""
        # pylint: disable=super-method-mismatch
        return super().write({"attachment_ids": [(6, 0, files.ids)]})

    # ------------------------------------------------------------------ accepting

    @api.model
    def _get_contracts(self, customer):
        """Return a customer's contracts that are in force or will be."""
        return (
            self.env["support.contract"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", customer.id),
                    ("state", "in", ["active", "upcoming"]),
                ],
                order="id",
            )
        )

    @api.model
    def _get_acceptors(self, contracts, customer):
        """Return the contacts who alone may accept; none: anybody of the customer."""
        return contracts.contact_ids.filtered(
            lambda p: p.active and p.commercial_partner_id == customer
        )

    @api.model
    def _get_standings(self, versions, user):
        """Say how a customer's user stands to versions of terms.

        :param versions: published ones, of one or several companies
        :return: ``{terms: Standing}``
        """
        customer = user.commercial_partner_id
        every = self._get_contracts(customer)
        binding = versions.sudo()._get_binding()
        accepted = self.sudo().search(
            [
                ("partner_id", "=", customer.id),
                ("company_id", "in", versions.company_id.ids),
            ]
        )
        standings = {}
        for terms in versions:
            contracts = every.filtered(lambda c, t=terms: c.company_id == t.company_id)
            acceptors = self._get_acceptors(contracts, customer)
            standings[terms] = Standing(
                contracts=contracts,
                acceptors=acceptors,
                acceptance=accepted.filtered(
                    lambda a, t=terms: a.terms_id in binding[t]
                )[:1],
                may_accept=user._is_portal()
                and (not acceptors or user.partner_id in acceptors),
            )
        return standings

    @api.model
    def _get_to_accept(self, user):
        """Return the versions in force that a customer's user is asked to accept.

        Nobody is asked without a contract.
        """
        if not user._is_portal():
            return self.env["support.terms"].sudo()
        companies = self._get_contracts(user.commercial_partner_id).company_id
        current = self.env["support.terms"].sudo()._get_current(companies)
        standings = self._get_standings(current, user)
        return current.filtered(lambda t: standings[t].is_asked)

    @api.model
    def _accept(self, text, user, now, ip_address, user_agent):
        """Record that a user accepted a text for his customer, once.

        :return: the acceptance; of two at once the second finds the first
        """
        terms = text.terms_id
        customer = user.commercial_partner_id
        customer.sudo()._support_meet()
        found = self.sudo().search(
            [("partner_id", "=", customer.id), ("terms_id", "=", terms.id)], limit=1
        )
        if found:
            return found
        contracts = self._get_contracts(customer).filtered(
            lambda c: c.company_id == terms.company_id
        )
        acceptance = self.sudo()._record(
            {
                "terms_id": terms.id,
                "text_id": text.id,
                "company_id": terms.company_id.id,
                "partner_id": customer.id,
                "contact_id": user.partner_id.id,
                "user_id": user.id,
                "customer_name": customer.display_name,
                "contact_name": user.partner_id.name,
                "login": user.login,
                "contract_ids": [(6, 0, contracts.ids)],
                "accepted_at": now,
                "lang": text.lang,
                "sha256": text.sha256,
                "wording": text.wording,
                "ip_address": ip_address,
                "user_agent": (user_agent or "")[:LONGEST_AGENT],
            }
        )
        acceptance._keep_proof()
        return acceptance

    # ------------------------------------------------------ addresses do not stay

    @api.model
    def _cron_blank_addresses(self):
        """Blank addresses and browsers that have been kept for the company's days."""
        now = fields.Datetime.now()
        due = self._get_to_blank(now)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(due))
        for start in range(0, len(due), BATCH):
            part = due[start : start + BATCH].try_lock_for_update()
            part.filtered(lambda a: not a.blanked_at)._blank(now)
            if not cron._commit_progress(len(due[start : start + BATCH])):
                break

    @api.model
    def _get_to_blank(self, now):
        due = self.sudo().browse()
        companies = self.env["res.company"].sudo()
        for company in companies.search([("support_terms_address_days", ">", 0)]):
            days = timedelta(days=company.support_terms_address_days)
            due += due.search(
                [
                    ("company_id", "=", company.id),
                    ("blanked_at", "=", False),
                    ("accepted_at", "<", now - days),
                ]
            )
        return due

    def _blank(self, now):
        """The one change there is, and nothing but this."""
        # pylint: disable=super-method-mismatch
        return super().write(
            {"ip_address": False, "user_agent": False, "blanked_at": now}
        )
