# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.mail.frame import Button, Frame
from ...tools.promise import period

# A warning that a missed run delayed past the end is still given this long.
LATE_DAYS = 30
# So long before its end a customer is told on the home page.
SOON_DAYS = 30
# By so much more than 24 hours a local day may last.
DST_HOURS = 1


class SupportContractNoticeMixin(models.AbstractModel):
    """Who is warned before a contract ends, and of what (specification 2)."""

    _name = "support.contract.notice.mixin"
    _description = "Support: notices of a contract"

    @api.model
    def _get_expiring(self, now, extra=Domain.TRUE, limit=None):
        """Return contracts of which a warning is due and was not given yet."""
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        marks = {c: c._support_get_expiry_days() for c in companies}
        near = Domain.OR(self._warned_domain(c, marks[c], now) for c in companies)
        return self.search(
            Domain("phase", "=", "confirmed")
            & Domain("date_end", "!=", False)
            & Domain("ends_at", ">", now - timedelta(days=LATE_DAYS))
            & near
            & ~Domain("next_ids", "any", [("phase", "!=", "cancelled")])
            & extra,
            order="ends_at, id",
            limit=limit,
        )

    @api.model
    def _ending_domain(self, now):
        """Return the domain of those in force that end soon and are not followed."""
        return (
            Domain("state", "=", "active")
            & Domain("ends_at", "<=", now + timedelta(days=SOON_DAYS))
            & ~Domain("next_ids", "any", [("phase", "!=", "cancelled")])
        )

    @api.model
    def _warned_domain(self, company, marks, now):
        """Return the domain of what a company is to be warned of: not later than so
        many days before the end, unless that or a later warning was given."""
        return Domain("company_id", "=", company.id) & Domain.OR(
            Domain("ends_at", "<=", now + timedelta(days=mark + 1, hours=DST_HOURS))
            & (Domain("told_days", "=", 0) | Domain("told_days", ">", mark))
            for mark in marks - {0}
        )

    def _get_due_warning(self, now):
        """Return the mark (days before the end) that is due and not told, or 0."""
        self.ensure_one()
        left = self._get_days_left(now)
        due = [d for d in self.company_id._support_get_expiry_days() if left <= d]
        mark = min(due, default=0)
        return mark if mark and (not self.told_days or mark < self.told_days) else 0

    def _get_days_left(self, now):
        today = period.local_day(now, self._get_tz())
        return (self.date_end - today).days

    def _warn_expiry(self, now):
        """Tell the account manager, and the customer where the company wants it."""
        self.ensure_one()
        mark = self._get_due_warning(now)
        if not mark:
            return
        self._store_marks({"told_days": mark})
        self._tell_manager(lambda contract: contract._get_expiry_words(now))
        if self.company_id.support_expiry_tell_customer and self._get_notice_partners():
            self.env["support.notice"]._queue_template(
                "support_sla.mail_template_contract_expiry",
                self,
                lambda contract: contract._get_ending_text(),
                lambda contracts: contracts._mail_frames(),
            )

    def _get_ending_text(self):
        """Subject and text to the customer when the template is gone."""
        self.ensure_one()
        last = format_date(self.env, self.date_end, date_format="long")
        words = {"contract": self.name, "level": self.level_id.name, "last": last}
        return (
            self.env._("Your support contract %(contract)s ends on %(last)s", **words),
            self.env._(
                "Your support contract %(contract)s (%(level)s) ends on %(last)s. We "
                "will gladly renew it: simply answer this mail.",
                **words,
            ),
        )

    def _tell_beginning(self, now):
        """Welcome the customers of contracts that were just confirmed, where their
        company wants it; of what is over by now nobody is told."""
        told = self.filtered(
            lambda c: (
                c.company_id.support_tell_beginning
                and c._get_state(now) in ("upcoming", "active")
                and c._get_notice_partners()
            )
        )
        self.env["support.notice"]._queue_template(
            "support_sla.mail_template_contract_begins",
            told.sudo(),
            lambda contract: contract._get_beginning_text(),
            lambda contracts: contracts._mail_frames(),
        )

    def _get_beginning_text(self):
        """Subject and text to the customer when the template is gone."""
        self.ensure_one()
        first = format_date(self.env, self.date_start, date_format="long")
        words = {"contract": self.name, "level": self.level_id.name, "first": first}
        return (
            self.env._(
                "Your support contract %(contract)s begins on %(first)s", **words
            ),
            self.env._(
                "Your support contract %(contract)s (%(level)s) begins on %(first)s.",
                **words,
            ),
        )

    def _mail_frames(self):
        """Return ``{id: Frame}``: what stands around the text of a mail."""
        return {contract.id: contract._mail_frame() for contract in self.sudo()}

    def _mail_frame(self):
        self.ensure_one()
        level = self.level_id
        by_phone = "phone" in level.channel_ids.mapped("support_kind")
        return Frame(
            kind=self.env._("Support contract %s", self.name),
            title=level.name,
            link=Button(self.env._("See your support"), self._get_mail_url()),
            phone=(by_phone and self.company_id.support_phone) or "",
        )

    def _get_mail_url(self):
        """Return the address of the contract's page, which opens without a log-in."""
        token = self._portal_ensure_token()
        return f"{self.get_base_url()}/my/support/{self.id}?access_token={token}"

    def _get_expiry_words(self, now):
        """Say when the contract ends, in the context's language."""
        self.ensure_one()
        words = {
            "customer": self.partner_id.display_name,
            "level": self.level_id.name,
            "last": format_date(self.env, self.date_end, date_format="long"),
        }
        if self._get_state(now) == "expired":
            return self.env._("%(level)s of %(customer)s ended after %(last)s", **words)
        return self.env._("%(level)s of %(customer)s ends after %(last)s", **words)

    def _tell_manager(self, words):
        """Give the account manager a task, in his language; if he has left, a manager
        of support. Nobody else is bothered."""
        self.ensure_one()
        user = self.user_id
        if user and not user.active:
            managers = self.env.ref("support_sla.group_support_manager").sudo()
            people = managers.all_user_ids.filtered(
                lambda u: u.active and not u.share and self.company_id in u.company_ids
            )
            user = people.sorted(lambda u: (u._is_system(), u.id))[:1]
        if user:
            contract = self.with_context(lang=user.lang)
            self.activity_schedule(
                "mail.mail_activity_data_todo",
                summary=words(contract),
                user_id=user.id,
            )

    def _get_notice_partners(self):
        """Return whom at the customer we write to: named contacts, else itself."""
        self.ensure_one()
        return (self.contact_ids or self.partner_id).filtered("email")

    def _get_answerer(self, company, groups=("support_sla.group_support_user",)):
        """Return who answers the customer of these contracts, if any: their account
        manager, else whom the company names, else a manager of contracts; nobody who
        is in none of the groups, and could not open what is to be answered."""
        managers = self.env.ref("support_sla.group_support_manager").all_user_ids
        candidates = [
            *self.user_id,
            *company.support_request_user_id,
            *managers.sorted("id"),
        ]
        for user in candidates:
            if (
                user.active
                and company in user.company_ids
                and any(user.has_group(group) for group in groups)
            ):
                return user
        return self.env["res.users"]
