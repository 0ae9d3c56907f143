# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The parts of a ticket have no order: nothing in them decides what comes first.

What happens, and in which order, is written on one page, ``HelpdeskTicket``. That a
story ends the same in any order is shown by ``test_parts_order``; here is why.
"""

from collections import Counter

from odoo.orm.model_classes import is_model_class
from odoo.tests import TransactionCase

from ...models.ticket.helpdesk_ticket import HelpdeskTicket

OURS = "odoo.addons.support_sla."
PARTS = set(HelpdeskTicket._inherit) - {"helpdesk.ticket"}
#: What the framework itself puts on each class.
FRAME = {
    "_name",
    "_description",
    "_inherit",
    "_inherits",
    "_module",
    "_original_module",
    "_field_definitions",
    "_table_object_definitions",
    "_register",
}


class TestParts(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        classes = type(cls.env["helpdesk.ticket"]).mro()
        written = [c for c in classes if not is_model_class(c)]
        cls.parts = [c for c in written if getattr(c, "_name", "") in PARTS]
        cls.others = [c for c in written if not c.__module__.startswith(OURS)]

    def _names(self, part):
        return {name for name in vars(part) if not name.startswith("__")} - FRAME

    def test_the_parts_are_found(self):
        self.assertEqual({part._name for part in self.parts}, PARTS)
        self.assertEqual(HelpdeskTicket._inherit[-1], "helpdesk.ticket")

    def test_no_name_is_in_two_parts(self):
        found = Counter(name for part in self.parts for name in self._names(part))
        self.assertFalse([name for name, times in found.items() if times > 1])

    def test_no_part_has_a_name_of_the_page(self):
        page = self._names(HelpdeskTicket)
        found = [(p._name, n) for p in self.parts for n in self._names(p) & page]
        self.assertFalse(found)

    def test_hooks_of_others_are_on_the_page_only(self):
        foreign = {name for other in self.others for name in vars(other)}
        found = [(p._name, n) for p in self.parts for n in self._names(p) & foreign]
        self.assertFalse(found)
        self.assertIn("write", self._names(HelpdeskTicket) & foreign)
