# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models


class SupportDoorMixin(models.AbstractModel):
    """What the customer's pages ask of a ticket (SPEC 16)."""

    _name = "support.door.mixin"
    _description = "Support: a ticket at its customer's door"

    support_form_mark = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Which copy of the portal's form made this ticket.",
        prefetch="support_rare",
    )
    _support_form_mark_unique = models.UniqueIndex(
        "(support_form_mark) WHERE support_form_mark IS NOT NULL",
        "This form was sent already.",
    )

    def _support_offered_stages(self):
        """Return the stages into which the customer may close this ticket."""
        self.ensure_one()
        return self._support_stages().filtered("close_from_portal")

    def _support_customer_files(self):
        """Return the files that the customer may see: none that only notes hold."""
        self.ensure_one()
        files = self.sudo().attachment_ids
        messages = (
            self.env["mail.message"]
            .sudo()
            .search([("attachment_ids", "in", files.ids)])
        )
        public = messages.filtered(
            lambda m: not m.is_internal and m.subtype_id and not m.subtype_id.internal
        )
        return files - (messages.attachment_ids - public.attachment_ids)
