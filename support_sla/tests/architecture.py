# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Checkers of the house's laws: a source in, the lines that break the law out.

Each takes a :class:`Source` (or several) and yields sentences that begin with
``path:line``. They read text and syntax only: no database, nothing is imported.
"""

import ast
import sys
from pathlib import Path
from typing import NamedTuple

ADDON = Path(__file__).resolve().parent.parent

MAX_FILE_LINES, MAX_TEST_FILE_LINES = 300, 400
#: The file that holds one model's columns is as long as these are many.
MAX_MODEL_FILE_LINES = 450
#: A test that is one table is as long as its table.
MAX_FUNCTION_LINES, MAX_TEST_FUNCTION_LINES = 40, 80

#: What a file of ``tools/`` may import besides, with its reason.
EXTRA_IMPORTS = {
    # reads HTML with the parser that odoo.tools.mail reads it with
    "tools/mail/html.py": {"lxml", "markupsafe"},
    "tools/mail/text.py": {"lxml"},
}

#: Words that only one file may say.
HOMES = {
    "plan_hours": "models/clock/resource_calendar.py",
    "get_work_hours_count": "models/clock/resource_calendar.py",
    "send_mail": "models/notice/notice.py",
    "send_mail_batch": "models/notice/notice.py",
    "mail.compose.message": "models/notice/notice.py",
    # one chooser of stages, who says in which company
    "_get_applicable_stages": "models/promise/helpdesk_ticket_team.py",
    "close_from_portal": "models/promise/helpdesk_ticket_team.py",
}

#: Where UTC becomes somebody's hours: in words, in days, and by calendars.
HOURS = ("models/clock/", "tools/promise/period.py")
HOMES |= dict.fromkeys(
    ("ZoneInfo", "astimezone", "pytz", "format_datetime", "context_timestamp"), HOURS
)

#: Attributes that one file reads; a value may be given anywhere.
READ_AT_HOME = {
    # one rule for "may a machine write here"
    "support_no_auto_answer": "models/conversation/ticket.py",
}

#: What the names of fields on models of others begin with; a digest finds its own so.
PREFIXES = ("support_", "kpi_support_")

#: Where "now" may be asked: rooms that are doors as a whole,
DOOR_FOLDERS = ("controllers/", "wizards/")
#: the file of a room that holds what other software may call,
DOOR_ENDS = ("/public.py",)
#: functions that are doors by their name (a button, a job, an answer on reading),
DOOR_PREFIXES = ("action_", "_cron_", "_compute_", "_search_")
#: the hooks that the framework calls when something happens,
DOOR_HOOKS = {
    "create",
    "write",
    "unlink",
    "message_new",
    "message_update",
    "message_post",
    "_field_to_sql",
    "_order_field_to_sql",
    "_message_post_after_hook",
    "_message_parse_post_process",
    "_get_report_values",
    "_table_query",
    "post_init_hook",
}
#: and files with another good reason. Keep it short and say why.
DOOR_FILES = {
    # whom doors ask
    "models/known.py",
    # the door by which the browser asks for the board
    "models/board/support_board.py",
    # and for the check of the configuration
    "models/settings/support_setup.py",
}
#: Keys of ours in a context: between setting and reading one stands code of others.
CONTEXT_KEYS = {
    # the mail gateway routes a mail, then calls create and message_subscribe
    "support_from_gateway",
    "support_raw_mail",
    # the web client hands an action's context back: a round through my work,
    "support_seen",
    # and how the board of tickets is grouped
    "support_by_agent",
}
CLOCK_WORDS = {"now", "today", "utcnow", "context_today", "context_timestamp"}
CLOCK_OWNERS = {"Datetime", "Date", "datetime", "date", "known"}


class Source(NamedTuple):
    """A Python file: its path inside the addon (posix) and its text."""

    path: str
    text: str

    @property
    def tree(self):
        return ast.parse(self.text)

    @property
    def is_test(self):
        return self.path.startswith("tests/")


def read_sources(addon=ADDON):
    """Every Python file of the addon."""
    return [
        Source(path.relative_to(addon).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(addon.rglob("*.py"))
    ]


# ------------------------------------------------------------------ imports


def impure_imports(source):
    """``tools/`` imports the standard library, ``odoo.tools`` and itself only."""
    if not source.path.startswith("tools/"):
        return
    inside = source.path.count("/")  # how many dots of an import stay in tools/
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not 1 <= node.level <= inside:
            module = "." * node.level + (node.module or "")
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        extra = EXTRA_IMPORTS.get(source.path, ())
        for name in names:
            if not _is_pure(name) and name.split(".")[0] not in extra:
                yield f"{source.path}:{node.lineno}: tools/ imports {name}"


def _is_pure(name):
    top = name.split(".")[0]
    return top in sys.stdlib_module_names or f"{name}.".startswith("odoo.tools.")


# ------------------------------------------------------- words with one home


def strayed_words(source):
    """A word of HOMES is said in its home only (tests may say what they like)."""
    if source.is_test:
        return
    for node in ast.walk(source.tree):
        word = _word(node)
        homes = HOMES
        if isinstance(node, ast.Attribute):
            homes = HOMES | READ_AT_HOME
        if not source.path.startswith(homes.get(word, "")):
            yield f"{source.path}:{node.lineno}: {word} belongs in {homes[word]}"


def commits(source):
    """Nobody commits; a job reports through ``_commit_progress``."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == "commit":
            yield f"{source.path}:{node.lineno}: commits by hand"


