"""Debian packages without root: an apt of our own beside the machine's.

Nothing here names a mirror: the mirrors are those that the machine's apt is
configured with. Only suite names are added. Signatures are checked as always.
"""

import contextlib
import os
import platform
import shutil
import subprocess
from pathlib import Path

from dev.problems import Problem, check_output, last_words, say
from dev.process import stream

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
RELEASES_WITH_OLD_FONTS = ("bookworm", "trixie")


def mirrors():
    """Sites that the machine's apt takes Debian from, in its own order."""
    if not shutil.which("apt-get"):
        return []
    listed = subprocess.run(
        ["apt-get", "indextargets", "--no-release-info"]
        + ["--format", "$(SITE) $(RELEASE)", "Created-By: Packages"],
        capture_output=True,
        text=True,
    ).stdout
    found = (line.partition(" ") for line in listed.splitlines())
    sites = [site for site, _, release in found if "security" not in release]
    return [site for site in dict.fromkeys(sites) if not site.startswith("cdrom:")]


def stable_release():
    """The Debian release to take what unstable has no more from."""
    with contextlib.suppress(OSError):
        name = platform.freedesktop_os_release().get("VERSION_CODENAME")
        if name in RELEASES_WITH_OLD_FONTS:
            return name
    return RELEASES_WITH_OLD_FONTS[-1]


class Apt:
    """An apt with lists, cache and sources in a folder of its own."""

    def __init__(self, folder, suites):
        self.folder = folder
        self.suites = suites
        self.sources = folder / "sources.list"
        for part in ("state/lists/partial", "cache/archives/partial", "debs"):
            (folder / part).mkdir(parents=True, exist_ok=True)

    def command(self, *words):
        settings = {
            "Dir::State": self.folder / "state",
            "Dir::State::Lists": self.folder / "state/lists",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::SourceList": self.sources,
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::Etc::Preferences": "/dev/null",
            "Dir::Etc::PreferencesParts": "/dev/null",
            "Acquire::Languages": "none",
            "Acquire::Retries": "2",
            "Acquire::http::Timeout": "30",
            "APT::Update::Error-Mode": "any",
        }
        if os.geteuid() == 0:
            settings["APT::Sandbox::User"] = "root"
        given = [f"-o{key}={value}" for key, value in settings.items()]
        return ["apt-get", "-q", *given, *words]

    def download(self, packages):
        """Fetch packages (`name` or `name/suite`); return the folder of the files.

        Each mirror of the machine is tried in turn.
        """
        sites = mirrors()
        if not sites:
            raise Problem(
                "Debian's packages cannot be reached: apt has no mirror configured"
                " on this machine.",
                "set ODOO_HOME to a checkout of Odoo 19.0, or configure a Debian"
                " mirror in /etc/apt/sources.list.",
            )
        words = ""
        for site in sites:
            done, words = self.download_from(site, packages)
            if done:
                return self.folder / "debs"
        raise Problem(
            f"{packages[0]} could not be downloaded from this machine's Debian"
            f" mirrors ({last_words(words, 1)}).",
            "check the network and run the same command again (it goes on where it"
            " stopped), or set ODOO_HOME to a checkout of Odoo 19.0.",
        )

    def download_from(self, site, packages):
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        lines = [f"deb {signed}{site} {suite} main\n" for suite in self.suites]
        self.sources.write_text("".join(lines))
        say(f"reading the package lists of {', '.join(self.suites)} …")
        code, words = stream(self.command("update"))
        if code == 0:
            say(f"downloading {len(packages)} Debian packages …")
            code, words = stream(
                self.command("download", *packages),
                show_fetch,
                cwd=self.folder / "debs",
            )
        check_output(words, self.folder)
        if code == 0:
            drop_older(self.folder / "debs")
        return code == 0, words


def drop_older(folder):
    """Of two versions of a package (an interrupted run left one) keep the newer."""
    debs = sorted(folder.glob("*.deb"), key=lambda path: path.stat().st_mtime)
    newest = {path.name.split("_")[0]: path for path in debs}
    for path in {*debs} - {*newest.values()}:
        path.unlink()


def show_fetch(line):
    """apt's `Get:` lines, without the mirror's address."""
    if not line.startswith("Get:"):
        return None
    number, _site, *rest = line.split()
    return f"    {number} {' '.join(rest)}"
