# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Hypothesis where it is installed; elsewhere its tests are skipped and say so."""

import os
import unittest

try:
    from hypothesis import HealthCheck, Phase, assume, given, settings
    from hypothesis import strategies as st
except ImportError:
    HealthCheck = assume = None

    class _Nothing:
        """Stands for any strategy while the module is read."""

        def __getattr__(self, name):
            return self

        def __call__(self, *args, **kwargs):
            return self

        def __or__(self, other):
            return self

    st = _Nothing()

    def given(*args, **kwargs):
        return unittest.skip("hypothesis is not installed")

    def examples(count):
        return lambda test: test

else:

    def examples(count):
        """The same examples in every run, so that a failure is never a surprise.

        Where SUPPORT_SLA_EXAMPLES says how many times more: other ones in every run,
        and a failing one is made small, which may take minutes. No deadline and no
        health check: the first draw reads the constants of all loaded modules, which
        takes seconds in a whole Odoo and says nothing about the strategy.
        """
        factor = int(os.environ.get("SUPPORT_SLA_EXAMPLES", 0))
        return settings(
            max_examples=count * max(factor, 1),
            derandomize=not factor,
            phases=list(Phase) if factor else [Phase.explicit, Phase.generate],
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )


__all__ = ["assume", "examples", "given", "st"]
