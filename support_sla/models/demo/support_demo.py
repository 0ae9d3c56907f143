# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import file_open

from ...tools.promise import period
from ...tools.promise.verdict import OPEN_VERDICTS
from .. import known
from . import script

HOUR = 3600
LONGEST = timedelta(days=90)  # how far back working hours are counted
THEIR_TEAMS = [f"helpdesk_mgmt.helpdesk_team_{number}" for number in (1, 2, 3)]
ALERTING = [("verdict", "in", OPEN_VERDICTS)]
#: the calendar of those who have no level
CALENDAR = "support_sla.calendar_weekdays_8_18"


class SupportDemo(models.AbstractModel):
    """Plays a script (``script.py``) on the helpdesk: the demo data's last ninety days.

    Each act is done by the method that a person's act calls, as that person, at its own
    hour; between two acts the jobs do what was due. So hours, ledger, pauses, alerts
    and messages are those of a helpdesk that was at work all the time.
    """

    _name = "support.demo"
    _description = "Support: demo data"

    @api.model
    def _play(self, paths, now):
        """Play scripts as one, once: nothing where its first ticket is there already.

        :param paths: of the scripts, as ``addon/folder/file``
        :param now: naive UTC; what would be later has not happened yet
        """
        acts = []
        for path in paths:
            with file_open(path) as file:
                acts += script.read(file.read())
        if self._find_ticket(acts[0].ticket):
            return
        # as in people's requests, though an installation plays them
        demo = self.with_context(
            tracking_disable=False,
            mail_create_nolog=False,
            mail_notify_force_send=False,
        )
        began = demo._begin_ending()
        for moment, act in demo._get_timetable(acts, now):
            demo._let_jobs_work(moment)
            with known.hour(self.env.cr, moment):
                getattr(demo, f"_act_{act.what}")(act, moment)
                self.env.cr.flush()  # a request ends: what changed is tracked
        demo._let_jobs_work(now)
        demo._end(began, now)

    @api.model
    def _put_empty_teams_aside(self):
        """Archive the helpdesk's own demo teams, those in which no ticket is open."""
        teams = [self.env.ref(name, raise_if_not_found=False) for name in THEIR_TEAMS]
        for team in filter(None, teams):
            if not self.env["helpdesk.ticket"].search_count(
                [("team_id", "=", team.id)], limit=1
            ):
                team.active = False

    # When

    @api.model
    def _get_timetable(self, acts, now):
        """Return ``[(moment, act)]`` of what has happened by now, as it happened."""
        moments, last = [], {}
        calendars = self._get_calendars(acts, now)
        zone = self.env.company._support_get_zone()
        today = period.local_day(now, zone)
        for act in acts:
            calendar = calendars[act.ticket]
            if act.day:
                days, clock = act.day
                seconds = (clock.hour * 60 + clock.minute) * 60
                day = today - timedelta(days=days)
                moment = period.wall_moment(day, seconds, zone)
            elif act.ago:
                moment = self._go_back(calendar, now, act.ago * HOUR)
            else:
                moment = calendar._support_plan(last[act.ticket], act.after * HOUR)
            last[act.ticket] = moment
            moments.append(moment)
        timed = zip(moments, acts, strict=True)
        return sorted((t for t in timed if t[0] <= now), key=lambda t: t[0])

    @api.model
    def _get_calendars(self, acts, now):
        """Return ``{ticket: the calendar of its customer's level}``."""
        levels, found = self.env["support.entitlement"], {}
        for act in acts:
            if act.ticket not in found:
                contact, company = self._find_contact(act.who), self.env.company
                level = levels._get_level_in_force(contact, company, now)
                found[act.ticket] = level.calendar_id or self.env.ref(CALENDAR)
        return found

    @api.model
    def _go_back(self, calendar, now, seconds):
        """Return the last moment since which so many working seconds have passed."""
        low, high = 0, int(LONGEST.total_seconds())  # seconds before now
        while low < high:
            middle = (low + high) // 2
            start = now - timedelta(seconds=middle)
            if calendar._support_elapsed(start, now) >= seconds:
                high = middle
            else:
                low = middle + 1
        return now - timedelta(seconds=low)

    # What the jobs do meanwhile

    @api.model
    def _let_jobs_work(self, until):
        """Do what was due by a moment, each when it was; a job that runs every few
        minutes is not far from that."""
        moment = None
        while (due := self._get_next_due(until)) and due != moment:
            moment = due
            with known.hour(self.env.cr, moment):
                self._work(moment)
                self.env.cr.flush()

    @api.model
    def _get_next_due(self, until):
        alert = self.env["support.deadline"].search(
            [*ALERTING, ("next_alert_at", "<=", until)],
            order="next_alert_at, id",
            limit=1,
        )
        silent = self.env["helpdesk.ticket"].search(
            [("support_silence_due_at", "<=", until)],
            order="support_silence_due_at, id",
            limit=1,
        )
        notice = self.env["helpdesk.ticket"].search(
            [("support_notice_due", "!=", False), ("support_since", "<=", until)],
            order="support_since, id",
            limit=1,
        )
        moments = (
            alert.next_alert_at,
            silent.support_silence_due_at,
            notice.support_since,
        )
        return min(filter(None, moments), default=None)

    @api.model
    def _work(self, now):
        tickets = self.env["helpdesk.ticket"]
        tickets.search([("support_notice_due", "!=", False)])._support_send_notice()
        silent = tickets.search(tickets._support_silence_due(now))
        if silent:
            silent._support_step_silence(now)
        alerts = self.env["support.alert"].sudo()
        reached = self.env["support.deadline"].search(
            [*ALERTING, ("next_alert_at", "<=", now)]
        )
        if reached:
            alerts._fire(reached, now)
            if untold := alerts._find_untold(Domain.TRUE, 100):
                alerts._tell(untold, now)
        if over := alerts.search([("ended", "=", True)]):
            over._finish_activities()
