"""Where things are kept, and the locks and markers that keep them whole.

The user's cache folder (`$XDG_CACHE_HOME/support_sla`) holds what clones and CI
share: the unpacked Odoo and the Python environments. The project's `.dev` folder
holds what belongs to this clone: database cluster, filestore, logs.
"""

import ast
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
from pathlib import Path

from dev.problems import say

ROOT = Path(__file__).resolve().parent.parent
ADDON = ROOT / "support_sla"
STATE = ROOT / ".dev"
LOCK_FILE = ROOT / "requirements.lock"
MARKER = "support_sla.json"


def cache():
    """The cache folder shared by this user's clones."""
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "support_sla"


def manifest():
    return ast.literal_eval((ADDON / "__manifest__.py").read_text(encoding="utf-8"))


def digest(*parts):
    """Ten characters that stand for all the given texts."""
    joined = "\0".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:10]


@contextlib.contextmanager
def locked(path, what):
    """Only one process at a time; the others wait and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another process that is busy with {what} …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def mark(folder, facts):
    """Declare `folder` whole: the last thing written into it."""
    write_whole(folder / MARKER, json.dumps(facts, indent=1))


def marked(folder):
    """The facts of a folder that was finished, or None."""
    try:
        return json.loads((folder / MARKER).read_text())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def write_whole(path, text):
    """Write a file that is never seen half-written; unchanged text isn't written."""
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part-{os.getpid()}")
    part.write_text(text)
    part.replace(path)


def clear(folder):
    """Remove a folder, whole or half, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)
