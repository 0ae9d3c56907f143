# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import new_test_user, tagged

from ..common import SupportCase


class ComparisonCase(SupportCase):
    """The shipped levels, lowest first, and what their table says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("es_419")
        cls.levels = cls.monthly | cls.preferential | cls.accompaniment

    def _many(self, count=12):
        """Return so many levels, all but the shipped ones on calendars of their own."""
        copies = [
            self.preferential.copy(
                {
                    "name": f"Level {number}",
                    "code": f"level-{number}",
                    "calendar_id": self.calendar_alldays.copy().id,
                }
            )
            for number in range(3, count)
        ]
        return self.levels.concat(*copies)

    def _texts(self, levels=None, lang="en_US"):
        """Return ``{row key: [text of each cell]}``."""
        levels = (self.levels if levels is None else levels).with_context(lang=lang)
        return {
            row["key"]: [cell["text"] for cell in row["cells"]]
            for section in levels._comparison_rows()
            for row in section["rows"]
        }

    def _say(self, key, level=None, lang="en_US"):
        return self._texts(level or self.monthly, lang)[key][0]


@tagged("post_install", "-at_install")
class TestComparisonRows(ComparisonCase):
    """The table says what the levels say, and nothing else."""

    def test_the_shipped_levels_say_what_the_provider_promises(self):
        texts = self._texts()

        bought = "Bought at any time, for as long as you wish"
        yes, no, silent = "Included", "Not included", "Not stated"
        months = "Included for 6 months after the implementation ends"
        service = self.env.ref("support_sla.service_operation")
        guidance = self.env.ref("support_sla.service_guidance")
        for key, wanted in {
            "obtained": [months, bought, bought],
            "channel_email": [yes, yes, yes],
            "channel_phone": [no, yes, yes],
            "channel_visit": [no, no, yes],
            "first_response": [
                "24 to 48 working hours, 10 a day",
                "3 to 6 working hours, 10 a day",
                "1 to 3 working hours, 10 a day",
            ],
            "zone": ["Time of Guatemala"] * 3,
            "tickets": ["40 a calendar month", "Unlimited", "Unlimited"],
            f"service_{service.id}": [no, silent, silent],
            f"service_{guidance.id}": [yes, yes, yes],
            "visits": [
                "No visits",
                "No visits",
                "2 days a week during the implementation",
            ],
        }.items():
            with self.subTest(key=key):
                self.assertEqual(texts[key], wanted)
        self.assertRegex(texts["opening"][0], r"^Monday to Friday, 8:00.AM–6:00.PM$")
        self.assertRegex(texts["opening"][1], r"^Monday to Sunday, 8:00.AM–6:00.PM$")
        self.assertEqual(texts["carry_over"][0], "Not carried over")
        self.assertNotIn("next_response", texts)

    def test_it_speaks_the_contexts_language(self):
        texts = self._texts(lang="es_419")

        self.assertEqual(
            texts["first_response"][0], "24 a 48 horas hábiles, 10 por día"
        )
        self.assertIn("lunes a viernes, 8:00", texts["opening"][0])
        english = self._texts(lang="en_US")
        for key, cells in texts.items():
            if key not in ("opening", "zone"):
                self.assertNotEqual(cells, english[key])

    def test_every_cell_has_a_text_a_state_and_its_level(self):
        for section in self.levels._comparison_rows():
            for row in section["rows"]:
                cells = row["cells"]
                self.assertEqual([c["level_id"] for c in cells], self.levels.ids)
                self.assertTrue(all(c["text"] for c in cells), row)
                states = {c["state"] for c in cells}
                self.assertLessEqual(
                    states, {"included", "excluded", "unstated", "stated"}
                )

    def test_columns_stand_in_the_order_asked_for(self):
        upside_down = self.accompaniment | self.monthly

        texts = self._texts(upside_down)

        self.assertEqual(texts["tickets"], ["Unlimited", "40 a calendar month"])

    def test_an_agent_reads_it_all(self):
        reader = new_test_user(
            self.env, "only-levels", "support_sla.group_support_user"
        )

        rows = self.levels.with_user(reader)._comparison_rows()

        self.assertEqual(rows, self.levels.with_user(self.manager)._comparison_rows())

    def test_a_priority_with_a_target_of_its_own_has_a_row(self):
        self.env["support.level.target"].create(
            {
                "level_id": self.monthly.id,
                "metric": "first_response",
                "priority": "3",
                "unit": "elapsed_hours",
                "aim": 1.5,
                "commitment": 4,
            }
        )

        texts = self._texts()

        self.assertEqual(
            texts["first_response_3"],
            [
                "1.5 to 4 hours, day and night",
                "3 to 6 working hours, 10 a day",
                "1 to 3 working hours, 10 a day",
            ],
        )
        self.assertNotIn("first_response_2", texts)
        self.assertIn("1.5 a 4 horas", self._say("first_response_3", lang="es_419"))

    def test_a_priority_is_named_in_the_readers_language(self):
        names = ["helpdesk_mgmt", "support_sla"]
        modules = self.env["ir.module.module"].search([("name", "in", names)])
        modules._update_translations(["es_419"])
        target = self.monthly.target_ids.copy({"priority": "3", "commitment": 30})

        names = {
            lang: [
                row["name"]
                for section in self.monthly.with_context(lang=lang)._comparison_rows()
                for row in section["rows"]
                if row["key"] == f"first_response_{target.priority}"
            ]
            for lang in ("en_US", "es_419")
        }

        self.assertEqual(names["en_US"], ["First response, priority Very High"])
        self.assertEqual(names["es_419"], ["Primera respuesta, prioridad Muy alta"])

    def test_a_metric_that_only_some_promise(self):
        self.env["support.level.target"].create(
            {
                "level_id": self.preferential.id,
                "metric": "resolution",
                "unit": "working_days",
                "aim": 1,
                "commitment": 1,
            }
        )

        texts = self._texts()

        none = "No time promised"
        self.assertEqual(texts["resolution"], [none, "1 working day of 10 hours", none])

    def test_quotas(self):
        for values, tickets, left, beyond in [
            (
                {"quota_tickets": 1500, "quota_period": "year"},
                "1,500 a calendar year",
                "Not carried over",
                "no promised time",
            ),
            (
                {"quota_anchor": "contract", "quota_carry_over": True},
                "1,500 a year, counted from the contract's first day",
                "Carried over to the next period",
                "no promised time",
            ),
            (
                {"quota_carry_over_cap": 20, "over_quota_policy": "extra"},
                "1,500 a year",
                "Carried over to the next period, at most 20",
                "charged apart",
            ),
            ({"over_quota_policy": "approval"}, "1,500", "at most", "approve"),
            ({"over_quota_policy": "inform"}, "1,500", "at most", "you are told"),
        ]:
            with self.subTest(values=values):
                self.monthly.write(values)
                texts = self._texts()
                self.assertIn(tickets, texts["tickets"][0])
                self.assertIn(left, texts["carry_over"][0])
                self.assertIn(beyond, texts["beyond"][0])
                self.assertEqual(
                    texts["beyond"][1], "Does not apply, there is no limit"
                )

    def test_no_quota_anywhere_needs_no_rows_about_it(self):
        texts = self._texts(self.preferential | self.accompaniment)

        self.assertFalse({"carry_over", "beyond"} & texts.keys())

    def test_opening_hours_are_those_of_the_attendances(self):
        lines = [
            (day, hour_from, hour_to)
            for day in "013"
            for hour_from, hour_to in ((8, 12), (13.5, 17))
        ]
        lines += [("5", 0, 24), ("6", 20, 24)]
        self.calendar.attendance_ids = [(5, 0, 0)] + [
            (
                0,
                0,
                {
                    "name": "Line",
                    "dayofweek": day,
                    "hour_from": hour_from,
                    "hour_to": hour_to,
                },
            )
            for day, hour_from, hour_to in lines
        ]

        text = self._say("opening").replace("\u202f", " ")

        self.assertEqual(
            text,
            "Monday, Tuesday, and Thursday, 8:00 AM–12:00 PM and 1:30 PM–5:00 PM; "
            "Saturday, day and night; Sunday, 8:00 PM–midnight",
        )
        self.assertEqual(
            self._say("first_response"), "24 to 48 working hours, 4 to 24 a day"
        )

    def test_a_level_without_calendar(self):
        self.monthly.calendar_id = False

        texts = self._texts()

        self.assertEqual(texts["opening"][0], "Not stated")
        self.assertEqual(texts["zone"][0], "Not stated")
        self.assertEqual(texts["first_response"][0], "24 to 48 working hours")

    def test_a_service_of_another_company_is_nobodys_business(self):
        service = self.env["support.service"].create(
            {"name": "Secret", "company_id": self.other_company.id}
        )
        self.env["support.level.coverage"].create(
            {
                "level_id": self.monthly.id,
                "service_id": service.id,
                "coverage": "included",
            }
        )

        self.assertNotIn(f"service_{service.id}", self._texts())

    def test_as_many_queries_for_three_levels_as_for_twelve(self):
        twelve = self._many(12)
        self._queries(twelve)

        three, many = self._queries(self.levels), self._queries(twelve)

        self.assertEqual(many, three)
        self.assertLessEqual(three, 10)

    def _queries(self, levels):
        """With nothing known: neither records nor what the process keeps."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        levels._comparison_rows()
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestComparisonTable(ComparisonCase):
    """The one template: a real table that says what the rows say."""

    def _table(self, levels, own=(), lang="en_US"):
        levels = levels.with_context(lang=lang)
        text = levels.env["ir.qweb"]._render(
            "support_sla.comparison_table", levels._comparison_values(own)
        )
        return html.fromstring(str(text))

    def test_cells_of_one_three_and_twelve_levels(self):
        for levels in (self.monthly, self.levels, self._many(12)):
            for lang in ("en_US", "es_419"):
                with self.subTest(levels=len(levels), lang=lang):
                    table = self._table(levels, lang=lang)
                    cells = [td.text_content() for td in table.xpath("//td")]
                    texts = self._texts(levels, lang)
                    self.assertEqual(cells, sum(texts.values(), []))
                    heads = table.xpath("//thead//th[@scope='col']")
                    self.assertEqual(len(heads), len(levels) + 1)
                    self.assertEqual(len(table.xpath("//th[@scope='row']")), len(texts))

    def test_it_is_a_real_table_in_a_named_region(self):
        page = self._table(self.levels, own=self.preferential)

        (region,) = page.xpath("//*[@role='region'][@tabindex='0']")
        caption = page.get_element_by_id(region.get("aria-labelledby"))
        self.assertEqual(caption.tag, "caption")
        self.assertTrue(caption.text_content().strip())
        marked = page.xpath("//th[contains(., 'Your level')]/span[1]/text()")
        self.assertEqual(marked, ["Preferential"])
        self.assertFalse(page.xpath("//td[not(normalize-space())]"))
        self.assertFalse(page.xpath("//i[not(@aria-hidden='true')]"))

    def test_html_in_names_is_inert(self):
        nasty = "<script>alert(1)</script><b>&amp;"
        self.monthly.name = nasty
        self.env.ref("support_sla.service_guidance").name = nasty
        self.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email").write(
            {"name": nasty, "support_kind": "other"}
        )

        page = self._table(self.levels)

        self.assertFalse(page.xpath("//script | //b"))
        texts = [node.strip() for node in page.xpath("//th//text()")]
        self.assertEqual(texts.count(nasty), 3)
