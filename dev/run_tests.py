"""`make test` and `make peers`: pytest on databases cloned for this run."""

import contextlib
import os
import sys
from pathlib import Path

from dev import cluster, odoo_process, places, templates
from dev.databases import Databases
from dev.problems import Problem
from dev.process import clean_environment, run_alone
from dev.pytest_workers import database_of
from dev.report import say

CONF = "SUPPORT_SLA_CONF"
OWN_FOLDERS = ("support_sla/tests", "tests")
COVERAGE = (f"--cov={places.ADDON}", "--cov-report=term:skip-covered")
NO_TESTS = 5
MOST_WORKERS = 4  # more would wait for the one that does the races
PEER_PATIENTS = ("helpdesk_mgmt", *templates.PEERS)


def main(words):
    """Run all tests, or those that `--only` names; return the exit code.

    With `--coverage` each line that is run is noted, which takes its time.
    """
    with bench() as (databases, conf):
        if words[:1] == ["--only"]:
            return own_tests(databases, conf, selection(" ".join(words[1:])))
        folders = [name for name in OWN_FOLDERS if (places.ROOT / name).is_dir()]
        arguments = ["--durations=8", "--durations-min=3"]
        arguments += COVERAGE if words == ["--coverage"] else []
        # begin with what takes one worker long, so that all end together
        arguments += reversed(folders)
        codes = [
            own_tests(databases, conf, arguments, workers()),
            peer_tests(databases, conf),
        ]
    if any(codes):
        say("FAILED: see above.")
    return max(codes)


def peers(_words):
    with bench() as (databases, conf):
        return peer_tests(databases, conf)


@contextlib.contextmanager
def bench():
    """A running database server and Odoo's configuration for it."""
    with cluster.running() as server:
        databases = Databases(server)
        drop_left_over(databases)
        yield databases, odoo_process.configuration(server)


def workers():
    """How many pytest processes this machine's cores are good for."""
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


def own_tests(databases, conf, arguments, count=1):
    return tested(databases, conf, templates.ADDON, arguments, count)


def peer_tests(databases, conf):
    """The neighbours' tests, in a database where support_sla is installed too."""
    folders = [addon_folder(name) / "tests" for name in PEER_PATIENTS]
    say(f"now the tests of {', '.join(PEER_PATIENTS)} beside support_sla")
    return tested(databases, conf, templates.PEERS_ADDON, folders)


def addon_folder(name):
    for folder in odoo_process.addons_path().split(","):
        if (Path(folder) / name / "__manifest__.py").exists():
            return Path(folder) / name
    raise Problem(f"the addon {name} is not there.", "run make setup again.")


def tested(databases, conf, template, arguments, count=1):
    """Run pytest on a clone of `template`; warnings of its install fail the run."""
    source, warnings = templates.ready(databases, conf, template)
    code = pytest(databases, conf, source, arguments, count)
    if warnings:
        say(f"FAILED: installing {', '.join(template.modules)} logged:")
        for record in warnings:
            print(f"  {record}", flush=True)
    if code == NO_TESTS:
        say("FAILED: no test was found.")
    return code or int(bool(warnings))


def pytest(databases, conf, source, arguments, count=1):
    """Run pytest in `count` processes, each on a clone of its own."""
    run = f"test_{os.getpid()}"
    labels = [run]
    command = [sys.executable, "-m", "pytest", "-c", places.ROOT / "pytest.ini"]
    command += [f"--rootdir={places.ROOT}", f"--odoo-config={conf}", "--odoo-http"]
    command += [f"--odoo-database={databases.name(run)}", "--odoo-log-level=warn"]
    if count > 1:
        labels = [database_of(run, f"gw{number}") for number in range(count)]
        command += [f"--numprocesses={count}", "--max-worker-restart=0"]
        command += ["--no-loadscope-reorder"]
    given = {CONF: str(conf), "SUPPORT_SLA_TEMPLATE": source, "COLUMNS": "88"}
    try:
        for label in labels:
            databases.clone(source, label)
        return run_alone(
            [*command, *arguments],
            cwd=places.ROOT,
            env=clean_environment(**given),
            preexec_fn=odoo_process.end_with_parent,
        )
    finally:
        for label in labels:
            databases.drop(label)


def drop_left_over(databases):
    """Drop the databases of runs that were killed."""
    for start in ("test_", "part_test_"):
        for label in databases.labels(start):
            pid = label.removeprefix(start).split("_")[0]
            if not Path("/proc", pid).exists():
                databases.drop(label)
    for path in odoo_process.LOGS.glob("test_*.log"):
        if not Path("/proc", path.stem.split("_")[1]).exists():
            path.unlink()


def selection(text):
    """pytest's arguments for a file, `file::Class::test`, module or expression."""
    name, _, inside = text.partition("::")
    found = named(name.removesuffix(".py")) if name else []
    if found:
        return [f"{path}::{inside}" if inside else str(path) for path in found]
    folders = [name for name in OWN_FOLDERS if (places.ROOT / name).is_dir()]
    return ["-k", text, *folders]


def named(name):
    """The test files or folders of a name, in whichever room they are."""
    for folder in ("", *OWN_FOLDERS):
        for ending in ("", ".py"):
            path = places.ROOT / folder / f"{name}{ending}"
            # not path.exists: an expression may be longer than a name can be
            if os.path.exists(path):
                return [path]
    if not name.isidentifier():
        return []
    return [
        path
        for folder in OWN_FOLDERS
        for path in sorted((places.ROOT / folder).rglob(f"{name}.py"))
    ]
