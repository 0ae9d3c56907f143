# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The words of the table of states, an agent's and a customer's.

A state may have several: by whom is waited for, by what ended its promise. The browser
says an agent's words itself, while time goes on: the same sentences, held against these
by a test.
"""

from ...tools.life.rows import CLOSED
from ...tools.promise import states
from ...tools.promise.policies import POLICIES
from ...tools.promise.verdict import DUE_SOON, LATE, NONE, ON_TRACK, PAUSED

#: Variants of a customer's words: what is owed has an aim; is a solution; the customer
#: closed the ticket because nothing is wanted any more.
AIM, SOLUTION_AIM = "aim", "solution_aim"
WITHDRAWN = "withdrawn"


def agent_words(env):
    """Return ``{(state, variant): text}``; ``%(time)s`` is a span of time. The variant
    is who is waited for, or the act that ended the promise; empty: any other."""
    left = env._("%(time)s left")
    waiting = {
        "customer": env._("waiting for the customer"),
        "third_party": env._("waiting for a third party"),
        "": env._("paused"),
    }
    words = {
        (LATE, ""): env._("late %(time)s"),
        (states.LATE_WAITING, "customer"): env._(
            "late %(time)s, waiting for the customer"
        ),
        (states.LATE_WAITING, "third_party"): env._(
            "late %(time)s, waiting for a third party"
        ),
        (states.LATE_WAITING, ""): env._("late %(time)s, paused"),
        (DUE_SOON, ""): left,
        (ON_TRACK, ""): left,
        (states.OUR_TURN, ""): env._("our turn: customer wrote %(time)s ago"),
        (states.ANSWERED_LATE, ""): env._("answered %(time)s late"),
        (states.ANSWERED_LATE, states.SOLUTION): env._("solved %(time)s late"),
        (states.ANSWERED_LATE, states.NOBODY): env._("never answered in time"),
        (states.ANSWERED, ""): env._("answered in %(time)s"),
        (states.ANSWERED, "at_once"): env._("answered at once"),
        (states.ANSWERED, states.SOLUTION): env._("solved in %(time)s"),
        (states.CLOSED_LATE, ""): env._("closed, answered %(time)s late"),
        (states.CLOSED_LATE, states.SOLUTION): env._("closed, solved %(time)s late"),
        (states.CLOSED_LATE, states.NOBODY): env._("closed, never answered"),
        (states.CLOSED, ""): env._("closed"),
        (NONE, ""): env._("no promise"),
    }
    for state in (PAUSED, states.PAUSED_SOON, states.WAITING):
        words |= {(state, who): text for who, text in waiting.items()}
    return words


def turn_words(env):
    """Return ``{key: text}``: our turn in an agent's words, which tick in the browser;
    ``%(time)s`` is how long the customer has waited."""
    return {
        "short": env._("ours, %(time)s"),
        "short_bare": env._("ours"),
        "wrote": env._("Customer wrote %(time)s ago: our turn"),
        "waited": env._("Customer has waited %(time)s: our turn"),
        "bare": env._("Our turn"),
    }


def customer_words(env):
    """Return ``{(state, variant): text}``, a sentence for every state; ``%(due)s``,
    ``%(aim)s``, ``%(since)s``, ``%(answered)s`` and ``%(closed)s`` are moments.

    The variant is what is owed (``AIM``, ``SOLUTION`` …), who is waited for, the act
    that ended the promise, how the ticket was closed, or why nothing is promised.
    """
    return {
        **_words_of_what_is_owed(env),
        **_words_of_waiting(env),
        **_words_of_answers(env),
        **_words_of_closing(env),
        **_words_without_promise(env),
    }


def _words_of_what_is_owed(env):
    return {
        (LATE, ""): env._(
            "We are late: we promised it for %(due)s. We are sorry, and on it."
        ),
        (DUE_SOON, ""): env._("We will answer by %(due)s."),
        (DUE_SOON, AIM): env._("We will answer by %(due)s (we had aimed for %(aim)s)."),
        (DUE_SOON, states.SOLUTION): env._("We will have solved it by %(due)s."),
        (DUE_SOON, SOLUTION_AIM): env._(
            "We will have solved it by %(due)s (we had aimed for %(aim)s)."
        ),
        (ON_TRACK, ""): env._("We will answer by %(due)s."),
        (ON_TRACK, AIM): env._("We will answer by %(due)s (we aim for %(aim)s)."),
        (ON_TRACK, states.SOLUTION): env._("We will have solved it by %(due)s."),
        (ON_TRACK, SOLUTION_AIM): env._(
            "We will have solved it by %(due)s (we aim for %(aim)s)."
        ),
        (states.OUR_TURN, ""): env._("It is our turn to answer you."),
    }


def _words_of_waiting(env):
    words = {
        (states.LATE_WAITING, ""): env._(
            "We are late: we promised it for %(due)s. Now we wait for a reply."
        ),
        (states.LATE_WAITING, "customer"): env._(
            "We are late: we promised it for %(due)s. Now we wait for your reply, "
            "since %(since)s."
        ),
        (PAUSED, ""): env._(
            "The time for our answer stands still while we wait for a reply."
        ),
        (PAUSED, "customer"): env._(
            "The time for our answer stands still while we wait for your reply, since "
            "%(since)s."
        ),
        (states.WAITING, ""): env._("We wait for a reply from somebody else."),
        (states.WAITING, "customer"): env._("We wait for your reply, since %(since)s."),
    }
    for who in ("", "customer"):  # to the customer it is the same
        words[states.PAUSED_SOON, who] = words[PAUSED, who]
    return words


def _words_of_answers(env):
    return {
        (states.ANSWERED, ""): env._("We answered within our promise."),
        (states.ANSWERED, states.ANSWER): env._(
            "We answered on %(answered)s: that was within our promise."
        ),
        (states.ANSWERED, states.SOLUTION): env._("We solved it within our promise."),
        (states.ANSWERED_LATE, ""): env._("We answered later than we had promised."),
        (states.ANSWERED_LATE, states.ANSWER): env._(
            "We answered on %(answered)s: that was later than we had promised."
        ),
        (states.ANSWERED_LATE, states.SOLUTION): env._(
            "We solved it later than we had promised."
        ),
        (states.ANSWERED_LATE, states.NOBODY): env._(
            "It was closed before we had answered: that was later than we had promised."
        ),
    }


def _words_of_closing(env):
    """How it went is said after it, in the words of an answer."""
    words = {
        "": env._("It was closed on %(closed)s."),
        "confirmed": env._("It was closed on %(closed)s: you told us it is solved."),
        "silent": env._(
            "It was closed on %(closed)s, because we had no reply from you."
        ),
        "customer": env._("You closed it on %(closed)s."),
        WITHDRAWN: env._("You withdrew it on %(closed)s."),
        "agent": env._("We closed it on %(closed)s."),
    }
    return {
        (state, outcome): text
        for state in (states.CLOSED, states.CLOSED_LATE)
        for outcome, text in words.items()
    }


def _words_without_promise(env):
    """Why nothing is promised; one that is held says what its policy does."""
    words = {
        (NONE, ""): env._("We will answer as soon as we can."),
        (NONE, states.ANSWER): env._("We answered on %(answered)s."),
        (NONE, "none"): env._(
            "No time is promised, as there is no support contract. We will answer as "
            "soon as we can."
        ),
        (NONE, "expired"): env._(
            "No time is promised, as the support contract has ended. We will answer as "
            "soon as we can."
        ),
    }
    held = {key: policy.words for key, policy in POLICIES.items() if policy.holds}
    return words | {(NONE, key): env._(text) for key, text in held.items()}


def pause_words(env):
    """Return ``{who is waited for: (while it lasts, afterwards)}``, a customer's words
    for the times that do not count; ``%(start)s`` and ``%(stop)s`` are moments."""
    return {
        "customer": (
            env._("Since %(start)s we wait for your reply."),
            env._("From %(start)s to %(stop)s we waited for your reply."),
        ),
        "third_party": (
            env._("Since %(start)s we wait for somebody else."),
            env._("From %(start)s to %(stop)s we waited for somebody else."),
        ),
        CLOSED: (
            env._("Since %(start)s it is closed."),
            env._("From %(start)s to %(stop)s it was closed."),
        ),
    }


def pick(words, state, variant=""):
    """Return the text of a state, of its variant if it has one; else empty."""
    return words.get((state, variant or "")) or words.get((state, "")) or ""


def span(env, seconds):
    """Return a span of time in its two largest units; one that is zero is left out."""
    hours, minutes = divmod(int(seconds) // 60, 60)
    if not hours and not minutes:
        return env._("less than a minute")
    if not hours:
        return env._("%(minutes)s min", minutes=minutes)
    if hours < 48 and minutes:
        return env._("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    if hours < 48:
        return env._("%(hours)s h", hours=hours)
    days, hours = divmod(hours, 24)
    if hours:
        return env._("%(days)s d %(hours)s h", days=days, hours=hours)
    return env._("%(days)s d", days=days)
