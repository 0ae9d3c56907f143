# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from itertools import pairwise

from odoo import api, fields, models
from odoo.tools import SQL, ormcache

from ...tools.promise import verdict as verdicts
from ...tools.promise.period import DAY, day_start, local_day
from .numbers import as_number, both, count_by, to_sql
from .support_board import OPEN
from .work import LATE

WORKING_DAYS = 5
TREND_DAYS = 7
SATURDAY = 5
BY_AGENT = "support_sla.helpdesk_ticket_action_by_agent"
#: The customer waits for a word of ours: the first one, or the next.
UNANSWERED = [
    "|",
    ("support_unanswered_since", "!=", False),
    "&",
    ("support_first_response_at", "=", False),
    ("support_waiting_for", "=", False),
]


class SupportBoard(models.AbstractModel):
    """The next days: what falls due against the hours that are left, and the queue."""

    _inherit = "support.board"

    def _get_ahead(self, reader):
        marks = self._get_marks(reader)
        return {
            "days": [fields.Date.to_string(day) for day in marks[:-1]],
            "agents": self._get_agents(reader, marks),
            "by_agent": bool(reader.led) and self._find_by_agent(),
        } | self._get_queue(reader)

    @api.model
    @ormcache()
    def _find_by_agent(self):
        """Return the id of the action in which tickets are handed to others by drag."""
        action = self.env.ref(BY_AGENT, raise_if_not_found=False)
        return action.id if action else False

    def _get_marks(self, reader):
        """Return today, the working days that follow, and the day after them.

        What falls due on a day off has to be done before: it stands with the working
        day before it. They are the company's working days; of none, the weekdays.
        """
        today = reader.day()
        calendar = self.env.company._support_get_calendar()
        start, stop = (day_start(today + n * DAY, reader.tz) for n in (1, 40))
        open_at = calendar._support_periods(start, stop)
        days = {local_day(moment, reader.tz) for moment, _stop in open_at}
        if len(days) < WORKING_DAYS:
            later = [today + n * DAY for n in range(1, 10)]
            days = {day for day in later if day.weekday() < SATURDAY}
        return [today, *sorted(days)[:WORKING_DAYS]]

    def _get_agents(self, reader, marks):
        """Return a row per agent, the busiest first; the last is what nobody has."""
        domains = {"late": LATE} | {
            day: self._due_between(reader, day, after) for day, after in pairwise(marks)
        }
        scope = both(OPEN, self._get_scope(reader))
        counts = {
            user: dict(zip(domains, numbers, strict=True))
            for user, *numbers in count_by(
                self.env["helpdesk.ticket"], scope, domains.values(), ["user_id"]
            )
        }
        busy = [user for user, count in counts.items() if user and any(count.values())]
        users = self._find_agents(reader, busy)
        hours = self._get_hours(users, reader, marks)
        empty = dict.fromkeys(domains, 0)
        nobody = {False: (self.env._("Nobody yet"), False)}
        agents = []
        for user, (name, _active) in (users | nobody).items():
            count = counts.get(user or None, empty)
            if not user and not any(count.values()):
                continue
            here = both(scope, [("user_id", "=", user)])
            late, *due = (
                as_number(count[key], both(here, domain))
                for key, domain in domains.items()
            )
            agents.append(
                {
                    "id": user,
                    "name": name,
                    "late": late,
                    "days": due,
                    "hours": hours.get(user, False),
                }
            )
        return agents

    def _due_between(self, reader, day, after):
        """What is owed in time and falls due from a local day until another."""
        return [
            ("support_urgency", "in", [verdicts.DUE_SOON, verdicts.ON_TRACK]),
            ("support_next_due_at", ">=", reader.starts(day)),
            ("support_next_due_at", "<", reader.starts(after)),
        ]

    def _find_agents(self, reader, busy):
        """Return ``{id: (name, active)}`` of whose days are looked at: oneself, whoever
        is in a team that the reader leads, and who owes something, left or not."""
        users = self.env["res.users"].with_context(active_test=False)
        query = users._search(
            [
                "|",
                ("id", "in", busy if reader.manager else [self.env.uid, *busy]),
                "&",
                ("active", "=", True),
                ("helpdesk_team_ids", "in", reader.led.ids),
            ],
            order="name, id",
        )
        names = ("id", "name", "active")
        columns = [users._field_to_sql(users._table, name, query) for name in names]
        rows = self.env.execute_query(query.select(*columns))
        return {user: (name, active) for user, name, active in rows}

    def _get_hours(self, users, reader, marks):
        """Return ``{user's id: [hours per day]}`` that his calendar leaves from now on,
        without his absences."""
        company = self.env.company
        usual = company._support_get_calendar()
        stretches = [
            (max(reader.now, day_start(day, reader.tz)), day_start(after, reader.tz))
            for day, after in pairwise(marks)
        ]
        resources = self._get_resources([*users], reader.now, stretches[-1][-1])
        hours = {}
        for user, (_name, active) in users.items():
            calendar, away = resources.get(user, (None, ()))
            clock = (usual.browse(calendar) if calendar else usual).with_company(
                company
            )
            if active:
                hours[user] = [
                    round(clock._support_elapsed(start, stop, away) / 3600, 1)
                    for start, stop in stretches
                ]
        return hours

    def _get_resources(self, users, start, stop):
        """Return ``{user's id: (his calendar's id, [(from, to)] he is away)}``, as his
        resources in the companies at hand say; naive UTC."""
        resources = self.env["resource.resource"].sudo()
        self.env["resource.calendar.leaves"].flush_model()
        query = resources._search(
            [
                ("user_id", "in", users),
                ("company_id", "in", [*self.env.companies.ids, False]),
            ]
        )
        names = ("id", "user_id", "calendar_id", "company_id")
        columns = [
            resources._field_to_sql(resources._table, name, query) for name in names
        ]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT r.user_id, r.calendar_id, away.date_from, away.date_to
                  FROM (%s) r
                  LEFT JOIN resource_calendar_leaves away
                    ON away.resource_id = r.id AND away.time_type = 'leave'
                   AND away.date_from < %s AND away.date_to > %s
                 ORDER BY r.company_id, r.id
                """,
                query.select(*columns),
                stop,
                start,
            )
        )
        found = {}
        for user, calendar, away_from, away_to in rows:
            _calendar, absences = found.setdefault(user, (calendar, []))
            if away_from:
                absences.append((away_from, away_to))
        return found

    def _get_queue(self, reader):
        """Return what came and was closed in the last days, who waits longest for our
        word, and in how many days at that pace nothing would be open."""
        tickets, scope = self.env["helpdesk.ticket"], self._get_scope(reader)
        days = [reader.day(-n) for n in reversed(range(TREND_DAYS))]
        domains = {"open": OPEN, "unanswered": both(OPEN, UNANSWERED)}
        for day in days:
            bounds = reader.starts(day), reader.starts(day + DAY)
            domains["create_date", day] = _within("create_date", *bounds)
            domains["support_closed_at", day] = _within("support_closed_at", *bounds)
        since = reader.starts(days[0])
        recent = ["|", ("create_date", ">=", since), ("support_closed_at", ">=", since)]
        base = both(["|", *OPEN, *recent], scope)
        more = [self._waits_since]
        [[*row, oldest]] = count_by(tickets, base, domains.values(), more=more)
        counts = dict(zip(domains, row, strict=True))
        numbers = {
            key: as_number(counts[key], both(domain, scope))
            for key, domain in domains.items()
        }
        closed = sum(counts["support_closed_at", day] for day in days)
        return {
            "trend": [
                {
                    "day": fields.Date.to_string(day),
                    "created": numbers["create_date", day],
                    "closed": numbers["support_closed_at", day],
                }
                for day in days
            ],
            "open": numbers["open"],
            "unanswered": numbers["unanswered"],
            "oldest": oldest and fields.Datetime.to_string(oldest),
            "days_to_clear": closed and round(counts["open"] * TREND_DAYS / closed, 1),
        }

    def _waits_since(self, tickets, query):
        """SQL of the oldest moment since which somebody waits for a word of ours."""
        said, came = (
            tickets._field_to_sql(tickets._table, name, query)
            for name in ("support_unanswered_since", "support_since")
        )
        return SQL(
            "MIN(COALESCE(%s, %s)) FILTER (WHERE %s)",
            said,
            came,
            to_sql(tickets, both(OPEN, UNANSWERED), query),
        )


def _within(name, start, stop):
    return [(name, ">=", start), (name, "<", stop)]
