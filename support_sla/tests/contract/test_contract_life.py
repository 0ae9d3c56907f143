# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import MONDAY
from ..quota.quota_common import QuotaCase


@tagged("post_install", "-at_install")
class TestContractLife(QuotaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls._make_contract(
            cls.acme, cls.small, "2026-02-01", "2026-07-31", user_id=cls.manager.id
        )

    def _change(self, contract=None, **values):
        """Fill the dialog as a manager does, and confirm; return the result."""
        contract = contract or self.contract
        action = contract.with_user(self.manager).action_change()
        form = Form(
            self.env["support.contract.change"]
            .with_user(self.manager)
            .with_context(**action["context"])
        )
        for name, value in values.items():
            setattr(form, name, value)
        self.preview = form.preview
        result = form.save().action_apply()
        return self.env["support.contract"].browse(result["res_id"])

    def test_renewing_adds_a_contract_as_long(self):
        with self.at(MONDAY):
            renewal = self._change(kind="renew")

        self.assertEqual(renewal.previous_id, self.contract)
        self.assertEqual(
            (renewal.date_start, renewal.date_end, renewal.level_id, renewal.phase),
            (date(2026, 8, 1), date(2027, 1, 31), self.small, "confirmed"),
        )
        self.assertEqual(self.contract.date_end, date(2026, 7, 31))
        self.assertIn("2026", self.preview)

    def test_extending_moves_the_last_day(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna)
            same = self._change(kind="extend", date_end=date(2026, 12, 31))

        self.assertEqual(same, self.contract)
        self.assertEqual(self.contract.date_end, date(2026, 12, 31))
        self.assertEqual(ticket.support_contract_id, self.contract)
        with self.assertRaisesRegex(UserError, "already lasts until"):
            self.contract._extend(date(2026, 12, 31))

    def test_extending_into_another_contract_is_refused(self):
        with self.at(MONDAY):
            self._change(kind="renew")
            with self.assertRaisesRegex(ValidationError, "already has level"):
                self._change(kind="extend", date_end=date(2026, 12, 31))

    def test_an_upgrade_mid_term(self):
        """History stays; who waited is admitted, and his deadlines start now."""
        with self.at("2026-02-10 15:00"):
            self._make_tickets(3)
        with self.at(MONDAY):
            tickets = self._make_tickets(4)
            waiting = tickets[3]
        with self.at("2026-03-05 15:00"):
            upgrade = self._change(kind="level", level_id=self.preferential)

            self.assertIn("1 waiting", self.preview)
            self.assertEqual(self.contract.state, "expired")
            self.assertEqual(upgrade.state, "active")
            self.assertEqual(waiting.support_contract_id, upgrade)
            self.assertEqual(waiting.support_quota_status, "none")
            self.assertEqual(
                waiting.support_deadline_ids.started_at, datetime(2026, 3, 5, 15)
            )
        self.assertEqual(self.contract.date_end, date(2026, 3, 4))
        self.assertEqual(
            (upgrade.date_start, upgrade.date_end),
            (date(2026, 3, 5), date(2026, 7, 31)),
        )
        february = self.contract.quota_period_ids.filtered(
            lambda row: row.period_start == date(2026, 2, 1)
        )
        self.assertEqual((february.allowance, february.used), (3, 3))

    def test_a_downgrade_keeps_what_was_promised(self):
        high = self._make_contract(self.globex, self.preferential, "2026-01-01")
        with self.at(MONDAY):
            before = self._make_ticket(self.gina)
            low = self._change(high, kind="level", level_id=self.small)
            after = self._make_ticket(self.gina)

        self.assertEqual(high.date_end, date(2026, 3, 1))
        self.assertEqual(after.support_contract_id, low)
        self.assertEqual(before.support_contract_id, low, "its day is the new one's")

    def test_changing_the_level_on_the_first_day_replaces_the_contract(self):
        with self.at("2026-02-01 15:00"):
            new = self._change(kind="level", level_id=self.preferential)

        self.assertEqual(self.contract.state, "cancelled")
        self.assertEqual(new.date_start, date(2026, 2, 1))

    def test_a_late_renewal_reaches_open_tickets(self):
        with self.at("2026-08-05 15:00"):
            ticket = self._make_ticket(self.anna)
            self.assertEqual(ticket.support_entitlement_reason, "expired")

            renewal = self._change(kind="renew")

            self.assertEqual(ticket.support_contract_id, renewal)
            self.assertEqual(ticket.support_quota_status, "counted")
            self.assertTrue(ticket.support_deadline_ids)

    def test_reattaching_forgets_who_picked(self):
        old = self._make_contract(
            self.acme, self.preferential, "2025-01-01", "2025-06-30"
        )
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, support_contract_id=old.id)
            self.assertEqual(ticket.support_entitlement_reason, "expired")

            ticket.with_user(self.agent).action_support_reattach()

            self.assertEqual(ticket.support_contract_id, self.contract)
            self.assertEqual(ticket.support_quota_status, "counted")


