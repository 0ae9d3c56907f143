# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models


class SupportImportMixin(models.AbstractModel):
    """What is imported from a sheet: an example to begin with, and no mail to anybody.

    The headings of the example are the English labels, which Odoo understands in every
    language of the reader; levels are named by their external ids, as their names are
    translated.
    """

    _name = "support.import.mixin"
    _description = "Support: imported from a sheet"

    @api.model
    def get_import_templates(self):
        """Return the example sheet, as the dialog of the import offers it."""
        name = self._name.replace(".", "_")
        return [
            {
                "label": self._get_import_label(),
                "template": f"/support_sla/static/xls/{name}.xlsx",
            }
        ]

    @api.model
    def _get_import_label(self):
        return self.env._("Import Template")

    @api.model
    def load(self, fields, data):
        """Nobody is told that something was assigned to him: it was his before."""
        quiet = self.with_context(mail_auto_subscribe_no_notify=True)
        return super(SupportImportMixin, quiet).load(fields, data)
