# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError

from ..known import guarded

# Where the document of an acceptance is found, and what it says.
HOLDERS = {"support.contract", "support.terms.acceptance"}
HARMLESS = {"description", "access_token", "public"}


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        if vals.keys() - HARMLESS:
            self._support_refuse_proofs()
        return super().write(vals)

    def unlink(self):
        return super(IrAttachment, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proofs(self):
        self._support_refuse_proofs()

    def _support_refuse_proofs(self):
        """The document of an acceptance stays as it was made."""
        files = self.sudo().filtered(lambda f: f.res_model in HOLDERS)
        if files and self.env["support.terms.acceptance"].sudo().search_count(
            [("attachment_ids", "in", files.ids)], limit=1
        ):
            raise UserError(
                self.env._(
                    "This document is the proof of an acceptance: it is neither "
                    "changed nor deleted."
                )
            )
