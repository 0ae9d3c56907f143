# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What happens to the clocks of a ticket: listeners of its life."""

from ..promise import metrics
from ..promise.metrics import ANSWER, BIRTH, CLOSING, METRICS, QUESTION
from .talk import ANSWERED, UNANSWERED


def born(life, event):
    """What is promised from the start begins; history is judged by nobody."""
    sheet, answered_at = life.sheet, life[ANSWERED]
    answered = answered_at and answered_at >= event.at
    for metric in metrics.that_begin(BIRTH):
        by_answer = METRICS[metric].ends == ANSWER
        if not event.stands.closed or (by_answer and answered):
            _open(life, metric, event.at)
    if answered:
        sheet.stop(metrics.that_end(ANSWER), answered_at)
    if event.stands.closed:
        sheet.closed_at = sheet.closed_at or event.at
    elif event.stands.waiting_for:
        sheet.wait(event.at, event.stands.waiting_for, event.stands.stage_id)


def found(life, event):
    """A wait that was there stands from now on; no silence begins with it: nobody knew
    that it would be counted."""
    if event.stands.waiting_for:
        stands = event.stands
        life.sheet.wait(event.at, stands.waiting_for, stands.stage_id, inherited=True)


def backdated(life, event):
    """What is open counts from then."""
    sheet = life.sheet
    for row in sheet.open_rows():
        start = min(row.started_at, event.began)
        promise = life.world.promise(row.metric, start, row.round, sheet.holes())
        if promise:
            sheet.follow(row, promise)


def answered(life, event):
    life.sheet.stop(metrics.that_end(ANSWER), event.at)


def asked(life, event):
    """A round begins with the question that :mod:`talk` has just noted."""
    if life[UNANSWERED] == event.at:
        for metric in metrics.that_begin(QUESTION):
            if not life.sheet.is_open(metric):
                _open(life, metric, event.at)


def moved(life, event):
    """What ends comes first: the first wait is over when the next one begins."""
    sheet, before, after = life.sheet, life.stands, event.stands
    if before.is_like(after):
        return
    if before.waiting_for:
        sheet.go_on(event.at)
    if before.closed and not after.closed:
        sheet.reopen(event.at)
        for metric in metrics.that_end(CLOSING):
            _open(life, metric, event.at)
        _open_unanswered(life, event.at)
    if after.closed and not before.closed:
        sheet.close(event.at)
    if after.waiting_for and not after.closed:
        sheet.wait(event.at, after.waiting_for, after.stage_id)


def promised(life, event):
    """Follow a new promise: move, cancel or open what is not over yet.

    Pauses are replayed, never forgotten; what is over never moves. What is broken stays
    so, unless it was promised to the wrong customer. What was promised stays as well
    where only a target was edited meanwhile.
    """
    sheet, world = life.sheet, life.world
    for row in sheet.open_rows():
        anew = row.metric in event.anew or row.level_id != world.level_id
        if not anew and not world.holds:
            continue
        start = max(row.started_at, event.owed_from)
        promise = world.promise(row.metric, start, row.round, sheet.holes())
        due_at = promise and promise.due_at
        if event.corrected or not sheet.would_mend(row, due_at, event.at):
            sheet.follow(row, promise) if promise else sheet.cancel(row, event.at)
    if not sheet.closed_at:
        _open_missing(life, event)
    _judge_answer(life, event)


def replanned(life, event):
    """Put what is not over where it falls by today's hours and holidays. None that is
    entered afterwards mends what is broken; that only learns what it was looked at by.
    """
    sheet = life.sheet
    for row in sheet.open_rows():
        planned = life.world.replan(row, sheet.holes())
        if sheet.would_mend(row, planned.due_at, event.at):
            marks = {"alerts": planned.alerts, "planned_by": planned.planned_by}
            planned = row._replace(**marks)
        sheet.put_again(planned)


def archived(life, _event):
    """Nobody is told anything of it."""
    sheet = life.sheet
    for row in sheet.open_rows():
        sheet.put_again(row._replace(alerts={}))


def _open(life, metric, moment, again=False):
    """Open a round, if anything is promised."""
    sheet = life.sheet
    row = life.world.promise(metric, moment, sheet.next_round(metric), sheet.holes())
    if row:
        sheet.open(row, again)


def _open_unanswered(life, moment):
    """What was over when it was entered, or closed before anything was promised, is
    owed its first answer from its reopening."""
    sheet = life.sheet
    for name, metric in METRICS.items():
        known = sheet.was_promised(name) or sheet.was_taken_back(name)
        if metric.once and not known and not life[ANSWERED]:
            _open(life, name, moment, again=True)


def _open_missing(life, event):
    """Open, or open again, what is owed now and was not before."""
    for name, metric in METRICS.items():
        start = _owed_since(life, metric, event)
        sheet = life.sheet
        standing = metric.once and sheet.was_promised(name)
        taken_back = sheet.was_taken_back(name) and not event.corrected
        if start and not (standing or taken_back or sheet.is_open(name)):
            _open(life, name, start, again=True)


def _owed_since(life, metric, event):
    """Return from when something is owed now; None: nothing is."""
    if metric.begins == QUESTION:
        unanswered = life[UNANSWERED]
        return unanswered and max(unanswered, event.owed_from)
    if metric.ends == ANSWER:
        return None if life[ANSWERED] else life.sheet.counts_from(event.owed_from)
    return life.sheet.counts_from(event.owed_from)


def _judge_answer(life, event):
    """The answer came before the promise was known: it is judged all the same."""
    answered_at, owed_from, sheet = life[ANSWERED], event.owed_from, life.sheet
    talked = event.talked_at == owed_from
    owed = answered_at and (answered_at > owed_from or talked)
    if not owed or sheet.was_closed_at(answered_at):
        return
    reopened_at = sheet.counts_from(owed_from)
    owed_from = owed_from if answered_at <= reopened_at else reopened_at
    for name, metric in METRICS.items():
        if metric.once and not sheet.was_promised(name):
            _open(life, name, owed_from, again=True)
            if sheet.is_open(name):
                sheet.stop([name], answered_at)
