"""Running other programs: output shown while it comes, and kept."""

import contextlib
import os
import signal
import subprocess

UNWANTED = ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "ODOO_RC", "OPENERP_SERVER")


def clean_environment(**extra):
    """The environment for our programs: nothing that would change Odoo's start."""
    kept = {key: val for key, val in os.environ.items() if key not in UNWANTED}
    return {**kept, **extra}


def stream(command, show=None, **options):
    """Run a program and pass its lines on as they come.

    :param show: takes a line, returns the text to print or None
    :return: (exit code, whole output)
    """
    options.setdefault("env", clean_environment())
    lines = []
    with subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    ) as program:
        for line in program.stdout:
            lines.append(line)
            shown = show(line.rstrip()) if show else None
            if shown:
                print(shown, flush=True)
    return program.returncode, "".join(lines)


def run_alone(command, patience=30, **options):
    """Run a program to its end, in a session of its own; return its exit code.

    Nothing it started outlives it. An interruption of ours is passed on to it alone,
    once, so that it can put things away in order.
    """
    program = subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        **options,
    )
    try:
        return program.wait()
    except KeyboardInterrupt:
        program.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            program.wait(patience)
        raise
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()
