# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""From an empty database to the first ticket with a promise: six steps, in order.

That one is done is seen by what is there; nobody ticks it.
"""

from collections.abc import Callable
from typing import NamedTuple

from odoo.fields import Domain
from odoo.tools.translate import LazyTranslate

from . import setup_promises as promises
from .setup_finding import opens

_lt = LazyTranslate(__name__)
CONFIRMED = Domain("phase", "=", "confirmed")


class Step(NamedTuple):
    """``done(look)`` says whether it is done; ``open(look)`` returns the action that
    opens its screen."""

    key: str
    words: object
    done: Callable
    open: Callable


def _any(model, *terms):
    """Return the ``done`` of a step that is, once such a record is there."""

    def done(look):
        return bool(look.env[model].search(Domain.AND(terms), limit=1))

    return done


def _screen(xmlid):
    return lambda look: opens(xmlid)(look, True)


def _hours_known(look):
    return not promises.without_zone(look) and not promises.other_zone(look)


def _open_hours(look):
    """The company's own calendar, by which the shipped ones go, until its zone is
    known; of others those that differ."""
    found = promises.without_zone(look) or promises.other_zone(look) or True
    return opens("support_sla.support_business_hours_action")(look, found)


def _somebody_in(look):
    domain = CONFIRMED & promises.portal_domain(look.env)
    return bool(look.env["support.contract"].search(domain, limit=1))


def _open_portal(look):
    """The dialog that lets customers in, for who may; the contracts to others."""
    outside = CONFIRMED & ~promises.portal_domain(look.env)
    contracts = look.env["support.contract"].search(outside, limit=50)
    if contracts and look.env[promises.WIZARD].has_access("create"):
        return promises.open_portal(look, contracts)
    return opens("support_sla.support_contract_action")(look, True)


STEPS = (
    Step(
        "hours",
        _lt("Say in which time zone your business hours are"),
        _hours_known,
        _open_hours,
    ),
    Step(
        "level",
        _lt("Look at the support levels, and show one to customers"),
        _any("support.level", Domain("is_public", "=", True)),
        _screen("support_sla.support_level_action"),
    ),
    Step(
        "team",
        _lt("Make a team with a mail address and members"),
        _any(
            "helpdesk.ticket.team",
            Domain("user_ids", "!=", False),
            Domain("alias_name", "!=", False),
        ),
        _screen("helpdesk_mgmt.helpdesk_ticket_team_action"),
    ),
    Step(
        "contract",
        _lt("Enter a customer with a contract, and confirm it"),
        _any("support.contract", CONFIRMED),
        _screen("support_sla.support_contract_action"),
    ),
    Step(
        "portal",
        _lt("Let somebody of the customer log in to the portal"),
        _somebody_in,
        _open_portal,
    ),
    Step(
        "ticket",
        _lt("Take the first ticket that the contract covers"),
        _any("helpdesk.ticket", Domain("support_contract_id", "!=", False)),
        _screen("helpdesk_mgmt.helpdesk_ticket_action"),
    ),
)
