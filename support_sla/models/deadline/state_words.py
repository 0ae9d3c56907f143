# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The words of the table of states, an agent's and a customer's.

A state may have several: by whom is waited for, by what ended its promise. The browser
says an agent's words itself, while time goes on: the same sentences, held against these
by a test.
"""

from ...tools.promise import states
from ...tools.promise.verdict import DUE_SOON, LATE, NONE, ON_TRACK, PAUSED


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


def customer_words(env):
    """Return ``{(state, variant): text}`` as :func:`agent_words`; ``%(due)s`` and
    ``%(since)s`` are moments. Where a state has none its dates say enough."""
    words = {
        (LATE, ""): env._(
            "We are late: we promised it for %(due)s. We are sorry, and on it."
        ),
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
        (states.OUR_TURN, ""): env._("It is our turn to answer you."),
        (states.WAITING, "customer"): env._("We wait for your reply."),
        (states.ANSWERED_LATE, ""): env._("That was later than we had promised."),
        (states.ANSWERED, ""): env._("That was within our promise."),
        (states.CLOSED_LATE, states.NOBODY): env._(
            "It was closed before we had answered: that was later than we had promised."
        ),
        (states.CLOSED_LATE, ""): env._("That was later than we had promised."),
        (NONE, ""): env._("We will answer as soon as we can."),
    }
    for who in ("", "customer"):  # to the customer it is the same
        words[states.PAUSED_SOON, who] = words[PAUSED, who]
    return words


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
