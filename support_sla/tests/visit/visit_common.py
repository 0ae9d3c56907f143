# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import date

from odoo.exceptions import ValidationError

from ...tools.promise import period
from ..common import GUATEMALA, SupportCase, make_user

# A signature: the smallest PNG there is.
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)


class VisitCase(SupportCase):
    """A customer with an implementation under way, a contract with two days a week,
    two technicians."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls.env["support.implementation"].create(
            {
                "partner_id": cls.acme.id,
                "date_start": "2026-01-01",
                "date_end": "2026-06-30",
            }
        )
        cls.contract = cls._make_contract(cls.acme, cls.accompaniment, "2026-01-01")
        cls.tech = cls._make_technician("tech-marta")
        cls.other_tech = cls._make_technician("tech-luis")

    @classmethod
    def _make_technician(cls, login):
        group = "support_sla.group_support_user"
        return make_user(cls.env, login, group, name=login.title())

    @classmethod
    def _moment(cls, day, hour, tz=GUATEMALA):
        return period.wall_moment(date.fromisoformat(day), hour * 3600, tz)

    @classmethod
    def _make_visit(cls, day, hours=(9, 12), contract=None, user=None, **vals):
        contract = contract or cls.contract
        tz = contract._get_tz()
        values = {
            "contract_id": contract.id,
            "user_id": (user or cls.tech).id,
            "start_at": cls._moment(day, hours[0], tz),
            "stop_at": cls._moment(day, hours[1], tz),
        }
        return cls.env["support.visit"].create(values | vals)

    @contextmanager
    def assertRefused(self, words, error=ValidationError):
        """It is refused in such words, and nothing of it stays."""
        with self.assertRaises(error) as refused:
            yield
        self.assertRegex(str(refused.exception), words)
