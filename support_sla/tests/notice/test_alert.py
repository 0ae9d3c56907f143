# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import MONDAY, SupportCase

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
# Of a ticket of MONDAY, 9:00 in Guatemala, under Monthly support (24 to 48 hours of
# days of ten): Wednesday 13:00 and Friday 17:00.
AIM = MONDAY + timedelta(days=2, hours=4)
COMMITMENT = MONDAY + timedelta(days=4, hours=8)


class AlertCase(SupportCase):
    """Acme under Monthly support, whose ladder each test builds; led by the manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_contract(cls.acme, cls.monthly, "2026-01-01", user_id=cls.manager.id)
        cls.levels = cls.monthly | cls.preferential | cls.accompaniment
        cls.levels.alert_step_ids.unlink()
        cls.levels.quota_tickets = 0
        cls.team.user_id = cls.manager
        cls.alerts = cls.env["support.alert"]
        cls.cron = cls.env.ref("support_sla.ir_cron_send_alerts")
        cls.old_mails = cls.env["mail.mail"].search([])

    @classmethod
    def _make_step(cls, mark="commitment", offset=0, by="mail", **vals):
        return cls.env["support.alert.step"].create(
            {
                "level_id": cls.monthly.id,
                "mark": mark,
                "offset": offset,
                "notify_by": by,
                "recipient": "leader",
            }
            | vals
        )

    def _open(self, at=MONDAY, **vals):
        with self.at(at):
            ticket = self._make_ticket(self.anna, user_id=self.agent.id, **vals)
            self.env.flush_all()
        return ticket

    def _run(self, at):
        """One run, as the cron does it."""
        with self.at(at), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _fired(self, ticket):
        alerts = self.alerts.search(
            [("deadline_id", "in", ticket.support_deadline_ids.ids)], order="id"
        )
        return alerts.mapped(lambda a: (a.step_id, a.fired_at))

    def _mails(self, user=None):
        """The digests: mails that are about no single record."""
        domain = [("id", "not in", self.old_mails.ids), ("model", "=", False)]
        if user:
            domain.append(("recipient_ids", "in", user.partner_id.ids))
        return self.env["mail.mail"].search(domain)


@tagged("post_install", "-at_install")
class TestAlertMoment(AlertCase):
    def test_each_mark_in_working_time(self):
        for mark, offset, expected in (
            ("percent", 50, AIM),
            ("percent", 100, COMMITMENT),
            ("aim", 0, AIM),
            ("aim", -60, AIM - HOUR),
            ("commitment", 0, COMMITMENT),
            # Friday 17:00 and two hours of work: Monday 9:00.
            ("commitment", 120, MONDAY + timedelta(days=7)),
            # Longer before than there is time: at once.
            ("aim", -9999, MONDAY),
        ):
            with self.subTest(mark=mark, offset=offset):
                step = self._make_step(mark, offset)
                row = self._open().support_deadline_ids

                self.assertEqual((row.aim_at, row.due_at), (AIM, COMMITMENT))
                self.assertEqual(row.next_alert_at, expected)
                step.unlink()

    def test_a_step_of_another_metric_is_nobodys(self):
        self._make_step(metric="resolution")

        self.assertFalse(self._open().support_deadline_ids.next_alert_at)

    def test_hours_of_day_and_night_count_so(self):
        self.monthly.target_ids.unit = "elapsed_hours"
        self._make_step(offset=60)

        row = self._open().support_deadline_ids

        self.assertEqual(row.next_alert_at, MONDAY + 49 * HOUR)

    def test_pauses_move_it(self):
        self._make_step("aim")
        ticket = self._open()
        with self.at(MONDAY + HOUR):
            ticket.stage_id = self.stage_awaiting
        with self.at(MONDAY + 3 * HOUR):
            ticket.stage_id = self.stage_progress

        self.assertEqual(ticket.support_deadline_ids.next_alert_at, AIM + 2 * HOUR)

    def test_impossible_steps_are_refused(self):
        for vals in ({"mark": "percent", "offset": 0}, {"recipient": "users"}):
            with self.subTest(vals=vals), self.assertRaises(ValidationError):
                self._make_step(**vals)


@tagged("post_install", "-at_install")
class TestAlertFire(AlertCase):
    def test_nothing_fires_before_its_moment(self):
        step = self._make_step("aim")
        ticket = self._open()

        self._run(AIM - SECOND)
        self.assertEqual(self._fired(ticket), [])

        self._run(AIM)
        self.assertEqual(self._fired(ticket), [(step, AIM)])

    def test_three_crossed_at_once_fire_three_once(self):
        steps = [self._make_step("aim"), self._make_step("percent", 75)]
        steps.append(self._make_step("commitment"))
        last = self._make_step("commitment", 24 * 60)
        ticket = self._open()

        for hours in (0, 1, 2):
            self._run(COMMITMENT + hours * HOUR)

        self.assertEqual(self._fired(ticket), [(step, COMMITMENT) for step in steps])
        row = ticket.support_deadline_ids
        self.assertEqual(row.alerted_at, COMMITMENT)
        moments = row._get_own_alert_moments(())
        self.assertEqual(row.next_alert_at, moments[last.id])
        self.assertEqual(len(self._mails(self.manager)), 1)

    def test_a_missed_night_fires_each_once(self):
        early, late = self._make_step("aim"), self._make_step("commitment")
        tickets = [self._open(), self._open(MONDAY + HOUR)]

        self._run(COMMITMENT + timedelta(days=3))
        self._run(COMMITMENT + timedelta(days=3, hours=1))

        for ticket in tickets:
            self.assertEqual([s for s, _ in self._fired(ticket)], [early, late])
        self.assertEqual(len(self._mails(self.manager)), 1)

    def test_nothing_fires_while_paused_or_after_the_end(self):
        self._make_step("aim")
        waiting, closed, answered = self._open(), self._open(), self._open()
        with self.at(MONDAY + HOUR):
            waiting.stage_id = self.stage_awaiting
            closed.stage_id = self.stage_done
            answered.with_user(self.agent).message_post(
                body="Done.", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        self._run(COMMITMENT)

        for ticket in (waiting, closed, answered):
            self.assertEqual(self._fired(ticket), [])

    def test_a_moved_date_plans_only_what_has_not_fired(self):
        aim, commitment = self._make_step("aim"), self._make_step("commitment")
        ticket = self._open()
        self._run(AIM)
        with self.at(AIM + HOUR):
            ticket.stage_id = self.stage_awaiting
        with self.at(AIM + 2 * HOUR):
            ticket.stage_id = self.stage_progress

        row = ticket.support_deadline_ids
        self.assertEqual(row.next_alert_at, COMMITMENT + HOUR)
        self._run(COMMITMENT + HOUR)
        self.assertEqual([s for s, _ in self._fired(ticket)], [aim, commitment])

    def test_an_upgrade_follows_the_new_ladder(self):
        self._make_step("aim")
        new = self._make_step("aim", level_id=self.preferential.id)
        ticket = self._open()
        self._run(AIM)
        with self.at(AIM + HOUR):
            self._make_contract(self.acme, self.preferential, "2026-03-01")

        aim_at = ticket.support_deadline_ids.aim_at
        self.assertGreater(aim_at, AIM + HOUR)  # owed from now on
        self._run(aim_at)
        self.assertEqual(self._fired(ticket)[1:], [(new, aim_at)])

    def test_a_new_step_reaches_what_already_runs(self):
        ticket = self._open()
        with self.at(COMMITMENT + HOUR):
            step = self._make_step("commitment")

        self._run(COMMITMENT + HOUR)

        self.assertEqual(self._fired(ticket), [(step, COMMITMENT + HOUR)])

    def test_one_that_cannot_be_told_stops_no_other(self):
        """A database that refuses the mark of one deadline, and only that."""
        step = self._make_step("commitment")
        tickets = [self._open() for _number in range(3)]
        bad = tickets[1].support_deadline_ids
        self._refuse("support_alert", "INSERT", f"NEW.deadline_id = {bad.id}")
        with mute_logger("odoo.sql_db", "odoo.addons.support_sla.models.job"):
            self._run(COMMITMENT)

        fired = [self._fired(ticket) for ticket in tickets]
        self.assertEqual(fired, [[(step, COMMITMENT)], [], [(step, COMMITMENT)]])
        self._run(COMMITMENT + timedelta(minutes=9))
        self.assertEqual(self._fired(tickets[1]), [], "it rests")
        self._accept("support_alert")
        self._run(COMMITMENT + HOUR)
        self.assertEqual(self._fired(tickets[1]), [(step, COMMITMENT + HOUR)])


@tagged("post_install", "-at_install")
class TestAlertWhom(AlertCase):
    def _people(self, ticket):
        deadlines = ticket.support_deadline_ids
        return self.alerts.search([("deadline_id", "in", deadlines.ids)]).user_ids

    def test_whom(self):
        chosen = self.agent | self.agent_own
        for vals, people in (
            ({"recipient": "assignee"}, self.agent),
            ({"recipient": "leader"}, self.manager),
            ({"recipient": "manager"}, self.manager),
            ({"recipient": "users", "user_ids": [(6, 0, chosen.ids)]}, chosen),
        ):
            with self.subTest(vals=vals):
                step = self._make_step("aim", **vals)
                ticket = self._open()
                self._run(AIM)
                self.assertEqual(self._people(ticket), people)
                step.unlink()

    def test_where_nobody_is_assigned_the_leader_is_told(self):
        self._make_step("aim", recipient="assignee")
        ticket = self._open()
        ticket.user_id = False
        self._run(AIM)
        self.assertEqual(self._people(ticket), self.manager)

    def test_an_activity_is_planned_in_the_users_words_and_no_mail_sent(self):
        self._make_step("aim", by="activity", recipient="assignee")
        self.agent.tz = "Asia/Kolkata"
        ticket = self._open()
        self._run(AIM)

        [activity] = ticket.activity_ids
        self.assertEqual(activity.user_id, self.agent)
        self.assertEqual(activity.summary, "First response: aim reached")
        there = COMMITMENT + 5.5 * HOUR  # the next day already
        self.assertEqual(activity.date_deadline, there.date())
        self.assertFalse(self._mails())

    def test_each_reads_a_deadline_in_the_hours_of_her_own_zone(self):
        people = self.agent | self.manager
        self._make_step("aim", recipient="users", user_ids=[(6, 0, people.ids)])
        self.agent.tz, self.manager.tz = "America/Guatemala", "Asia/Kolkata"
        self._open()
        self._run(AIM)

        for user, hours in ((self.agent, -6), (self.manager, 5.5)):
            due_at = COMMITMENT + hours * HOUR
            self.assertIn(f"{due_at:%-I:%M}", self._mails(user).body_html)

    def test_many_late_tickets_are_one_digest_per_person(self):
        self._make_step(recipient="assignee")
        self._make_step(recipient="leader")
        with self.at(MONDAY):
            tickets = self.env["helpdesk.ticket"].create(
                [
                    self._ticket_vals(self.anna, user_id=user.id)
                    for user in (self.agent, self.agent_own)
                    for _number in range(60)
                ]
            )
            self.env.flush_all()
        self._run(COMMITMENT + SECOND)

        self.assertEqual(self.alerts.search_count([]), 240)
        mails = self._mails()
        people = self.agent | self.agent_own | self.manager
        self.assertEqual(mails.recipient_ids, people.partner_id)
        self.assertEqual(len(mails), 3)
        mine = self._mails(self.agent)
        self.assertEqual(mine.subject, "60 deadlines need you")
        self.assertIn("and 10 more", mine.body_html)
        self.assertIn("late", mine.body_html)
        self.assertEqual(mine.body_html.count("/mail/view?"), 50)
        self.assertFalse(any(tickets.support_deadline_ids.mapped("next_alert_at")))

    def test_what_was_marked_but_not_told_is_told_by_the_next_run(self):
        self._make_step()
        ticket = self._open()
        with self.at(COMMITMENT):
            self.alerts._fire(ticket.support_deadline_ids, COMMITMENT)
        self.assertFalse(self._mails())

        self._run(COMMITMENT + HOUR)
        self._run(COMMITMENT + 2 * HOUR)

        self.assertEqual(len(self._mails(self.manager)), 1)

    def test_a_digest_that_fails_leaves_its_alerts_untold(self):
        """A database that refuses the mail to one person, and only that."""
        self._make_step(recipient="assignee")
        self._make_step(recipient="leader")
        ticket = self._open()
        hers = f"NEW.res_partner_id = {self.agent.partner_id.id}"
        self._refuse("mail_mail_res_partner_rel", "INSERT", hers)
        with mute_logger("odoo.sql_db", "odoo.addons.support_sla.models.job"):
            self._run(COMMITMENT)

        alerts = self.alerts.search(
            [("deadline_id", "in", ticket.support_deadline_ids.ids)]
        )
        mine = alerts.filtered(lambda a: self.agent in a.user_ids)
        self.assertEqual(len(self._mails(self.manager)), 1)
        self.assertFalse(self._mails(self.agent))
        self.assertFalse(mine.told_at)
        self.assertTrue((alerts - mine).told_at)

        self._accept("mail_mail_res_partner_rel")
        self._run(COMMITMENT + HOUR)
        self._run(COMMITMENT + 2 * HOUR)

        self.assertEqual(len(self._mails(self.agent)), 1)
        self.assertEqual(len(self._mails(self.manager)), 1)
        self.assertTrue(mine.told_at)

    def test_of_two_people_only_who_was_told_is_marked(self):
        both = self.agent | self.manager
        self._make_step(recipient="users", user_ids=[(6, 0, both.ids)])
        ticket = self._open()
        with self.at(COMMITMENT):
            alerts = self.alerts._fire(ticket.support_deadline_ids, COMMITMENT)
            self.alerts._tell(self.manager, COMMITMENT)

        self.assertEqual(alerts.told_user_ids, self.manager)
        self.assertFalse(alerts.told_at)
        self._run(COMMITMENT + HOUR)
        self.assertEqual(len(self._mails(self.manager)), 1)
        self.assertEqual(len(self._mails(self.agent)), 1)
        self.assertTrue(alerts.told_at)

    def test_user_text_is_escaped(self):
        self._make_step()
        self._open(name="<script>alert(1)</script>")
        self._run(COMMITMENT)

        body = self._mails(self.manager).body_html
        self.assertNotIn("<script>", body)
        self.assertIn("&lt;script&gt;", body)


@tagged("post_install", "-at_install", "security")
class TestAlertAccess(AlertCase):
    def test_customers_and_agents_touch_no_ladder_and_no_mark(self):
        step = self._make_step()
        ticket = self._open()
        self._run(COMMITMENT)
        mark = self.alerts.search(
            [("deadline_id", "in", ticket.support_deadline_ids.ids)]
        )
        portal = self._make_portal_user(self.anna)
        for user, record, may in (
            (portal, step, set()),
            (portal, mark, set()),
            (self.agent, step, {"read"}),
            (self.agent, mark, set()),
            (self.manager, step, {"read", "write", "create", "unlink"}),
            (self.manager, mark, {"read"}),
        ):
            with self.subTest(user=user.login, model=record._name):
                asked = ("read", "write", "create", "unlink")
                allowed = {op for op in asked if record.with_user(user).has_access(op)}
                self.assertEqual(allowed, may)
