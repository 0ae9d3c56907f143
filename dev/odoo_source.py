"""Odoo 19's source: a checkout, an importable one, or Debian's package."""

import os
import runpy
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from dev import places
from dev.apt import Apt, stable_release
from dev.problems import Problem, check_output, last_words, need_room, say
from dev.process import clean_environment, stream

SERIES = "19.0"
NEEDED_BYTES = 3 * 1024**3
COMPANIONS = (
    "libjs-jquery libjs-jquery-form libjs-underscore fonts-glyphicons-halflings"
    " fonts-inconsolata fonts-montserrat fonts-ocr-b fonts-roboto-unhinted"
).split()
OLD_ICONS = "fonts-font-awesome"  # unstable's is 7: it breaks Odoo's icons
# Debian leaves this file out; without it the browser's console shows an error
LEFT_OUT = "mail/static/lib/selfie_segmentation/selfie_segmentation.js"


@dataclass(frozen=True)
class OdooSource:
    """A usable Odoo: `home` holds the package `odoo`; `key` changes with its code."""

    home: str
    version: str
    origin: str
    key: str


def find():
    """The Odoo to use: ODOO_HOME, else an importable `odoo`, else Debian's."""
    return from_checkout() or from_python() or from_debian()


def series_of(home):
    """The Odoo series at `home` (`19.0`), or None where there is no Odoo."""
    path = Path(home) / "odoo" / "release.py"
    return runpy.run_path(str(path))["series"] if path.is_file() else None


def from_checkout():
    """What ODOO_HOME names; a wrong name is a problem, not passed over."""
    home = os.environ.get("ODOO_HOME")
    if not home:
        return None
    series = series_of(home)
    if series != SERIES:
        found = f"Odoo {series}" if series else "no Odoo"
        raise Problem(
            f"ODOO_HOME names {home}, and there is {found} there.",
            f"set it to a checkout of Odoo {SERIES}, or unset it.",
        )
    home = str(Path(home).resolve())
    return OdooSource(home, SERIES, "the checkout named by ODOO_HOME", commit(home))


def commit(home):
    """What changes when the code at `home` does, as far as can be told cheaply."""
    git = shlex.join(["git", "-C", home, "rev-parse", "HEAD"])
    known = subprocess.getoutput(f"{git} 2>/dev/null")
    return places.digest(home, known, (Path(home) / "odoo/release.py").stat().st_mtime)


def from_python():
    """An `odoo` that the calling Python can import, if it is of our series."""
    told = subprocess.run(
        [sys.executable, "-c", "import odoo.release; print(odoo.release.__file__)"],
        capture_output=True,
        text=True,
        cwd="/",
        env=clean_environment(),
    )
    if told.returncode:
        return None
    home = str(Path(told.stdout.strip()).parent.parent)
    if home.startswith(str(places.cache())):
        return None  # our own environment is active: its Odoo is found below
    series = series_of(home)
    if series != SERIES:
        say(f"passing over the importable Odoo {series}: {SERIES} is needed")
        return None
    return OdooSource(home, SERIES, f"importable by {sys.executable}", commit(home))


def from_debian():
    """Debian's package, downloaded once and unpacked in the cache folder."""
    shelf = places.cache() / "odoo"
    with places.locked(places.cache() / "odoo.lock", "Odoo's source"):
        found = map(places.marked, sorted(shelf.glob("[!.]*"), reverse=True))
        facts = next(filter(None, found), None)
        return OdooSource(**facts) if facts else fetch(shelf)


def fetch(shelf):
    """Download and unpack; what is not finished never carries a marker."""
    need_room(shelf, NEEDED_BYTES)
    release = stable_release()
    apt = Apt(places.cache() / "apt", ("sid", release))
    wanted = [f"{name}/sid" for name in ("odoo-19", *COMPANIONS)]
    debs = apt.download([*wanted, f"{OLD_ICONS}/{release}"])
    (package,) = debs.glob("odoo-19_*.deb")
    version = package.name.split("_")[1].replace("%3a", ":")
    part = shelf / ".part"
    places.clear(part)
    for path in sorted(debs.glob("*.deb")):
        say(f"unpacking {path.name.split('_')[0]} …")
        code, words = stream(["dpkg-deb", "-x", path, part])
        check_output(words, part)
        if code:
            path.unlink()
            raise Problem(
                f"{path.name} could not be unpacked ({last_words(words)}).",
                "run the same command again: it is downloaded anew.",
            )
    return finish(part, shelf / version, version, debs)


def finish(part, folder, version, debs):
    inside = Path("usr/lib/python3/dist-packages")
    left_out = part / inside / "odoo/addons" / LEFT_OUT
    left_out.parent.mkdir(parents=True, exist_ok=True)
    left_out.touch()
    places.clear(folder)
    part.rename(folder)
    origin = f"Debian's package odoo-19 {version}"
    source = OdooSource(str(folder / inside), SERIES, origin, version)
    places.mark(folder, vars(source))
    for path in debs.glob("*.deb"):
        path.unlink()  # 130 MB that nothing needs again
    return source
