"""How Odoo is started: its configuration, its command line."""

import sys
from pathlib import Path

from dev import environment, places
from dev.problems import Problem, check_output
from dev.process import stream

LOGS = places.STATE / "log"


def addons_path():
    """Odoo's own addons, those installed from packages, and this project."""
    source = environment.current()
    packages = Path(sys.prefix) / "lib"
    installed = sorted(packages.glob("python*/site-packages/odoo/addons"))
    folders = [*source.addons, *installed, places.ROOT]
    return ",".join(str(folder) for folder in folders)


def configuration(server, path=None, addons=None):
    """Write Odoo's configuration file for `server`; return its path."""
    options = {
        "addons_path": addons or addons_path(),
        "data_dir": places.STATE / "data",
        "http_interface": "127.0.0.1",
        "list_db": False,
        "max_cron_threads": 0,
        **{f"db_{key}": value for key, value in server.settings().items()},
    }
    path = path or places.STATE / "odoo.conf"
    lines = [f"{key} = {value}\n" for key, value in options.items()]
    places.write_whole(path, "[options]\n" + "".join(lines))
    return path


def command(conf, *words, python=sys.executable, name="server"):
    return [str(word) for word in (python, "-m", "odoo", name, "-c", conf, *words)]


def run(conf, log, *words):
    """Run Odoo to its end, its log in `.dev/log/<log>.log`; return that log's text."""
    code, output = stream(command(conf, *words), cwd=places.ROOT)
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
