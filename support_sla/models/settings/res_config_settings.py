# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..silence.rules import UNJUDGED


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    support_fallback_level_id = fields.Many2one(
        related="company_id.support_fallback_level_id", readonly=False
    )
    support_request_user_id = fields.Many2one(
        related="company_id.support_request_user_id", readonly=False
    )
    support_phone = fields.Char(related="company_id.support_phone", readonly=False)
    support_chat_url = fields.Char(
        related="company_id.support_chat_url", readonly=False
    )
    support_close_days = fields.Integer(
        related="company_id.support_close_days", readonly=False
    )
    support_close_unit = fields.Selection(
        related="company_id.support_close_unit", readonly=False
    )
    support_remind_first_days = fields.Integer(
        related="company_id.support_remind_first_days", readonly=False
    )
    support_remind_last_days = fields.Integer(
        related="company_id.support_remind_last_days", readonly=False
    )
    support_close_stage_id = fields.Many2one(
        related="company_id.support_close_stage_id", readonly=False
    )
    support_reopen_days = fields.Integer(
        related="company_id.support_reopen_days", readonly=False
    )

    support_expiry_days = fields.Char(
        related="company_id.support_expiry_days", readonly=False
    )
    support_expiry_tell_customer = fields.Boolean(
        related="company_id.support_expiry_tell_customer", readonly=False
    )
    support_acknowledge = fields.Boolean(
        related="company_id.support_acknowledge", readonly=False
    )
    support_tell_admitted = fields.Boolean(
        related="company_id.support_tell_admitted", readonly=False
    )
    support_remind = fields.Boolean(related="company_id.support_remind", readonly=False)
    support_tell_closed = fields.Boolean(
        related="company_id.support_tell_closed", readonly=False
    )
    support_tell_quota = fields.Boolean(
        related="company_id.support_tell_quota", readonly=False
    )
    support_tell_beginning = fields.Boolean(
        related="company_id.support_tell_beginning", readonly=False
    )
    support_tell_statement = fields.Boolean(
        related="company_id.support_tell_statement", readonly=False
    )
    support_visit_cancel_hours = fields.Integer(
        related="company_id.support_visit_cancel_hours", readonly=False
    )
    support_visit_mails = fields.Boolean(
        related="company_id.support_visit_mails", readonly=False
    )
    support_visit_mail_days = fields.Integer(
        related="company_id.support_visit_mail_days", readonly=False
    )
    support_terms_address_days = fields.Integer(
        related="company_id.support_terms_address_days", readonly=False
    )
    support_authserv_id = fields.Char(
        string="Name of the receiving mail server",
        config_parameter="support_sla.authserv_id",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """The form writes one field after the other: judge them when all are there."""
        cache = self.env.cr.cache
        cache[UNJUDGED] = True
        try:
            settings = super().create(vals_list)
        finally:
            cache.pop(UNJUDGED, None)
        settings.company_id._check_support_silence_days()
        return settings
