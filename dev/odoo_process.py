"""How Odoo is started: its configuration, its command line."""

import ctypes
import signal
import socket
import subprocess
import sys
import time
import urllib.request

from dev import places
from dev.problems import Problem, check_output, last_words
from dev.process import clean_environment, stream

LOGS = places.STATE / "log"
PR_SET_PDEATHSIG = 1


def configuration(server, path=None, addons=places.ROOT):
    """Write Odoo's configuration file for `server`; return its path.

    Odoo's own addons, and those installed from packages, it finds by itself.
    """
    options = {
        "addons_path": addons,
        "data_dir": places.STATE / "data",
        "http_interface": "127.0.0.1",
        "list_db": False,
        "max_cron_threads": 0,
        **{f"db_{key}": value for key, value in server.settings.items()},
    }
    path = path or places.STATE / "odoo.conf"
    lines = [f"{key} = {value}\n" for key, value in options.items()]
    places.write_whole(path, "[options]\n" + "".join(lines))
    return path


def command(conf, *words, python=sys.executable, name="server"):
    """Odoo's command line; the configuration comes last, after any subcommand."""
    return [str(word) for word in (python, "-m", "odoo", name, *words, "-c", conf)]


def run(conf, log, *words, name="server", python=sys.executable, cwd=places.ROOT):
    """Run Odoo to its end, its log in `.dev/log/<log>.log`; return that log's text."""
    code, output = stream(command(conf, *words, name=name, python=python), cwd=cwd)
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    path.write_text(output)
    check_output(output, places.STATE)
    if code:
        print("".join(output.splitlines(keepends=True)[-40:]))
        raise Problem(
            f"Odoo stopped with an error ({' '.join(str(word) for word in words)}).",
            f"the last lines are above, the whole log is in {path}.",
        )
    return output


def shell(conf, database, *words, **options):
    """Start Odoo's shell on a database."""
    words = ("-d", database, "--no-http", "--log-level=warn", *words)
    line = command(conf, *words, name="shell")
    return subprocess.Popen(line, cwd=places.ROOT, env=clean_environment(), **options)


def tell(conf, database, story):
    """Run Python in Odoo's shell on a database, to its end."""
    told = shell(conf, database, stdin=subprocess.PIPE, text=True)
    told.communicate(story)
    if told.returncode:
        raise Problem("a script in Odoo's shell failed.", "see what it says above.")


def spawn(conf, log_path, *words, python=sys.executable, cwd=places.ROOT):
    """Start Odoo in the background; it ends when the caller does, however that ends.

    Interrupting the terminal doesn't reach it: the caller ends it, once (a second
    signal would make Odoo give up its orderly stop).
    """
    log_path.parent.mkdir(parents=True, exist_ok=True)
    with open(log_path, "w") as log:
        return subprocess.Popen(
            command(conf, *words, python=python),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=clean_environment(),
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def end_with_parent():
    """Ask the kernel to end this process when its parent ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def stop(process, patience=30):
    """End a server in order, or after `patience` seconds without."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def wait_until_served(process, url, log_path, patience=180):
    """Wait for a page of a server that was just started."""
    until = time.monotonic() + patience
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=patience).close()
            return
        except OSError:
            time.sleep(0.2)
    stop(process)
    raise Problem(
        f"Odoo does not serve {url} ({last_words(log_path.read_text(), 1)}).",
        f"its whole log is in {log_path}.",
    )


def free_port():
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
