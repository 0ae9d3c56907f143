# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import Counter

from odoo.modules.module import Manifest
from odoo.tests import TransactionCase
from odoo.tools import convert_file

PROVIDER = "demo/provider_demo.xml"
TICKETS = "demo/tickets_demo.xml"
TODAY = "support_sla/demo/script_today.txt"


class DemoCase(TransactionCase):
    """The demo data, loaded as an installation loads them."""

    @classmethod
    def load(cls, *names):
        for name in names:
            convert_file(cls.env, "support_sla", name, {}, mode="init", noupdate=True)

    @classmethod
    def get_files(cls):
        return Manifest.for_addon("support_sla")["demo"]

    def _ref(self, name):
        return self.env.ref(f"support_sla.{name}")

    def count_board(self, login):
        """Return the numbers of the teams on somebody's board, added up."""
        user = self._ref(f"user_{login}")
        board = self.env["support.board"].with_user(user).get_board()
        numbers = Counter()
        for team in board["teams"]:
            numbers.update({n: each["count"] for n, each in team["numbers"].items()})
        return numbers
