"""The Python environment: pinned packages, and Odoo made importable in it."""

import importlib.util
import itertools
import re
import sys
from pathlib import Path

from dev import places
from dev.apt import Apt, stable_release
from dev.odoo_source import OdooSource
from dev.problems import Problem, need, need_room, say
from dev.process import clean_environment, stream

NEEDED_BYTES = 1024**3
LAYOUT = 1  # raise it when what this module builds changes in kind
PROBE = "import odoo.release, odoo.tools, psycopg2, lxml.etree, pytest_odoo"


def prepare(source):
    """The Python of a finished environment for `source`; built where missing.

    There is one for each Python, lock file and Odoo source.
    """
    python = (LAYOUT, sys.version_info[:2], sys.base_prefix)
    lock_file = places.LOCK_FILE.read_text()
    key = places.digest(*python, lock_file, source.home, source.key)
    folder = places.cache() / "environments" / key
    return finished(folder, "the Python environment", build, source)


def finished(folder, what, build, *words):
    """The Python in `folder`, which `build(folder, …)` makes where it isn't whole."""
    with places.locked(folder.with_suffix(".lock"), what):
        whole = places.marked(folder) is not None and interpreter(folder).exists()
        if not whole:
            places.clear(folder)
            build(folder, *words)
    return interpreter(folder)


def interpreter(folder):
    return folder / "bin" / "python"


def current():
    """The Odoo source of the environment this very Python belongs to, or None."""
    facts = places.marked(Path(sys.prefix))
    return OdooSource(**facts) if facts else None


def build(folder, source):
    need_room(folder.parent, NEEDED_BYTES)
    say("building the Python environment (once for all clones) …")
    install_pinned(folder, places.LOCK_FILE)
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "support_sla_odoo.pth").write_text(f"{source.home}\n")
    need(
        stream([interpreter(folder), "-c", PROBE], cwd="/"),
        "the new Python environment does not work",
        "run the same command again; if it stays, try another Python:"
        " make PYTHON=python3.11",
        folder,
    )
    places.mark(folder, vars(source))


def create(folder):
    """Make the virtual environment; return the words that run its pip."""
    ensurepip = importlib.util.find_spec("ensurepip")
    has_pip = bool(ensurepip and ensurepip.origin)  # a bare folder is no package
    options = [] if has_pip else ["--without-pip"]
    need(
        stream([sys.executable, "-m", "venv", *options, folder]),
        "Python's module venv failed",
        "install the package python3-venv (apt-get install python3-venv), or"
        " name a complete Python: make PYTHON=python3.11",
        folder,
    )
    python = interpreter(folder)
    return [python, "-m", "pip"] if has_pip else [python, pip_of_debian() / "pip"]


def pip_of_debian():
    """A wheel of pip that runs as it is, for a Debian without python3-venv."""
    say("this Python has no ensurepip: taking pip from Debian's package")
    release = stable_release()
    shelf = places.cache() / "pip"
    debs = Apt(places.cache() / "apt-pip", (release,)).download(["python3-pip-whl"])
    for path in debs.glob("python3-pip-whl_*.deb"):
        stream(["dpkg-deb", "-x", path, shelf])
    wheels = sorted(shelf.glob("usr/share/python-wheels/pip-*.whl"))
    if not wheels:
        raise Problem(
            "this Python has neither ensurepip nor a pip to be had.",
            "install the package python3-venv (apt-get install python3-venv).",
        )
    return wheels[-1]


def install_pinned(folder, lock_file):
    """A new virtual environment with exactly what the lock file names."""
    pip = create(folder)
    wanted = len(re.findall(r"^[^#\s]", lock_file.read_text(), re.MULTILINE))
    say(f"installing {wanted} pinned Python packages …")
    options = ["--no-deps", "--no-input", "--disable-pip-version-check"]
    options += ["--progress-bar=off", "-r", lock_file]
    code, words = stream(
        [*pip, "install", *options],
        counter(wanted),
        env=clean_environment(PIP_ROOT_USER_ACTION="ignore"),
        cwd=folder,
    )
    errors = re.findall("^ERROR: (.*)", words, re.MULTILINE)
    need(
        (code, "\n".join([words, *errors])),
        "the Python packages could not be installed",
        "check the network and the package index that pip is configured with,"
        " and run the same command again; what was downloaded is kept.",
        folder,
    )


def counter(total):
    """Shows each tenth package that pip collects, and the last."""
    seen = itertools.count(1)

    def show(line):
        if line.startswith("Installing collected"):
            return "    putting them in place …"
        if line.startswith(("Collecting ", "Processing ")):
            number = next(seen)
            if number % 10 == 0 or number == total:
                return f"    {number}/{total} {line.split()[1].split('/')[-1]}"
        return None

    return show
