"""`make reset`: back to a fresh clone; the shared cache stays."""

import os
import signal
import time

from dev import places
from dev.report import say


def main():
    """Stop this clone's database server and remove all that the set-up made in it."""
    stop_server(places.STATE / "pg" / "postmaster.pid")
    places.clear(places.STATE)
    say("removed .dev (databases, filestore, logs).")
    say(f"Odoo and the Python environment stay in {places.cache()}; remove that to")
    say("have them fetched anew.")
    return 0


def stop_server(pid_file, patience=30):
    """Stop the server that wrote `pid_file`, the way pg_ctl's fast mode does."""
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().split()[0])
    try:
        os.kill(pid, signal.SIGINT)
    except ProcessLookupError:
        return
    until = time.monotonic() + patience
    while pid_file.exists() and time.monotonic() < until:
        time.sleep(0.1)
