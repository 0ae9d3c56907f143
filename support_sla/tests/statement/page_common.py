# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from lxml import html

from odoo.tests import HttpCase

from .statement_common import StatementCase

NOON = "2026-04-02 18:00"


class StatementPageCase(StatementCase, HttpCase):
    """A month of Acme in which much happened, and its statement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls()
        cls.in_time = case._ticket("2026-03-02 15:00", name="Printer in flames")
        case._answer(cls.in_time, "2026-03-02 17:00")
        cls.late = case._ticket("2026-03-03 15:00", name="Payroll <b>doubled</b>")
        with case.at("2026-03-04 15:00"):
            cls.late.stage_id = cls.stage_awaiting
        with case.at("2026-03-05 15:00"):
            cls.late.stage_id = cls.stage_progress
        case._answer(cls.late, "2026-03-20 15:00")
        cls.rejected = case._ticket("2026-03-09 15:00", name="Sold elsewhere")
        with case.at("2026-03-09 16:00"):
            cls.rejected.stage_id = cls.env.ref(
                "helpdesk_mgmt.helpdesk_ticket_stage_rejected"
            )
        cls.statement = case._state()
        cls.env.flush_all()
        cls.url = f"/my/support/{cls.contract.id}/statement/2026-03"
        cls.logins = {
            "anna": cls.portal_anna,
            "gina": cls.portal_gina,
            "agent": cls.agent,
            "own": cls.agent_own,
            "manager": cls.manager,
        }

    def _login(self, name):
        user = self.logins.get(name)
        self.authenticate(user and user.login, user and user.login)

    def _get(self, path, name="anna", **options):
        with self.at(NOON):
            self._login(name)
            return self.url_open(path, allow_redirects=False, **options)

    def _open(self, path=None, name="anna"):
        response = self._get(path or self.url, name)
        self.assertEqual(response.status_code, 200, path)
        return html.fromstring(response.content)

    def _words(self, node):
        return " ".join(node.text_content().split())
