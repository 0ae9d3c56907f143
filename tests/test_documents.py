"""ARCHITECTURE.md and docs/specification.md say what is there."""

import importlib.util
import re
import unittest
from pathlib import Path

from lxml import etree

from odoo.addons import helpdesk_mgmt
from odoo.addons.support_sla.tests import rooms
from odoo.addons.support_sla.tests.portal.public_shapes import SHAPES, differences

from dev import places

from .examples import examples

ARCHITECTURE = (places.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
SPECIFICATION = (places.ROOT / "docs/specification.md").read_text(encoding="utf-8")
DOCS = places.ROOT / "docs"
PICTURES = DOCS / "pictures"
PAGES = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"),
    *(str(path.relative_to(places.ROOT)) for path in sorted(DOCS.glob("*.md"))),
)
READERS = ("admin", "agent", "customer", "extend")
OF_MENUS = (
    *("README.md", "docs/admin.md", "docs/agent.md"),
    *("support_sla/readme/CONFIGURE.md", "support_sla/readme/USAGE.md"),
)
MOST_BYTES, MOST_PICTURES = 100_000, 12
SOURCES = ("support_sla", "dev", "bench", "tests")
QUOTED = re.compile(r"\b[Ss]pecification (\d+(?:(?:, | and )\d+)*)")
# a paper that is not in the repository, quoted by its number; a path of one machine
ELSEWHERE = re.compile(
    r"\b(?:SPEC|CASES|SCREENS|HOUSE|ANCHORS)\b(?:\.md| §? ?[A-Z]?\d)"
    r"|(?<![\w.*])/(?:home|root|tmp|work)/\w"
)
TEXTS = (".py", ".xml", ".js", ".scss", ".md", ".rst", ".csv", ".txt", ".toml", ".yaml")


class TestDocuments(unittest.TestCase):
    def test_the_rooms_are_those_on_disk(self):
        told = re.findall(r"^\| `(\w+)` \|", ARCHITECTURE, re.MULTILINE)
        folders = {
            path.name
            for path in (places.ADDON / "models").iterdir()
            if (path / "__init__.py").exists()
        }

        self.assertEqual(set(told), folders)
        self.assertEqual(len(told), len(set(told)))
        # who stands above whom is what the law of the rooms goes by
        self.assertEqual(told, [room for room in rooms.ROOMS if room in folders])

    def test_each_section_that_is_quoted_exists(self):
        sections = set(re.findall(r"^## (\d+)\. ", SPECIFICATION, re.MULTILINE))
        quoted = {}
        for folder in SOURCES:
            for path in (places.ROOT / folder).rglob("*"):
                if path.suffix in (".py", ".xml", ".js"):
                    text = path.read_text(encoding="utf-8")
                    for numbers in QUOTED.findall(text):
                        for number in re.findall(r"\d+", numbers):
                            quoted.setdefault(number, path)

        self.assertTrue(quoted)
        missing = {n: path for n, path in quoted.items() if n not in sections}
        self.assertFalse(missing)

    def test_nothing_names_what_is_not_in_the_repository(self):
        paths = [
            *places.ROOT.glob("*.*"),
            *(each for name in SOURCES for each in (places.ROOT / name).rglob("*.*")),
            *DOCS.glob("*.md"),
        ]
        found = [
            f"{path.relative_to(places.ROOT)}: {match.group()}"
            for path in paths
            if path.suffix in TEXTS and path.is_file()
            for match in ELSEWHERE.finditer(path.read_text(encoding="utf-8"))
        ]
        self.assertEqual(found, [])

    def test_each_file_and_link_is_there(self):
        for page in PAGES:
            text = (places.ROOT / page).read_text(encoding="utf-8")
            folder = (places.ROOT / page).parent
            for target in re.findall(r"\]\(([^)#:]+)\)", text):
                with self.subTest(page=page, target=target):
                    self.assertTrue((folder / target).exists())
            for name in re.findall(r"`((?:[\w.]+/)+[\w.]+)`", text):
                with self.subTest(page=page, name=name):
                    roots = (places.ROOT, places.ADDON)
                    self.assertTrue(any((root / name).exists() for root in roots))

    def test_each_bench_finds_what_it_imports(self):
        """They run by hand only, and late in a run do some of them import."""
        found = {
            words
            for path in (places.ROOT / "bench").glob("*.py")
            for words in re.findall(
                r"from (odoo\.addons\.support_sla[\w.]*) import (\w+(?:, \w+)*)",
                path.read_text(encoding="utf-8"),
            )
        }
        self.assertTrue(found)
        for module, names in found:
            for name in names.split(", "):
                with self.subTest(module=module, name=name):
                    self.assertTrue(importlib.util.find_spec(f"{module}.{name}"))

    def test_the_examples_of_the_public_methods_have_their_shapes(self):
        told = {method: answer for method, _body, answer in examples() if answer}
        self.assertEqual(set(told), set(SHAPES))
        for method, answer in told.items():
            with self.subTest(method):
                self.assertEqual([*differences(answer, SHAPES[method])], [])

    def test_each_picture_is_shown_and_small(self):
        shown = re.findall(
            r"!\[[^]]+\]\(pictures/([^)]+)\)",
            "".join((DOCS / f"{name}.md").read_text("utf-8") for name in READERS),
        )
        pictures = {path.name: path.read_bytes() for path in PICTURES.iterdir()}

        self.assertEqual(sorted(shown), sorted(pictures))
        self.assertLessEqual(len(pictures), MOST_PICTURES)
        for name, picture in pictures.items():
            with self.subTest(name):
                self.assertTrue(picture.startswith(b"\x89PNG"))
                self.assertLessEqual(len(picture), MOST_BYTES)

    def test_the_pages_name_menus_that_are_there(self):
        """What is written *Support → so → so* is the whole way to a menu."""
        known = menus()
        seen = set()
        for page in OF_MENUS:
            text = " ".join((places.ROOT / page).read_text("utf-8").split())
            for words in re.findall(r"\*([^*]+ → [^*]+)\*", text):
                way = tuple(words.removeprefix("Helpdesk → ").split(" → "))
                if way[0] in {path[0] for path in known}:
                    seen.add(way)
                    with self.subTest(page=page):
                        self.assertIn(way, known)
        self.assertGreater(len(seen), 20)

    def test_the_pages_name_addresses_that_are_there(self):
        sources = "".join(
            path.read_text("utf-8")
            for path in (places.ADDON / "controllers").rglob("*.py")
        )
        for name in READERS:
            text = (DOCS / f"{name}.md").read_text("utf-8")
            for route in re.findall(r"`(/(?:my|support|new)/[\w/]+)`", text):
                with self.subTest(page=name, route=route):
                    self.assertIn(route, sources)


def menus():
    """The ways to all menus of ours and of the helpdesk's, each from the top one."""
    names, found = {}, {}
    for addon in (places.ADDON, Path(helpdesk_mgmt.__path__[0])):
        for path in addon.rglob("*.xml"):
            for each in etree.parse(path).iter("record", "menuitem"):
                ids = {
                    key: xmlid if "." in xmlid else f"{addon.name}.{xmlid}"
                    for key, xmlid in each.items()
                    if key in ("id", "parent", "action")
                }
                name = each.get("name") or each.findtext("field[@name='name']")
                names[ids.get("id")] = name
                if each.tag == "menuitem":
                    found[ids["id"]] = ids

    def way(ids):
        above = found.get(ids.get("parent"))
        name = names[ids["id"]] or names[ids["action"]]
        return (*way(above), name) if above else ()  # the top one is the helpdesk

    return {way(ids) for ids in found.values()} - {()}
