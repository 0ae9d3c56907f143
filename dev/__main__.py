"""`python3 -m dev COMMAND`: the one door to the set-up; the Makefile only knocks.

A command runs in two stages. The first uses nothing but the standard library: it
finds or fetches Odoo 19 and builds the Python environment (dev/odoo_source.py,
dev/environment.py). The second is the command itself, run by that environment's
own Python. This file must stay readable to old Pythons, so that they get a
sentence instead of a traceback.
"""

import sys

MINIMUM = (3, 11)


def complaint(version, minimum=MINIMUM):
    """The sentence for a Python that is too old, or None."""
    if tuple(version[:2]) >= minimum:
        return None
    return (
        "support_sla: Python %d.%d or later is needed, and this is Python %d.%d.\n"
        "What to do: install it (Debian 12 has it), or name it: make PYTHON=python3.11"
    ) % (minimum + tuple(version[:2]))


if __name__ == "__main__":
    old = complaint(sys.version_info)
    if old:
        sys.exit(old)
    from dev import cli

    sys.exit(cli.main(sys.argv[1:]))
