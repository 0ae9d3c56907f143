# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo.tests import RecordCapturer, tagged
from odoo.tools import mute_logger

from ...models import job
from ...models.job import Task, due
from ..common import MONDAY, SupportCase

CRON = "support_sla.ir_cron_update_contracts"
LOGGER = "odoo.addons.support_sla.models.job"
MINUTE = timedelta(minutes=1)


@tagged("post_install", "-at_install")
class TestBatch(SupportCase):
    """The frame of every job, with customers as the work: done is who has a note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.env["res.partner"].create(
            [{"name": f"Customer {n}", "ref": "batch"} for n in range(10)]
        )
        cls.calls = []

    def setUp(self):
        super().setUp()
        self.calls.clear()

    def _work(self, failures):
        """:param failures: ``{customer: errors that its next attempts end in}``"""

        def work(records):
            self.calls.append(len(records))
            records.comment = "done"
            for customer, errors in failures.items():
                if customer.id in records.ids and errors:
                    raise errors.pop(0)

        return work

    def _run(self, failures=None, at=MONDAY, tasks=(), **more):
        """A run in transactions of its own."""
        self.env.flush_all()
        work = self._work(failures or {})
        with self.at(at), self.enter_registry_test_mode():
            with self.registry.cursor() as cr, mute_logger(LOGGER):
                env = self.env(cr=cr)
                domain = [("ref", "=", "batch"), ("comment", "=", False)]
                find = due(env["res.partner"], domain)
                task = Task("test.note", find, work, **more)
                result = job.run(env, CRON, at, [*tasks, task])
        self.env.invalidate_all()
        return result

    def _done(self):
        return self.customers.filtered("comment")

    def _troubles(self):
        return self.env["support.trouble"].search([("task", "=", "test.note")])

    def _triggers(self):
        cron = self.env.ref(CRON)
        return RecordCapturer(
            self.env["ir.cron.trigger"].sudo(), [("cron_id", "=", cron.id)]
        )

    def test_a_second_run_does_nothing(self):
        with self._triggers() as triggers:
            self.assertTrue(self._run(size=4))
            self.assertEqual(self.calls, [4, 4, 2])
            self._run()

        self.assertEqual(self._done(), self.customers)
        self.assertEqual(self.calls, [4, 4, 2])
        self.assertFalse(triggers.records, "nothing is left to be woken for")

    def test_the_one_at_fault_rests_and_the_others_are_done(self):
        bad = self.customers[3]
        with self._triggers() as triggers:
            self._run({bad: [ValueError("broken")] * 9})

        self.assertEqual(self._done(), self.customers - bad)
        trouble = self._troubles()
        self.assertEqual(
            (trouble.res_id, trouble.error, trouble.tries), (bad.id, "broken", 1)
        )
        self.assertEqual(trouble.retry_at, MONDAY + 10 * MINUTE)
        self.assertEqual(triggers.records.mapped("call_at"), [trouble.retry_at])

    def test_it_rests_longer_each_time_and_is_forgotten_when_done(self):
        bad = self.customers[3]
        self._run({bad: [ValueError("broken")] * 9})
        self.calls.clear()

        self._run({bad: [ValueError("broken")]}, MONDAY + 9 * MINUTE)
        self.assertFalse(self.calls, "it rests")
        self._run({bad: [ValueError("broken")]}, MONDAY + 10 * MINUTE)

        trouble = self._troubles()
        self.assertEqual(trouble.retry_at, MONDAY + 30 * MINUTE)
        self.assertEqual(trouble.tries, 2)
        self._run(at=trouble.retry_at)
        self.assertEqual(self._done(), self.customers)
        self.assertFalse(self._troubles())

    def test_who_meets_others_is_tried_again_in_a_new_snapshot(self):
        self._run({self.customers[0]: [SerializationFailure()]})

        self.assertEqual(self._done(), self.customers)
        self.assertEqual(self.calls, [10, 10])
        self.assertFalse(self._troubles())

    def test_the_busy_one_is_left_due_and_the_others_go_on(self):
        busy = self.customers[0]
        with self._triggers() as triggers:
            self._run({busy: [LockNotAvailable()] * 9})

        self.assertEqual(self._done(), self.customers - busy)
        self.assertEqual(triggers.records.mapped("call_at"), [MONDAY + MINUTE])
        self.assertFalse(self._troubles().filtered("error"), "nothing is wrong")
        self._run(at=MONDAY + MINUTE)
        self.assertEqual(self._done(), self.customers)

    def test_what_stays_due_after_the_work_is_done_once_a_run(self):
        def leave(records):
            self.calls.append(records.ids)

        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            env = self.env(cr=cr)
            find = due(env["res.partner"], [("ref", "=", "batch")])
            task = Task("test.stay", find, leave, size=7)
            job.run(env, CRON, MONDAY, [task])

        self.assertEqual(self.calls, [self.customers[:7].ids, self.customers[7:].ids])

    def test_a_search_that_fails_stops_no_other_task(self):
        def broken(_extra, _limit):
            raise ValueError("no such thing")

        self._run(tasks=[Task("test.broken", broken, self._work({}))])

        self.assertEqual(self._done(), self.customers)

    def test_a_failure_that_cannot_be_told_stops_nobody(self):
        bad = self.customers[3]

        def tell(_record, _error):
            raise ValueError("nor this")

        self._run({bad: [ValueError("broken")] * 9}, tell=tell)

        self.assertEqual(self._done(), self.customers - bad)
        self.assertEqual(self._troubles().error, "broken")

    def test_what_is_not_due_any_more_is_forgotten(self):
        bad = self.customers[3]
        self._run({bad: [ValueError("broken")] * 9})
        bad.comment = "somebody did it by hand"

        with self.at(MONDAY + timedelta(days=2)):
            self.env["support.trouble"]._gc_troubles()

        self.assertFalse(self._troubles())
