# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import SupportCase


@tagged("post_install", "-at_install")
class TestBatch(SupportCase):
    """What a cron does with a record that fails (SPEC 16, Jobs)."""

    def _do(self, error):
        given_up = []

        def work(record):
            record.name = "half done"
            raise error

        self.env["support.batch"]._do(self.acme, work, given_up.append)
        return given_up

    def test_a_broken_record_is_undone_and_given_up(self):
        with mute_logger("odoo.addons.support_sla.models.notice.batch"):
            given_up = self._do(ValueError("broken"))

        self.assertEqual(given_up, [self.acme])
        self.assertEqual(self.acme.name, "Acme")

    def test_a_busy_record_stays_due(self):
        given_up = self._do(SerializationFailure())

        self.assertFalse(given_up, "an acknowledgement must not be lost to a race")
        self.assertEqual(self.acme.name, "Acme")
