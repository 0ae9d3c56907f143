"""`make test`, `peers` and `pictures`: pytest on databases cloned for this run."""

import contextlib
import os
import sys
from pathlib import Path

from dev import demo, document_pictures, odoo_process, places, templates
from dev.databases import at_work
from dev.problems import Problem, say
from dev.process import clean_environment, run_alone
from dev.pytest_workers import database_of

PICTURES, CONSOLE = "SUPPORT_SLA_PICTURES", "console.txt"
DOCUMENTS = "SUPPORT_SLA_DOCUMENTS"  # names of the pictures that they show
OWN_FOLDERS = ("support_sla/tests", "tests")
COVERAGE = (f"--cov={places.ADDON}", "--cov-report=term:skip-covered")
NO_TESTS = 5
MOST_WORKERS = 4  # more would wait for the one that does the races
SPARE_WORKERS = 1  # each waits for browser, server and disk part of its time
PEER_PATIENTS = ("helpdesk_mgmt", *templates.PEERS)


def main(words):
    """Run all tests, or those that `--only` names; return the exit code.

    With `--coverage` each line that is run is noted, which takes its time.
    """
    with bench() as (databases, conf):
        if words[:1] == ["--only"]:
            arguments = selection(" ".join(words[1:]))
            return tested(databases, conf, templates.ADDON, arguments)
        arguments = ["--durations=8", "--durations-min=3"]
        arguments += COVERAGE if words == ["--coverage"] else []
        # begin with what takes one worker long, so that all end together
        arguments += reversed(OWN_FOLDERS)
        cores = len(os.sched_getaffinity(0))
        workers = min(cores + SPARE_WORKERS, MOST_WORKERS)
        codes = [
            tested(databases, conf, templates.ADDON, arguments, workers),
            peer_tests(databases, conf),
        ]
    if any(codes):
        say("FAILED: see above.")
    return max(codes)


def peers(_words):
    with bench() as (databases, conf):
        return peer_tests(databases, conf)


def pictures(words):
    """What people see of us, as PNG files to look at; return the exit code.

    Every page of ours and the main screens (`support_sla/tests/pages.py`), or those
    whose name `--only` chooses, in each language and at each width, of a copy of the
    demo database, which stays as it is. With `--docs` those that `docs/pictures` holds
    are taken, and if all could be, they are written anew there, and README's is.
    """
    from psycopg2.errors import ObjectInUse

    kept = document_pictures.kept() if "--docs" in words else []
    needed = document_pictures.names(kept)
    only = document_pictures.choice(needed) or demo.option(words, "--only", "")
    label = demo.option(words, "--database", demo.LABEL)
    folder = Path(demo.option(words, "--into", places.ROOT / "pictures")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    # where some are chosen, the others are kept
    for path in (*([] if only else folder.glob("*.png")), folder / CONSOLE):
        path.unlink(missing_ok=True)
    os.environ |= {PICTURES: str(folder), DOCUMENTS: " ".join(needed)}
    with demo.ready(label), bench() as (databases, conf):
        arguments = [places.ROOT / "dev/take_pictures.py", *(only and ["-k", only])]
        try:
            code = pytest(databases, conf, label, arguments)
        except ObjectInUse:
            raise Problem(
                "the demo database is in use.", "stop the make demo that serves it."
            ) from None
    if kept and not code:
        document_pictures.write(kept, folder)
    say(f"{len([*folder.glob('*.png')])} pictures in {folder}")
    return code


@contextlib.contextmanager
def bench():
    """The databases without what killed runs left, and Odoo's configuration."""
    with at_work() as (databases, conf):
        drop_left_over(databases)
        yield databases, conf


def peer_tests(databases, conf):
    """The neighbours' tests, in a database where support_sla is installed too."""
    packages = [f"odoo.addons.{name}.tests" for name in PEER_PATIENTS]
    say(f"now the tests of {', '.join(PEER_PATIENTS)} beside support_sla")
    return tested(databases, conf, templates.PEERS_ADDON, ["--pyargs", *packages])


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
    given = {"SUPPORT_SLA_TEMPLATE": source, "COLUMNS": "88"}
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
    end = f"/{name.removesuffix('.py')}"
    found = [
        f"{path}::{inside}" if inside else str(path)
        for folder in OWN_FOLDERS
        for path in sorted((places.ROOT / folder).rglob("[!_]*"))
        if str(path).removesuffix(".py").endswith(end)
    ]
    return found or ["-k", text, *OWN_FOLDERS]
