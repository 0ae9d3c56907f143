"""The ladder of alerts: at how much used time a step is reached (specification 7).

A step speaks of the promise, not of the calendar: it gives an amount in the promise's
own unit, plus a number of seconds of the kind that unit counts. When that has passed
is for the clock to say.
"""

from typing import NamedTuple

PERCENT = "percent"
AIM = "aim"
COMMITMENT = "commitment"
MARKS = [
    (PERCENT, "% of the committed time"),
    (AIM, "minutes from the aim"),
    (COMMITMENT, "minutes from the commitment"),
]


class Rung(NamedTuple):
    """One step, free of records.

    ``offset`` is a percentage, or minutes that count as the promise's unit does:
    negative before the mark, positive after it. An empty metric stands for all.
    """

    id: int
    metric: str
    mark: str
    offset: int


def rungs_of(ladder, metric):
    """Return the rungs of a ladder that watch a metric."""
    return [rung for rung in ladder if not rung.metric or rung.metric == metric]


def reach(rung, aim, commitment):
    """Return (amount of the promise's unit, seconds more) at which a rung is reached.

    :param aim, commitment: amounts of the promise's unit
    """
    if rung.mark == PERCENT:
        return commitment * rung.offset / 100, 0
    return (aim if rung.mark == AIM else commitment), rung.offset * 60


def before_breach(pauses, due_at):
    """Return the pauses that hold steps up: one that begins past the commitment does
    not, what is broken goes on being told."""
    return [pair for pair in pauses if not due_at or pair[0] <= due_at]
