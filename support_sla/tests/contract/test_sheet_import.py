# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo.tests import new_test_user, tagged
from odoo.tools import file_open

from ..common import MONDAY, SupportCase

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {"has_headers": True, "quoting": '"', "separator": ",", "headers": True}


class ImportCase(SupportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_ES")
        cls.contracts = cls.env["support.contract"]
        cls.other_seller = new_test_user(
            cls.env, "support-seller", "support_sla.group_support_manager"
        )
        cls.old_mails = cls.env["mail.mail"].search([])

    def _import_template(self, model, lang="en_US"):
        """Import the sheet that the dialog offers, as the dialog does it."""
        self.manager.lang = lang
        env = self.env(user=self.manager, context={"lang": lang})
        [template] = env[model].get_import_templates()
        with file_open(template["template"].lstrip("/"), "rb") as sheet:
            content = sheet.read()
        wizard = env["base_import.import"].create(
            {"res_model": model, "file": content, "file_type": XLSX}
        )
        preview = wizard.parse_preview(dict(OPTIONS))
        self.assertNotIn("error", preview)
        headers = preview["headers"]
        paths = [preview["matches"].get(n) for n in range(len(headers))]
        self.assertTrue(all(paths), [*zip(headers, paths, strict=True)])
        fields = ["/".join(path) for path in paths]
        result = wizard.execute_import(fields, headers, preview["options"])
        self.assertEqual(result["messages"], [])
        return env[model].sudo().browse(result["ids"]), template["label"]

    def _load(self, columns, *rows, user=None, **context):
        model = self.contracts.with_user(user or self.manager)
        model = model.with_context(import_file=True, **context)
        return model.load(columns, [list(row) for row in rows])

    def _assert_no_mail(self):
        mails = self.env["mail.mail"].search([("id", "not in", self.old_mails.ids)])
        self.assertFalse(mails.mapped("subject"))


@tagged("post_install", "-at_install")
class TestSheetImport(ImportCase):
    def test_the_shipped_sheet_of_contracts_is_imported_as_it_is(self):
        for lang, words in (("en_US", "Contracts"), ("es_ES", "contratos")):
            with self.subTest(lang=lang), self.env.cr.savepoint() as savepoint:
                with self.at(MONDAY):
                    contracts, label = self._import_template("support.contract", lang)
                    states = contracts.mapped("state")

                self.assertIn(words, label)
                self.assertEqual(contracts.partner_id, self.acme | self.globex)
                self.assertEqual(contracts.level_id, self.monthly | self.preferential)
                self.assertEqual(states, ["active", "draft"])
                self.assertEqual(contracts[0].confirmed_at, MONDAY)
                self.assertEqual(contracts[0].date_end, date(2026, 12, 31))
                self.assertNotIn("/", contracts.mapped("name"))
                savepoint.rollback()
                self.env.invalidate_all()
        self._assert_no_mail()

    def test_the_shipped_sheet_of_implementations_is_imported_as_it_is(self):
        made, label = self._import_template("support.implementation", "es_ES")

        self.assertIn("implementaciones", label)
        self.assertEqual(made.partner_id, self.acme | self.globex)
        self.assertEqual(made.level_id, self.accompaniment)
        self.assertEqual(made.mapped("state"), ["running", "running"])
        self.assertEqual(made[0].date_end, date(2026, 4, 30))
        self._assert_no_mail()

    def test_the_shipped_sheet_of_visits_is_imported_as_it_is(self):
        self.monthly.write({"visit_days_per_week": 1, "visit_scope": "contract"})
        contract = self._make_contract(self.acme, self.monthly, "2026-01-01")

        with self.at(MONDAY):
            visits, label = self._import_template("support.visit", "es_ES")

        self.assertIn("visitas", label)
        self.assertEqual(visits.contract_id, contract)
        self.assertEqual(visits[0].start_at, MONDAY + timedelta(days=1))
        self.assertEqual(visits.mapped("state"), ["planned", "planned"])
        self._assert_no_mail()

    def test_the_shipped_sheet_of_scopes_is_imported_as_it_is(self):
        """It holds what came with us: nothing is added, and what was changed is again
        as it was."""
        rows = self.env["support.level.coverage"]
        shipped = rows.search([("level_id", "in", self._shipped_levels().ids)])
        before = {row: row.coverage for row in shipped}
        self.assertEqual({*before.values()}, {"included", "excluded", "unstated"})
        shipped.filtered(lambda row: row.coverage == "included").coverage = "excluded"

        imported, label = self._import_template("support.level.coverage", "es_ES")

        self.assertIn("alcance", label)
        self.assertEqual(imported, shipped)
        self.assertEqual({row: row.coverage for row in imported}, before)
        self._assert_no_mail()

    def test_a_scope_is_imported_and_decides(self):
        service = self.env["support.service"].create({"name": "Training"})
        category = self.env["helpdesk.ticket.category"].create(
            {"name": "Training", "support_service_id": service.id}
        )
        self._make_contract(self.acme, self.monthly, "2026-01-01")
        rows = self.env["support.level.coverage"].with_user(self.manager)

        result = rows.with_context(import_file=True).load(
            ["level_id/id", "service_id", "coverage"],
            [["support_sla.level_monthly", "Training", "Excluded"]],
        )

        self.assertFalse(result["messages"])
        with self.at(MONDAY):
            ticket = self._make_ticket(self.anna, category_id=category.id)
        self.assertEqual(ticket.support_scope, "excluded")
        agents = self.env["support.level.coverage"].with_user(self.agent)
        self.assertFalse(agents.has_access("create"))

    def _shipped_levels(self):
        return self.monthly | self.preferential | self.accompaniment

    def test_a_wrong_row_is_named_in_the_readers_language(self):
        columns = ["partner_id", "level_id/id", "date_start", "date_end", "phase"]
        level = "support_sla.level_monthly"

        self._make_contract(self.acme, self.monthly, "2026-01-01", "2026-12-31")
        good = ("Globex", level, "2026-01-01", "", "confirmed")

        for bad, text in (
            (("Acme", level, "2026-06-01", "", "confirmed"), "Acme ya tiene el nivel"),
            (("Acme", level, "2027-05-01", "2027-04-01", "draft"), "El último día"),
        ):
            with self.subTest(text=text):
                result = self._load(columns, good, bad, lang="es_ES")

                self.assertFalse(result["ids"])
                message = result["messages"][-1]
                self.assertEqual(message["rows"], {"from": 1, "to": 1})
                self.assertIn(text, message["message"])
        self.assertFalse(self.globex.support_contract_ids)

    def test_nobody_is_told_of_what_was_his_before(self):
        self.other_seller.notification_type = "email"

        result = self._load(
            ["partner_id", "level_id/id", "date_start", "phase", "user_id/.id"],
            (
                "Acme",
                "support_sla.level_monthly",
                "2026-01-01",
                "confirmed",
                str(self.other_seller.id),
            ),
        )

        contract = self.contracts.browse(result["ids"])
        self.assertEqual(contract.user_id, self.other_seller)
        self.env.flush_all()
        self._assert_no_mail()

    def test_a_thousand_get_their_states_by_few_queries(self):
        customers = self.env["res.partner"].create(
            [{"name": f"Customer {n}", "is_company": True} for n in range(1000)]
        )
        spans = (
            ("2025-01-01", "2025-12-31", "expired"),
            ("2026-01-01", False, "active"),
            ("2026-06-01", "2026-12-31", "upcoming"),
        )
        vals_list = [
            {
                "partner_id": customer.id,
                "level_id": self.monthly.id,
                "date_start": spans[n % 3][0],
                "date_end": spans[n % 3][1],
                "phase": "confirmed",
            }
            for n, customer in enumerate(customers)
        ]
        quiet = self.contracts.with_user(self.manager).with_context(
            tracking_disable=True
        )
        with self.at(MONDAY):
            quiet.create(vals_list[:1])  # what is known from then on is not counted
            self.env.flush_all()
            before = self.env.cr.sql_log_count

            contracts = quiet.create(vals_list[1:])
            self.env.flush_all()

            queries = self.env.cr.sql_log_count - before
            states = contracts.mapped("state")
        self.assertEqual(states, [spans[n % 3][2] for n in range(1, 1000)])
        self.assertFalse(contracts.filtered(lambda c: not c.confirmed_at))
        self.assertLess(queries, 999 + 80, "and one for the number of each")
