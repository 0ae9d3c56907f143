# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The laws of the house, read off our own sources (CONTRIBUTING, "The rooms").

First each law holds for the addon; then each checker is shown what it must find, since
a checker that cannot fail proves nothing.
"""

import ast

from odoo.tests.common import BaseCase

from . import architecture as arch
from .architecture import ADDON, Source

#: Folders whose XML and CSV are loaded by the web client or read by tests, not by the
#: manifest's data.
NOT_DATA = {"static", "tests", "i18n"}
PACKAGES = ("models", "controllers", "wizards", "report")


class TestArchitecture(BaseCase):
    """Every law, on every source of the addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sources = arch.read_sources()

    def assertLaw(self, findings):
        self.assertFalse(found := [*findings], "\n" + "\n".join(found))

    def assertEachObeys(self, checker):
        self.assertLaw(found for source in self.sources for found in checker(source))

    def test_tools_are_pure(self):
        self.assertEachObeys(arch.impure_imports)

    def test_words_stay_at_home(self):
        self.assertEachObeys(arch.strayed_words)

    def test_nobody_commits(self):
        self.assertEachObeys(arch.commits)

    def test_no_context_key_is_an_argument(self):
        self.assertEachObeys(arch.context_arguments)

    def test_only_doors_ask_for_now(self):
        self.assertEachObeys(arch.clock_readings)

    def test_nothing_stores_now(self):
        self.assertEachObeys(arch.stored_now)

    def test_files_and_functions_are_short(self):
        self.assertEachObeys(arch.too_long)

    def test_pure_tests_run(self):
        self.assertEachObeys(arch.silent_tests)

    def test_fields_on_foreign_models_are_prefixed(self):
        self.assertLaw(arch.unprefixed_fields(self.sources))

    def test_every_model_has_access_rows(self):
        access = ADDON / "security" / "ir.model.access.csv"
        rows = access.read_text(encoding="utf-8") if access.exists() else ""
        self.assertLaw(arch.models_without_access(self.sources, rows))

    def test_the_manifest_lists_the_data_on_disk(self):
        manifest = ast.literal_eval(
            (ADDON / "__manifest__.py").read_text(encoding="utf-8")
        )
        listed = manifest.get("data", []) + manifest.get("demo", [])
        relative = [
            path.relative_to(ADDON)
            for pattern in ("*.xml", "*.csv")
            for path in ADDON.rglob(pattern)
        ]
        on_disk = [
            path.as_posix() for path in relative if path.parts[0] not in NOT_DATA
        ]
        self.assertLaw(arch.unlisted_data(listed, on_disk))
        self.assertEqual(len(listed), len(set(listed)), "a file is listed twice")

    def test_every_module_is_imported(self):
        for package in PACKAGES:
            for init in sorted((ADDON / package).rglob("__init__.py")):
                folder = init.parent.relative_to(ADDON).as_posix()
                texts = self._texts(folder)
                modules = texts.keys() - {"__init__"}
                self.assertLaw(arch.unimported(folder, texts, modules))

    def test_every_test_is_imported(self):
        folder = ADDON / "tests"
        paths = [path.relative_to(folder) for path in folder.rglob("test_*.py")]
        init = (folder / "__init__.py").read_text(encoding="utf-8")
        modules = [".".join(path.with_suffix("").parts) for path in paths]
        self.assertLaw(arch.unseen_tests(init, modules))

    def test_every_package_is_imported(self):
        packages = {name for name in PACKAGES if self._texts(name)}
        self.assertLaw(arch.unimported(".", self._texts("."), packages))

    def _texts(self, package):
        """The sources of one folder, by module name; a room in it is one name."""
        modules = (ADDON / package).glob("*.py")
        rooms = (ADDON / package).glob("*/__init__.py")
        return {path.parent.name: "" for path in rooms} | {
            path.stem: path.read_text(encoding="utf-8") for path in modules
        }