@tagged("post_install", "-at_install")
class TestUpdateContracts(QuotaCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cron = cls.env.ref("support_sla.ir_cron_update_contracts")
        cls.contract = cls._make_contract(
            cls.acme, cls.small, "2026-02-01", "2026-07-31", user_id=cls.manager.id
        )

    def _run_cron(self, moment):
        with self.at(moment), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def _tasks(self, contract=None):
        return (contract or self.contract).activity_ids

    def _mails(self, record):
        """Mails to the customer; Odoo itself tells users of their tasks."""
        return self.env["mail.mail"].search(
            [
                ("model", "=", record._name),
                ("res_id", "=", record.id),
                ("recipient_ids", "in", self.acme.ids),
            ]
        )

    def test_warned_once_at_each_mark(self):
        for moment, warnings in (
            ("2026-06-30 15:00", 0),
            ("2026-07-01 15:00", 1),
            ("2026-07-02 15:00", 1),
            ("2026-07-23 15:00", 1),
            ("2026-07-24 15:00", 2),
            ("2026-07-24 16:00", 2),
            ("2026-07-31 15:00", 2),
        ):
            with self.subTest(moment=moment):
                self._run_cron(moment)
                self.assertEqual(len(self._tasks()), warnings)
        self.assertEqual(self._tasks().user_id, self.manager)
        self.assertFalse(self._mails(self.contract))

    def test_missed_days_delay_and_never_skip(self):
        self._run_cron("2026-07-15 15:00")
        self._run_cron("2026-08-01 15:00")

        self.assertEqual(len(self._tasks()), 2)
        self.assertIn("ended", self._tasks()[-1].summary)

    def test_the_customer_is_told_where_the_company_wants_it(self):
        self.company.support_expiry_tell_customer = True

        self._run_cron("2026-07-01 15:00")

        mail = self._mails(self.contract)
        self.assertEqual(mail.recipient_ids, self.acme)
        self.assertIn(self.contract.name, mail.subject)

    def test_a_renewed_contract_needs_no_warning(self):
        with self.at(MONDAY):
            self.contract._renew()

        self._run_cron("2026-07-24 15:00")

        self.assertFalse(self._tasks())

    def test_other_marks_per_company_and_nonsense_is_refused(self):
        self.company.support_expiry_days = "60"
        self._run_cron("2026-06-05 15:00")

        self.assertEqual(len(self._tasks()), 1)
        with self.assertRaisesRegex(ValidationError, "not a list of days"):
            self.company.support_expiry_days = "a month"

    def test_an_upcoming_contract_reaches_open_tickets_when_it_starts(self):
        with self.at(MONDAY):
            ticket = self._make_ticket(self.gina)
            contract = self._make_contract(self.globex, self.small, "2026-04-01")
        self.assertEqual(ticket.support_quota_status, "none")

        self._run_cron("2026-04-01 06:00")

        self.assertEqual(ticket.support_contract_id, contract)
        self.assertEqual(ticket.support_quota_status, "counted")
        self.assertEqual(ticket.support_quota_entry_ids.period_start, date(2026, 4, 1))

    def test_the_next_period_admits_oldest_first(self):
        with self.at(MONDAY):
            held = self._make_tickets(8)[3:]

        self._run_cron("2026-04-01 05:59")
        self.assertEqual(self._statuses(held), ["over"] * 5)
        self._run_cron("2026-04-01 06:00")

        self.assertEqual(self._statuses(held), ["counted"] * 3 + ["over"] * 2)
        self.assertEqual(
            set(held[:3].support_deadline_ids.mapped("started_at")),
            {datetime(2026, 4, 1, 6)},
        )
        self.assertEqual(
            set(held.support_quota_entry_ids.mapped("period_start")),
            {date(2026, 4, 1)},
        )

    def test_what_a_killed_server_left_pending_is_settled(self):
        """As committed by a transaction that lost the race, before it was settled."""
        with self.at(MONDAY):
            done = self._make_tickets(2)
            self.small.quota_tickets = 0
            left = self._make_tickets(2)
            left.support_deadline_ids.unlink()
            left._support_store(
                {"support_quota_status": False, "support_quota_pending": True}
            )
            left._support_rebuild()
            self.small.quota_tickets = 3
            left[0].active = False  # an archived ticket has its place, too

        self._run_cron("2026-03-02 15:10")

        self.assertEqual(self._statuses(done | left), ["counted"] * 3 + ["over"])
        self.assertFalse(any(left.mapped("support_quota_pending")))
        self.assertEqual(left[0].support_deadline_ids.mapped("started_at"), [MONDAY])
        self.assertFalse(left[1].support_deadline_ids)

    def test_alerts_at_80_and_100_once(self):
        with self.at(MONDAY):
            self.small.quota_tickets = 5
            self._make_tickets(3)
        self._run_cron(MONDAY)
        self.assertFalse(self._tasks())
        for tickets, alerts in ((1, 1), (0, 1), (1, 2), (1, 2)):
            with self.at(MONDAY):
                tickets and self._make_tickets(tickets)
            self._run_cron(MONDAY)
            self.assertEqual(len(self._tasks()), alerts)
        row = self.contract.quota_period_ids[0]
        self.assertEqual(self._mails(row).recipient_ids, self.acme)
        self.assertEqual(len(self._mails(row)), 2)

    def test_one_bad_contract_stops_nobody(self):
        second = self._make_contract(
            self.globex, self.small, "2026-02-01", "2026-07-31", user_id=self.manager.id
        )
        self.env.cr.execute(
            "UPDATE support_level SET quota_period = 'never' WHERE id = %s",
            [self.small.copy({"code": "broken"}).id],
        )
        broken = self.env["support.level"].search([("code", "=", "broken")])
        self.env.cr.execute(
            "UPDATE support_contract SET level_id = %s WHERE id = %s",
            [broken.id, self.contract.id],
        )
        self.env.registry.clear_cache()

        with self.assertLogs("odoo.addons.support_sla.models.job", "ERROR"):
            self._run_cron("2026-07-01 15:00")

        self.assertEqual(len(self._tasks(second)), 1)
        self.assertTrue(second.opened_until)
