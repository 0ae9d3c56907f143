"""The case behind `make pictures`: run by pytest on a copy of the demo database."""

import os
from pathlib import Path

from odoo.tests import tagged

from odoo.addons.support_sla.tests.browser import WIDTHS, BrowserCase
from odoo.addons.support_sla.tests.page_checks import own_lines
from odoo.addons.support_sla.tests.page_common import LANGS, make_places
from odoo.addons.support_sla.tests.pages import PAGES, SCREENS

from dev.pictures import CONSOLE

# who looks, in each language
PEOPLE = {
    "en": {"customer": "lucia", "agent": "elena", "manager": "ricardo"},
    "es": {"customer": "diego", "agent": "elena", "manager": "ricardo"},
}


@tagged("post_install", "-at_install")
class TestPictures(BrowserCase):
    """Takes a picture of each row, in each language and at each width."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.folder = Path(os.environ["SUPPORT_SLA_PICTURES"])
        cls.places = {lang: cls.find_places(**PEOPLE[lang]) for lang in PEOPLE}

    @classmethod
    def find_places(cls, customer, agent, **_others):
        """What the paths name: the customer's, and of the demo data what is shown."""
        contact, agent = cls.user(customer).partner_id, cls.user(agent)
        team = cls.env["helpdesk.ticket.team"].search([("user_ids", "in", agent.ids)])
        rows = {
            "late": ("helpdesk.ticket", [("support_urgency", "=", "late")]),
            "contract": (
                "support.contract",
                [("partner_id", "=", contact.commercial_partner_id.id)],
            ),
            "project": ("support.implementation", []),
            "level": ("support.level", []),
            "plan": ("support.visit.plan", []),
        }
        found = {
            name: cls.env[model].search(domain, limit=1).ensure_one().id
            for name, (model, domain) in rows.items()
        }
        return found | make_places(contact, agent, team_id=team[:1].id)

    @classmethod
    def user(cls, login):
        return cls.env["res.users"].search([("login", "=", login)])

    def note(self, name, lines):
        """Keep what the console said beside the pictures."""
        with (self.folder / CONSOLE).open("a") as kept:
            kept.writelines(f"{name}: {line}\n" for line in lines)

    def take(self, page):
        for short, lang in LANGS.items():
            user = self.user(PEOPLE[short].get(page.login, ""))
            user.lang = lang
            for width in WIDTHS:
                words = (page, self.places[short], user.login or None, width)
                with self.visiting(*words, frontend_lang=lang) as chrome:
                    chrome.unfold(width)
                    name = f"{page.name}_{short}_{width}"
                    (self.folder / f"{name}.png").write_bytes(chrome.picture())
                    self.note(name, own_lines(chrome.take_lines(), page.status))


def make_test(page):
    def test(self):
        self.take(page)

    return test


for each in (*PAGES, *SCREENS):
    setattr(TestPictures, f"test_{each.name}", make_test(each))
