"""The commands behind the Makefile's targets."""

import json
import os
import pkgutil
import signal
import sys

from dev import cluster, demo, environment, odoo_source, places, problems, programs
from dev.problems import say

COMMANDS = {
    "setup": "dev.cli:told",
    "demo": "dev.demo:main",
    "shell": "dev.demo:shell",
    "test": "dev.run_tests:main",
    "peers": "dev.run_tests:peers",
    "lint": "dev.lint:main",
    "dump": "dev.dumps:main",
    "pot": "dev.packaging:pot",
    "wheel": "dev.packaging:wheel",
    "pictures": "dev.run_tests:pictures",
}
STAGE = "SUPPORT_SLA_STAGE"


def main(words):
    """Run one command; a foreseeable failure is a sentence, not a traceback."""
    # what was begun is put away in order, also after a termination; set anew for
    # Ctrl-C too: a script's background job begins with it ignored
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        return run(words)
    except problems.Problem as problem:
        print(problem, file=sys.stderr)
    except OSError as error:
        problem = problems.from_os_error(error)
        if not problem:
            raise
        print(problem, file=sys.stderr)
    except KeyboardInterrupt:
        print("support_sla: stopped.", file=sys.stderr)
        return 130
    return 1


def run(words):
    name, *rest = words or ["help"]
    if name == "reset":
        return cluster.reset() or 0
    if name not in COMMANDS:
        raise problems.Problem(f"there is no command {name}.", "see make help.")
    if not os.environ.get(STAGE):
        return hand_over(words)
    return pkgutil.resolve_name(COMMANDS[name])(rest) or 0


def hand_over(words):
    """Stage one: prepare, then let the environment's own Python do the command."""
    os.umask(0o022)
    if words[0] == "demo":
        demo.check_port(words[1:])  # before the long work, not after it
    source = odoo_source.find()
    say(f"Odoo {source.version} from {source.origin}")
    python = environment.prepare(source)
    programs.ensure()
    sys.stdout.flush()
    here = {**os.environ, STAGE: "2"}
    here.pop("PYTHONDONTWRITEBYTECODE", None)
    os.chdir(places.ROOT)
    os.execve(python, [str(python), "-m", "dev", *words], here)


def told(_words):
    """`setup`: only set up, and say with what."""
    facts = {"python": sys.executable, **vars(environment.current())}
    print(json.dumps(facts, indent=1))
