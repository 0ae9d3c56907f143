# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .acceptance_common import AcceptanceCase
from .terms_common import ENGLISH, SPANISH


class TermsTourCase(AcceptanceCase):
    """Read, accept, not asked after an editorial version, asked after a new one."""

    lang = ENGLISH

    def _tour(self, name):
        self.env.flush_all()
        self.start_tour(
            "/my",
            f"support_sla_portal_terms_{name}",
            login=self.owner.login,
            cookies={"frontend_lang": self.lang},
        )

    def _story(self):
        self._tour("accept")
        self.assertEqual(self._found().mapped("version"), [1])
        second = self._make_next(self.first, editorial=True)
        second.action_publish()
        self._tour("accepted")
        third = self._make_next(second)
        third.action_publish()
        self._tour("accept")
        self.assertEqual(sorted(self._found().mapped("version")), [1, 3])
        self.assertEqual(set(self._found().mapped("lang")), {self.lang})


@tagged("post_install", "-at_install")
class TestTermsTour(TermsTourCase):
    def test_a_customer_at_a_desk(self):
        self._story()


@tagged("post_install", "-at_install")
class TestTermsTourPhone(TermsTourCase):
    browser_size = "390x844"
    touch_enabled = True
    lang = SPANISH

    def test_a_customer_who_reads_spanish_on_the_phone(self):
        self.anna.lang = SPANISH
        self._story()
