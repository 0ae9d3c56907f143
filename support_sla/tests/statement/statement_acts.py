# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What people do to requests, contracts and customers, at random."""

from datetime import timedelta


class RandomActs:
    """Acts of the recount: each may correct a month that is over, or may not."""

    def _acts(self, dice):
        contract = dice.choice([*self.contracts])
        tickets = self.env["helpdesk.ticket"].search(
            [("support_contract_id", "=", contract.id)]
        )
        one = dice.choice(tickets) if tickets else tickets
        person = self.people[contract]

        def born():
            self._make_ticket(person, priority=dice.choice("0123"))

        if not one:
            return [born]
        return [
            *[born] * 8,
            *[lambda: self._say(one, self.agent.partner_id)] * 8,
            *[lambda: self._say(one, person)] * 2,
            *[lambda: one.write({"stage_id": dice.choice(self.stages).id})] * 5,
            *[lambda: one.write({"stage_id": self.stage_done.id})] * 2,
            *[lambda: one.write({"priority": dice.choice("0123")})] * 2,
            *[lambda: self._spare(one, dice)] * 3,
            lambda: one.write({"category_id": dice.choice(self.categories).id}),
            lambda: self._point(one, dice.choice(tickets)),
            lambda: self._take_back(one, dice),
            *[lambda: self._adjust(contract, dice)] * 2,
            lambda: self._grant(tickets),
            lambda: self._rename(contract, one),
            lambda: self._change_number(contract, dice),
            lambda: self._move_end(contract, dice),
            lambda: self._merge_twin(contract),
            lambda: dice.random() < 0.5 and one.unlink(),
        ]

    def _say(self, ticket, author):
        writer = self.agent if author == self.agent.partner_id else self.env.user
        ticket.with_user(writer).message_post(
            body="<p>A word</p>",
            author_id=author.id,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )

    def _spare(self, ticket, dice):
        ticket.support_exempt = dice.choice(["merged", "duplicate", "other", False])

    def _point(self, ticket, other):
        same = ticket.duplicate_id or other == ticket or other.duplicate_id
        ticket.duplicate_id = False if same else other

    def _take_back(self, ticket, dice):
        rows = ticket.support_deadline_ids.filtered(
            lambda r: r.verdict not in ("met", "cancelled")
        )
        if rows and dice.random() < 0.4:
            rows[:1]._take_back("Agreed by phone", self.now)

    def _adjust(self, contract, dice):
        if contract.level_id.quota_tickets:
            self.env["support.quota.entry"].create(
                {
                    "contract_id": contract.id,
                    "period_start": contract.quota_period_start,
                    "quantity": dice.choice((-2, -1, 1)),
                    "reason": "Agreed by phone",
                }
            )

    def _grant(self, tickets):
        over = tickets.filtered(lambda t: t.support_quota_status == "over")
        if over:
            over[:1].action_support_grant()

    def _rename(self, contract, ticket):
        for record in (contract.partner_id, contract.level_id, ticket):
            record.name = f"{record.name.partition(' ')[0]} {self.now:%d%H}"

    def _change_number(self, contract, dice):
        contract.level_id.quota_tickets = dice.choice((0, 2, 5, 9))

    def _move_end(self, contract, dice):
        """Its last day is moved, also to one that is over; or there is none."""
        day = self.now.date() + timedelta(days=dice.randrange(-10, 40))
        contract.date_end = False if contract.date_end else day

    def _merge_twin(self, contract):
        """The customer was there twice, and both had requests."""
        twin = self._make_customer(f"Twin{self.now:%m%d%H}")
        self._make_ticket(self._make_contact(twin, "Tom"))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((contract.partner_id | twin).ids, contract.partner_id)
