# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from babel.dates import format_skeleton

from odoo import fields, models
from odoo.tools import format_date, format_time
from odoo.tools.misc import babel_locale_parse, get_lang

from ...tools.promise import states
from ...tools.promise import verdict as verdicts
from ..clock.zone_words import name_place, to_local


class SupportPortalMixin(models.AbstractModel):
    """What the customer's pages ask of a ticket: its promise in their own words, and
    the stages they may close it into.

    Words are read as superuser: whoever may read the ticket *as its customer* may read
    its promise, and the caller has made sure of that. The language is the context's.
    """

    _name = "support.portal.mixin"
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
        return self.team_id._support_offered_stages_in(self.company_id)

    # The promise in words

    def _support_portal_promises(self, tz=None):
        """Return ``{ticket id: promise}``, a dict of texts ready to be printed:
        for mail templates that an admin has worded; ours say ``support_sentence``.

        ``level``, ``reason`` and ``note`` are texts, the first and last may be empty;
        ``tone`` is the colour of its state, ``late`` says that a promise is broken now;
        ``moments`` is a list of ``{label, text, short, iso}``, ``iso`` being UTC;
        ``zone`` names the place whose time all show: that of ``tz``, else the
        customer's, else the calendar's.
        """
        return {ticket.id: ticket._support_portal_promise(tz) for ticket in self.sudo()}

    def _support_portal_promise(self, tz):
        self.ensure_one()
        level = self.support_level_id
        tz = self._support_reader_zone(tz)
        response = self.support_deadline_ids.filtered(
            lambda d: d.metric == "first_response"
        ).sorted("round")[-1:]
        moments = self._support_portal_moments(response, tz)
        return {
            "level": level.name or "",
            "reason": self._support_portal_reason(),
            "note": self._support_say_state(self._support_plain_sayer(tz)),
            "tone": states.TABLE[self.support_state].tone,
            "late": self.support_urgency == verdicts.LATE,
            "moments": moments,
            "zone": self._support_portal_zone(tz) if moments else "",
        }

    def _support_portal_reason(self):
        """Say in kind words why this promise covers the ticket, or why none does."""
        contract = self.support_contract_id
        if contract and not self._support_is_own_contract():
            return self._support_portal_group_reason()
        if self.support_entitlement_reason == "contract" and contract.date_end:
            return self.env._(
                "Covered by your support contract %(contract)s, valid until %(last)s.",
                contract=contract.name,
                last=self._support_portal_last_day(contract),
            )
        if self.support_entitlement_reason == "contract":
            return self.env._(
                "Covered by your support contract %(contract)s.", contract=contract.name
            )
        if self.support_entitlement_reason == "expired":
            return self.env._(
                "Your support contract %(contract)s ended on %(last)s. "
                "We will gladly help you renew it.",
                contract=contract.name,
                last=self._support_portal_last_day(contract),
            )
        if self.support_entitlement_reason == "fallback":
            return self.env._(
                "You have no support contract at the moment; this is what we offer "
                "to everybody."
            )
        return self.env._(
            "You have no support contract at the moment, so we cannot promise a time."
        )

    def _support_own_customers(self):
        """Return the customers whose contract may be named to who looks."""
        return self.support_customer_id | self._support_reader()

    def _support_reader(self):
        """Return the customer whose user looks, none for who is nobody's."""
        user = self.env.user
        customer = user.sudo().commercial_partner_id
        return customer if user._is_portal() else customer.browse()

    def _support_portal_group_reason(self):
        """Say that another company's contract covers it: not which one."""
        last = self.support_contract_id.ends_at and self._support_portal_last_day(
            self.support_contract_id
        )
        if self.support_entitlement_reason == "expired":
            return self.env._(
                "The support contract of your group ended on %(last)s.", last=last
            )
        if last:
            return self.env._(
                "Covered by a support contract of your group, valid until %(last)s.",
                last=last,
            )
        return self.env._("Covered by a support contract of your group.")

    def _support_portal_last_day(self, contract):
        """The last day as people count it: the one that ends at ``ends_at``."""
        last = contract.ends_at and to_local(
            contract.ends_at - timedelta(seconds=1), contract._get_tz()
        )
        return format_date(self.env, last, date_format="long")

    def _support_portal_moments(self, response, tz):
        """The two marks while the answer is due; the answer's moment afterwards."""
        if self.support_first_response_at:
            labelled = [(self.env._("We answered on"), self.support_first_response_at)]
        elif response.verdict == "running" and not self.closed:
            labelled = [
                (self.env._("We aim to answer by"), response.aim_at),
                (self.env._("We promise an answer by"), response.due_at),
            ]
        else:
            labelled = []
        return [
            {"label": label, "iso": f"{moment.isoformat()}Z"}
            | self._support_portal_moment(moment, tz)
            for label, moment in labelled
            if moment
        ]

    def _support_portal_moment(self, moment, tz):
        """Return a moment in full, for a page, and in short, for a list."""
        lengths = ("text", "short")
        return {each: self._support_say_moment(moment, tz, each) for each in lengths}

    def _support_say_moment(self, moment, tz, length="text"):
        local = to_local(moment, tz)
        if length == "text":
            day = format_date(self.env, local, date_format="full")
        else:
            day = format_skeleton("yMMMEd", local, locale=self._support_locale())
        time = format_time(self.env, local.timetz(), time_format="short")
        return self.env._("%(date)s, %(time)s", date=day, time=time)

    def _support_portal_zone(self, tz):
        """Name the place after which a zone is called, in the context's language."""
        return self.env._("Times are those of %s.", name_place(self.env, tz))

    def _support_moment_words(self, moment, tz=None):
        """Return a moment (naive UTC) with its place: "Monday …, 9:00 (Guatemala)"."""
        zone = self._support_reader_zone(tz)
        return self.env._(
            "%(moment)s (%(place)s)",
            moment=self._support_say_moment(moment, zone),
            place=name_place(self.env, zone),
        )

    def _support_told_words(self, tz):
        """Say what was answered and when, in the reader's zone; empty: nothing was."""
        self.ensure_one()
        ticket = self.sudo()
        if not ticket.support_told:
            return ""
        moment = ticket._support_moment_words(ticket.support_told_at, tz)
        if ticket.support_told == "yes":
            return self.env._("You told us on %s that it is solved.", moment)
        return self.env._("You told us on %s that it is not solved yet.", moment)

    def _support_locale(self):
        return babel_locale_parse(get_lang(self.env).code)
