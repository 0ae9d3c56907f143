# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from urllib.parse import urlsplit

from odoo import api, fields, models
from odoo.exceptions import ValidationError


def is_page(url):
    """Is this the address of a page, by http or https?"""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    written = url.isprintable() and " " not in url
    return written and parts.scheme in ("http", "https") and bool(parts.hostname)


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = ["support.rules.mixin", "res.company"]

    support_fallback_level_id = fields.Many2one(
        "support.level",
        string="Level without a contract",
        help="What is promised to tickets that no contract covers. Empty: nothing.",
    )
    support_request_user_id = fields.Many2one(
        "res.users",
        string="Requests for a level",
        domain="[('share', '=', False), ('company_ids', 'in', id)]",
        help="Who answers visitors, and customers without an account manager, who ask "
        "for a support level. Empty: a manager of contracts.",
    )
    support_phone = fields.Char(
        string="Phone of support",
        help="Shown to customers whose level includes the phone.",
    )
    support_chat_url = fields.Char(
        string="Address of the chat",
        help="A link that begins with https:// (or http://), shown to customers whose "
        "level includes the chat.",
    )
    support_expiry_days = fields.Char(
        string="Warn before a contract ends",
        default="30, 7",
        help="So many days before the last day, separated by commas.",
    )
    support_expiry_tell_customer = fields.Boolean(
        string="Warn the customer too", help="Before a contract ends."
    )
    support_acknowledge = fields.Boolean(
        string="Acknowledge new tickets",
        default=True,
        help="Tell the customer by mail when to expect an answer, and the quota.",
    )
    support_tell_admitted = fields.Boolean(
        string="Tell who waited beyond the quota",
        default=True,
        help="A mail when a ticket that waited gets its place, with its dates.",
    )
    support_remind = fields.Boolean(
        string="Remind of tickets that wait",
        default=True,
        help="Off: nobody is reminded, and so nothing closes by itself either: no "
        "ticket is closed without a reminder.",
    )
    support_tell_closed = fields.Boolean(
        string="Tell who had a ticket closed",
        default=True,
        help="One mail, with how it ended and until when it can be taken up again. "
        "Mails that you chose for a stage yourself go out all the same.",
    )
    support_tell_quota = fields.Boolean(
        string="Tell when the quota is nearly used",
        default=True,
        help="At 80 % and at 100 % of a period, once each. The account manager gets a "
        "task in any case.",
    )
    support_tell_beginning = fields.Boolean(
        string="Tell that a contract begins",
        help="A mail when a contract is confirmed.",
    )
    support_tell_statement = fields.Boolean(
        string="Tell what was kept each month",
        help="A mail when the statement of a month is made, once. Versions that "
        "correct it are sent by hand.",
    )

    support_visit_cancel_hours = fields.Integer(
        string="Visits can be cancelled until (hours before)",
        default=24,
        help="The day of a visit that the customer cancels later counts in its week.",
    )
    support_visit_mails = fields.Boolean(
        string="Tell customers of visits by mail",
        help="A mail with an entry for their calendar when a visit comes near, is "
        "moved or is cancelled. Off: somebody sends each mail, having read it.",
    )
    support_visit_mail_days = fields.Integer(
        string="First mail (days before)",
        default=14,
        help="So many days before a visit its customer is told and asked.",
    )
    _support_visit_numbers_positive = models.Constraint(
        "CHECK(support_visit_cancel_hours >= 0 AND support_visit_mail_days >= 0)",
        "Hours and days are zero or more.",
    )

    support_terms_address_days = fields.Integer(
        string="Keep the address of who accepts terms (days)",
        default=365,
        help="After so many days the IP address and the browser of an acceptance are "
        "blanked; all else stays. 0: they are kept.",
    )
    _support_terms_address_days_positive = models.Constraint(
        "CHECK(support_terms_address_days >= 0)", "Days are zero or more."
    )

    @api.constrains("support_chat_url")
    def _check_support_chat_url(self):
        """A link on a customer's page leads to a page, and runs nothing."""
        for company in self.filtered("support_chat_url"):
            if not is_page(company.support_chat_url):
                raise ValidationError(
                    self.env._(
                        "“%s” is no address of a page: write for example "
                        "“https://chat.example.com”.",
                        company.support_chat_url,
                    )
                )

    @api.constrains("support_expiry_days")
    def _check_support_expiry_days(self):
        for company in self:
            try:
                company._support_get_expiry_days()
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%s” is not a list of days: write for example “30, 7”.",
                        company.support_expiry_days,
                    )
                ) from error

    def _support_get_expiry_days(self):
        """Return the days before the end as a set; nothing written: never (0)."""
        self.ensure_one()
        return {int(word) for word in (self.support_expiry_days or "0").split(",")}

    def _support_get_zone(self):
        """Return the name of the zone in which the company's people live."""
        self.ensure_one()
        company = self.sudo()
        return company.partner_id.tz or company.resource_calendar_id.tz or "UTC"

    def _support_here(self):
        """Return the company with its own zone in the context: the days of contracts
        are days there, wherever the person sits who enters one."""
        return self.with_context(tz=self._support_get_zone())

    def _support_visit_horizon(self, now):
        """Until when visits are near enough to be told."""
        self.ensure_one()
        return now + timedelta(days=self.support_visit_mail_days)

    def _support_reminds(self):
        return self.support_remind

    def _support_get_calendar(self):
        return self.resource_calendar_id
