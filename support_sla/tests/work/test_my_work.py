# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from ..common import MONDAY, SupportCase

HOUR = timedelta(hours=1)
#: In the order in which an agent takes them.
ORDER = (
    "late_longest",
    "late_waiting",
    "late",
    "due_soon",
    "asked_first",
    "asked",
    "on_track",
    "waiting",
    "nobodys_late",
    "nobodys",
)


@tagged("post_install", "-at_install")
class TestMyWork(SupportCase):
    """What an agent does next, and what follows it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_contract(cls.acme, cls.monthly, "2026-01-01")

    def _make_day(self):
        """One ticket of each kind, none in the order in which it is to be taken."""
        mine = {name: self.agent.id for name in ORDER if "nobodys" not in name}
        with self.at(MONDAY - 20 * HOUR):
            made = {
                name: self._make_ticket(
                    self.anna, name=name, user_id=mine.get(name, False)
                )
                for name in sorted(ORDER)
            }
            for name in ("asked_first", "asked"):
                self._say(made[name], self.agent.partner_id)
        for name, hours in (("asked_first", 5), ("asked", 4)):
            with self.at(MONDAY - hours * HOUR):
                self._say(made[name], self.anna)
        for name, due in (
            ("late_longest", -9),
            ("late_waiting", -8),
            ("late", -7),
            ("nobodys_late", -20),
        ):
            self._set_due(made[name], due)
        self._set_due(made["due_soon"], 5, aim=-1)
        self._set_due(made["on_track"], 9, aim=8)
        self._set_due(made["waiting"], 1)
        self._set_due(made["nobodys"], 2)
        with self.at(MONDAY):
            for name in ("waiting", "late_waiting"):
                made[name].stage_id = self.stage_awaiting
            # others': not in the list
            self._make_ticket(self.anna, user_id=self.agent_own.id)
            self._make_ticket(self.anna, team_id=self.other_team.id, user_id=False)
            closed = self._make_ticket(self.anna, user_id=self.agent.id)
            closed.stage_id = self.stage_done
        return made

    def _say(self, ticket, author):
        ticket.message_post(
            body="Well.",
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _set_due(self, ticket, due, aim=0):
        marks = {"due_at": MONDAY + due * HOUR, "aim_at": aim and MONDAY + aim * HOUR}
        ticket.support_deadline_ids.write(marks)
        ticket._support_rebuild()

    def _list(self):
        tickets = self.env["helpdesk.ticket"].with_user(self.agent)
        action = self.env.ref("support_sla.helpdesk_ticket_action_my_work")
        domain = safe_eval(action.domain, {"uid": self.agent.id})
        self.assertEqual(domain, tickets._support_my_work_domain())
        return tickets.search(domain, order="support_work_rank, id")

    def test_the_order(self):
        self._make_day()
        with self.at(MONDAY):
            found = self._list()
            self.assertEqual(found.mapped("name"), [*ORDER])
            ranks = found.mapped("support_work_rank")
            self.assertEqual(ranks, [1, 1, 1, 2, 3, 3, 4, 5, 11, 14])
            backwards = found.search(
                [("id", "in", found.ids)], order="support_work_rank desc, id desc"
            )
            self.assertEqual(backwards.mapped("name"), [*reversed(ORDER)])

    def test_customers_learn_nothing_from_the_order(self):
        portal = self._make_portal_user(self.anna)
        tickets = self.env["helpdesk.ticket"].with_user(portal)
        with self.assertRaises(AccessError):
            tickets.search([], order="support_work_rank")

    def test_one_after_the_other(self):
        """What is answered or skipped does not come back on the same round."""
        self._make_day()
        with self.at(MONDAY):
            step = self.env["helpdesk.ticket"].with_user(self.agent)
            action, names = step.action_support_next(), []
            while action.get("res_id"):
                ticket = step.browse(action["res_id"]).with_context(**action["context"])
                names.append(ticket.name)
                if ticket.name == "late":
                    self._say(ticket, self.agent.partner_id)
                action = ticket.action_support_next()
        self.assertEqual(names, [*ORDER])
        self.assertEqual(action["path"], "support-my-work")

    def test_it_waits_where_its_team_waits(self):
        ticket = self._make_ticket(self.anna, user_id=self.agent.id)
        ticket.with_user(self.agent).action_support_wait()
        self.assertEqual(ticket.stage_id, self.stage_awaiting)

        self.env["helpdesk.ticket.stage"].search([]).support_waiting_for = False
        with self.assertRaises(UserError):
            ticket.with_user(self.agent).action_support_wait()
