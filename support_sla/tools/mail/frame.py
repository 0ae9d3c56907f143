# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands around the text of a mail to a customer.

The text is a template's, which an admin may word as they like; what is true whatever
they write (what it is about, where to look, what can be answered) is not in it.
"""

from typing import NamedTuple


class Button(NamedTuple):
    """A link, and what it says; it shows something and does nothing by itself."""

    label: str
    url: str


class Quote(NamedTuple):
    """Plain text that was said before, and what introduces it."""

    heading: str
    text: str

    @property
    def lines(self):
        return self.text.splitlines()


class Frame(NamedTuple):
    """Texts in the reader's language, ready to be printed, none of them HTML.

    ``kind`` says what the mail is about ("Request HT00023"), ``title`` which; ``link``
    leads there without a log-in. ``notes`` stand below the text. ``zone`` says whose
    times all are, ``phone`` is a number; both may be empty.
    """

    kind: str
    title: str
    link: Button
    buttons: tuple = ()
    quote: Quote | None = None
    notes: tuple = ()
    zone: str = ""
    phone: str = ""
