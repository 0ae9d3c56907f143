# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import random
from datetime import timedelta

from odoo.tests import tagged

from ...tools.life.events import Replanned
from ..common import MONDAY
from ..deadline.test_ticket_deadline import HOUR, DeadlineCase
from ..silence.closing_common import ClosingCase
from .recount import Recount

LIVES, STEPS = 8, 22
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestTicketLives(DeadlineCase, ClosingCase):
    """Random lives of tickets in a whole Odoo, against a slow recount of what happened.

    After each step digest, rows and columns agree, and the check finds nothing.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_contract(cls.globex, cls.monthly, "2026-01-01")
        cls.supplier = cls.stage_progress.copy(
            {"name": "With the supplier", "support_waiting_for": "third_party"}
        )
        cls.of_b = cls.stage_awaiting.copy(
            {"name": "Asking", "team_ids": [(6, 0, cls.other_team.ids)]}
        )
        cls.priority_target = cls.monthly.target_ids.create(
            {
                "level_id": cls.monthly.id,
                "metric": "resolution",
                "priority": "3",
                "aim": 5,
                "commitment": 10,
            }
        )
        cls.stages = cls.stage_new | cls.stage_progress | cls.stage_awaiting
        cls.stages |= cls.stage_done | cls.supplier

    def setUp(self):
        super().setUp()
        self.now = MONDAY
        with self.at(MONDAY):
            self.monthly.quota_tickets = 2  # one of them is over it: held
            self.tickets = self._make_ticket(self.anna) | self._make_ticket(self.bert)
            self.tickets |= self._make_ticket(self.anna)
            self.recounts = {t: Recount(MONDAY, ("", False), {}) for t in self.tickets}
        self.assertEqual(sum(self.tickets.mapped("support_held")), 1)

    # What may happen

    def _acts(self, dice):
        one = dice.choice(self.tickets)
        many = self.tickets.filtered(lambda t: dice.random() < 0.6) or one

        def aside():
            one._support_exclude("other", "", self.now)
            one.action_support_count_again()

        return [
            lambda: self._customer_writes(one),
            lambda: self._agent_writes(one),
            lambda: self._moves(one, stage_id=dice.choice(self.stages).id),
            lambda: self._moves(many, stage_id=dice.choice(self.stages).id),
            lambda: self._recomputed(one, dice),
            lambda: many.write({"priority": dice.choice("03")}),
            lambda: self._moves(one, partner_id=dice.choice(self.gina | self.anna).id),
            lambda: many.write({"active": dice.random() < 0.5}),
            lambda: self._holiday(dice),
            lambda: self._admit(one),
            lambda: self._ask(one),
            lambda: self._silent_job(),
            aside,
        ]

    def _note_moves(self, tickets, by="agent"):
        for ticket in tickets:
            stage = ticket.stage_id
            stands = (
                "" if stage.closed else stage.support_waiting_for or "",
                stage.closed,
            )
            if stands != self.recounts[ticket].stands:
                self.recounts[ticket].note(self.now, "moved", (stands, by))

    def _moves(self, tickets, **vals):
        tickets.write(vals)
        self._note_moves(tickets)

    def _customer_writes(self, ticket):
        self._customer_says(ticket, author_id=ticket.partner_id.id)
        self._note_moves(ticket)
        self.recounts[ticket].note(self.now, "customer")

    def _agent_writes(self, ticket):
        self._reply(ticket)
        self.recounts[ticket].note(self.now, "agent")

    def _ask(self, ticket):
        if not ticket.closed:
            ticket.action_request_confirmation()
            self.recounts[ticket].note(self.now, "canned")
            self._note_moves(ticket)
            self.recounts[ticket].note(self.now, "asked")

    def _recomputed(self, ticket, dice):
        """User → team → stage, as "assign to me" does."""
        ticket.write({"team_id": False, "user_id": False})
        if not ticket.closed and dice.random() < 0.5:
            ticket.stage_id = self.of_b
        self._note_moves(ticket)
        ticket.user_id = self.agent
        self.assertEqual(ticket.team_id, self.team)
        self._note_moves(ticket)

    def _holiday(self, dice):
        day = self.now.replace(hour=6) + dice.randint(-1, 4) * DAY
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": day,
                "date_to": day + DAY,
            }
        )
        self.tickets._support_happens(Replanned(self.now))

    def _admit(self, ticket):
        over = ticket.support_quota_status == "over" and ticket.support_contract_id
        if over:
            ticket.with_user(self.manager).action_support_grant()

    def _silent_job(self):
        due = self.tickets.filtered_domain(self.tickets._support_silence_due(self.now))
        sent = {ticket: ticket.support_reminders_sent for ticket in due}
        due._support_step_silence(self.now)
        for ticket in due:
            if ticket.support_reminders_sent > sent[ticket]:
                self.recounts[ticket].note(self.now, "reminded")
        self._note_moves(due, by="silent")

    # What always holds

    def _assert_as_recounted(self, ticket):
        recount = self.recounts[ticket]
        start, _now, waiting_for, _closed = recount.stays(self.now)[-1]
        expected = recount.columns()
        self.assertEqual({name: ticket[name] for name in expected}, expected)
        pauses = ticket.support_pause_ids
        over = pauses.filtered("stopped_at")
        self.assertEqual(
            sorted((p.started_at, p.stopped_at) for p in over),
            sorted(recount.holes(self.now)),
        )
        self.assertEqual(
            [(p.started_at, p.waiting_for) for p in pauses - over],
            [(start, waiting_for)] if waiting_for else [],
        )
        self._assert_rows(ticket, recount)

    def _assert_rows(self, ticket, recount):
        state = "paused" if any(recount.stands) else "running"
        for row in ticket.support_deadline_ids:
            if row.verdict in ("running", "paused"):
                self.assertEqual(row.verdict, state)
                due_at = row.calendar_id._support_due(
                    row.started_at, row.commitment, row.unit, recount.holes(self.now)
                )
                self.assertEqual(row.due_at, due_at)
        if ticket.support_held:  # what was broken before stays so
            owed = ticket.support_deadline_ids._get_open()
            self.assertFalse(owed.filtered(lambda r: r.due_at >= self.now))

    def test_random_lives(self):
        for seed in range(LIVES):
            savepoint = self.cr.savepoint()
            try:
                self._live(random.Random(seed), seed)
            finally:
                savepoint.close(rollback=True)
                self.env.invalidate_all(flush=False)
                self.env.registry.clear_cache()

    def _live(self, dice, seed):
        self.now = MONDAY
        before = {t: list(r.happened) for t, r in self.recounts.items()}
        try:
            for step in range(STEPS):
                self.now += dice.choice((0, 1, 5, 26, 130)) * HOUR
                number = dice.randrange(len(self._acts(random.Random(0))))
                with self.at(self.now), self.subTest(seed=seed, step=step, act=number):
                    self._acts(dice)[number]()
                    self._assert_all()
        finally:
            for ticket, happened in before.items():
                self.recounts[ticket].happened = happened

    def _assert_all(self):
        self.env.flush_all()
        self.env.invalidate_all()
        for ticket in self.tickets:
            self._assert_as_recounted(ticket)
        found = self.env["support.check"]._support_check(self.now)
        self.assertEqual([f for f in found if f.record in self.tickets], [])
