# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is promised of a ticket: one row a metric.

To add a metric, add a row: targets, clocks, alerts and reports read it here. What
begins or ends a round are events of a ticket's life, not stages or fields.
"""

from typing import NamedTuple

BIRTH = "birth"  # the ticket is there; after a reopening again, if closing ends it
QUESTION = "question"  # the customer wrote, and was answered before
ANSWER = "answer"  # a human internal user wrote to the customer
CLOSING = "closing"  # the ticket reached a closed stage


class Metric(NamedTuple):
    label: str
    begins: str
    ends: str

    @property
    def once(self):
        """What begins with the ticket and ends with an answer has one round only."""
        return self.begins == BIRTH and self.ends == ANSWER


METRICS = {
    "first_response": Metric("First response", BIRTH, ANSWER),
    "next_response": Metric("Next response", QUESTION, ANSWER),
    "resolution": Metric("Resolution", BIRTH, CLOSING),
}
SELECTION = [(key, metric.label) for key, metric in METRICS.items()]


def that_begin(what):
    return [key for key, metric in METRICS.items() if metric.begins == what]


def that_end(what):
    return [key for key, metric in METRICS.items() if metric.ends == what]
