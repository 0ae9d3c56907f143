# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The rooms: folders of the same names in each layer, and who may name whom."""

from odoo.tests.common import BaseCase

from . import rooms
from .architecture import ADDON, Source, read_sources

MOST_FLAT_FILES = 3


class TestRooms(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sources = read_sources()

    def test_few_models_lie_outside_a_room(self):
        flat = [*(ADDON / "models").glob("*.py")]
        self.assertLessEqual(len(flat), MOST_FLAT_FILES, flat)

    def test_folders_are_rooms(self):
        paths = [path.relative_to(ADDON).as_posix() for path in self._files()]
        self.assertEqual([*rooms.strange_folders(paths)], [])

    def _files(self):
        for path in ADDON.rglob("*"):
            if path.is_file() and path.suffix in (".py", ".xml"):
                yield path

    def test_every_room_has_its_place(self):
        folders = {path.name for path in (ADDON / "models").iterdir() if path.is_dir()}
        self.assertFalse(folders - {*rooms.ROOMS, "__pycache__"})

    def test_rooms_name_only_what_is_to_their_left(self):
        self.assertEqual([*rooms.upward_names(self.sources)], [])


class TestCheckers(BaseCase):
    """The checkers find what they are for, and only that."""

    TICKET_PART = """
class Part(models.AbstractModel):
    _name = "support.part.mixin"
    def _support_let_in(self): ...
"""

    def _upward(self, room, text):
        sources = [
            Source("models/ticket/part.py", self.TICKET_PART),
            Source("models/quota/a.py", "class A:\n    _name = 'support.entry'"),
            Source(f"models/{room}/it.py", text),
        ]
        return [what for _path, what in rooms.upward_names(sources)]

    def test_upward_names(self):
        for room, text, found in [
            ("quota", "self.env['helpdesk.ticket'].search([])", ["helpdesk.ticket"]),
            ("quota", "ticket._support_let_in()", ["_support_let_in"]),
            ("quota", "from ..ticket.part import A", ["ticket.part"]),
            ("quota", "self.env['support.entry']", []),
            ("contract", "self.env['support.entry']", []),
            ("clock", "env['support.entry']", ["support.entry"]),
            ("settings", "self.env['helpdesk.ticket']._support_let_in()", []),
            ("clock", "self.env['support.notice']; t._support_covers_changed()", []),
            ("clock", "self.env['res.partner']; self._support_plan()", []),
            *(
                ("promise", f"self.env['helpdesk.ticket'].{word}(a, now)", [])
                for word in rooms.ANNOUNCEMENTS
            ),
            ("quota", "env['helpdesk.ticket'].sudo()._read_group([], ['a'])", []),
            ("contract", "env['helpdesk.ticket'].search_count([])", []),
            ("quota", "env['helpdesk.ticket'].flush_model(['active'])", []),
            ("promise", "env['helpdesk.ticket'].search_count([])", ["helpdesk.ticket"]),
            ("quota", "env['helpdesk.ticket'].browse(1)", ["helpdesk.ticket"]),
            (
                "quota",
                "env['helpdesk.ticket'].search([])._read_group([])",
                ["helpdesk.ticket"],
            ),
            ("quota", "t = env['helpdesk.ticket'].sudo()", ["helpdesk.ticket"]),
            ("quota", "A = 'helpdesk.ticket'\nenv[A].browse(1)", ["helpdesk.ticket"]),
            ("quota", "A = 'helpdesk.ticket'\nenv[A].search_count([])", []),
            (
                "quota",
                "a._read_group([], env['helpdesk.ticket'])",
                ["helpdesk.ticket"],
            ),
            ("contract", "from ..quota.a import A", []),
            ("contract", "from . import a", []),
        ]:
            with self.subTest(room=room, text=text):
                self.assertEqual(self._upward(room, text), found)

    def test_strange_folders(self):
        good = [
            "models/quota/a.py",
            "tools/life/a.py",
            "views/menus.xml",
            "i18n/a/b.po",
        ]
        self.assertFalse([*rooms.strange_folders(good)])
        bad = ["models/misc/a.py", "tools/helpers/a.py", "tests/time/test_a.py"]
        self.assertEqual(len([*rooms.strange_folders(bad)]), 3)
