"""`make demo` and `make shell`: a database with demo data, served on this machine."""

import contextlib
import os
import signal
import socket
import time
from xml.etree import ElementTree

from dev import environment, odoo_process, places, templates
from dev.databases import at_work
from dev.problems import Problem, say

LABEL = "demo"
PORT = 8069
LOOKS_OUTSIDE = "partner_autocomplete"  # asks a service for each typed name
STOP_NEWS = "UPDATE ir_cron SET active = false WHERE cron_name LIKE 'Publisher%%'"
ONCE = ("--stop-after-init", "--no-http")
ADMIN = ("admin", "admin", "Administrator")


def main(words):
    """Make the demo database where it is missing, serve it until interrupted."""
    port = check_port(words)
    with ready(option(words, "--database", LABEL)) as (name, conf, log):
        serve(name, conf, log, port)


def shell(words):
    """Odoo's shell on the demo database."""
    with ready(LABEL) as (name, conf, _log):
        return odoo_process.shell(conf, name, *words).wait()


@contextlib.contextmanager
def ready(label):
    """The demo database with the present code: (its name, configuration, log)."""
    with at_work() as (databases, conf):
        prepare(databases, conf, label)
        yield databases.name(label), conf, odoo_process.LOGS / f"{label}.log"


def option(words, name, default):
    """The word after `name`, or the default."""
    return words[words.index(name) + 1] if name in words else default


def check_port(words):
    """The port to serve on; a problem where it is no port or taken."""
    text = option(words, "--port", str(PORT))
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise Problem(f"{text} is no port.", "name one like this: make demo PORT=8070")
    try:
        socket.create_server(("127.0.0.1", int(text))).close()
    except OSError:
        raise Problem(
            f"port {text} on 127.0.0.1 is taken or not allowed.",
            "stop the program that listens there (another make demo?), or name"
            f" another port: make demo PORT={max(int(text), 1024) + 1}",
        ) from None
    return int(text)


def prepare(databases, conf, label):
    """A demo database that fits the present code; what is in it is kept."""
    base, addon = environment.current().key, templates.addon_hash()
    with places.locked(places.STATE / "demo.lock", "the demo database"):
        old_base, _, old_addon = (databases.note(label) or "").partition(" ")
        if not databases.exists(label):
            make(databases, conf, label)
        elif (old_base, old_addon) != (base, addon):
            say("the code has changed: upgrading the demo database …")
            modules = "support_sla" if old_base == base else "all"
            words = ("-d", databases.name(label), "-u", modules, *ONCE)
            odoo_process.run(conf, f"{label}_upgrade", *words)
        databases.set_note(label, f"{base} {addon}")


def make(databases, conf, label):
    """Install in a database of another name; the right name says that it is whole."""
    part = f"part_{label}"
    name = databases.name(part)
    databases.drop(part)
    say("creating the demo database (about a minute) …")
    words = ("-d", name, "--with-demo", "-i", "support_sla", *ONCE)
    odoo_process.run(conf, f"{label}_install", *words)
    say("switching off look-ups of outside services …")
    words = ("uninstall", "-d", name, LOOKS_OUTSIDE)
    odoo_process.run(conf, f"{label}_uninstall", *words, name="module")
    databases.ask(STOP_NEWS, database=name)
    databases.rename(part, label)


def serve(name, conf, log, port):
    """Serve until interrupted; the log goes to a file, the address to the reader."""
    words = ("-d", name, f"--db-filter=^{name}$", f"--http-port={port}")
    server = odoo_process.spawn(conf, log, *words, "--max-cron-threads=1")
    try:
        address = f"http://127.0.0.1:{port}"
        odoo_process.wait_until_served(server, f"{address}/web/login", log)
        welcome(address, log)
        server.wait()
        raise Problem("Odoo stopped by itself.", f"its log is in {log}.")
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        say("stopping …")
    finally:
        odoo_process.stop(server)


def welcome(address, log):
    """Where Odoo is, and who may log in."""
    print(f"\n  Odoo is ready:  {address}\n")
    width = max(len(login) for login, _, _ in logins())
    for login, password, who in logins():
        print(f"    {login:<{width}}  password {password:<{width}}  {who}")
    print(f"\n  Log: {os.path.relpath(log)}   Ctrl-C stops it; the data is kept.")
    print(f"  {time.strftime('%H:%M:%S')} serving …\n", flush=True)


def logins():
    """(login, password, who) of the admin and of each user in the demo data."""
    found = [ADMIN]
    for name in places.manifest()["demo"]:
        if not name.endswith(".xml"):
            continue
        for record in ElementTree.parse(places.ADDON / name).iter("record"):
            values = {field.get("name"): field.text for field in record.iter("field")}
            if record.get("model") == "res.users" and values.get("password"):
                who = ", ".join(filter(None, map(values.get, ("name", "function"))))
                found.append((values.get("login"), values["password"], who))
    return found
