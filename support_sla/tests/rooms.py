# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Which room may name which: read off the sources of ``models/``.

A room knows itself and the rooms to its left, never one to its right. It *names*
another by importing from it, by ``env["a.model"]`` of it, or by a method of the ticket
(``…._support_x``) that a part in that room defines. What runs through a framework's
hook names nobody.
"""

import ast

from .architecture import _classes, _names, _word

#: From left to right: what a promise is made of comes before the ticket that has one.
ROOMS = (
    "clock",
    "promise",
    "quota",
    "contract",
    "deadline",
    "conversation",
    "silence",
    "work",
    "notice",
    "portal",
    "terms",
    "visit",
    "desk",
    "ticket",
    "statement",
    "settings",
    "board",
    "demo",
)
#: What knows no room: everybody may name it.
HELPERS = {"support.notice", "_support_store"}
#: The one way in: what any room may tell a ticket. What follows is the ticket's affair.
EVENTS = {"_support_happen", "_support_happens", "_support_move", "_support_end"}
#: The announcements by which a room tells tickets that something changed for them.
ANNOUNCEMENTS = {"_support_covers_changed", "_support_places_free"}
TICKET = "helpdesk.ticket"
#: What the rooms that count tickets may ask of the model besides: numbers, and that
#: what is cached of them and what is stored agree.
COUNTING_ROOMS = {"quota", "contract"}
COUNTS = {"_read_group", "search_count", "flush_model", "invalidate_model"}
#: Who asks, and where: neither says what is asked.
MANNERS = {"sudo", "with_context"}
#: Layers that are cut into rooms, and what else may be a folder there.
LAYERS = {
    "models": (),
    "controllers": (),
    "views": (),
    "wizards": (),
    "data": (),
    "tests": (),
    "tools": ("time", "life", "mail"),
}


def room_of(path):
    """The room of ``models/<room>/<file>``, or None."""
    parts = path.split("/")
    return parts[1] if parts[0] == "models" and len(parts) == 3 else None


def owners(sources):
    """Return ``({model: room}, {ticket's method: room})``."""
    models, methods = {TICKET: "ticket"}, {}
    for source in sources:
        room = room_of(source.path)
        for model in _classes(source.tree) if room else ():
            name, parents = _names(model)
            if name and name.startswith("support."):
                models[name] = room
            if TICKET in parents or (name or "").endswith(".mixin"):
                found = (n.name for n in model.body if isinstance(n, ast.FunctionDef))
                methods |= {n: room for n in found if n.startswith("_support_")}
    return models, methods


def names_of(source, models, methods):
    """Yield (line, what, room) of each other room that a source names."""
    tree = source.tree
    texts = _texts(tree)
    free = {*_told_or_counted(tree, room_of(source.path), texts)}
    for node in ast.walk(tree):
        for what in _named(node, texts) if node not in free else ():
            room = models.get(what) or methods.get(what) or _imported_room(node, what)
            if room and room != room_of(source.path):
                yield node.lineno, what, room


def _texts(tree):
    """Return ``{name: text}`` of a file's constants."""
    return {
        _word(node.targets[0]): node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
    }


def _named(node, texts):
    if isinstance(node, ast.Subscript) and _word(node.value) == "env":
        name = _word(node.slice)
        return [texts.get(name, name)] if name else []
    if isinstance(node, ast.Attribute) and node.attr.startswith("_support_"):
        return [node.attr]
    if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module:
        return [node.module]
    return []


def _told_or_counted(tree, room, texts):
    """Yield each ``env["helpdesk.ticket"]`` that is only told or counted."""
    words = ANNOUNCEMENTS | (COUNTS if room in COUNTING_ROOMS else set())
    for node in ast.walk(tree):
        if _method(node) in words:
            asked = node.func.value
            while _method(asked) in MANNERS:
                asked = asked.func.value
            if isinstance(asked, ast.Subscript) and _named(asked, texts) == [TICKET]:
                yield asked


def _method(node):
    """The name of the method that an expression calls, or None."""
    called = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return node.func.attr if called else None


def _imported_room(node, what):
    if isinstance(node, ast.ImportFrom):
        room = what.split(".")[0]
        return room if room in ROOMS else None
    return None


def upward_names(sources):
    """Yield (path, what): a room names something that is to its right."""
    models, methods = owners(sources)
    found = set()
    for source in sources:
        room = room_of(source.path)
        if room:
            for _line, what, other in names_of(source, models, methods):
                free = what in HELPERS | EVENTS | ANNOUNCEMENTS
                if not free and ROOMS.index(other) > ROOMS.index(room):
                    found.add((source.path, what))
    yield from sorted(found)


def strange_folders(paths):
    """A layer's folders are rooms, by the same names in each layer."""
    for path in sorted(paths):
        layer, *inside = path.split("/")
        if layer in LAYERS and len(inside) > 1:
            if inside[0] not in {*ROOMS, *LAYERS[layer]}:
                yield f"{path}:1: {inside[0]} is no room"
