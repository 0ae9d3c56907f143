# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .statement_common import StatementCase

APRIL_2 = "2026-04-02 15:00"


@tagged("post_install", "-at_install")
class TestStatementDesk(StatementCase):
    """What a manager does with statements by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.ticket = case._ticket("2026-03-02 15:00")
        case._answer(cls.ticket, "2026-03-20 15:00")
        cls.contract.contact_ids = cls.anna
        cls.statement = case._state()

    def _mails(self):
        domain = [("model", "=", "support.statement")]
        return self.env["mail.mail"].search(domain)

    def _dialog(self, user, statement=None):
        wizard = self.env["support.statement.send"].with_user(user)
        given = {"default_statement_id": (statement or self.statement).id}
        return Form(wizard.with_context(**given))

    def test_its_mail_is_read_before_it_is_sent(self):
        self.env["res.lang"]._activate_lang("es_419")
        module = self.env["ir.module.module"].search([("name", "=", "support_sla")])
        module._update_translations(["es_419"])
        self.anna.lang = "es_419"

        dialog = self._dialog(self.manager)

        self.assertIn("anna@acme.test", dialog.recipients)
        self.assertIn("marzo de 2026", dialog.subject)
        self.assertIn("Primeras respuestas", dialog.body)
        self.assertFalse(self._mails(), "looking sends nothing")
        with self.at(APRIL_2):
            dialog.save().action_apply()
        mail = self._mails().ensure_one()
        self.assertEqual(mail.subject, dialog.subject)
        self.assertEqual(str(self.statement.mailed_at), f"{APRIL_2}:00")
        self.assertTrue(self._dialog(self.manager).mailed_at)

    def test_only_managers_send_and_count_again(self):
        with self.assertRaises(AccessError):
            self._dialog(self.agent)
        for act in ("action_send", "action_make_again"):
            with self.subTest(act), self.assertRaises(AccessError):
                getattr(self.statement.with_user(self.agent), act)()
        self.assertFalse(self._mails())

    def test_counted_again_by_hand(self):
        self.env["res.lang"]._activate_lang("es_419")
        self.contract.level_id.with_context(lang="es_419").name = "Pequeño"
        mine = self.statement.with_user(self.manager)
        with self.at(APRIL_2):
            told = mine.with_context(lang="es_419").action_make_again()
            self.assertIn("Nada cambió", told["params"]["message"])
            self.ticket.support_deadline_ids._take_back(
                "On the phone", self.env.cr.now()
            )
            opened = mine.action_make_again()

        newer = self.env["support.statement"].browse(opened["res_id"])
        self.assertEqual((newer.version, newer.latest), (2, True))
        self.assertFalse(self.statement.latest)

    def test_the_form_shows_what_the_customer_reads(self):
        for user in (self.agent, self.manager):
            with self.subTest(user.name), Form(self.statement.with_user(user)) as form:
                self.assertIn("First answers in time: 0 of 1", form.body)
                self.assertIn("<svg", form.body)
        contract = self.contract.with_user(self.manager)
        self.assertEqual(contract.statement_count, 1)
        action = contract.action_view_statements()
        found = self.env["support.statement"].search(action["domain"])
        self.assertEqual(found, self.statement)

    def test_the_list_costs_the_same_for_many(self):
        few = self._state(
            "2026-03-01 06:30", month=self.statement.month.replace(month=2)
        )
        names = ("month_words", "display_name", "partner_id", "opened_count")
        spec = {name: {} for name in names}
        search = self.env["support.statement"].with_user(self.manager).web_search_read
        counts = []
        for _round in range(2):
            for ids in (few.ids, (few | self.statement).ids):
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                search([("id", "in", ids)], spec)
                counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[3])
