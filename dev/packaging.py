"""`make wheel` and `make pot`: what others install, what others translate."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from dev import odoo_process, places, templates
from dev.databases import at_work
from dev.problems import need, say
from dev.process import stream


def wheel(_words):
    path = build_wheel(places.ROOT / "dist")
    say(f"built {path.relative_to(places.ROOT)}")


def build_wheel(into):
    """Build the wheel from a copy of the tree, so that nothing old gets in."""
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "tree"
        copy.mkdir()
        shutil.copy(places.ROOT / "setup.py", copy)
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc", "*.orig", "*.rej")
        shutil.copytree(places.ADDON, copy / "support_sla", ignore=ignored)
        line = [sys.executable, "-m", "pip", "wheel", "--no-deps", "-q"]
        line += ["--no-build-isolation", "-w", folder, copy]
        need(stream(line, cwd=folder), "the wheel was not built", "see setup.py.", into)
        (built,) = Path(folder).glob("*.whl")
        return Path(shutil.move(built, into / built.name))


def pot(_words):
    """Export the addon's terms from a database where it is installed."""
    target = places.ADDON / "i18n" / "support_sla.pot"
    with at_work() as (databases, conf):
        source, _ = templates.ready(databases, conf, templates.ADDON)
        label = f"test_{os.getpid()}"
        databases.clone(source, label)
        try:
            words = ("export", "support_sla", "-d", databases.name(label))
            odoo_process.run(conf, "pot", *words, "-l", "pot", name="i18n")
        finally:
            databases.drop(label)
    for path in [target, *sorted(target.parent.glob("*.po"))]:
        merge(path, target)
        say(f"wrote {path.relative_to(places.ROOT)}")


def merge(path, template):
    """Give a translation the template's terms, in its order; keep what is translated.

    New terms are left empty: the tests name them. No dates, so that the same words
    are the same file.
    """
    import polib

    old, new = polib.pofile(str(path)), polib.pofile(str(template))
    known = {entry.msgid: entry.msgstr for entry in old}
    new.metadata = old.metadata
    for entry in new:
        entry.msgstr = known.get(entry.msgid, "")
    for key in ("POT-Creation-Date", "PO-Revision-Date"):
        new.metadata.pop(key, None)
    new.save(str(path))
