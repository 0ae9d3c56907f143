"""What our runs add to pytest: Odoo's choice of tests, the log guard, hypothesis.

Odoo's own runner takes a test only from the class that defines it, in the module
that defines the class; a test imported or inherited is left out here as there.

The log guard fails a test during which Odoo logged a warning or an error that is our
addon's (dev/logs.py says which are), unless the test caught it with `assertLogs` or
`mute_logger`. What is logged outside of tests fails the whole run, whichever of its
workers (dev/pytest_workers.py) it was.
"""

import logging
import threading

import hypothesis
import pytest
import xdist

from odoo.tests.common import get_db_name

from dev import logs

hypothesis.settings.register_profile(
    "ci", derandomize=True, deadline=None, database=None, print_blob=True
)
hypothesis.settings.load_profile("ci")


def pytest_collection_modifyitems(config, items):
    """Leave out what Odoo's runner leaves out."""
    left_out = [item for item in items if is_second_hand(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def is_second_hand(item):
    """Whether the test was imported or inherited (odoo/tests/loader.py)."""
    case = getattr(item, "cls", None)
    if not hasattr(case, "test_tags"):
        return False
    if case.__module__ != item.module.__name__:
        return True
    inherits = getattr(case, "allow_inherited_tests_method", False)
    return not inherits and item.originalname not in vars(case)


class LogGuard(logging.Handler):
    """Keeps the records that are our addon's fault until somebody takes them."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.kept = []

    def emit(self, record):
        is_error = record.levelno >= logging.ERROR
        text = self.format(record) if is_error else record.getMessage()
        found = logs.Record(record.levelname, record.name, text)
        if found.is_ours():
            self.kept.append(str(found))

    def take(self):
        taken, self.kept = self.kept, []
        return taken


guard = LogGuard()
logging.getLogger().addHandler(guard)


@pytest.fixture(scope="session", autouse=True)
def thread_knows_its_database():
    """Odoo's runner tells the thread its database; some of Odoo's code asks for it."""
    threading.current_thread().dbname = get_db_name()


@pytest.fixture(autouse=True)
def no_guilty_log():
    """Fails the test that let a warning of our addon reach the log."""
    yield
    found = guard.take()
    if found:
        pytest.fail(
            "logged by or about support_sla:\n" + "\n".join(found), pytrace=False
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    """Records from outside of tests (loading, class set-up and tear-down)."""
    if xdist.is_xdist_worker(session):
        session.config.workeroutput["late_records"] = guard.take()
    elif guard.kept and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """What a worker found; one that was killed has nothing to say."""
    found = getattr(node, "workeroutput", {}).get("late_records", [])
    guard.kept += [f"[{node.gateway.id}] {text}" for text in found]


def pytest_terminal_summary(terminalreporter):
    if guard.kept:
        terminalreporter.section("logged by or about support_sla outside of tests")
        for text in guard.take():
            terminalreporter.line(text)
