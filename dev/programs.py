"""Chromium and wkhtmltopdf: used where present, installed where the script may."""

import os
import shutil

from dev.problems import last_words, say
from dev.process import stream

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAMS = (
    ("chromium", CHROMIUM, "tests in a browser (tours) are skipped"),
    ("wkhtmltopdf", ("wkhtmltopdf",), "PDFs are not made, and their tests skipped"),
)


def ensure():
    """Install what is missing where that is allowed; say what stays missing."""
    missing = [entry for entry in PROGRAMS if not present(entry[1])]
    may = os.geteuid() == 0 and shutil.which("apt-get")
    for package, names, loss in missing:
        words = install(package) if may else "only root may install it"
        if not present(names):
            say(f"NOTE: no {package} on this machine ({words}): {loss}.")


def present(names):
    return any(shutil.which(name) for name in names)


def install(package):
    """apt-get install; returns the reason where it failed."""
    say(f"installing {package} with apt-get …")
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", package]
    options = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    code, words = stream(command, **options)
    if code:
        stream(["apt-get", "update", "-q"], **options)
        code, words = stream(command, **options)
    return last_words(words, 1) if code else ""
