# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import unittest

from odoo.tests import tagged

from .quota_common import QuotaCase

try:
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.stateful import run_state_machine_as_test
except ImportError:
    QuotaStory = None
else:  # outside: what is missing of ours is an error, not a reason to skip
    from .quota_story import QuotaStory


@tagged("post_install", "-at_install")
@unittest.skipUnless(QuotaStory, "hypothesis is not installed")
class TestQuotaStory(QuotaCase):
    """Whatever happens in whatever order, the sums are right (specification 4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lower = cls.small.copy({"code": "lower", "rank": 1, "quota_tickets": 2})

    def _tell(self, policy, carry_over=False):
        facts = {"case": self, "policy": policy, "carry_over": carry_over}
        run_state_machine_as_test(
            type("Story", (QuotaStory,), facts),
            settings=settings(
                max_examples=10,
                stateful_step_count=25,
                deadline=None,
                derandomize=True,
                # what fails is long enough ago to read; making it shorter takes minutes
                phases=[Phase.explicit, Phase.generate],
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

    def test_held_tickets(self):
        self._tell("no_commitment")

    def test_held_tickets_and_carry_over(self):
        self._tell("approval", carry_over=True)

    def test_extra_tickets(self):
        self._tell("extra")
