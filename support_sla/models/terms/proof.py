# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging
import re

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import UserError

from ..clock.zone_words import say_moment

_logger = logging.getLogger(__name__)


class SupportTermsProofMixin(models.AbstractModel):
    """What was shown and accepted, kept as a document where the contract is.

    A PDF; where none can be made, the page itself, which says so. Neither address nor
    browser stands in it: those do not stay.
    """

    _name = "support.terms.proof.mixin"
    _description = "Support: the document of an acceptance"

    attachment_ids = fields.Many2many(
        "ir.attachment",
        "support_terms_acceptance_attachment_rel",
        "acceptance_id",
        "attachment_id",
        string="Kept as",
        ondelete="restrict",
        bypass_search_access=True,
    )

    def _keep_proof(self):
        """Attach what was shown to each contract, else to the acceptance itself."""
        self.ensure_one()
        # Odoo lets nobody else keep a page as one
        self = self.with_user(SUPERUSER_ID).with_context(lang=self.lang)
        content, mimetype, ending = self._render_proof()
        places = self.contract_ids or self
        files = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{self._get_report_base_filename()}.{ending}",
                    "raw": content,
                    "mimetype": mimetype,
                    "res_model": place._name,
                    "res_id": place.id,
                }
                for place in places
            ]
        )
        self._keep_files(files)
        for contract in self.contract_ids:
            contract._message_log(
                body=self.env._(
                    "%(contact)s accepted “%(terms)s” for %(customer)s.",
                    contact=self.contact_name,
                    terms=self.text_id.display_name,
                    customer=self.customer_name,
                ),
                attachment_ids=files.filtered(
                    lambda f, c=contract: f.res_id == c.id
                ).ids,
            )

    def _render_proof(self):
        """Return content, type and ending of the document."""
        self.ensure_one()
        reports = self.env["ir.actions.report"].sudo()
        name = "support_sla.support_terms_acceptance_report"
        try:
            content, kind = reports._render_qweb_pdf(name, self.ids)
        except (UserError, OSError) as error:
            _logger.info("No PDF of %s, its page is kept instead: %s", self, error)
            kind = "html"
        if kind == "pdf":
            return content, "application/pdf", "pdf"
        page = self.env["ir.qweb"]._render(
            "support_sla.terms_acceptance_page",
            {"acceptance": self, "without_pdf": True},
        )
        return f"<!DOCTYPE html>\n{page}".encode(), "text/html", "html"

    def _get_report_base_filename(self):
        self.ensure_one()
        return re.sub(r"[\\/\s]+", " ", self.display_name)

    def _get_words(self):
        """Return who accepted what, and when, in one sentence."""
        self.ensure_one()
        return self.env._(
            "%(contact)s accepted version %(version)s for %(customer)s: %(moment)s.",
            contact=self.contact_name,
            version=self.version,
            customer=self.customer_name,
            moment=self._get_moment_words(),
        )

    def _get_moment_words(self):
        """Return when it was accepted, in the company's zone and in UTC."""
        self.ensure_one()
        tz = self.company_id.sudo().partner_id.tz or "UTC"
        words = {
            "local": say_moment(self.env, self.accepted_at, tz, "long"),
            "utc": say_moment(self.env, self.accepted_at, "UTC"),
        }
        if tz == "UTC":
            return words["local"]
        return self.env._("%(local)s (%(utc)s UTC)", **words)
