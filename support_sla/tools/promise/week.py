"""A week of opening hours, as people say it: which days have the same hours.

Days are those of an :class:`~..time.agenda.Agenda`: tuples of (opening, closing) in
seconds of the day by the clock on the wall, Monday first.
"""


def spans(week):
    """Return ``[(runs, hours)]``: the open days of a week, those alike together.

    ``runs`` are pairs (first day, last day), 0 being Monday, of neighbouring days:
    Monday, Tuesday and Friday alike are ``((0, 1), (4, 4))``.
    """
    alike = {}
    for day, hours in enumerate(week):
        if hours:
            alike.setdefault(hours, []).append(day)
    return [(_runs(days), hours) for hours, days in alike.items()]


def open_seconds(days):
    """Return the (least, most) seconds of an open day, (0, 0) where no day is open."""
    amounts = [sum(stop - start for start, stop in hours) for hours in days if hours]
    return (min(amounts), max(amounts)) if amounts else (0, 0)


def _runs(days):
    runs = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return tuple(runs)
