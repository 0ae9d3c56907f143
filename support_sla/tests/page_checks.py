# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What holds for every page of ours, and the list of what does not hold for others'.

A violation counts as ours when a template of ours wrote the element, or the nearest
one around it (`provenance.py`): those are never tolerated. One that a template or
script of the core or the helpdesk wrote may stand in `inherited_violations.csv`: on
which pages (`*` for all), which rule, a selector that the element matches, the file
that renders it, and how many there are at each width. A number that grew, and one that
shrank because the others mended theirs, fails the page's test: the list is true.
"""

import csv
import json
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from .axe_or_skip import AXE_SCRIPT
from .provenance import MARK

OURS = "support_sla."
TESTS = Path(__file__).parent
SCRIPT = (TESTS.parent / "static/tests/pages/page_checks.js").read_text("utf-8")
ROLES = ("table", "row", "columnheader", "rowheader", "cell")
TABLES = ", ".join(f"{tag}[{MARK}^='{OURS}']" for tag in ("table", "[role=table]"))

#: What the core's own scripts say in the console, and why it may stay.
CORE_LINES = (
    "Owl is running in 'dev' mode.",  # since tests run
)


class Inherited(NamedTuple):
    """A row of the list."""

    pages: str
    rule: str
    selector: str
    file: str
    at_1400: str
    at_390: str

    def count(self, page, width):
        """How many there are on that page; 0 where the row does not speak of it."""
        here = self.pages == "*" or page in self.pages.split()
        return int(self.at_390 if width == 390 else self.at_1400) if here else 0


def read_inherited():
    text = (TESTS / "inherited_violations.csv").read_text("utf-8")
    return [Inherited(*row) for row in csv.reader(text.splitlines()[1:])]


def prepare(chrome):
    """Put axe and our questions into the page that is open."""
    chrome.evaluate(f"{AXE_SCRIPT};0")
    chrome.evaluate(f"{{{SCRIPT}}};0")


def violations(chrome, known):
    """What is seriously wrong: dictionaries with rule, view, html and known rows."""
    rows = json.dumps([row._asdict() for row in known])
    return chrome.evaluate(f"supportPage.violations({rows})")


def judge(found, known, file_of, page, width):
    """Sentences: what is ours, what is new among others', what is gone.

    :param found: what `violations` found
    :param known: the list's rows
    :param file_of: the file that a template stands in
    """
    counts = Counter()
    for each in found:
        rows = [known[index] for index in each["known"]]
        row = next((row for row in rows if row.count(page, width)), None)
        where = f"{each['rule']}: {each['html']} (in {each['view'] or 'no template'})"
        if each["view"].startswith(OURS):
            yield f"ours: {where}"
        elif not row:
            yield f"new: {where}"
        elif f'{MARK}="' in each["html"] and file_of(each["view"]) != row.file:
            yield f"rendered by {file_of(each['view'])}, not by {row.file}: {where}"
        else:
            counts[row] += 1
    for row in known:
        if counts[row] != row.count(page, width):
            yield (
                f"the list says {row.count(page, width)}, there are {counts[row]}:"
                f" {row.rule} {row.selector} ({row.file})"
            )


def problems_of_page(chrome, lang, company):
    """Sentences about the page as a whole: language, title, heading, width."""
    facts = chrome.evaluate("supportPage.facts()")
    if facts["lang"] != lang:
        yield f"its language is {facts['lang']!r}, not {lang!r}"
    if not facts["title"].endswith(f" | {company}"):
        yield f"its title is {facts['title']!r}"
    if len(facts["headings"]) != 1:
        yield f"it has not one heading of the first level: {facts['headings']}"
    if facts["overhang"] > 0:
        yield f"it scrolls sideways by {facts['overhang']} pixels: {facts['wide']}"


def own_lines(lines, status=200):
    """The console's lines that are not the core's, nor about the page's own status."""
    return [
        line
        for line in lines
        if not any(known in line for known in CORE_LINES)
        and not (status >= 400 and f"responded with a status of {status} " in line)
    ]


def count_tables(chrome):
    """How often a screen reader meets each role, for each table of ours."""
    root = chrome.call("DOM.getDocument", depth=0)["root"]["nodeId"]
    query = {"nodeId": root, "selector": TABLES}
    elements = chrome.call("DOM.querySelectorAll", **query)["nodeIds"]
    if not elements:
        return []
    nodes = chrome.call("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    by_element = {node.get("backendDOMNodeId"): node for node in nodes}
    counted = []
    for element in elements:
        told = chrome.call("DOM.describeNode", nodeId=element)["node"]
        top = by_element.get(told["backendNodeId"])
        roles = Counter(roles_below(top, by_id) if top else ())
        counted.append({role: roles[role] for role in ROLES})
    return counted


def roles_below(node, by_id):
    if not node.get("ignored"):
        yield node["role"]["value"]
    for child in node.get("childIds", ()):
        if child in by_id:
            yield from roles_below(by_id[child], by_id)


def problems_of_tables(wide, narrow):
    """Sentences about tables that are none, or not the same on a phone."""
    for counts in wide:
        if not all(counts[role] for role in ("table", "row", "columnheader")):
            yield f"a table of ours that is none to a screen reader: {counts}"
    if wide != narrow:
        yield f"a table of ours differs on a phone: {wide}, {narrow}"
