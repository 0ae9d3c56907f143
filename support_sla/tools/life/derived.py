# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What is derived of a ticket is written by our own code alone."""

from typing import NamedTuple


class Derived(NamedTuple):
    """The value of a derived field that a new ticket is given by our own code.

    No call from outside can send an object of this class, as it could a context key.
    """

    value: object


def unwrapped(value):
    return value.value if isinstance(value, Derived) else value
