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

    def _check_older(self, change, ask):
        """What a transaction reads that began before a change is handed to nobody."""
        before = self._read(ask)
        with self.registry.cursor() as older:
            older.execute("SELECT 1")  # now it sees this state, whatever comes
            with self.registry.cursor() as cr:
                change(self._env(cr))
            level = self._record(self._env(older), "support.level")
            self.assertEqual(ask(level), before)
            changed = self._read(ask)
            self.assertNotEqual(changed, before)
            self.assertEqual(ask(level), before)
        self.assertEqual(self._read(ask), changed)

    def test_what_an_older_transaction_reads_is_not_handed_on(self):
        stage_id = self._read(
            lambda level: (
                level.env["helpdesk.ticket.stage"]
                .search([("closed", "=", False)], limit=1)
                .id
            )
        )

        def stage(env):
            return env["helpdesk.ticket.stage"].browse(stage_id)

        waits = self._read(lambda level: stage(level.env).support_waiting_for)
        other = "third_party" if waits == "customer" else "customer"
        days = self._read(lambda level: level.env.company.support_close_days)
        self.addCleanup(self._restore, stage, waits, days)
        for change, ask in (
            (
                lambda env: self._record(env, "support.level.target").write(
                    {"aim": 0.5}
                ),
                lambda level: level._get_promises(),
            ),
            (
                lambda env: self._record(env, "support.level").write(
                    {"quota_tickets": 9}
                ),
                lambda level: level._get_quota_rule(),
            ),
            (
                lambda env: stage(env).write({"support_waiting_for": other}),
                lambda level: stage(level.env)._get_meaning(),
            ),
            (
                lambda env: env.company.write({"support_close_days": days + 1}),
                lambda level: level.env.company._support_get_silence_rules(),
            ),
        ):
            self._check_older(change, ask)

    def _restore(self, stage, waits, days):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            stage(env).support_waiting_for = waits
            env.company.support_close_days = days

    def test_another_process_that_changed_it_is_heard(self):
        def ask(level):
            return level._get_promises()

        before = self._read(ask)
        with self.registry.cursor() as cr:  # what it does to the database
            cr.execute(
                "UPDATE support_level_target SET aim = 0.25 WHERE id = %s",
                [self.ids["support.level.target"]],
            )
            cr.execute("INSERT INTO orm_signaling_default DEFAULT VALUES")
        with self.registry.cursor() as cr:
            self.registry.check_signaling(cr)  # as every request and job begins
        self.assertNotEqual(self._read(ask), before)

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
