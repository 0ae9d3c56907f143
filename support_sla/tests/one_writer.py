# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who writes deadlines and pauses: read off the sources, as the other laws are.

Rows are ``env["support.deadline"]``, what a file names after them, the fields that hold
them, and what people call them. Rows of rows (``rows.ticket_id``) are others.
"""

import ast
import re

from .architecture import _classes, _names, _word

WRITER = "models/deadline/writer.py"
MODELS = {"support.deadline", "support.pause", "support.alert.mixin"}
LISTS = {"support_deadline_ids", "support_pause_ids"}
FIELDS = {*LISTS, "deadline_id"}
NAMES = {"deadline", "deadlines", "pause", "pauses"}
VERBS = {"create", "write", "unlink"}
SQL = re.compile(
    r"\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+support_(deadline|pause)\b", re.I
)


def second_writers(source):
    """Deadlines and pauses are written in one file: by the ORM or by a statement."""
    if source.is_test or source.path == WRITER:
        return
    tree = source.tree
    names = _rows_names(tree)
    for node in _outside_computes(tree):
        rows = (w.attr in LISTS or _is_rows(w.value, names) for w in _written(node))
        if any(rows) or SQL.search(_text(node)):
            yield f"{source.path}:{node.lineno}: only {WRITER} writes these rows"


def _outside_computes(tree):
    """A compute assigns what is not a column of the row: that is no writing."""
    for child in ast.iter_child_nodes(tree):
        if not (getattr(child, "name", None) or "").startswith("_compute_"):
            yield child
            yield from _outside_computes(child)


def _written(node):
    """Return the attributes that a node writes to, or by."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    if called and node.func.attr in VERBS:
        return [node.func]
    stored = isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    return [node] if stored else []


def _rows_names(tree):
    """Return the names that stand for rows in a file."""
    names = set(NAMES)
    for model in _classes(tree):
        name, parents = _names(model)
        if MODELS & {name, *parents}:
            names.add("self")
    for _again in range(2):  # a name for what a name further down stands for
        for node in ast.walk(tree):
            value = getattr(node, "value", None) or getattr(node, "iter", None)
            targets = getattr(node, "targets", None) or [getattr(node, "target", None)]
            if value and _is_rows(value, names):
                names |= {t.id for t in targets if isinstance(t, ast.Name)}
    return names


def _is_rows(node, names):
    """Whether an expression is rows: ``rows.sudo().search([])[:1]``."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    if isinstance(node, ast.BinOp):
        return _is_rows(node.left, names) or _is_rows(node.right, names)
    if isinstance(node, ast.Subscript):
        model = _word(node.value) == "env" and _word(node.slice) in MODELS
        return model or _is_rows(node.value, names)
    if isinstance(node, ast.Attribute):
        return node.attr in FIELDS
    return isinstance(node, ast.Name) and node.id in names


def _text(node):
    text = isinstance(node, ast.Constant) and node.value
    return text if isinstance(text, str) else ""
