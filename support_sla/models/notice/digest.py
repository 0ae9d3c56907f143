# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from ...tools.promise.states import LATE_WAITING
from ...tools.promise.verdict import LATE, OPEN_VERDICTS, PAUSED
from ..clock.zone_words import name_place, say_moment
from ..deadline.state_words import agent_words, pick, span
from .notice import Letter

SHOWN = 50  # deadlines listed in one mail; the rest is counted


def send_digests(env, alerts_by_user, now):
    """Queue one mail per person about his alerts, in her language and zone; what was
    answered meanwhile is not told any more.

    :param alerts_by_user: ``{user: alerts}``
    """
    letters = []
    for user, alerts in alerts_by_user.items():
        owed = alerts.filtered(lambda a: a.deadline_id.verdict in OPEN_VERDICTS)
        if owed:
            letters.append(write_letter(user, owed, len(owed.deadline_id), now))
    env["support.notice"]._queue_letters(letters)


def write_letter(user, alerts, count, now):
    """What one person reads about all that needs her.

    :param count: the deadlines that are owed; not all of them are listed
    """
    zone = _zone_of(user)
    alerts = alerts.with_context(lang=user.lang, tz=zone)
    env = alerts.env
    shown = alerts.search(
        [("id", "in", alerts.ids)], order="deadline_id, step_id", limit=SHOWN
    )
    lines = [
        _prepare_line(deadline, own, zone, now)
        for deadline, own in shown.grouped("deadline_id").items()
    ]
    values = {
        "user": user,
        "lines": lines,
        "more": count - len(lines),
        "zone": env._("Times are those of %s.", name_place(env, zone)),
    }
    notice = env["support.notice"]
    return Letter(
        user.partner_id.id,
        user.company_id.id,
        _subject(env, lines, count),
        notice._render_letter("support_sla.alert_digest", values, user.lang),
    )


def _zone_of(user):
    """In whose time a person reads moments: hers, else her company's. The zone of
    whoever runs the job is nobody's."""
    company = user.company_id.sudo()
    zones = (user.tz, company.partner_id.tz, company.resource_calendar_id.tz)
    return next((zone for zone in zones if zone), "UTC")


def _subject(env, lines, count):
    if count == 1:
        [line] = lines
        return f"{line['number']}: {', '.join(line['headlines'])}"
    return env._("%(count)d deadlines need you", count=count)


def _prepare_line(deadline, alerts, tz, now):
    ticket = deadline.ticket_id
    query = f"model={ticket._name}&res_id={ticket.id}"
    return {
        "number": ticket.number,
        "name": ticket.name,
        "customer": ticket.support_customer_id.name or ticket.partner_name or "",
        "assignee": ticket.user_id.name or "",
        "headlines": [s._get_headline(deadline.metric) for s in alerts.step_id],
        "due": say_moment(deadline.env, deadline.due_at, tz, "short"),
        "late": _lateness(deadline, now),
        "url": f"{ticket.get_base_url()}/mail/view?{query}",
    }


def _lateness(deadline, now):
    """Say how late it is, and that its ticket waits; empty: it is in time."""
    if not deadline._is_late(now):
        return ""
    env, ticket = deadline.env, deadline.ticket_id
    state = LATE_WAITING if deadline.verdict == PAUSED else LATE
    time = span(env, (now - deadline.due_at).total_seconds())
    return pick(agent_words(env), state, ticket.support_waiting_for) % {"time": time}
