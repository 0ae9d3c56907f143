# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is said of the configuration: the words of one check, and who reads them."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from odoo.api import Environment

#: How much it matters. A note is no fault: what it speaks of works all the same.
WRONG, CARE, NOTE = "wrong", "care", "note"
SHOWN = 5  # names in a sentence

ADMIN = "base.group_system"
DESK = "helpdesk_mgmt.group_helpdesk_manager"
SUPPORT = "support_sla.group_support_manager"


class Check(NamedTuple):
    """One thing that may be wrong with the configuration.

    ``words`` is a sentence in which ``%(names)s`` names what is wrong.
    ``find(look)`` returns records or a list of names, or True where there is nothing to
    name; what is false: all is well. It asks a constant number of queries.
    ``fix(look, found)`` returns the action that opens what mends it.
    ``model`` is what must be changed for that; ``keeper`` a group whose people may.
    """

    key: str
    severity: str
    words: object
    find: Callable
    fix: Callable
    model: str
    keeper: str = SUPPORT


class Look:
    """The configuration as its reader sees it at a moment (naive UTC); what several
    checks ask for is read once."""

    def __init__(self, env: Environment, now: datetime):
        self.env = env
        self.now = now
        self.companies = env.companies

    @cached_property
    def levels(self):
        return self.env["support.level"].search([])

    @cached_property
    def teams(self):
        return self.env["helpdesk.ticket.team"].search([])


def name_some(found):
    """Return the first names of what a check found, in the reader's language."""
    if found is True:
        return ""
    some = found[:SHOWN]
    names = some if isinstance(found, list) else some.mapped("display_name")
    rest = len(found) - len(some)
    return ", ".join([*names, f"… (+{rest})"] if rest else names)


def opens(xmlid, **context):
    """Return the ``fix`` that opens an action: of its own model the very records that
    were found, of another the whole list."""

    def fix(look, found):
        action = look.env["ir.actions.act_window"]._for_xml_id(xmlid)
        model = action["res_model"]
        if getattr(found, "_name", None) != model:
            return action | {"context": context} if context else action
        action |= {"context": context, "domain": [("id", "in", found.ids)]}
        if len(found) == 1:
            form = [view for view in action["views"] if view[1] == "form"]
            action |= {"views": form or [(False, "form")], "res_id": found.id}
        return action

    return fix
