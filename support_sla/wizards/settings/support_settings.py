# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

PREFIX = "support_"


def ours(name):
    """A setting of the company: read as its reader may, written by ``_save`` only."""
    return {"related": f"company_id.{name}", "readonly": False, "related_sudo": False}


class SupportSettings(models.TransientModel):
    """A company's support settings, for who manages support and not the whole database.

    A form on the company's own fields: saving it writes them, and nothing else. To add
    a setting, add a line here and one to the form.
    """

    _name = "support.settings"
    _description = "Support Settings"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    # What is promised
    support_fallback_level_id = fields.Many2one(**ours("support_fallback_level_id"))
    support_request_user_id = fields.Many2one(**ours("support_request_user_id"))
    support_visit_cancel_hours = fields.Integer(**ours("support_visit_cancel_hours"))
    support_terms_address_days = fields.Integer(**ours("support_terms_address_days"))
    support_phone = fields.Char(**ours("support_phone"))
    support_chat_url = fields.Char(**ours("support_chat_url"))

    # Silence and reopening
    support_remind_first_days = fields.Integer(**ours("support_remind_first_days"))
    support_remind_last_days = fields.Integer(**ours("support_remind_last_days"))
    support_close_days = fields.Integer(**ours("support_close_days"))
    support_close_unit = fields.Selection(**ours("support_close_unit"))
    support_close_stage_id = fields.Many2one(**ours("support_close_stage_id"))
    support_reopen_days = fields.Integer(**ours("support_reopen_days"))

    # What customers are told
    support_acknowledge = fields.Boolean(**ours("support_acknowledge"))
    support_tell_admitted = fields.Boolean(**ours("support_tell_admitted"))
    support_remind = fields.Boolean(**ours("support_remind"))
    support_tell_closed = fields.Boolean(**ours("support_tell_closed"))
    support_tell_quota = fields.Boolean(**ours("support_tell_quota"))
    support_tell_beginning = fields.Boolean(**ours("support_tell_beginning"))
    support_tell_statement = fields.Boolean(**ours("support_tell_statement"))
    support_expiry_days = fields.Char(**ours("support_expiry_days"))
    support_expiry_tell_customer = fields.Boolean(
        **ours("support_expiry_tell_customer")
    )
    support_visit_mails = fields.Boolean(**ours("support_visit_mails"))
    support_visit_mail_days = fields.Integer(**ours("support_visit_mail_days"))

    @api.depends("company_id")
    def _compute_display_name(self):
        for settings in self:
            settings.display_name = self.env._(
                "Support of %s", settings.company_id.display_name
            )

    @api.model_create_multi
    def create(self, vals_list):
        settings = super().create([self._split(vals)[1] for vals in vals_list])
        for each, vals in zip(settings, vals_list, strict=True):
            each._save(vals)
        return settings

    def write(self, vals):
        result = super().write(self._split(vals)[1])
        for each in self:
            each._save(vals)
        return result

    def _save(self, vals):
        """Write the settings among these values into the company, all at once: rules
        that hold together are judged together.

        Only a manager may, for companies that are his, and with records that he sees.
        What is as it was is not written: nobody plans anew for it.
        """
        self.check_access("write")
        company = self.company_id
        if company not in self.env.user.company_ids:
            raise AccessError(
                self.env._("You change the settings of your own companies only.")
            )
        company = company.sudo()
        changed = {}
        for name, value in self._split(vals)[0].items():
            field = company._fields[name]
            if field.convert_to_write(company[name], company) != value:
                changed[name] = value
                if field.type == "many2one" and value:
                    self.env[field.comodel_name].browse(value).check_access("read")
        if changed:
            company.write(changed)
            self.invalidate_recordset()

    @api.model
    def _split(self, vals):
        """Return the settings among values, and the rest; what is neither a setting
        nor a field of the form is the rest's, which the ORM refuses."""
        names = {
            name
            for name in vals.keys() & self._fields.keys()
            if name.startswith(PREFIX)
        }
        rest = vals.keys() - names
        return {name: vals[name] for name in names}, {n: vals[n] for n in rest}
