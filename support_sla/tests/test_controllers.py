# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import ast
from collections import defaultdict

from odoo.tests import BaseCase, tagged

from .architecture import Source, read_sources


def hidden_methods(sources):
    """Controllers of one kind are one class to Odoo, whatever file they are in. So a
    name is in two of them only where each but the first hands on to the others."""
    found = defaultdict(list)
    for source in sources:
        for node in ast.walk(source.tree):
            if source.path.startswith("controllers/") and isinstance(
                node, ast.ClassDef
            ):
                for each in node.body:
                    if isinstance(each, ast.FunctionDef):
                        found[each.name].append((source.path, _hands_on(each)))
    for name, places in found.items():
        alone = sorted(path for path, hands_on in places if not hands_on)
        if len(alone) > 1:
            yield f"{name}: {', '.join(alone)}"


def _hands_on(function):
    return any(
        isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"
        for node in ast.walk(function)
    )


@tagged("post_install", "-at_install")
class TestControllers(BaseCase):
    def test_no_page_hides_what_another_one_calls(self):
        self.assertEqual([*hidden_methods(read_sources())], [])

    def test_hidden_methods(self):
        one = "class A(Portal):\n    def _choose(self):\n        return 1"
        other = one.replace("A", "B")
        on = other.replace("return 1", "return super()._choose()")
        for texts, count in ([one], 0), ([one, other], 1), ([one, on], 0):
            sources = [
                Source(f"controllers/portal/{number}.py", text)
                for number, text in enumerate(texts)
            ]
            with self.subTest(texts=texts):
                self.assertEqual(len([*hidden_methods(sources)]), count)
