# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import vobject

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..clock.zone_words import to_local

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
INVITATION = "support_sla.mail_template_visit"
CANCELLATION = "support_sla.mail_template_visit_cancelled"
PRODUCT = "-//support_sla//visits//EN"
#: What the customer's calendar knows, where nobody told it anything.
NOTHING = -1


class SupportVisitInvitationMixin(models.AbstractModel):
    """One entry in the customer's calendar, for ever: the visit's own UID, a version
    that rises, and mails that say only what the customer does not know yet."""

    _name = "support.visit.invitation.mixin"
    _description = "Support: a visit in calendars"

    told_sequence = fields.Integer(
        string="Version told",
        readonly=True,
        copy=False,
        default=NOTHING,
        help="Which version of the entry was mailed to the customer; -1: none.",
    )
    told_at = fields.Datetime(string="Told", readonly=True, copy=False)
    untold = fields.Boolean(
        compute="_compute_untold",
        store=True,
        help="The customer was not told what holds now.",
    )

    @api.depends("sequence", "told_sequence", "state")
    def _compute_untold(self):
        for visit in self:
            fresh = visit.told_sequence != visit.sequence
            known = visit.told_sequence != NOTHING
            visit.untold = fresh and (
                visit.state == "planned" or (visit.state == "cancelled" and known)
            )

    # The entry

    def _get_ics(self, method, to_technician=False):
        """Return the file for a calendar.

        :param method: REQUEST or CANCEL for one visit, PUBLISH for a feed
        :param to_technician: say where he goes, not who comes
        """
        calendar = vobject.iCalendar()
        calendar.add("prodid").value = PRODUCT
        calendar.add("method").value = method
        for visit in self.sudo():
            event = calendar.add("vevent")
            visit._add_entry(event)
            if to_technician:
                words = self.env._("Visit to %s", visit.partner_id.name)
                event.summary.value = words
            if method != PUBLISH:
                visit._add_people(event)
        return calendar.serialize(validate=bool(self)).encode()

    def _add_entry(self, event):
        self.ensure_one()
        tz = self._get_tz()
        event.add("uid").value = f"{self.uid}@support-visit"
        event.add("sequence").value = str(self.sequence)
        event.add("dtstamp").value = self._stamp(self.write_date, "UTC")
        event.add("dtstart").value = self._stamp(self.start_at, tz)
        event.add("dtend").value = self._stamp(self.stop_at, tz)
        event.add("summary").value = self.env._(
            "Support visit by %s", self.company_id.name
        )
        event.add("description").value = self.env._("Who comes: %s", self._say_who())
        event.add("status").value = self._ics_status()
        if where := self._say_where():
            event.add("location").value = where

    def _stamp(self, moment, tz):
        return to_local(moment.replace(microsecond=0), tz)

    def _ics_status(self):
        if self.state == "cancelled":
            return "CANCELLED"
        agreed = self.state == "done" or self.confirmation == "confirmed"
        return "CONFIRMED" if agreed else "TENTATIVE"

    def _add_people(self, event):
        """No answer is asked from the calendar: the page of the visit takes it."""
        event.description.value += f"\n{self._get_link()}"
        organizer = event.add("organizer")
        organizer.value = f"mailto:{self._get_reply_address()}"
        organizer.params["CN"] = [self._ics_name(self.company_id.name)]
        if self.contact_id.email:
            attendee = event.add("attendee")
            attendee.value = f"mailto:{self.contact_id.email_normalized}"
            attendee.params["CN"] = [self._ics_name(self.contact_id.name)]
            attendee.params["RSVP"] = ["FALSE"]

    def _get_reply_address(self):
        """The company's address, else the one that its mails come from."""
        return self.company_id.partner_id.email_normalized or "noreply@localhost"

    def _ics_name(self, name):
        """A parameter takes neither quotation marks nor what ends its line."""
        return " ".join((name or "").replace('"', "'").split())

    # Telling

    def _tell(self, now, written=None):
        """Mail what holds now, with the entry for the calendar.

        :param written: ``{visit: {"subject": …, "body_html": …}}`` where somebody has
            read the text and changed it
        """
        visits = self.sudo().filtered("contact_id.email")
        gone = visits.filtered(lambda v: v.state == "cancelled")
        for template, found, frames in (
            (INVITATION, visits - gone, type(self)._invitation_frames),
            (CANCELLATION, gone, type(self)._mail_frames),
        ):
            self.env["support.notice"]._queue_template(
                template,
                found,
                type(self)._plain_invitation,
                frames,
                files=type(self)._get_entry_files,
                written=written,
            )
        for visit in visits:
            asked = {"told_sequence": visit.sequence, "told_at": now}
            if visit.state == "planned" and visit.confirmation == "none":
                asked |= {"confirmation": "asked", "asked_at": now}
            visit.write(asked)
        return visits

    def _invitation_frames(self):
        return self._mail_frames(
            lambda visit: visit.env._("Confirm, propose another time or cancel")
        )

    def _get_entry_files(self):
        """The entry as an attachment that calendars take by themselves."""
        self.ensure_one()
        method = CANCEL if self.state == "cancelled" else REQUEST
        spoken = self.with_context(lang=self.contact_id.lang or self.env.lang)
        kind = f"text/calendar; method={method.lower()}; charset=utf-8"
        return [("invite.ics", spoken._get_ics(method), kind)]

    def _plain_invitation(self):
        """Subject and text when the template is gone."""
        self.ensure_one()
        if self.state == "cancelled":
            subject = self.env._("The visit is cancelled: %s", self._say_when())
            return subject, self.env._("The visit does not take place.")
        subject = self.env._("Support visit: %s", self._say_when())
        text = self.env._(
            "%(who)s comes to see you. Please tell us here whether it suits you: "
            "%(link)s",
            who=self._say_who(),
            link=self._get_link(),
        )
        return subject, text

    def action_tell(self):
        """Open the dialog that shows the mail before it is sent."""
        self.ensure_one()
        return self._open_letter("entry", self.env._("Tell the customer"))

    def _open_letter(self, kind, title):
        if not self.contact_id.email:
            raise UserError(
                self.env._("There is nobody to tell: no contact, no address.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "support.visit.letter",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_visit_id": self.id, "default_kind": kind},
        }

    @api.model
    def _get_to_tell(self, now, extra=Domain.TRUE, limit=None):
        """The visits of which their company tells customers by itself, and has not."""
        companies = self.env["res.company"].sudo()
        due = Domain.OR(
            Domain("company_id", "=", company.id)
            & Domain("start_at", "<=", company._support_visit_horizon(now))
            for company in companies.search([("support_visit_mails", "=", True)])
        )
        ahead = Domain("untold", "=", True) & Domain("start_at", ">", now)
        addressed = Domain("contact_id.email", "!=", False)
        return self.sudo().search(
            due & ahead & addressed & extra, order="start_at, id", limit=limit
        )
