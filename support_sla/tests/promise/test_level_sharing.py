# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import get_db_name


@tagged("post_install", "-at_install")
class TestLevelSharing(BaseCase):
    """What a process keeps of a level is not what was before a change: transactions of
    their own, really committed, as threads of one server have them."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            level = self._env(cr).ref("support_sla.level_monthly").copy()
            service = level.env["support.service"].create({"name": "Odd jobs"})
            self.ids = {
                "support.level": level.id,
                "support.level.target": level.target_ids[0].id,
                "support.service": service.id,
            }
            step = level.alert_step_ids[:1] or level.env["support.alert.step"].create(
                {"level_id": level.id}
            )
            self.ids["support.alert.step"] = step.id
        self.addCleanup(self._remove)

    def _remove(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self._record(env, "support.level").unlink()
            self._record(env, "support.service").unlink()

    @staticmethod
    def _env(cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def _record(self, env, model):
        return env[model].browse(self.ids[model])

    def _read(self, ask):
        with self.registry.cursor() as cr:
            return ask(self._record(self._env(cr), "support.level"))

    def _check(self, change, ask):
        """Read in one thread while another has changed it and not committed yet."""
        before = self._read(ask)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            change(env)
            env.flush_all()
            changed = ask(self._record(env, "support.level"))
            self.registry.clear_cache()  # another thread's change of something else
            self.assertEqual(self._read(ask), before)
        self.assertNotEqual(changed, before)
        self.assertEqual(self._read(ask), changed)

    def test_target(self):
        self._check(
            lambda env: self._record(env, "support.level.target").write({"aim": 1.5}),
            lambda level: level._get_promises(),
        )

    def test_quota(self):
        self._check(
            lambda env: self._record(env, "support.level").write({"quota_tickets": 7}),
            lambda level: level._get_quota_rule(),
        )

    def test_coverage(self):
        self._check(
            lambda env: env["support.level.coverage"].create(
                {
                    "level_id": self.ids["support.level"],
                    "service_id": self.ids["support.service"],
                    "coverage": "excluded",
                }
            ),
            lambda level: level._get_coverage(),
        )

    def test_what_is_taken_back_was_never_so(self):
        def ask(level):
            return level._get_promises()

        before = self._read(ask)
        with self.registry.cursor() as cr:
            env = self._env(cr)
            self._record(env, "support.level.target").aim = 1.5
            env.flush_all()
            ask(self._record(env, "support.level"))
            cr.rollback()
        self.assertEqual(self._read(ask), before)
