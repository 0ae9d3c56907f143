# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the web client asks the server for when a list or a kanban is opened."""

from typing import NamedTuple

from lxml import etree

from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

OPEN = [("closed", "=", False)]
#: what the badge and the turn read besides their own fields
BESIDE = (
    "closed",
    "support_clock_state",
    "support_due_soon_at",
    "support_marks",
    "support_now",
    "support_past",
    "support_paused_at",
    "support_unanswered_since",
)
PAGE, CARDS, COUNTED = 80, 40, 10001


class Screen(NamedTuple):
    """A list or kanban as an action opens it: whose view, which filter and order."""

    kind: str
    domain: list
    context: dict
    order: str
    groupby: list
    specification: dict
    bar: dict

    def ask(self, env):
        """Ask as the client does; the number of records that it shows or counts."""
        tickets = env["helpdesk.ticket"].with_context(**self.context)
        if self.kind == "list":
            found = tickets.web_search_read(
                self.domain,
                self.specification,
                limit=PAGE,
                order=self.order,
                count_limit=COUNTED,
            )
            return found["length"]
        if not self.groupby:
            found = tickets.web_search_read(
                self.domain, self.specification, limit=CARDS, order=self.order
            )
            return found["length"]
        found = tickets.with_context(read_group_expand=True).web_read_group(
            self.domain,
            self.groupby,
            ["__count"],
            limit=PAGE,
            order=self.order,
            auto_unfold=True,
            unfold_read_specification=self.specification,
            unfold_read_default_limit=CARDS,
        )
        tickets.read_progress_bar(self.domain, self.groupby[0], self.bar)
        return sum(group["__count"] for group in found["groups"])


def screen(env, action, kind="list", domain=(), order=None):
    """Return the Screen of an action (xmlid) for the user of ``env``.

    :param domain: what the user filters besides
    :param order: the column that the user sorts by, instead of the view's own order
    """
    found = env.ref(action).sudo()
    context = safe_eval(found.context or "{}", {"uid": env.uid})
    chosen = found.view_ids.filtered(lambda line: line.view_mode == kind).view_id
    chosen = chosen or (found.view_id if found.view_id.type == kind else chosen)
    arch = env["helpdesk.ticket"].get_view(chosen.id or None, view_type=kind)["arch"]
    root = etree.fromstring(arch)
    base = Domain(safe_eval(found.domain or "[]", {"uid": env.uid}))
    if context.get("search_default_open"):
        base &= Domain(OPEN)
    group = root.get("default_group_by")
    bar = root.find(".//progressbar")
    return Screen(
        kind,
        list(base & Domain(list(domain))),
        context,
        order or root.get("default_order") or "",
        [group] if group else [],
        _specification(env, root),
        {"field": bar.get("field"), "colors": safe_eval(bar.get("colors"))}
        if bar is not None
        else {},
    )


def _specification(env, root):
    fields = env["helpdesk.ticket"].fields_get(attributes=["type"])
    names = {node.get("name") for node in root.iter("field")}
    wanted = sorted(names.union(BESIDE) & fields.keys())
    many = ("many2one", "many2many", "one2many")
    named = {"fields": {"display_name": {}}}
    return {name: named if fields[name]["type"] in many else {} for name in wanted}