class TestCheckers(BaseCase):
    """Each checker finds what it is for, and only that."""

    def assertFinds(self, checker, path, bad=(), good=()):
        for text in bad:
            with self.subTest(bad=text):
                self.assertEqual(len([*checker(Source(path, text))]), 1)
        for text in good:
            with self.subTest(good=text):
                self.assertFalse([*checker(Source(path, text))])

    def test_impure_imports(self):
        self.assertFinds(
            arch.impure_imports,
            "tools/time/clock.py",
            bad=[
                "import pytz",
                "from odoo import fields",
                "from odoo.toolshed import hammer",
                "from ...models import support_level",
                "from odoo.addons.resource.models import utils",
                "def later():\n    import odoo",
            ],
            good=[
                "import bisect",
                "from datetime import date",
                "from odoo import tools",
                "from odoo.tools import date_utils",
                "from odoo.tools.intervals import Intervals",
                "from . import period",
                "from .period import DAY",
                "from ..promise.verdict import MET",
            ],
        )
        self.assertFinds(
            arch.impure_imports, "tools/clock.py", bad=["from ..models import a"]
        )
        self.assertFinds(arch.impure_imports, "models/a.py", good=["import pytz"])
        self.assertFinds(
            arch.impure_imports,
            "tools/mail/text.py",
            bad=["import pytz"],
            good=["from lxml import html"],
        )

    def test_strayed_words(self):
        self.assertFinds(
            arch.strayed_words,
            "models/ticket/helpdesk_ticket.py",
            bad=[
                "calendar.plan_hours(3, now)",
                "f = calendar.get_work_hours_count",
                "template.send_mail(1)",
                "env['mail.compose.message']",
                "team.sudo()._get_applicable_stages()",
                "stages.filtered('close_from_portal')",
                "stages.filtered(lambda s: s.close_from_portal)",
                "send(t for t in tickets if not t.support_no_auto_answer)",
                "moment.astimezone(zone)",
                "zone = ZoneInfo('UTC')",
                "noon = pytz.utc",
                "format_datetime(self.env, self.due_at)",
                "fields.Datetime.context_timestamp(self, self.due_at)",
            ],
            good=[
                "calendar._support_plan(start, 3600)",
                "'we plan_hours ahead'",
                "{'support_no_auto_answer': not kind.acknowledge}",
                "support_no_auto_answer = fields.Boolean()",
            ],
        )
        self.assertFinds(
            arch.strayed_words,
            "models/clock/resource_calendar.py",
            bad=["template.send_mail(1)"],
            good=["self.plan_hours(3, now)"],
        )
        self.assertFinds(
            arch.strayed_words, "models/notice/notice.py", good=["t.send_mail(1)"]
        )
        self.assertFinds(
            arch.strayed_words,
            "models/promise/helpdesk_ticket_team.py",
            good=["team._get_applicable_stages()", "s.close_from_portal"],
        )
        self.assertFinds(
            arch.strayed_words,
            "models/conversation/ticket.py",
            bad=["s.close_from_portal"],
            good=["return not self.support_no_auto_answer"],
        )
        self.assertFinds(
            arch.strayed_words, "tests/test_a.py", good=["c.plan_hours(1)"]
        )

    def test_commits(self):
        self.assertFinds(
            arch.commits,
            "models/a.py",
            bad=["self.env.cr.commit()", "cr.commit()", "save = self._cr.commit"],
            good=["self.env['ir.cron']._commit_progress(1)", "# cr.commit()"],
        )

    def test_context_arguments(self):
        self.assertFinds(
            arch.context_arguments,
            "models/a.py",
            bad=[
                "self.with_context(support_x=1).f()",
                "self.env.context.get('support_x')",
                "context.get('support_x', 2)",
            ],
            good=[
                "self.with_context(support_seen=[1], lang=None)",
                "self.env.context.get('lang')",
                "values.get('support_x')",
            ],
        )

    def test_clock_readings(self):
        now = "fields.Datetime.now()"
        self.assertFinds(
            arch.clock_readings,
            "models/deadline/support_deadline.py",
            bad=[
                f"START = {now}",
                f"def _plan(self):\n    return {now}",
                "def _plan(self):\n    return fields.Date.context_today(self)",
                "def _plan(self):\n    return [datetime.utcnow() for _ in self]",
                "def _plan(self):\n    return sorted(self, key=lambda r: date.today())",
            ],
            good=[
                f"def action_close(self):\n    return {now}",
                f"def _cron_close(self):\n    def inner():\n        return {now}",
                f"def _compute_urgency(self):\n    return {now}",
                f"def create(self, vals):\n    return {now}",
                "day = fields.Date(default=lambda self: fields.Date.today())",
                "day = fields.Datetime(default=fields.Datetime.now)",
                "def _plan(self, now):\n    return queue.now()",
            ],
        )
        self.assertFinds(arch.clock_readings, "controllers/a.py", good=[now])
        self.assertFinds(arch.clock_readings, "tools/time/clock.py", bad=[now])

    def test_stored_now(self):
        model = (
            "class A(models.Model):\n"
            "    late = fields.Boolean(compute='_compute_late', store={store})\n"
            "    def _compute_late(self):\n"
            "        self.late = self.due < {now}\n"
        )
        now = "fields.Datetime.now()"
        self.assertFinds(
            arch.stored_now,
            "models/a.py",
            bad=[model.format(store=True, now=now)],
            good=[
                model.format(store=False, now=now),
                model.format(store=True, now="self.seen_at"),
            ],
        )

    def test_too_long(self):
        def function(lines):
            return "def f():\n" + "    a = 1\n" * (lines - 1)

        self.assertFinds(
            arch.too_long,
            "models/a.py",
            bad=["a = 1\n" * 301, function(41)],
            good=["a = 1\n" * 300, function(40)],
        )
        page = 'def f():\n    """\n' + "page\n" * 60 + '    """\n'
        self.assertFinds(
            arch.too_long,
            "models/quota/public.py",
            bad=[page + "    a = 1\n" * 40, function(41)],
            good=[page + "    a = 1\n" * 39],
        )
        self.assertFinds(arch.too_long, "models/quota/quota.py", bad=[page])
        self.assertFinds(
            arch.too_long,
            "tests/test_a.py",
            bad=["a = 1\n" * 401, function(81)],
            good=["a = 1\n" * 400, function(80)],
        )

    def test_silent_tests(self):
        self.assertFinds(
            arch.silent_tests,
            "tests/test_a.py",
            bad=["class A(unittest.TestCase): pass", "class A(TestCase): pass"],
            good=["class A(BaseCase): pass", "class A(TransactionCase): pass"],
        )

    def test_unprefixed_fields(self):
        def found(*texts):
            sources = [Source(f"models/m{n}.py", text) for n, text in enumerate(texts)]
            return len([*arch.unprefixed_fields(sources)])

        def model(head, field):
            return f"class A(models.Model):\n    {head}\n    {field} = fields.Char()"

        mixin = model("_name = 'support.x.mixin'", "due")
        ticket = "_name = 'helpdesk.ticket'; _inherit = [{}'helpdesk.ticket']"
        for texts, count in [
            ([model("_inherit = 'res.partner'", "level")], 1),
            ([model("_inherit = 'res.partner'", "support_level")], 0),
            ([model("_inherit = ['res.partner']", "level")], 1),
            ([model("_inherit = 'digest.digest'", "kpi_support_late")], 0),
            ([model("_inherit = 'digest.digest'", "kpi_late")], 1),
            ([model(ticket.format(""), "level")], 1),
            ([model("_name = 'support.level'", "name")], 0),
            ([model("_inherit = 'support.level'", "name")], 0),
            ([model("_name = 'support.a'; _inherit = ['mail.thread']", "name")], 0),
            ([mixin], 0),
            ([mixin, model(ticket.format("'support.x.mixin', "), "support_a")], 1),
        ]:
            with self.subTest(texts=texts):
                self.assertEqual(found(*texts), count)

    def test_models_without_access(self):
        def found(base, rows):
            text = f"class A(models.{base}):\n    _name = 'support.level'"
            return len(
                [*arch.models_without_access([Source("models/a.py", text)], rows)]
            )

        header = "id,name,model_id:id,group_id:id\n"
        self.assertEqual(found("Model", header), 1)
        self.assertEqual(found("TransientModel", header), 1)
        self.assertEqual(found("AbstractModel", header), 0)
        self.assertEqual(found("Model", f"{header}a,a,model_support_level_target,g"), 1)
        self.assertEqual(found("Model", f"{header}a,a,model_support_level,g"), 0)

    def test_unlisted_data(self):
        both = ["data/a.xml", "views/b.xml"]
        self.assertFalse([*arch.unlisted_data(both, both)])
        self.assertEqual(len([*arch.unlisted_data(both[:1], both)]), 1)
        self.assertEqual(len([*arch.unlisted_data(both, both[:1])]), 1)

    def test_unimported(self):
        for init, sibling, count in [
            ("from . import a, b", "", 0),
            ("from . import a\nfrom . import b", "", 0),
            ("from . import a", "from . import b", 0),
            ("from . import a", "from .b import thing", 0),
            ("from . import a", "", 1),
            ("from . import a  # b", "from ..b import thing", 1),
            ("", "from . import a, b", 2),
        ]:
            with self.subTest(init=init, sibling=sibling):
                texts = {"__init__": init, "a": sibling}
                found = [*arch.unimported("models", texts, {"a", "b"})]
                self.assertEqual(len(found), count)

    def test_unseen_tests(self):
        init = "from . import test_a, common\nfrom .room import test_b"
        for modules, count in [
            (["test_a", "room.test_b"], 0),
            (["room.test_a"], 1),
            (["test_b", "test_c"], 2),
            (["test_a", "room.test_a", "room.test_b"], 2),
        ]:
            with self.subTest(modules=modules):
                self.assertEqual(len([*arch.unseen_tests(init, modules)]), count)
