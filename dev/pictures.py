"""`make pictures`: what people see of us, as PNG files to look at.

Every page of ours and the main screens of the backend (the lists are in
`support_sla/tests/pages.py`), in English and Spanish, 1400 and 390 pixels wide; taken
of a copy of the demo database, which stays as it is.
"""

import os
import time
from pathlib import Path

from dev import demo, places, run_tests
from dev.problems import Problem
from dev.report import say

FOLDER = places.ROOT / "pictures"
VARIABLE = "SUPPORT_SLA_PICTURES"
CONSOLE = "console.txt"
CASE = places.ROOT / "dev" / "take_pictures.py"


def main(words):
    """Take the pictures, or those whose name `--only` chooses; return the exit code."""
    from psycopg2.errors import ObjectInUse

    only = demo.option(words, "--only", "")
    label = demo.option(words, "--database", demo.LABEL)
    folder = Path(demo.option(words, "--into", str(FOLDER))).absolute()
    clear(folder, only)
    os.environ[VARIABLE] = str(folder)
    begun = time.monotonic()
    with demo.ready(label), run_tests.bench() as (databases, conf):
        arguments = [CASE, *(["-k", only] if only else [])]
        try:
            code = run_tests.pytest(databases, conf, label, arguments)
        except ObjectInUse:
            raise Problem(
                "the demo database is in use.", "stop the make demo that serves it."
            ) from None
    taken = len([*folder.glob("*.png")])
    say(f"{taken} pictures in {folder} ({time.monotonic() - begun:.0f} seconds)")
    return code


def clear(folder, only):
    """Take away what was left last time; where some are chosen, keep the others."""
    folder.mkdir(parents=True, exist_ok=True)
    old = [] if only else folder.glob("*.png")
    for path in (*old, folder / CONSOLE):
        path.unlink(missing_ok=True)
