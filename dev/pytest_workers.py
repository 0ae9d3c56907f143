"""Several pytest processes side by side (pytest-xdist), each on a database of its own.

`dev/run_tests.py` clones the databases beforehand and drops them afterwards; worker
`gw0` finds its one under the run's name with `_gw0` behind it. With the database
comes its filestore; the port is free by itself, as each worker serves its own HTTP.

The files `tests/test_…_race.py` and `…_processes.py` let servers race each other: one
worker does them all, so that no two are at it at once. Of the other files of `tests/`
each is one worker's; the addon's own tests are handed out class by class.
"""

import os
import re

import pytest
from xdist.scheduler import LoadScopeScheduling

from dev import odoo_process

PROCESSES = "tests/"
RACES = re.compile(rf"^{PROCESSES}\w+_(race|processes)\.py")


def database_of(name, worker):
    """The database of one worker in the run that is called `name`."""
    return f"{name}_{worker}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_cmdline_main(config):
    """Before pytest-odoo reads it: which database is this worker's own.

    pytest-odoo would clone one itself, with programs that need not be there, and share
    the filestore: it is kept from knowing that it runs in a worker.
    """
    if hasattr(config, "workerinput"):
        odoo_process.end_with_parent()
        worker = os.environ.pop("PYTEST_XDIST_WORKER")
        config.option.odoo_database = database_of(config.option.odoo_database, worker)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Scheduler(config, log)


class Scheduler(LoadScopeScheduling):
    """Says which tests stay together in one worker. The races take longest and are one
    worker's: they come first, so that the others have the rest to do meanwhile."""

    def _assign_work_unit(self, node):
        if RACES.pattern in self.workqueue:
            self.workqueue.move_to_end(RACES.pattern, last=False)
        super()._assign_work_unit(node)

    def _split_scope(self, nodeid):
        if RACES.match(nodeid):
            return RACES.pattern
        if nodeid.startswith(PROCESSES):
            return nodeid.partition("::")[0]
        return super()._split_scope(nodeid)
