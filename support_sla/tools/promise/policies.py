# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What may happen to a ticket beyond its quota: one row a policy.

It is never refused. To add a policy, add a row: the level's form, the settlement, the
right to admit and the customer's words all read it here.
"""

from typing import NamedTuple

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

AGENT, MANAGER = "agent", "manager"


class Policy(NamedTuple):
    """One policy.

    ``holds``: nothing is promised until the ticket is admitted; ``granted_by``: who may
    admit it, or exempt it; ``label`` as the level's form says it; ``words`` as its
    customer reads it, ``ahead`` before it is sent; ``compared`` as the comparison of
    the levels says it; ``told`` as a customer is told of all that come after the limit.
    """

    label: str
    holds: bool
    granted_by: str
    words: object
    ahead: object
    compared: object
    told: object


POLICIES = {
    "inform": Policy(
        label="Work as usual, tell everybody",
        holds=False,
        granted_by=AGENT,
        words=_lt("We work on it as usual."),
        ahead=_lt("We will work on this one as usual."),
        compared=_lt("Worked on as usual, and you are told"),
        told=_lt("we work on them as usual."),
    ),
    "extra": Policy(
        label="Work as usual, flag for invoicing",
        holds=False,
        granted_by=AGENT,
        words=_lt("We work on it as usual and invoice it separately."),
        ahead=_lt("We will work on this one as usual and invoice it separately."),
        compared=_lt("Worked on as usual, and charged apart"),
        told=_lt("we work on them as usual and invoice them separately."),
    ),
    "no_commitment": Policy(
        label="Accept, but promise nothing until admitted",
        holds=True,
        granted_by=AGENT,
        words=_lt("We have it and will look at it, but cannot promise a time yet."),
        ahead=_lt(
            "We will accept this one and look at it, but cannot promise a time until a "
            "place is free."
        ),
        compared=_lt("Accepted, but with no promised time until a place is free"),
        told=_lt(
            "we receive them and will look at them, but cannot promise a "
            "time until a place is free."
        ),
    ),
    "approval": Policy(
        label="Wait for a manager",
        holds=True,
        granted_by=MANAGER,
        words=_lt("We have it; it waits until we have agreed on how to go on."),
        ahead=_lt(
            "We will accept this one; it waits until we have agreed with you on how to "
            "go on."
        ),
        compared=_lt("Accepted, and worked on once we approve them"),
        told=_lt(
            "we receive them; they wait until we have agreed with you on how to go on."
        ),
    ),
}
SELECTION = [(key, policy.label) for key, policy in POLICIES.items()]


def holds(policy):
    """Whether a ticket under this policy (a key, or empty) is promised nothing yet."""
    return bool(policy) and POLICIES[policy].holds