def context_arguments(source):
    """What one of our functions tells another is an argument, no key of a context."""
    for node in () if source.is_test else ast.walk(source.tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        keys = [key.arg or "" for key in node.keywords]
        if _word(node.func.value) == "context" and node.func.attr == "get":
            keys = [_word(node.args[0]) or ""]
        elif node.func.attr != "with_context":
            continue
        for key in keys:
            if key.startswith("support_") and key not in CONTEXT_KEYS:
                yield f"{source.path}:{node.lineno}: {key} is an argument"


def _word(node):
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


# ---------------------------------------------------------------------- now


def clock_readings(source):
    """Only doors and hooks ask for "now"; everybody else is told."""
    if source.is_test or source.path in DOOR_FILES:
        return
    if source.path.startswith(DOOR_FOLDERS) or source.path.endswith(DOOR_ENDS):
        return
    for node, functions in _walk_with_functions(source.tree):
        if _reads_clock(node) and not any(map(_is_door, functions)):
            yield f"{source.path}:{node.lineno}: asks for now outside a door"


def stored_now(source):
    """What depends on "now" is never stored by a compute."""
    for model in _classes(source.tree):
        functions = [n for n in model.body if isinstance(n, ast.FunctionDef)]
        readers = {f.name for f in functions if any(map(_reads_clock, ast.walk(f)))}
        for name, call in _fields(model):
            arguments = {key.arg: key.value for key in call.keywords}
            compute, store = arguments.get("compute"), arguments.get("store")
            if _word(compute) in readers and getattr(store, "value", False):
                yield f"{source.path}:{call.lineno}: {name} stores what depends on now"


def _reads_clock(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK_WORDS
        and _word(node.func.value) in CLOCK_OWNERS
    )


def _is_door(name):
    return name in DOOR_HOOKS or name.startswith(DOOR_PREFIXES)


def _walk_with_functions(node, functions=()):
    """Each node with the names of the functions around it, outermost first."""
    for child in ast.iter_child_nodes(node):
        # A lambda on a class is a field's default: a form asks, which is a door.
        if isinstance(child, ast.Lambda) and not functions:
            continue
        yield child, functions
        inside = isinstance(child, ast.FunctionDef)
        yield from _walk_with_functions(
            child, (*functions, child.name) if inside else functions
        )


# ------------------------------------------------------------------ lengths


def too_long(source):
    """Files and functions end before the reader's patience does."""
    lines = len(source.text.splitlines())
    limit = MAX_TEST_FILE_LINES if source.is_test else _most_lines(source)
    if lines > limit:
        yield f"{source.path}:{limit}: {lines} lines, at most {limit}"
    limit = MAX_TEST_FUNCTION_LINES if source.is_test else MAX_FUNCTION_LINES
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef):
            lines = node.end_lineno - node.lineno + 1 - _page_lines(source, node)
            if lines > limit:
                yield f"{source.path}:{node.lineno}: {node.name} has {lines} lines"


