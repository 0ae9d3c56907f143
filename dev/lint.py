"""`make lint`: the hooks of .pre-commit-config.yaml on all files."""

import subprocess
import sys

from dev import places
from dev.environment import finished, install_pinned
from dev.problems import Problem, say
from dev.process import clean_environment

LOCK_FILE = places.ROOT / "requirements-lint.lock"


def main(words):
    """Run pre-commit, from an environment of its own; return its exit code."""
    key = places.digest(sys.version_info[:2], sys.base_prefix, LOCK_FILE.read_text())
    folder = places.cache() / "lint" / key
    python = finished(folder, "the linters' environment", build)
    if not (places.ROOT / ".git").exists():
        raise Problem("this folder is no git clone.", "run make lint in a clone.")
    return subprocess.run(
        [python, "-m", "pre_commit", "run", "--all-files", *words],
        cwd=places.ROOT,
        env=clean_environment(),
    ).returncode


def build(folder):
    say("building the linters' environment (once for all clones) …")
    install_pinned(folder, LOCK_FILE)
    places.mark(folder, {})
