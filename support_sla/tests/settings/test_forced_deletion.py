# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ...models.known import uninstalling
from ..visit.visit_common import VisitCase

FORCED = {MODULE_UNINSTALL_FLAG: True}


@tagged("post_install", "-at_install", "security")
class TestForcedDeletion(VisitCase):
    """A context that claims an uninstallation, as any call can send it, deletes nothing
    that stays on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls.monthly.copy({"quota_tickets": 5})
        cls.counting = cls._make_contract(cls.globex, cls.level, "2020-01-01")
        cls.ticket = cls._make_ticket(cls.gina)
        cls.visit = cls._make_visit("2026-03-03")
        cls.visit.confirmation = "asked"
        cls.files = cls.env["ir.attachment"].create({"name": "Notes", "raw": b"Notes"})

    def _forced(self, records, user):
        return records.with_user(user).with_context(**FORCED)

    def test_managers_delete_what_is_theirs_to_delete(self):
        for record in (self.contract, self.visit):
            with self.subTest(record=record), self.assertRaises(UserError):
                self._forced(record, self.manager).unlink()
        draft = self._make_contract(
            self.acme, self.monthly, "2030-01-01", confirm=False
        )
        self._forced(draft, self.manager).unlink()
        self.assertFalse(draft.exists())

    def test_agents_and_customers_delete_nothing_of_ours(self):
        portal = self._make_portal_user(self.gina)
        entry, row = (
            self.ticket.support_quota_entry_ids,
            self.ticket.support_deadline_ids,
        )
        self.ticket.stage_id = self.stage_awaiting
        pause = self.ticket.support_pause_ids
        for user in (self.agent_own, self.agent, portal):
            for record in (entry, row, pause, self.contract, self.visit):
                self.assertTrue(record)
                with self.subTest(user=user.login, record=record):
                    with self.assertRaises(AccessError):
                        self._forced(record, user).unlink()

    def test_nor_does_code_that_acts_for_them(self):
        for record in (self.ticket.support_quota_entry_ids, self.acme):
            with self.subTest(record=record), self.assertRaises(UserError):
                record.sudo().with_context(**FORCED).unlink()

    def test_an_uninstallation_does(self):
        entry = self.ticket.support_quota_entry_ids.sudo().with_context(**FORCED)
        with uninstalling(self.env.cr):
            entry.unlink()
        self.assertFalse(entry.exists())
        self._forced(self.files, self.env.ref("base.user_admin")).unlink()

    def test_whatever_is_guarded_is_guarded_so(self):
        """So that a new guard is not forgotten here."""
        found = 0
        for model in self.registry.values():
            for part in model.__mro__:
                if not part.__module__.startswith("odoo.addons.support_sla."):
                    continue
                guards = [
                    value
                    for value in vars(part).values()
                    if getattr(value, "_ondelete", None) is False
                ]
                if guards:
                    with self.subTest(part=part):
                        unlink = vars(part)["unlink"]
                        self.assertIn("guarded", unlink.__code__.co_names)
                    found += 1
        self.assertGreaterEqual(found, 9)
