# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ...models.ticket import check
from ...models.ticket.check import TASK
from ...models.ticket.finding import KINDS
from ..common import MONDAY
from ..deadline.test_ticket_deadline import HOUR, DeadlineCase
from ..silence.closing_common import ClosingCase

DAY = timedelta(days=1)
LATER = MONDAY + 2 * DAY


class CheckCase(DeadlineCase, ClosingCase):
    """Tickets after some days of ordinary life."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        with case.at(MONDAY):
            cls.monthly.quota_tickets = 4
            cls.idle = cls._make_ticket(cls.anna)
            cls.silent = cls._make_ticket(cls.anna)
            cls.done = cls._make_ticket(cls.anna)
            cls.reopened = cls._make_ticket(cls.anna)
            cls.held = cls._make_ticket(cls.anna)
            cls.alone = cls._make_ticket(None)
        with case.at(MONDAY + HOUR):
            case._reply(cls.silent)
            cls.silent.action_request_confirmation()
            (cls.done | cls.reopened).stage_id = cls.stage_done
        with case.at(MONDAY + DAY):
            case._customer_says(cls.reopened)
            cls.alone.active = False
        cls.tickets = cls.idle | cls.silent | cls.done | cls.reopened | cls.held
        cls.tickets |= cls.alone
        cls.env.flush_all()

    def _find(self):
        self.env.flush_all()
        self.env.invalidate_all()
        found = self.env["support.check"]._support_check(LATER)
        known = self.tickets | self.env["helpdesk.ticket"].search([])
        return [
            finding
            for finding in found
            if finding.record._name != known._name or finding.record in known
        ]

    def _kinds(self):
        return {finding.kind for finding in self._find()}

    def _sql(self, query, *args):
        self.env.flush_all()
        self.env.cr.execute(SQL(query, *args))
        self.env.invalidate_all(flush=False)

    def _set(self, ticket, **columns):
        """Pass by all of our code."""
        for name, value in columns.items():
            self._sql(
                "UPDATE helpdesk_ticket SET %s = %s WHERE id = %s",
                SQL.identifier(name),
                value,
                ticket.id,
            )


@tagged("post_install", "-at_install")
class TestCheck(CheckCase):
    def test_after_ordinary_life_nothing_is_found(self):
        self.assertEqual(self._find(), [])

    def _assert_found_and_mended(self, record, kind):
        found = self._find()
        self.assertIn((kind, record), found)
        self.assertLessEqual({f.record for f in found}, {record})
        self.env["support.check"]._support_repair(found, LATER)
        self.assertEqual(self._find(), [])

    def test_each_fault_is_found_and_mended(self):
        waiting, working = self.stage_awaiting.id, self.stage_progress.id
        closed = self.stage_done.id
        planted = [
            ("digest", self.idle, {"support_next_due_at": LATER}),
            ("digest", self.idle, {"support_sheet": None}),
            ("digest", self.silent, {"support_clock_state": "running"}),
            ("stage", self.idle, {"stage_id": waiting}),
            ("stage", self.silent, {"stage_id": working}),
            ("stage", self.silent, {"stage_id": closed}),
            ("stage", self.done, {"stage_id": working}),
            ("stage", self.done, {"support_closed_at": None}),
            ("outcome", self.idle, {"support_outcome": "agent"}),
            ("silence", self.idle, {"support_silent_since": MONDAY}),
            ("silence", self.done, {"support_silence_due_at": MONDAY}),
            ("no_silence", self.silent, {"support_silent_since": None}),
            ("no_plan", self.silent, {"support_silence_due_at": None}),
            ("question", self.idle, {"support_asked_at": MONDAY}),
            ("held", self.idle, {"support_held": True}),
            ("held", self.held, {"support_over_policy": None}),
            ("held", self.held, {"support_held": False}),
            ("uncounted", self.alone, {"support_quota_status": "counted"}),
            ("counted", self.idle, {"support_quota_status": "none"}),
            ("counted", self.done, {"support_quota_status": "over"}),
        ]
        for kind, ticket, columns in planted:
            with self.subTest(kind=kind, columns=columns), self.at(LATER):
                with self.cr.savepoint() as savepoint:
                    self._set(ticket, **columns)
                    self._assert_found_and_mended(ticket, kind)
                    savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_a_pause_and_a_row_that_were_changed(self):
        for kind, ticket, query in (
            ("digest", self.silent, "DELETE FROM support_pause WHERE ticket_id = %s"),
            ("digest", self.idle, "DELETE FROM support_deadline WHERE ticket_id = %s"),
            (
                "digest",
                self.silent,
                "UPDATE support_pause SET started_at = '2026-03-01' "
                "WHERE ticket_id = %s",
            ),
        ):
            with self.subTest(query), self.at(LATER):
                with self.cr.savepoint() as savepoint:
                    self._sql(query, ticket.id)
                    self._assert_found_and_mended(ticket, kind)
                    savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_a_count_without_its_entry(self):
        """Twice counted, not at all, in another contract."""
        with self.at(LATER):
            other = self._make_contract(self.globex, self.monthly, "2026-01-01")
        for kind, query, args in (
            (
                "uncounted",
                "DELETE FROM support_quota_entry WHERE ticket_id = %s",
                (self.idle.id,),
            ),
            (
                "elsewhere",
                "UPDATE support_quota_entry SET contract_id = %s WHERE ticket_id = %s",
                (other.id, self.idle.id),
            ),
        ):
            with self.subTest(kind), self.at(LATER):
                with self.cr.savepoint() as savepoint:
                    self._sql(query, *args)
                    self._assert_found_and_mended(self.idle, kind)
                    self.assertEqual(self.idle.support_quota_status, "counted")
                    savepoint.rollback()
                self.env.invalidate_all(flush=False)

    def test_entries_of_a_ticket_that_is_no_more(self):
        """Deleted by SQL; who waits gets its place."""
        with self.at(LATER):
            self._sql(
                "UPDATE support_quota_entry SET ticket_id = NULL WHERE ticket_id = %s",
                self.idle.id,
            )
            self._sql("DELETE FROM helpdesk_ticket WHERE id = %s", self.idle.id)
            type(self).tickets -= self.idle
            self._assert_found_and_mended(self.contract, "lost")
            self.assertEqual(self.held.support_quota_status, "counted")

    def test_contracts_that_overlap_are_named_both(self):
        """As a merge of customers may leave them: a person decides."""
        with self.at(LATER):
            other = self._make_contract(self.globex, self.monthly, "2026-06-01")
            self._sql(
                "UPDATE support_contract SET partner_id = %s WHERE id = %s",
                self.acme.id,
                other.id,
            )
            found = self._find()
            both = {("overlap", self.contract), ("overlap", other)}
            self.assertEqual(set(found), both)
            self.env["support.check"]._support_repair(found, LATER)
            self.assertEqual(set(self._find()), both)

            self.contract.date_end = "2026-05-31"
            self.assertEqual(self._find(), [])

    def test_many_are_looked_at_batch_by_batch(self):
        self.patch(check, "BATCH", 2)
        with self.at(LATER):
            for ticket in self.idle | self.held | self.alone:
                self._set(ticket, support_asked_at=MONDAY)
            found = self._find()
            self.assertEqual(len(found), 3)
            self.env["support.check"]._support_repair(found, LATER)
            self.assertEqual(self._find(), [])


@tagged("post_install", "-at_install")
class TestCheckReport(CheckCase):
    """The managers' button, and the job that only tells."""

    def _report(self, user):
        with self.at(LATER):
            report = self.env["support.check.report"].with_user(user).create({})
            report.action_check()
        return report

    def test_a_manager_repairs(self):
        self._set(self.idle, support_asked_at=MONDAY)
        self._set(self.done, stage_id=self.stage_progress.id)
        report = self._report(self.manager)
        lines = report.line_ids.filtered(lambda r: r.res_id in self.tickets.ids)
        self.assertEqual(
            {(line.res_id, line.words) for line in lines},
            {
                (self.idle.id, str(KINDS["question"].words)),
                (self.done.id, str(KINDS["stage"].words)),
                (self.done.id, str(KINDS["outcome"].words)),
            },
        )
        self.assertTrue(report.is_mendable)
        self.assertEqual(lines[0].action_open_record()["res_id"], lines[0].res_id)

        with self.at(LATER):
            report.action_repair()

        self.assertFalse(report.line_ids)
        self.assertFalse(report.is_mendable)
        self.assertFalse(self.idle.support_asked_at)
        self.assertFalse(self.done.support_closed_at)

    def test_the_form_opens(self):
        action = self.env.ref("support_sla.support_check_action")
        self.assertEqual(action.res_model, "support.check.report")
        form = Form(self.env["support.check.report"].with_user(self.manager))
        self.assertFalse(form.is_mendable)

    def test_nobody_else_checks(self):
        with self.assertRaises(AccessError):
            self._report(self.agent)

    def test_a_manager_sees_his_companies_only(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(
                None, team_id=False, company_id=self.other_company.id
            )
        self._set(ticket, support_asked_at=MONDAY)

        self.assertFalse(self._report(self.manager).line_ids)

    def _run_job(self):
        with self.at(LATER):
            self.env["support.check"]._cron_check()
        return self.env["support.trouble"].search([("task", "=", TASK)])

    def test_the_job_tells_and_changes_nothing(self):
        self.assertFalse(self._run_job())
        self._set(self.idle, support_asked_at=MONDAY)
        self._set(self.held, support_asked_at=MONDAY)

        trouble = self._run_job()
        trouble = self._run_job()  # twice is once

        self.assertEqual(len(trouble), 1)
        self.assertEqual(trouble.tries, 2)
        self.assertIn(str(KINDS["question"].words), trouble.error)
        self.assertIn(self.idle.number, trouble.error)
        self.assertTrue(self.idle.support_asked_at)
        opened = trouble.with_user(self.manager).action_open_record()
        self.assertEqual(opened["res_model"], "support.check.report")

    def test_what_is_mended_is_told_no_more(self):
        self._set(self.idle, support_asked_at=MONDAY)
        self.assertTrue(self._run_job())
        self._report(self.manager).action_repair()

        self.assertFalse(self._run_job())