def _page_lines(source, function):
    """How long the docstring is of a method that others call: a page of ``/doc``."""
    first = function.body[0]
    is_text = isinstance(first, ast.Expr) and isinstance(_word(first.value), str)
    if not (is_text and source.path.endswith(DOOR_ENDS)):
        return 0
    return first.end_lineno - first.lineno + 1


def _most_lines(source):
    models = [model for model in _classes(source.tree) if any(_fields(model))]
    return MAX_MODEL_FILE_LINES if len(models) == 1 else MAX_FILE_LINES


# ------------------------------------------------------------------- models


def unprefixed_fields(sources):
    """Fields that land on another addon's model begin with ``support_``.

    A mixin's fields land where the mixin is joined, so they are held to it too.
    """
    models = [(src, cls, *_names(cls)) for src in sources for cls in _classes(src.tree)]
    guests = [parents for *_, name, parents in models if _is_guest(name, parents)]
    joined = {parent for parents in guests for parent in parents}
    for source, model, name, parents in models:
        if source.is_test or not (_is_guest(name, parents) or name in joined):
            continue
        for field, call in _fields(model):
            if not field.startswith(PREFIXES):
                yield f"{source.path}:{call.lineno}: {field} lacks the support_ prefix"


def models_without_access(sources, csv_text):
    """Every model that has records has a row in ``ir.model.access.csv``."""
    for source in sources:
        for model in _classes(source.tree):
            name, _parents = _names(model)
            bases = {_word(base) for base in model.bases}
            if not name or source.is_test or not bases & {"Model", "TransientModel"}:
                continue
            external_id = f"model_{name.replace('.', '_')},"
            if name.startswith("support.") and external_id not in csv_text:
                yield f"{source.path}:{model.lineno}: {name} has no access row"


def silent_tests(source):
    """A plain ``TestCase`` has no tags, so Odoo skips it without a word."""
    if source.is_test:
        for cls in _classes(source.tree):
            if "TestCase" in map(_word, cls.bases):
                yield f"{source.path}:{cls.lineno}: {cls.name} never runs"


def _classes(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def _names(model):
    """The ``_name`` and the list of ``_inherit`` that a class states."""
    found = {}
    for node in model.body:
        if isinstance(node, ast.Assign) and _word(node.targets[0]) in (
            "_name",
            "_inherit",
        ):
            found[_word(node.targets[0])] = ast.literal_eval(node.value)
    parents = found.get("_inherit") or []
    return found.get("_name"), [parents] if isinstance(parents, str) else parents


def _is_guest(name, parents):
    """Whether the class extends a model that another addon made."""
    own = name or (parents[0] if len(parents) == 1 else None)
    return own in parents and not own.startswith("support.")


def _fields(model):
    for node in model.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            maker = node.value.func
            if isinstance(maker, ast.Attribute) and _word(maker.value) == "fields":
                yield _word(node.targets[0]), node.value


# -------------------------------------------------------------- what is left out


def unlisted_data(listed, on_disk):
    """The manifest's data and demo files are those on disk, both ways."""
    for path in sorted(set(on_disk) - set(listed)):
        yield f"{path}:1: on disk, not in the manifest"
    for path in sorted(set(listed) - set(on_disk)):
        yield f"{path}:1: in the manifest, not on disk"


def unimported(package, texts, modules):
    """Every module is imported by the package's ``__init__`` or by what that imports.

    ``texts`` are the package's sources by name, as far as imports in them count.
    """
    reached, waiting = set(), ["__init__"]
    while waiting:
        new = _siblings(texts.get(waiting.pop(), "")) - reached
        reached |= new
        waiting += new
    for module in sorted(set(modules) - reached):
        yield f"{package}/__init__.py:1: {module} is not imported"


def unseen_tests(init, modules):
    """Odoo's runner sees what the text ``init`` of ``tests/__init__.py`` names of the
    dotted ``modules`` inside ``tests``."""
    named = {
        ".".join(filter(None, (node.module, alias.name)))
        for node in ast.walk(ast.parse(init))
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
    for module in sorted(set(modules) - named):
        yield f"tests/__init__.py:1: {module} is not imported"
    names = [module.rpartition(".")[2] for module in modules]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"tests/__init__.py:1: of two {name} only one is seen"


def _siblings(text):
    """The names that ``from . import a`` and ``from .a import b`` bring in."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            names = [node.module] if node.module else [a.name for a in node.names]
            found.update(name.split(".")[0] for name in names)
    return found
