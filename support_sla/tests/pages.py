# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The one list of our pages; whoever makes a page adds a row.

    Page("levels", "/support/levels", login=""),

What holds for every page then holds for it, in English and Spanish, 1400 and 390 pixels
wide: `make test T=test_pages` (or `T=test_page_levels` for that one) looks at it with
axe and in the accessibility tree, and reads language, title and heading.

- `name`: a word for the test and for the picture's file.
- `path`: may name `{ticket}`, `{asked}`, `{closed}` (ids) and `{token}` (of `ticket`),
  which `PageCase` in `page_common.py` fills in; what a page of yours needs besides is
  added there.
- `login`: `"customer"`, or `""` for a visitor.
- `status`: what the page answers.
- `act`: a script that leads on to the page that is meant, such as sending a form. What
  it does to the database is taken back.

Templates of ours begin with `<t t-call="support_sla.page">`, which see. What is wrong
with elements that others render stands in `inherited_violations.csv` (`page_checks.py`
says how): a page that shows the chatter adds its name to the chatter's rows.
"""

from typing import NamedTuple


class Page(NamedTuple):
    name: str
    path: str
    login: str = "customer"
    status: int = 200
    act: str = ""


def answer(word):
    """Press a button of the page that asks whether it is solved."""
    return f"document.querySelector('button[value={word}]').click()"


SEND = "document.querySelector('form[action=\"/submitted/ticket\"]').submit()"

PAGES = (
    Page("tickets", "/my/tickets"),
    Page("tickets_by_stage", "/my/tickets?groupby=stage"),
    Page("ticket", "/my/ticket/{ticket}"),
    Page("ticket_asked", "/my/ticket/{asked}"),
    Page("ticket_closed", "/my/ticket/{closed}"),
    Page("ticket_by_link", "/my/ticket/{ticket}?access_token={token}", login=""),
    Page("new_ticket", "/new/ticket"),
    Page("new_ticket_problems", "/new/ticket", status=422, act=SEND),
    Page("confirm", "/my/ticket/{asked}/confirm"),
    Page("confirm_yes", "/my/ticket/{asked}/confirm", act=answer("yes")),
    Page("confirm_no", "/my/ticket/{asked}/confirm", act=answer("no")),
    Page("confirm_answered", "/my/ticket/{ticket}/confirm"),
    Page("confirm_refused", "/my/ticket/0/confirm", login="", status=404),
)
