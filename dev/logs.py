"""Which lines of Odoo's log are our addon's fault.

Guilty is a warning or an error that a logger of `odoo.addons.support_sla` wrote, or
that names `support_sla` whoever wrote it (a view, a data file, a field that Odoo
complains about), paths of this clone and of the cache apart.
"""

import re
from dataclasses import dataclass

from dev import places

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+"
    r" (?P<level>[A-Z]+) \S+ (?P<logger>[\w.]+): (?P<text>.*)"
)
GUILTY_LEVELS = ("WARNING", "ERROR", "CRITICAL")
OUR_LOGGER = "odoo.addons.support_sla"
# Odoo's test harness speaks through these: of a missing browser, of one closed late
TEST_LOGGERS = "odoo.addons.support_sla.tests"
MACHINES_LOGGERS = ("odoo.tools.config", "py.warnings")


@dataclass
class Record:
    """One record of a log: level, logger, and text with what follows it."""

    level: str
    logger: str
    text: str

    def __str__(self):
        return f"{self.level} {self.logger}: {self.text}"


def records(output):
    """The records in a log's text; lines without a head belong to the one before."""
    found = []
    for line in output.splitlines():
        head = LINE.match(line)
        if head:
            found.append(Record(*head.group("level", "logger", "text")))
        elif found:
            found[-1].text += f"\n{line}"
    return found


def is_ours(logger, level, text):
    """Whether a record counts against our addon."""
    if level not in GUILTY_LEVELS or logger.startswith(TEST_LOGGERS):
        return False
    return logger.startswith(OUR_LOGGER) or "support_sla" in without_places(text)


def without_places(text):
    """The text without this clone's and the cache's paths and database names."""
    for folder in (places.cache(), places.ROOT):
        text = text.replace(str(folder), "")
    return text.replace("support_sla_odoo.pth", "")


def guilty(output):
    """The records of a running server's log that count against our addon."""
    return [
        each for each in records(output) if is_ours(each.logger, each.level, each.text)
    ]


def loud(output):
    """All warnings and errors: an install on a quiet base may not log any.

    What the machine is warned of (a folder of Odoo's, a library's age) is passed over.
    """
    return [
        each
        for each in records(output)
        if each.level in GUILTY_LEVELS
        and (
            each.logger not in MACHINES_LOGGERS
            or "support_sla" in without_places(each.text)
        )
    ]
