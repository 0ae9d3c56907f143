# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import models

from ...tools.promise.states import LATE_WAITING
from ...tools.promise.verdict import LATE, OPEN_VERDICTS, PAUSED
from ..clock.zone_words import name_place, say_moment
from ..deadline.state_words import agent_words, pick, span
from .notice import Letter

SHOWN = 50  # deadlines listed in one mail; the rest is counted


class SupportAlertDigest(models.AbstractModel):
    """What one person reads about all that needs her, in her language and zone."""

    _name = "support.alert.digest"
    _description = "Support Alert Digest"

    def _send(self, alerts_by_user, now):
        """Queue one mail per person about his alerts; what was answered meanwhile is
        not told any more.

        :param alerts_by_user: ``{user: alerts}``
        """
        letters = []
        for user, alerts in alerts_by_user.items():
            owed = alerts.filtered(lambda a: a.deadline_id.verdict in OPEN_VERDICTS)
            if owed:
                count = len(owed.deadline_id)
                letters.append(self._write_letter(user, owed, count, now))
        self.env["support.notice"]._queue_letters(letters)

    def _write_letter(self, user, alerts, count, now):
        zone = self._get_zone(user)
        digest = self.with_context(lang=user.lang, tz=zone)
        shown = alerts.with_env(digest.env).search(
            [("id", "in", alerts.ids)], order="deadline_id, step_id", limit=SHOWN
        )
        lines = [
            digest._prepare_line(deadline, own, zone, now)
            for deadline, own in shown.grouped("deadline_id").items()
        ]
        place = name_place(digest.env, zone)
        values = {
            "user": user,
            "lines": lines,
            "more": count - len(lines),
            "zone": digest.env._("Times are those of %s.", place),
        }
        notice = digest.env["support.notice"]
        return Letter(
            user.partner_id.id,
            user.company_id.id,
            digest._get_subject(lines, count),
            notice._render_letter("support_sla.alert_digest", values, user.lang),
        )

    def _get_zone(self, user):
        """Return in whose time a person reads moments: hers, else her company's. The
        zone of whoever runs the job is nobody's."""
        company = user.company_id.sudo()
        zones = (user.tz, company.partner_id.tz, company.resource_calendar_id.tz)
        return next((zone for zone in zones if zone), "UTC")

    def _get_subject(self, lines, count):
        if count == 1:
            [line] = lines
            return f"{line['number']}: {', '.join(line['headlines'])}"
        return self.env._("%(count)d deadlines need you", count=count)

    def _prepare_line(self, deadline, alerts, tz, now):
        ticket = deadline.ticket_id
        query = f"model={ticket._name}&res_id={ticket.id}"
        return {
            "number": ticket.number,
            "name": ticket.name,
            "customer": ticket.support_customer_id.name or ticket.partner_name or "",
            "assignee": ticket.user_id.name or "",
            "headlines": [s._get_headline(deadline.metric) for s in alerts.step_id],
            "due": say_moment(self.env, deadline.due_at, tz, "short"),
            "late": self._get_lateness(deadline, now),
            "url": f"{ticket.get_base_url()}/mail/view?{query}",
        }

    def _get_lateness(self, deadline, now):
        """Say how late it is, and that its ticket waits; empty: it is in time."""
        if not deadline._is_late(now):
            return ""
        words, ticket = agent_words(self.env), deadline.ticket_id
        state = LATE_WAITING if deadline.verdict == PAUSED else LATE
        time = span(self.env, (now - deadline.due_at).total_seconds())
        return pick(words, state, ticket.support_waiting_for) % {"time": time}
