# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a message means and what follows: return, thanks, reopening."""

from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .gateway_common import GatewayCase
from .mails import index


@tagged("post_install", "-at_install")
class TestConversation(GatewayCase):
    def setUp(self):
        super().setUp()
        self.env.cr.precommit.run()

    def say(self, author, body="Text.", ticket=None, user=None, **kwargs):
        ticket = ticket or self.ticket
        values = {
            "body": body,
            "author_id": author.id,
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        return ticket.with_user(user or self.env.user).message_post(**values | kwargs)

    def kind(self, message):
        return message and self.ticket._support_message_kinds(message)[message.id]

    def close(self, days_ago=0):
        self.ticket.stage_id = self.stage_done
        closed_at = fields.Datetime.now() - timedelta(days=days_ago)
        self.ticket._support_store({"support_closed_at": closed_at})
        self.env.cr.precommit.run()

    # What a message means

    def test_kinds(self):
        agent = self.mail_agent.partner_id
        note = {"subtype_xmlid": "mail.mt_note"}
        for author, kwargs, expected in (
            (self.ana, {}, "customer"),
            (self.luis, {}, "customer"),
            (self.stranger, {}, "note"),
            (agent, {}, "agent"),
            (agent, note, "note"),
            (self.ana, note, "note"),
            (agent, {"is_internal": True}, "note"),
            (agent, {"message_type": "notification"}, "automatic"),
            (agent, {"message_type": "auto_comment"}, "automatic"),
            (agent, {"message_type": "out_of_office"}, "automatic"),
            (self.env.ref("base.partner_root"), {}, "automatic"),
            (self.ana, {"support_mail_kind": "human"}, "customer"),
            (self.ana, {"support_mail_kind": "list"}, "customer"),
            (self.ana, {"support_mail_kind": "out_of_office"}, "automatic"),
            (agent, {"support_mail_kind": "forged"}, "automatic"),
        ):
            with self.subTest(author=author.name, **kwargs):
                self.assertEqual(self.kind(self.say(author, **kwargs)), expected)

    def test_kinds_of_many_messages_in_one_answer(self):
        other = self._make_ticket(self.gina)
        messages = self.say(self.ana) | self.say(self.gina, ticket=other)
        messages |= self.say(self.ana, ticket=other)

        kinds = (self.ticket | other)._support_message_kinds(messages)

        self.assertEqual(
            [kinds[m.id] for m in messages], ["customer", "customer", "note"]
        )

    def test_an_agent_who_is_the_customer_is_the_customer(self):
        own = self._make_ticket(self.mail_agent.partner_id)

        message = self.say(self.mail_agent.partner_id, ticket=own)

        self.assertEqual(own._support_message_kinds(message)[message.id], "customer")

    def test_an_agent_who_has_left_was_an_agent(self):
        message = self.say(self.mail_agent.partner_id)
        self.mail_agent.active = False

        self.assertEqual(self.kind(message), "agent")

    def test_the_composer_speaks_for_the_agent(self):
        composer = Form(
            self.env["mail.compose.message"]
            .with_user(self.mail_agent)
            .with_context(
                default_model="helpdesk.ticket",
                default_res_ids=self.ticket.ids,
                default_composition_mode="comment",
            )
        )
        composer.body = "<p>From the composer.</p>"
        composer.save()._action_send_mail()

        message = self.ticket.message_ids.filtered(lambda m: "composer" in m.body)
        self.assertEqual(self.kind(message), "agent")

    def test_a_stage_mail_is_nobodys_word(self):
        self.ticket.with_user(self.mail_agent).stage_id = self.stage_done
        self.env.cr.precommit.run()

        kinds = self.ticket._support_message_kinds(self.ticket.message_ids)

        before = self.answer.id
        new = {kind for number, kind in kinds.items() if number > before}
        self.assertTrue(new)
        self.assertLessEqual(new, {"automatic", "note"})

    # What follows on an open ticket

    def test_a_customers_word_returns_the_ticket_to_the_team(self):
        for author, stage in (
            (self.ana, self.stage_progress),
            (self.mail_agent.partner_id, self.stage_awaiting),
            (self.stranger, self.stage_awaiting),
        ):
            with self.subTest(author=author.name):
                self.ticket.stage_id = self.stage_awaiting

                self.say(author)

                self.assertEqual(self.ticket.stage_id, stage)

    def test_a_mail_returns_the_ticket_and_an_absence_note_does_not(self):
        self.ticket.stage_id = self.stage_awaiting

        self.receive_named("oof_exchange_es")
        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)

        self.receive_named("reply_gmail")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)

    def test_a_ticket_that_waits_for_others_keeps_waiting(self):
        self.stage_awaiting.support_waiting_for = "third_party"
        self.ticket.stage_id = self.stage_awaiting

        self.say(self.ana)

        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)

    def test_a_team_without_a_working_stage_leaves_it_where_it_is(self):
        stages = self.env["helpdesk.ticket.stage"].search([])
        (stages - self.stage_awaiting).team_ids = self.other_team
        self.ticket.stage_id = self.stage_awaiting

        self.say(self.ana)

        self.assertEqual(self.ticket.stage_id, self.stage_awaiting)

    def test_tickets_of_no_team_have_the_stages_of_their_own_company(self):
        """Whoever writes, and whatever company the server works for at that moment."""
        company = self.env["res.company"].create({"name": "Two"})
        working, waiting, done = self.env["helpdesk.ticket.stage"].create(
            [
                {"name": "Two", "company_id": company.id, "sequence": -1} | vals
                for vals in ({}, {"support_waiting_for": "customer"}, {"closed": True})
            ]
        )
        ticket = self._make_ticket(
            self.ana, company_id=company.id, team_id=False, stage_id=waiting.id
        )

        self.say(self.ana, ticket=ticket)
        self.assertEqual(ticket.stage_id, working)

        ticket.stage_id = done
        self.say(self.ana, "It is broken again.", ticket=ticket)
        self.assertEqual(ticket.stage_id, working)

    # What follows on a closed one

    def test_thanks_reopen_nothing(self):
        self.close()

        self.say(self.ana, "Muchas gracias, Agent.\n")
        self.assertTrue(self.ticket.closed)

        self.say(self.ana, "Gracias, pero sigue fallando")
        self.assertEqual(self.ticket.stage_id, self.stage_progress)
        self.assertFalse(self.ticket.closed_date)

    def test_the_reopening_window_is_the_companys_or_the_teams_own(self):
        self.env.company.support_reopen_days = 10
        self.team.write({"support_own_rules": True, "support_reopen_days": 2})
        for own_rules, days, reopened in (
            (False, 9, True),
            (False, 11, False),
            (True, 1, True),
            (True, 3, False),
        ):
            with self.subTest(own_rules=own_rules, days=days), self.undone():
                self.team.support_own_rules = own_rules
                self.close(days)

                self.say(self.ana, "It fails again.")

                self.assertEqual(not self.ticket.closed, reopened)
                self.assertEqual(len(self.ticket.support_follow_up_ids), not reopened)

    def test_a_late_word_in_the_portal_opens_a_linked_ticket(self):
        self.env.company.helpdesk_mgmt_ticket_auto_assign = True
        portal = self._make_portal_user(self.ana)
        self.ticket.message_subscribe(self.ana.ids)
        self.close(days_ago=16)

        self.say(self.ana, "It fails <b>again</b>.", user=portal)

        follow_up = self.ticket.support_follow_up_ids
        self.assertEqual(follow_up.partner_id, self.ana)
        self.assertEqual(follow_up.team_id, self.team)
        self.assertIn("It fails", follow_up.description)
        self.assertFalse(follow_up.user_id)
        self.assertFalse(follow_up.closed)
        self.assertTrue(self.ticket.closed)
        self.assertIn(follow_up.number, "".join(self.ticket.message_ids.mapped("body")))
        self.assertIn(self.ticket.number, "".join(follow_up.message_ids.mapped("body")))

    def test_a_late_mail_opens_one_linked_ticket_with_the_mail(self):
        self.close(days_ago=40)

        ticket = self.receive_named("reply_to_long_closed")

        self.assertEqual(ticket.support_follows_id, self.ticket)
        self.assertEqual((ticket.team_id, ticket.partner_id), (self.team, self.ana))
        self.assertEqual(len(self.mails_of(ticket)), 1)
        self.assertFalse(self.mails_of(self.ticket))

    def test_who_does_not_count_opens_and_reopens_nothing(self):
        for days in (1, 40):
            for name in ("reply_outsider", "reply_forged_customer", "oof_sieve"):
                with self.subTest(days=days, mail=name), self.undone():
                    self.close(days)

                    self.assertFalse(self.receive(index.read(name)))

                    self.assertTrue(self.ticket.closed)
                    self.assertEqual(len(self.mails_of(self.ticket)), 1)
