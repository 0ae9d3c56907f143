# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from random import Random

from ..common import MONDAY, SupportCase, make_user

DAY = timedelta(days=1)


class BoardCase(SupportCase):
    """Two teams with a leader each, agents of each kind, and a queue made by chance."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.leader = make_user(
            cls.env, "support-leader", "helpdesk_mgmt.group_helpdesk_user_team"
        )
        cls.other_leader = make_user(
            cls.env, "support-leader-b", "helpdesk_mgmt.group_helpdesk_user_team"
        )
        cls.team.write({"user_id": cls.leader.id, "user_ids": [(4, cls.leader.id)]})
        cls.other_team.write(
            {"user_id": cls.other_leader.id, "user_ids": [(4, cls.other_leader.id)]}
        )
        everybody = cls.agent | cls.agent_own | cls.leader | cls.manager
        everybody.tz = "America/Guatemala"
        cls.readers = everybody | cls.other_leader

    def _board(self, user, now=MONDAY):
        with self.at(now):
            return self.env["support.board"].with_user(user).get_board()

    def _answer(self, ticket, user):
        ticket.with_user(user).message_post(
            body="Try it again.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _ask(self, ticket):
        ticket.message_post(
            body="And now?",
            author_id=ticket.partner_id.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _make_queue(self, number=40, seed=7):
        """Tickets of every kind that a queue has, over the days before Monday."""
        chance = Random(seed)
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        self._make_contract(self.globex, self.preferential, "2026-01-01", "2026-03-20")
        agents = {
            self.team: [False, self.agent.id, self.agent_own.id, self.leader.id],
            self.other_team: [False, self.manager.id, self.other_leader.id],
            self.team.browse(): [False],
        }
        stages = [self.stage_progress, self.stage_awaiting, self.stage_done]
        for _n in range(number):
            team = chance.choice([*agents])
            moment = MONDAY - timedelta(hours=chance.randrange(1, 400))
            with self.at(moment):
                ticket = self._make_ticket(
                    chance.choice([self.anna, self.gina]),
                    team_id=team.id,
                    user_id=chance.choice(agents[team]),
                )
            with self.at(moment + (MONDAY - moment) / 2):
                if chance.random() < 0.4:
                    self._answer(ticket, self.manager)
                    if chance.random() < 0.5:
                        self._ask(ticket)
                if chance.random() < 0.5:
                    ticket.stage_id = chance.choice(stages)
        self.env.flush_all()


def numbers_of(block, model="helpdesk.ticket"):
    """Yield (model, number) of everything that is counted in a block."""
    if isinstance(block, dict):
        model = block.get("model", model)
        if "count" in block:
            yield model, block
        else:
            for each in block.values():
                yield from numbers_of(each, model)
    elif isinstance(block, list):
        for each in block:
            yield from numbers_of(each, model)
