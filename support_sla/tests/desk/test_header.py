# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from ..common import MONDAY
from ..quota.quota_common import PlaceCase

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class DeskCase(PlaceCase):
    """Acme under a contract of three tickets a month, Globex without any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env["helpdesk.ticket.channel"].create(
            {"name": "Hot line", "support_kind": "phone"}
        )
        cls.fax = cls.phone.copy({"name": "Fax", "support_kind": "other"})
        cls.web = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_web")

    def _header(self, ticket, user=None, moment=MONDAY, lang="en_US"):
        self.env.flush_all()
        with self.at(moment):
            reader = ticket.with_user(user or self.agent).with_context(lang=lang)
            return reader.support_header

    def _chip(self, key, ticket, **kwargs):
        chips = self._header(ticket, **kwargs)["chips"]
        return next((chip for chip in chips if chip["key"] == key), None)

    def _text(self, key, ticket, **kwargs):
        chip = self._chip(key, ticket, **kwargs)
        return chip and chip["text"]

    def _labels(self, key, ticket, **kwargs):
        chip = self._chip(key, ticket, **kwargs)
        return [act["label"] for act in chip["acts"]]


@tagged("post_install", "-at_install")
class TestHeader(DeskCase):
    def test_a_covered_ticket_says_level_contract_quota_and_channel(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, channel_id=self.web.id)
        said = [chip["text"] for chip in self._header(ticket)["chips"]]

        contract = self.contract.name
        self.assertEqual(said, ["Small, 24–48 h", contract, "1 of 3 this month", "Web"])
        self.contract.date_end = "2026-12-20"
        self.assertEqual(self._text("contract", ticket), f"{contract} until Dec 20")

    def test_both_marks_and_the_working_time_are_those_of_its_calendar(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
        row = ticket.support_deadline_ids

        def marks(moment):
            self.env.flush_all()
            with self.at(moment):
                return ticket.with_user(self.agent).support_marks

        found = marks(MONDAY + HOUR)
        self.assertEqual(found["ends"], "answer")
        self.assertEqual(found["due"], str(row.due_at))
        self.assertEqual(found["aim"], str(row.aim_at))
        self.assertEqual(found["worked"], "47 h of working time")
        self.assertNotIn("opens", found)
        found = marks(MONDAY + 12 * HOUR)  # 21:00
        self.assertEqual(found["opens"], "2026-03-03 14:00:00")
        self.assertEqual(found["worked"], "39 h of working time")
        found = marks(row.due_at + 2 * DAY)  # from Friday's evening to Sunday's
        self.assertIn("of working time", found["worked"])
        with self.at(MONDAY + HOUR):
            ticket.stage_id = self.stage_awaiting
        self.assertNotIn("worked", marks(MONDAY + 2 * HOUR))

    def test_whose_turn_it_is(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)

        def turn():
            self.env.flush_all()
            ticket.invalidate_recordset()
            with self.at(MONDAY + 5 * HOUR):
                found = ticket.with_user(self.agent).support_turn
            return found["who"], found.get("since") or found.get("text")

        self.assertEqual(turn(), ("us", "2026-03-02 15:00:00"))
        with self.at(MONDAY + HOUR):
            ticket.with_user(self.agent).message_post(
                body="Try it.", message_type="comment", subtype_xmlid="mail.mt_comment"
            )
        self.assertEqual(turn(), ("us", None))
        with self.at(MONDAY + 2 * HOUR):
            ticket.sudo().message_post(
                body="It fails.",
                author_id=self.anna.id,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        # no level here promises a next response: it is known all the same
        self.assertEqual(turn(), ("us", "2026-03-02 17:00:00"))
        with self.at(MONDAY + 3 * HOUR):
            ticket.stage_id = self.stage_awaiting
        self.assertEqual(turn(), ("customer", "customer, closes Mar 12"))
        with self.at(MONDAY + 4 * HOUR):
            ticket.stage_id = self.stage_done
        self.assertEqual(turn(), ("", None))

    def test_over_the_quota_it_says_who_comes_first_and_who_may_admit(self):
        self.small.over_quota_policy = "approval"
        with self.at(MONDAY):
            self._make_tickets(3)
            first, second = self._make_tickets(2)
            first._support_store({"support_since": MONDAY - HOUR})

        self.assertEqual(
            self._text("quota", second),
            "over the quota: 3 of 3, 1 before it, next period Apr 1",
        )
        self.assertEqual(self._labels("quota", second), [])
        self.assertEqual(
            self._labels("quota", second, user=self.manager),
            ["Admit", "Not chargeable"],
        )
        with self.assertRaises(AccessError):
            second.with_user(self.agent).action_support_grant()
        self.assertEqual(second.with_user(self.agent).support_turn["who"], "held")
        with self.at(MONDAY):
            self.small.over_quota_policy = "no_commitment"
        second._support_store({"support_over_policy": "no_commitment"})
        self.assertEqual(self._labels("quota", second), ["Admit", "Not chargeable"])
        with self.at(MONDAY):
            rows = (first | second).with_user(self.agent)
            self.assertEqual(rows.mapped("support_quota_before"), [0, 1])
            self.assertEqual(second.support_quota_words, "3 of 3")
            self.assertEqual(str(second.support_quota_next), "2026-04-01")

    def test_without_contract_only_managers_sell(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
            mine = ticket.with_user(self.manager)
        self.assertEqual(self._text("contract", ticket), "No contract")
        self.assertEqual(self._labels("contract", ticket), [])
        self.assertEqual(
            self._labels("contract", ticket, user=self.manager), ["New contract"]
        )
        context = mine.action_support_new_contract()["context"]
        self.assertEqual(context["default_partner_id"], self.globex.id)
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).action_support_new_contract()

    def test_a_contract_that_ended_is_renewed_by_who_may(self):
        self._contract_since("2025-01-01", "2025-12-31", self.globex)
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
        said = self._text("contract", ticket)
        self.assertEqual(said, "Contract ended Dec 31, 2025")
        self.assertEqual(self._labels("contract", ticket), [])
        renews = self._labels("contract", ticket, user=self.manager)
        self.assertEqual(renews, ["Renew"])
        action = ticket.with_user(self.manager).action_support_renew()
        self.assertEqual(action["res_model"], "support.contract.change")
        with self.assertRaises(AccessError):
            ticket.with_user(self.agent).action_support_renew()

    def test_attaching_is_offered_only_where_a_contract_is_in_force(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
            other = self._make_ticket()
        self._contract_since("2026-01-01", customer=self.globex)
        ticket._support_store(
            {"support_contract_id": False, "support_entitlement_reason": "none"}
        )
        self.assertEqual(
            self._labels("contract", ticket), ["Attach to the contract in force"]
        )
        self.assertEqual(self._labels("contract", other), [])

    def test_what_was_asked_and_what_is_waited_for(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, team_id=self.team.id)
            ticket.with_user(self.agent).action_request_confirmation()
        later = MONDAY + DAY
        self.assertEqual(
            self._text("asked", ticket, moment=later),
            "asked “Is it solved?” on {moment}, no answer yet",
        )
        asked = self._chip("asked", ticket, moment=later)
        self.assertEqual(asked["moment"], str(MONDAY))
        self.assertEqual(self._labels("asked", ticket, moment=later), ["Ask again"])
        self.assertEqual(
            self._text("waiting", ticket, moment=later),
            "waiting since {moment}, closes Mar 12, reminder 0 of 2",
        )
        with self.at(later):
            self.assertEqual(
                ticket.with_user(self.agent).support_reminders_words, "0 of 2"
            )
            ticket._support_answer(False, "No!", self.anna)
        self.assertFalse(self._chip("asked", ticket, moment=later))
        denied = self._text("denied", ticket, moment=later)
        self.assertEqual(denied, "the customer says: not solved, {moment}")

    def test_a_channel_outside_the_level_and_an_excluded_service(self):
        service = self.env["support.service"].create({"name": "Reports"})
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Reports", "support_service_id": service.id}
        )
        self.small.coverage_ids.create(
            {
                "level_id": self.small.id,
                "service_id": service.id,
                "coverage": "excluded",
            }
        )
        with self.at(MONDAY):
            ticket = self._make_ticket(
                self.anna, channel_id=self.phone.id, category_id=category.id
            )
        self.assertEqual(self._text("channel", ticket), "Hot line is not included")
        self.assertEqual(self._labels("channel", ticket), ["Answer politely"])
        self.assertEqual(self._labels("scope", ticket), ["Propose a quotation"])
        self.assertEqual(self._text("quota", ticket), "not counted")

    def test_what_may_be_asked_follows_the_ticket(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, channel_id=self.fax.id)

        def kinds(user=self.agent):
            return {each["kind"] for each in self._header(ticket, user)["asks"]}

        self.assertEqual(kinds(), {"missing", "channel", "test"})
        ticket._support_store({"support_first_response_at": MONDAY})
        self.assertEqual(kinds(), {"solved", "missing", "channel", "test"})
        outsider = new_test_user(self.env, "just-an-employee")
        ticket.message_subscribe(outsider.partner_id.ids)
        self.assertEqual(kinds(outsider), set())

    def test_an_employee_who_only_follows_reads_no_contract(self):
        outsider = new_test_user(self.env, "just-an-employee")
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
        ticket.message_subscribe(outsider.partner_id.ids)
        self.assertEqual(self._header(ticket, outsider)["chips"], [])
        portal = self._make_portal_user(self.anna)
        for name in ("support_header", "support_marks", "support_turn"):
            with self.assertRaises(AccessError):
                ticket.with_user(portal).read([name])

    def test_a_new_ticket_shows_what_its_callers_contract_gives(self):
        with self.at(MONDAY):
            self._make_tickets(3)
            self.env.flush_all()
            entries = self.env["support.quota.entry"].search_count([])
            form = Form(self.env["helpdesk.ticket"].with_user(self.agent))
            self.assertEqual(form.support_header["chips"], [])
            form.partner_id = self.anna
            said = {c["key"]: c["text"] for c in form.support_header["chips"]}
            self.assertEqual(said["level"], "Small, 24–48 h")
            self.assertEqual(said["quota"], "3 of 3 this month")
            self.assertIn("Web", said["channels"])
            form.channel_id = self.phone
            said = {c["key"]: c["text"] for c in form.support_header["chips"]}
            self.assertEqual(said["channel"], "Hot line is not included")
            form.partner_id = self.gina
            said = [c["text"] for c in form.support_header["chips"]]
            self.assertEqual(said, ["No contract"])
            self.assertEqual(self.env["support.quota.entry"].search_count([]), entries)

    def test_a_screen_of_tickets_costs_as_many_queries_as_one(self):
        names = [
            "support_header",
            "support_marks",
            "support_turn",
            "support_reminders_words",
            "support_quota_before",
            "support_quota_words",
            "support_customer_label",
        ]
        with self.at(MONDAY):
            globex = self._contract_since("2026-01-01", customer=self.globex)
            tickets = self._make_tickets(40) | self._make_tickets(40, self.gina)
            one_of_each = tickets[:1] | tickets[9:10] | tickets[39:41]
            tickets[:10].stage_id = self.stage_awaiting
        self.assertTrue(globex)
        self.env.flush_all()

        def count(rows):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            rows.with_user(self.agent).read(names)
            return self.cr.sql_log_count - before

        with self.at(MONDAY + HOUR):
            count(tickets)
            self.assertEqual(count(tickets), count(one_of_each))
