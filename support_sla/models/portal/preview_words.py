# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from markupsafe import Markup

from odoo import models
from odoo.tools import format_date, format_time

from ...tools.promise.policies import POLICIES
from ...tools.promise.verdict import NONE
from ..clock.zone_words import to_local
from ..deadline.state_words import customer_words, pick

A_WEEK = timedelta(days=6)  # a weekday names one day of it


class SupportPreviewWordsMixin(models.AbstractModel):
    """What is said of a ticket before it is sent, in its customer's words.

    A ticket in memory only, as superuser; the language is the context's. Who is covered
    by another company's contract reads level, dates and sentences, no figures.
    """

    _name = "support.preview.words.mixin"
    _description = "Support: a ticket before it is sent, in words"

    def _support_preview_words(self, preview, now, tz=None):
        """Return a dict of texts ready to be printed, each of which may be empty.

        ``level``, ``place``, ``answer`` (markup), ``used`` and ``policy`` (beyond the
        quota), ``scope``, ``closed``, ``reason``, ``zone`` and ``as_of``.

        :param preview: the Preview of this ticket
        :param now: naive UTC, the moment it was asked for
        :param tz: the reader's zone, as ``_support_reader_zone`` takes it
        """
        self.ensure_one()
        zone = self._support_reader_zone(tz)
        return {
            "level": self.support_level_id.name or "",
            "reason": self._support_portal_reason(),
            "answer": self._support_answer_words(preview, zone),
            "scope": self.support_scope == "excluded"
            and self._support_excluded_words(),
            "closed": self._support_closed_words(preview.opens_at, now, zone),
            "zone": self._support_portal_zone(zone),
            "as_of": self.env._("As of %s", self._support_hour(now, zone)),
            **self._support_place_words(preview, now),
        }

    def _support_answer_words(self, preview, zone):
        """Say between which moments we answer; empty for one that is held."""
        if preview.due_at:
            due, aim = (
                at and self._support_time_tag(at, zone)
                for at in (preview.due_at, preview.aim_at)
            )
            if not aim or preview.aim_at == preview.due_at:
                return self.env._("Answer by %(due)s", due=due)
            return self.env._("Answer between %(aim)s and %(due)s", aim=aim, due=due)
        if preview.status == "over":
            return ""
        return pick(customer_words(self.env), NONE)

    def _support_time_tag(self, moment, zone):
        return Markup('<time datetime="%sZ">%s</time>') % (
            moment.isoformat(),
            self._support_portal_moment(moment, zone)["short"],
        )

    def _support_place_words(self, preview, now):
        """Say which place of how many it would have, or what is done beyond them."""
        contract = self.support_contract_id._origin
        rule = (
            self.support_level_id._get_quota_rule() if self.support_level_id else None
        )
        words = dict.fromkeys(("place", "used", "policy"), "")
        if self.support_entitlement_reason != "contract":
            return words
        if not rule.tickets:
            return words | {"place": self.env._("As many tickets as you need")}
        figures = {}
        if preview.place and contract.partner_id in self._support_own_customers():
            last = contract._quota_window(now).last
            figures = preview.place._asdict() | {
                "last": format_date(self.env, last, date_format="long")
            }
        if preview.status == "over":
            policy = self.env._(POLICIES[rule.policy].ahead)
            return words | {"used": self._support_used_words(figures), "policy": policy}
        if figures:
            words["place"] = self.env._(
                "Ticket %(number)s of %(size)s until %(last)s", **figures
            )
        return words

    def _support_used_words(self, figures):
        if figures:
            return self.env._(
                "Tickets used until %(last)s: %(size)s of %(size)s.",
                size=figures["size"],
                last=figures["last"],
            )
        return self.env._("The tickets of this period are used.")

    def _support_excluded_words(self):
        return self.env._("This is not part of your level: we will quote it.")

    def _support_closed_words(self, opens_at, now, zone):
        """Say that we are closed, and when we open; empty: we are open."""
        if not opens_at:
            return ""
        local, today = to_local(opens_at, zone), to_local(now, zone).date()
        time = self._support_hour(opens_at, zone)
        if local.date() == today:
            return self.env._("We are closed now, and open today at %s", time)
        if local.date() - today > A_WEEK:
            moment = self._support_portal_moment(opens_at, zone)["text"]
            return self.env._("We are closed now, and open on %s", moment)
        day = format_date(self.env, local, date_format="EEEE")
        return self.env._(
            "We are closed now, and open on %(day)s at %(time)s", day=day, time=time
        )

    def _support_hour(self, moment, zone):
        local = to_local(moment, zone)
        return format_time(self.env, local.timetz(), time_format="short")
