"""Which lines of Odoo's log are our addon's fault.

Guilty is a warning or an error that a logger of `odoo.addons.support_sla` wrote, or
that names `support_sla` whoever wrote it (a view, a data file, a field that Odoo
complains about), paths of this clone and of the cache apart.
"""

import re
from typing import NamedTuple

from dev import places

RECORD = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ ([A-Z]+) \S+ ([\w.]+): "
    r"(.*(?:\n(?!\d{4}-\d\d-\d\d [\d:,]+ \d+ [A-Z]).*)*)",
    re.MULTILINE,
)
GUILTY_LEVELS = ("WARNING", "ERROR", "CRITICAL")
OUR_LOGGER = "odoo.addons.support_sla"
# Odoo's test harness speaks through these: of a missing browser, of one closed late
TEST_LOGGERS = "odoo.addons.support_sla.tests"
MACHINES_LOGGERS = ("odoo.tools.config", "py.warnings")


class Record(NamedTuple):
    """One record of a log; its text has the lines that follow it too."""

    level: str
    logger: str
    text: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.text}"

    def is_ours(self):
        """Whether it counts against our addon."""
        if self.level not in GUILTY_LEVELS or self.logger.startswith(TEST_LOGGERS):
            return False
        return self.logger.startswith(OUR_LOGGER) or self.names_us()

    def names_us(self):
        """Whether its text does, but for this clone's and the cache's paths."""
        text = self.text.replace("support_sla_odoo.pth", "")
        for folder in (places.cache(), places.ROOT):
            text = text.replace(str(folder), "")
        return "support_sla" in text


def records(output):
    """The records in a log's text."""
    return [Record(*found) for found in RECORD.findall(output.strip())]


def guilty(output):
    """The records of a running server's log that count against our addon."""
    return [each for each in records(output) if each.is_ours()]


def loud(output):
    """All warnings and errors: an install on a quiet base may not log any.

    What the machine is warned of (a folder of Odoo's, a library's age) is passed over.
    """
    return [
        each
        for each in records(output)
        if each.level in GUILTY_LEVELS
        and (each.logger not in MACHINES_LOGGERS or each.names_us())
    ]
