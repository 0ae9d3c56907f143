# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models
from odoo.tools import format_date, format_time

from ...tools.mail.frame import Button, Frame
from ...tools.promise import period
from ..clock.zone_words import name_place


class SupportVisitWordsMixin(models.AbstractModel):
    """A visit in its customer's words: the language is the context's, the clock the
    one on the customer's wall, and it is named.

    Read as superuser: the caller has made sure that the reader may know.
    """

    _name = "support.visit.words.mixin"
    _description = "Support: a visit in its customer's words"

    def _say_slot(self, start, stop):
        """Say from when to when, and by which clock."""
        self.ensure_one()
        tz = self._get_tz()
        return self.env._(
            "%(day)s, %(start)s – %(stop)s (time of %(place)s)",
            day=self._say_day(start),
            start=format_time(self.env, start, tz=tz, time_format="short"),
            stop=format_time(self.env, stop, tz=tz, time_format="short"),
            place=name_place(self.env, tz),
        )

    def _say_hours(self, start, stop):
        """The clock alone, where the day stands above it."""
        tz = self._get_tz()
        ends = (
            format_time(self.env, moment, tz=tz, time_format="short")
            for moment in (start, stop)
        )
        return " – ".join(ends)

    def _say_day(self, moment):
        day = period.local_day(moment, self._get_tz())
        return format_date(self.env, day, date_format="full")

    def _say_moment(self, moment):
        tz = self._get_tz()
        time = format_time(self.env, moment, tz=tz, time_format="short")
        return f"{self._say_day(moment)}, {time}"

    def _say_when(self):
        return self._say_slot(self.start_at, self.stop_at)

    def _say_where(self):
        """The place, else the customer's address in one line."""
        self.ensure_one()
        visit = self.sudo()
        if visit.place:
            return visit.place
        lines = visit.partner_id._display_address(without_company=True).splitlines()
        return ", ".join(line.strip() for line in lines if line.strip())

    def _say_who(self):
        return self.sudo().user_id.name

    def _say_cancel_rule(self):
        """Until when cancelling costs no day."""
        self.ensure_one()
        return self.env._(
            "Until %(moment)s you can cancel without losing the day. Later it counts "
            "among the days of visits of its week.",
            moment=self._say_moment(self._cancel_limit()),
        )

    def _get_notice_partners(self):
        """Return whom at the customer we write to."""
        self.ensure_one()
        return self.contact_id.filtered("email")

    def _mail_frames(self, label=""):
        """Return ``{id: Frame}``: what stands around the text of a mail.

        :param label: ``label(visit)`` returns what the button to the visit's page says
        """
        frames = {}
        for visit in self.sudo():
            level, url = visit.contract_id.level_id, visit._get_link()
            by_phone = "phone" in level.channel_ids.mapped("support_kind")
            frames[visit.id] = Frame(
                kind=visit.env._("Support visit"),
                title=visit._say_when(),
                link=Button(visit.env._("See the visit"), url),
                buttons=(Button(label(visit), url),) if label else (),
                phone=(by_phone and visit.company_id.support_phone) or "",
            )
        return frames
