# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who renders a node? While a test runs, each element names the view that wrote it.

`data-view` holds the template's key (`support_sla.page`), also where one template was
inherited by another. Elements that a script made, or a record's text, have none: they
belong to the nearest element around them that has one.
"""

from unittest.mock import patch

from lxml import etree

from odoo.addons.base.models.ir_ui_view import IrUiView

MARK = "data-view"
#: Elements that are instructions, not output; an attribute would change some of them.
SILENT = {"t", "xpath", "data", "attribute"}
SILENT_WORDS = {"position", "t-call", "t-set"}


def tell_views(case):
    """Mark every element of every template while the test class `case` runs."""
    flag = IrUiView._add_validation_flag

    def mark(self, combined_arch, view=None, arch=None):
        source = view or self
        if source.type == "qweb":
            sign(combined_arch if arch is None else arch, source.key or str(source.id))
        return flag(self, combined_arch, view, arch)

    forget = case.registry.clear_cache
    forget("templates")
    case.addClassCleanup(forget, "templates")
    case.startClassPatcher(patch.object(IrUiView, "_add_validation_flag", mark))


def sign(arch, key):
    for node in arch.iter(etree.Element):
        if node.tag not in SILENT and SILENT_WORDS.isdisjoint(node.keys()):
            node.set(MARK, key)
