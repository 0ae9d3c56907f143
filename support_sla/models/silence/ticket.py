# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.life import silence
from ...tools.promise import period

# A change of one of these may change whose rules, calendar or address counts.
REPLANNING_FIELDS = {"team_id", "company_id", "partner_id", "partner_email"}
# What a job ran into, said to each reader in their own language; the second is followed
# by the mail server's words.
NOBODY, UNSENT = "nobody", "unsent:"
# What mail templates may print without evaluating code.
PRINTABLE = (
    "object.number",
    "object.support_customer_name",
    "object.company_id.name",
    "object.company_id.email_formatted",
    "object.partner_id.lang",
    "object.support_link",
    "object.support_closes_text",
    "object.support_reopen_text",
    "object.support_sentence",
    "object.support_outlook",
)


class SupportStaleMixin(models.AbstractModel):
    """A ticket's silence: since when, what comes next, when it closes.

    A silence lasts only while the stage waits for the customer. It begins when the
    ticket gets there and begins anew with every message of a person. What comes next
    is stored as one moment, so that the job finds its work by an index, and nothing
    when there is none.
    """

    _name = "support.stale.mixin"
    _description = "Support: silence of a ticket"

    support_silent_since = fields.Datetime(
        string="Silent since",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Since when nobody has spoken while we wait for the customer.",
    )
    support_reminders_sent = fields.Integer(
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )
    support_reminded_at = fields.Datetime(
        string="Last reminder",
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )
    support_silence_due_at = fields.Datetime(
        string="Next reminder or closing",
        readonly=True,
        copy=False,
        index="btree_not_null",
        prefetch="support_rare",
    )
    support_close_at = fields.Datetime(
        string="Closes at",
        readonly=True,
        copy=False,
        help="When it closes if nobody speaks and every reminder goes out in time.",
        prefetch="support_rare",
    )
    support_closes_on = fields.Date(
        string="Closes on",
        readonly=True,
        copy=False,
        help="In local time.",
        prefetch="support_rare",
    )
    support_closes_text = fields.Char(
        string="Closes on (in words)", compute="_compute_support_closes_text"
    )
    support_link = fields.Html(
        string="Link", compute="_compute_support_link", sanitize=False
    )
    support_customer_name = fields.Char(
        string="Name of the customer", compute="_compute_support_customer_name"
    )
    support_stranger_at = fields.Datetime(
        string="A stranger wrote",
        readonly=True,
        copy=False,
        help="Somebody whom we do not recognise has written while we wait for the "
        "customer. Nothing is reminded of or closed until one of us answers or "
        "moves on.",
        prefetch="support_rare",
    )
    support_silence_problem = fields.Char(
        readonly=True,
        copy=False,
        prefetch="support_rare",
        help="What a job ran into: a key of its own, or an error as it was raised.",
    )
    support_silence_words = fields.Char(
        string="Cannot remind or close", compute="_compute_support_silence_words"
    )

    @api.depends("support_silence_problem")
    @api.depends_context("lang")
    def _compute_support_silence_words(self):
        for ticket in self:
            ticket.support_silence_words = ticket._support_say_problem()

    def _support_say_problem(self):
        """Say to the reader what a job ran into, whatever language it runs in."""
        problem = self.support_silence_problem
        if problem == NOBODY:
            return self.env._("There is nobody to write to: no person's address.")
        if problem and problem.startswith(UNSENT):
            reason = problem.removeprefix(UNSENT).strip()
            return self.env._("The reminder could not be sent: %s", reason)
        return problem

    @api.depends("support_close_at", "partner_id.tz")
    @api.depends_context("lang")
    def _compute_support_closes_text(self):
        """The day as the customer counts it, who may live in another zone."""
        for ticket in self:
            moment = ticket.support_close_at
            day = moment and period.local_day(moment, ticket._support_reader_zone())
            ticket.support_closes_text = day and format_date(
                self.env, day, date_format="full"
            )

    @api.depends("partner_id.name", "partner_name")
    def _compute_support_customer_name(self):
        for ticket in self:
            ticket.support_customer_name = ticket.partner_id.name or ticket.partner_name

    @api.depends("number", "name", "access_token")
    def _compute_support_link(self):
        """A link for mails, as HTML: with the token only where one exists already."""
        for ticket in self:
            url = f"{ticket.get_base_url()}/my/ticket/{ticket.id}"
            token = ticket.sudo().access_token
            url += f"?access_token={token}" if token else ""
            ticket.support_link = Markup('<a href="%s">%s</a>') % (
                url,
                ticket.display_name,
            )

    # Planning

    def _support_silence_values(self, since, **reminded):
        """Return the columns that say what comes next; reads no table when warm."""
        self.ensure_one()
        rules = self._support_silence_rules()
        calendar = self._support_silence_calendar()
        zone = calendar._support_zone()
        after = self._support_day_counter(rules.unit, calendar, zone)
        plan = silence.plan(since, rules.reminders, rules.close, after, **reminded)
        close_at = plan.close_at
        return {
            "support_silence_due_at": plan.due_at,
            "support_close_at": close_at,
            "support_closes_on": close_at and period.local_day(close_at, zone),
        }

    def _support_day_counter(self, unit, calendar, zone):
        """Return ``after(moment, days)``; a calendar without days leaves the week's."""

        def after(moment, days):
            if unit == "working_days":
                later = calendar._support_due(moment, days, "working_days")
                if later:
                    return later
            return period.add_days(moment, days, zone)

        return after

    def _support_silence_calendar(self):
        """Return the calendar of the level, else of the company."""
        self.ensure_one()
        company = self.company_id
        calendar_id = (
            self._support_own_calendar()
            or company._support_get_silence_rules().calendar_id
        )
        calendars = self.env["resource.calendar"].sudo().with_company(company)
        return calendars.browse(calendar_id or ())

    def _support_silence_rules(self):
        """Return the SilenceRules of this ticket: its team's or its company's."""
        own = self.team_id._support_get_silence_rules() if self.team_id else None
        companys = self.company_id._support_get_silence_rules()
        rules = own or companys
        return rules if companys.reminds else rules._replace(close=0)

    @api.model
    def _support_revise_silences(self, holders, now):
        """The rules of some teams or companies changed: the job plans anew, soon."""
        field = "team_id" if holders._name == "helpdesk.ticket.team" else "company_id"
        domain = Domain("support_silent_since", "!=", False) & Domain(
            field, "in", holders.ids
        )
        tickets = self.sudo().with_context(active_test=False).search(domain)
        if tickets:
            tickets._support_store({"support_silence_due_at": now})
            self.env.ref("support_sla.ir_cron_close_silent").sudo()._trigger()
