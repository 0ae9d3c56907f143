# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import GUATEMALA
from .statement_common import MARCH, StatementCase

CRON = "support_sla.ir_cron_make_statements"
APRIL_1 = "2026-04-01 06:30"  # half past midnight in Guatemala


@tagged("post_install", "-at_install")
class TestStatementJob(StatementCase):
    """What is due is made, corrected and told: once, whenever the job comes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statements = cls.env["support.statement"]
        # what other contracts of this database are owed is theirs
        cls.both = cls.contract | cls.of_globex
        others = cls.env["support.contract"].search([("id", "not in", cls.both.ids)])
        others._store_marks({"statement_from": "2999-01-01"})
        cls.company.support_tell_statement = True

    def _run(self, moment=APRIL_1):
        """Run the job at a moment; return what it made."""
        before = self.statements.search([])
        self._trigger(moment)
        return (self.statements.search([]) - before).sorted(
            lambda s: (s.contract_id.id, s.month, s.version)
        )

    def _trigger(self, moment, cron=CRON):
        self.env.flush_all()
        with self.at(moment), self.enter_registry_test_mode():
            self.env.ref(cron).method_direct_trigger()
        self.env.invalidate_all()

    def _mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "support.statement")], order="id"
        )

    # Made

    def test_each_month_once_when_it_is_over_there(self):
        kolkata = self.calendar.copy({"name": "Kolkata", "tz": "Asia/Kolkata"})
        far = self.small.copy({"code": "far", "name": "Far", "calendar_id": kolkata.id})
        with self.at("2026-03-02 15:00"):
            there = self._make_contract(self.globex, far, "2026-03-02")
        self._run("2026-03-02 16:00")  # February

        east = self._run("2026-03-31 19:00")
        self.assertEqual(east.contract_id, there, "it is April in Kolkata already")
        self.assertFalse(self._run("2026-04-01 05:59"), "and March in Guatemala")
        both = self._run("2026-04-01 06:00")
        self.assertEqual(both.contract_id, self.both)
        self.assertEqual(set(both.mapped("month")), {MARCH})
        self.assertFalse(self._run("2026-04-01 07:00"), "twice is once")

    def test_a_run_that_comes_late_leaves_no_month_out(self):
        ticket = self._ticket("2026-03-10 15:00")

        made = self._run("2026-06-20 15:00").filtered(
            lambda s: s.contract_id == self.contract
        )

        months = [date(2026, number, 1) for number in range(2, 6)]
        self.assertEqual(made.mapped("month"), months)
        self.assertEqual(made.mapped("opened_count"), [0, 1, 0, 0])
        self.assertEqual(made[1].ticket_ids, ticket)
        self.assertEqual([len(s.figures["trend"]) for s in made], [1, 2, 3, 4])
        told = [row["opened"] for row in made[-1].figures["trend"]]
        self.assertEqual(told, [0, 1, 0, 0])

    def test_what_a_renewal_took_over_was_the_month_before_of_the_old_one(self):
        with self.at("2026-03-20 15:00"):
            self.contract.date_end = "2026-03-31"
            follower = self.contract._renew(last="2026-12-31", first="2026-04-01")
        ticket = self._ticket("2026-03-31 20:00")
        self._run("2026-03-05 15:00")
        self._trigger("2026-04-01 06:05", "support_sla.ir_cron_update_contracts")
        self.assertEqual(ticket.support_contract_id, follower)

        march = self._run().filtered(lambda s: s.contract_id in self.contract)
        self._answer(ticket, "2026-04-01 16:00")
        april = self._run("2026-05-01 06:30").filtered(
            lambda s: s.contract_id in self.contract | follower
        )

        # where a contract begins, what is owed begins anew
        left_out = march.figures["requests"]["left_out"]
        self.assertEqual(left_out, [{"reason": "promised_later", "count": 1}])
        self.assertEqual(
            [(s.contract_id, s.opened_count, s.judged_count) for s in april],
            [(follower, 0, 1)],
        )
        self.assertFalse(self.contract.statement_due_at)

    @mute_logger("odoo.addons.support_sla.models.job")
    def test_one_that_fails_stops_no_other(self):
        refused = f"NEW.contract_id = {self.contract.id}"
        self._refuse("support_statement", "INSERT", refused)

        made = self._run("2026-03-01 06:30")

        self.assertEqual(made.contract_id, self.of_globex)
        trouble = self.env["support.trouble"].search([("task", "=", "statement.make")])
        self.assertEqual(trouble.res_id, self.contract.id)
        self._accept("support_statement")
        again = self._run("2026-03-01 07:30")
        self.assertEqual(again.contract_id, self.contract)

    # Told

    def test_the_first_version_is_mailed_once(self):
        self.contract.contact_ids = self.anna
        self._ticket("2026-03-10 15:00")
        self._run("2026-03-01 06:30")
        self._mails().unlink()

        march = self._run().filtered(lambda s: s.contract_id == self.contract)

        mail = self._mails().filtered(lambda m: m.res_id == march.id)
        self.assertEqual(mail.recipient_ids, self.anna)
        self.assertEqual(str(march.mailed_at), f"{APRIL_1}:00")
        self.assertIn("Your support in March 2026", mail.subject)
        self.assertIn("1 opened", mail.body_html)
        self.assertIn(
            f'/my/support/{self.contract.id}/statement/2026-03"', mail.body_html
        )
        self.assertNotIn("access_token", mail.body_html)
        self.assertEqual(mail.state, "outgoing", "it waits for the mail server")
        count = len(self._mails())
        self._run("2026-04-01 08:00")
        self.assertEqual(len(self._mails()), count)

    def test_nobody_is_told_where_the_company_does_not_want_it(self):
        self.company.support_tell_statement = False

        made = self._run()
        self.company.support_tell_statement = True
        self._run("2026-04-01 08:00")

        self.assertFalse(any(made.mapped("mailed_at")))
        self.assertFalse(self._mails(), "and of what is past nobody is told later")

    def test_a_company_that_was_archived_is_stated_and_tells_nobody(self):
        self.other_company.support_tell_statement = True
        with self.at("2026-03-01 15:00"):
            there = self.env["support.contract"].create(
                {
                    "partner_id": self.acme.id,
                    "company_id": self.other_company.id,
                    "level_id": self.small.id,
                    "date_start": "2026-02-01",
                }
            )
            there.action_confirm()
        self.assertTrue(there._wants_statement())
        self.other_company.active = False

        made = self._run("2026-03-01 06:30").filtered(lambda s: s.contract_id == there)

        self.assertTrue(made.ensure_one())
        self.assertFalse(made.mailed_at or made.mail_pending)

    @mute_logger(
        "odoo.addons.support_sla.models.notice.broken_template",
        "odoo.addons.mail.models.mail_render_mixin",
        "odoo.addons.base.models.ir_qweb",
    )
    def test_a_broken_template_is_replaced(self):
        template = self.env.ref("support_sla.mail_template_statement")
        template.body_html = "<p t-out='object.no_such_field'/>"

        made = self._run()

        self.assertEqual(len(self._mails()), len(made))
        self.assertIn("You opened no request", self._mails()[0].body_html)
        self.assertTrue(template.exists())

    # Corrected

    def test_a_reversal_after_closing_makes_a_version_that_says_so(self):
        ticket = self._ticket("2026-03-10 15:00")
        other = self._ticket("2026-03-11 15:00", self.gina)
        self._run()
        self._mails().unlink()

        with self.at("2026-04-10 15:00"):
            ticket.with_user(self.manager).support_exempt = "own_defect"
        made = self._run("2026-04-10 16:00")

        self.assertEqual((made.contract_id, made.month), (self.contract, MARCH))
        self.assertEqual((made.version, made.latest), (2, True))
        self.assertTrue(made.figures["changes"])
        self.assertFalse(self._mails(), "a correction is sent by hand")
        self.assertFalse(self._run("2026-04-10 17:00"))
        with self.assertRaises(AccessError):
            made.with_user(self.agent).action_send()
        first = self.statements.search(
            [("contract_id", "=", self.contract.id), ("month", "=", MARCH)]
        ).filtered(lambda s: s.version == 1)
        with self.assertRaises(UserError):
            first.with_user(self.manager).action_send()
        with self.at("2026-04-11 15:00"):
            made.with_user(self.manager).action_send()
        self.assertEqual(self._mails().res_id, made.id)
        self.assertTrue(made.mailed_at)
        self.assertTrue(other)

    def test_what_corrects_a_month_that_is_over(self):
        late = self._ticket("2026-03-10 15:00")
        wrong = self._ticket("2026-03-11 15:00")
        self._answer(wrong, "2026-03-11 16:00")
        self._run()
        row = late.support_deadline_ids

        with self.at("2026-04-10 15:00"):
            row.with_user(self.manager)._take_back("We agreed on it", self.env.cr.now())
        taken_back = self._run("2026-04-10 16:00")
        with self.at("2026-04-11 15:00"):
            wrong.partner_id = self.gina
        moved = self._run("2026-04-11 16:00")
        with self.at("2026-04-12 15:00"):
            self.env["support.quota.entry"].with_user(self.manager).create(
                {
                    "contract_id": self.contract.id,
                    "period_start": "2026-03-01",
                    "quantity": -2,
                    "reason": "Agreed by phone",
                }
            )
        granted = self._run("2026-04-12 16:00")

        self.assertEqual(taken_back.contract_id, self.contract)
        [metric] = taken_back.figures["metrics"]
        self.assertEqual(
            (metric["missed"], metric["left_out"]),
            (0, [{"reason": "taken_back", "count": 1}]),
        )
        line = next(
            line
            for line in taken_back.figures["opened"]
            if line["ticket_id"] == late.id
        )
        self.assertEqual(line["promises"][0]["why"], "We agreed on it")
        self.assertEqual(moved.contract_id, self.both)
        self.assertEqual(moved.mapped("opened_count"), [1, 1])
        [period] = granted.figures["quota"]["periods"]
        self.assertEqual((granted.version, period["granted"]), (4, 2))

    def test_a_visit_that_is_cancelled_afterwards_corrects_its_month(self):
        with self.at("2026-03-05 15:00"):
            visit = self.env["support.visit"].create(
                {
                    "contract_id": self.contract.id,
                    "user_id": self.agent.id,
                    "start_at": "2026-03-20 15:00",
                    "stop_at": "2026-03-20 18:00",
                    "exception_reason": "They asked for it",
                }
            )
        march = self._run().filtered(lambda s: s.contract_id == self.contract)
        self.assertEqual(
            march[-1].figures["visits"]["planned"], {"count": 1, "seconds": 10800}
        )

        with self.at("2026-04-02 15:00"):
            visit.state = "cancelled"
        made = self._run("2026-04-02 16:00")

        self.assertEqual((made.month, made.version), (MARCH, 2))
        self.assertEqual(made.figures["visits"]["cancelled"]["count"], 1)
        self.assertEqual(made.figures["visits"]["planned"]["count"], 0)

    def test_a_place_in_a_month_that_is_over_corrects_it(self):
        """Counted again, over the quota without any entry, and deleted: all three."""
        rejected = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")
        again, over = (self._ticket(f"2026-03-{day} 15:00") for day in ("09", 10))
        with self.at("2026-03-11 15:00"):
            (again | over).stage_id = rejected
        for day in (12, 13):
            self._ticket(f"2026-03-{day} 15:00")
        self._run()

        told = []
        for day, ticket in ((10, again), (11, over)):
            with self.at(f"2026-04-{day} 15:00"):
                ticket.stage_id = self.stage_progress
            told.append(self._period(self._run(f"2026-04-{day} 16:00")))
        with self.at("2026-04-12 15:00"):
            over.unlink()
        told.append(self._period(self._run("2026-04-12 16:00")))

        self.assertEqual(told, [(0, 0), (0, 1), (0, 0)])

    def test_a_month_is_over_where_its_contract_is(self):
        """On the first morning in UTC, and what came on the last evening before."""
        rejected = self.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_rejected")
        late = self._ticket("2026-03-10 15:00")
        evening = self._ticket("2026-04-01 02:00", self.gina)  # the 31st, at eight
        moved = self._ticket("2026-04-01 02:30")
        with self.at("2026-04-01 03:00"):
            evening.stage_id = rejected
        self._run()

        with self.at("2026-04-01 08:00"):
            row = late.support_deadline_ids
            row.with_user(self.manager)._take_back("We agreed", self.env.cr.now())
        taken_back = self._run("2026-04-01 08:30")
        with self.at("2026-04-10 15:00"):
            evening.stage_id = self.stage_progress
        counted = self._run("2026-04-10 16:00")
        with self.at("2026-04-11 15:00"):
            moved.partner_id = self.gina
        given = self._run("2026-04-11 16:00")

        self.assertEqual(taken_back.contract_id, self.contract)
        self.assertEqual(counted.contract_id, self.of_globex)
        self.assertEqual(given.contract_id, self.both)

    def _period(self, made):
        [period] = made.figures["quota"]["periods"]
        return period["left"], period["over"]

    def test_what_is_so_since_today_corrects_nothing(self):
        """Admitted, renamed, urgent, taken back and extended after its month."""
        held = [self._ticket(f"2026-03-{day} 15:00") for day in range(10, 14)][-1]
        carried = self._ticket("2026-03-31 23:00", self.gina)
        self._run()
        self.assertTrue(held.support_held)

        with self.at("2026-04-01 16:00"):
            self.contract._open_period(self.env.cr.now())
            held.name = "Another name"
            held.priority = "3"
            self.both.date_end = "2027-12-31"
            self.acme.name = "Acme Inc."
            row = carried.support_deadline_ids
            row.with_user(self.manager)._take_back("We agreed", self.env.cr.now())
        self.assertFalse(held.support_held)
        self.statements.search([("latest", "=", True)])._look_again()

        made = self._run("2026-04-01 17:00")
        self.assertFalse([s.figures["changes"] for s in made])

    def test_what_happens_later_corrects_nothing(self):
        late = self._ticket("2026-03-10 15:00")
        paused = self._ticket("2026-03-31 20:00")
        with self.at("2026-03-31 21:00"):
            paused.stage_id = self.stage_awaiting
        self._run()

        self._answer(late, "2026-04-10 15:00")
        with self.at("2026-04-10 16:00"):
            paused.stage_id = self.stage_progress
        self._answer(paused, "2026-04-10 17:00")
        with self.at("2026-04-11 15:00"):
            (late | paused).stage_id = self.stage_done
        self.statements.search([("latest", "=", True)])._look_again()

        made = self._run("2026-04-11 16:00")
        self.assertFalse([s.figures["changes"] for s in made])

    # What it costs

    def test_as_many_queries_however_many_contracts_and_requests(self):
        def cost(contracts):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._state(contracts=contracts)
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        customers = [self._make_customer(f"Customer {n}") for n in range(12)]
        with self.at("2026-03-01 15:00"):
            many = self.env["support.contract"].union(
                *(self._make_contract(c, self.small, "2026-02-01") for c in customers)
            )
        for number, customer in enumerate(customers):
            self._ticket(f"2026-03-1{number % 10} 15:00", customer)
        cost(self.of_globex)  # what is remembered is warm

        few, more = cost(many[:2]), cost(many[2:])

        self.assertLessEqual(more, few)
        self.assertLessEqual(more, 30)
        self.assertEqual(many[0].statement_ids.figures["month"]["zone"], GUATEMALA)
