"""The case behind `make pictures`: run by pytest on a copy of the demo database."""

import base64
import functools
import os
import string
from datetime import datetime, timedelta
from pathlib import Path

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user

from odoo.addons.support_sla.tests.browser import WIDTHS, BrowserCase
from odoo.addons.support_sla.tests.notice import mail_common
from odoo.addons.support_sla.tests.page_checks import own_lines
from odoo.addons.support_sla.tests.page_common import LANGS, make_places
from odoo.addons.support_sla.tests.pages import (
    COMPOSER,
    PAGES,
    SCREENS,
    TICKETS,
    Page,
    screen,
)

from dev.run_tests import CONSOLE, DOCUMENTS, PICTURES

FOLDER = Path(os.environ[PICTURES])
WANTED = os.environ.get(DOCUMENTS, "").split()  # names of pictures; none: all
OURS = {"agent": "elena", "leader": "pablo", "manager": "ricardo", "admin": "admin"}
UNCOVERED = ("support_entitlement_reason", "in", ("expired", "none"))
# a ticket of the demo data as its agent and its customer see it, for README
FRONT = (
    screen("front", TICKETS, "/{fresh}")._replace(name="front_desk"),
    Page("front_phone", "/my/ticket/{fresh}", ready=COMPOSER),
)
ZONE = "America/Guatemala"
# who looks, in each language
PEOPLE = {"en": {"customer": "lucia", **OURS}, "es": {"customer": "diego", **OURS}}


class DemoCase(BrowserCase):
    """A picture of the demo data as they are, for the documents."""

    #: What of them the paths may name.
    ROWS = ("late", "fresh", "bare", "project", "level", "plan", "contract")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chrome.call("Emulation.setTimezoneOverride", timezoneId=ZONE)
        cls.places = {lang: cls.find_places(**PEOPLE[lang]) for lang in PEOPLE}

    @classmethod
    def find_places(cls, customer, **_others):
        """The rows that are shown, by the names that paths have for them."""
        contact = cls.user(customer).partner_id
        in_time = ("support_urgency", "in", ("on_track", "due_soon"))
        customers = ("partner_id", "=", contact.commercial_partner_id.id)
        rows = (
            ("helpdesk.ticket", ("support_urgency", "=", "late")),
            ("helpdesk.ticket", in_time, ("partner_id", "=", contact.id)),
            ("helpdesk.ticket", UNCOVERED),
            ("support.implementation",),
            ("support.level",),
            ("support.visit.plan",),
            ("support.contract", customers, ("state", "=", "active")),
        )
        return {
            name: cls.env[model].search(domain, limit=1).ensure_one().id
            for name, (model, *domain) in zip(cls.ROWS, rows, strict=True)
        }

    @classmethod
    def shows(cls, page):
        """Do the demo data hold all that a page shows?"""
        named = {name for _, name, *_ in string.Formatter().parse(page.path) if name}
        return named <= {*cls.ROWS} and page.login in ("", "customer", *OURS)

    @classmethod
    def user(cls, login):
        return cls.env["res.users"].search([("login", "=", login)])

    def take(self, page):
        for short, lang in LANGS.items():
            user = self.user(PEOPLE[short].get(page.login, page.login))
            user.write({"lang": lang, "tz": ZONE})  # whoever logged in before
            for width in WIDTHS:
                name = f"{page.name}_{short}_{width}"
                if WANTED and name not in WANTED:
                    continue
                words = (page, self.places[short], user.login or None, width)
                with self.visiting(*words, frontend_lang=lang) as chrome:
                    chrome.unfold(width)
                    (FOLDER / f"{name}.png").write_bytes(chrome.picture())
                    said = own_lines(chrome.take_lines(), page.status)
                    with (FOLDER / CONSOLE).open("a") as kept:
                        kept.writelines(f"{name}: {line}\n" for line in said)


class TestDemo(DemoCase):
    """Takes the documents' pictures for which nothing has to be made."""


class TestPictures(DemoCase):
    """Takes a picture of each row, in each language and at each width."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a manager of a company in which nothing is set up yet
        company = cls.env["res.company"].create({"name": "Soporte Nuevo"})
        new_test_user(
            cls.env,
            "newcomer",
            "helpdesk_mgmt.group_helpdesk_manager,base.group_partner_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        cls.env["support.alert"]._fire(
            cls.env["support.deadline"].search([("next_alert_at", "!=", False)]),
            fields.Datetime.now(),
        )

    @classmethod
    def find_places(cls, customer, agent, **others):
        """Besides what is there, a customer's tickets in each state."""
        found = super().find_places(customer, **others)
        contact, agent = cls.user(customer).partner_id, cls.user(agent)
        team = cls.env["helpdesk.ticket.team"].search([("user_ids", "in", agent.ids)])
        found |= make_places(contact, agent, team_id=team[:1].id)
        full = cls.env["support.contract"].browse(found["full"])
        full.level_id.over_quota_policy = "approval"
        words = {"name": "One more till, please", "description": "<p>Soon.</p>"}
        words |= {"partner_id": cls.user("limited").partner_id.id}
        found["over"] = cls.env["helpdesk.ticket"].create(words).id
        return found | cls.make_rare(contact, agent, team[:1])

    @classmethod
    def make_rare(cls, contact, agent, team):
        """What no demo data shows: it is rare, and has to be seen all the same."""
        words = {"description": "<p>It really is.</p>", "partner_id": contact.id}
        with freeze_time(datetime.now() - timedelta(days=9)):
            late, denied, left = cls.env["helpdesk.ticket"].create(
                [
                    {"name": name, "team_id": team.id, "user_id": agent.id, **words}
                    for name in ("The scale is off", "The drawer jams", "No paper")
                ]
            )
        late.stage_id = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
        denied.with_user(agent).action_request_confirmation()
        denied._support_answer(False, "The left one jams still.", contact)
        archived = team.copy({"name": "Tills", "alias_name": f"tills-{contact.id}"})
        left.team_id = archived
        archived.active = False
        stray = cls.env["support.stray.mail"].create(
            {
                "subject": "The till does not open",
                "sender": contact.email,
                "recipient": "support@example.com",
                "model": "helpdesk.ticket",
                "error": "invalid input syntax for type integer",
                "raw": base64.b64encode(b"Subject: The till does not open"),
                "digest": str(contact.id),
            }
        )
        return {
            "late_waiting": late.id,
            "denied": denied.id,
            "archived_team": archived.id,
            "stray": stray.id,
            "hours": cls.env.ref("support_sla.calendar_weekdays_8_18").id,
        }


class TestMailPictures(mail_common.MailCase, BrowserCase):
    """Takes a picture of each mail to a customer, as a mail program shows it."""

    subject, customer_name = "The till does not open", "Anna Morales"

    def take_mail(self, name):
        people = {"en": self.anna, "es": self.gina}
        if name in mail_common.OF_TICKETS:
            people["unknown"] = self.env["res.partner"]
        for short, person in people.items():
            with self.env.cr.savepoint() as undone:
                _record, mail = getattr(self, f"mail_{name}")(person)
                [sent] = mail._prepare_outgoing_list()
                undone.rollback()
            self.env.invalidate_all()
            self.chrome.show(self.with_logo(sent["body"]))
            for width in WIDTHS:
                self.chrome.resize(width)
                path = FOLDER / f"mail_{name}_{short}_{width}.png"
                path.write_bytes(self.chrome.picture())
            path.with_suffix(".txt").write_text(sent["body_alternative"])

    def with_logo(self, body):
        """No server is asked for it."""
        company = self.company
        address = f"{company.get_base_url()}/logo.png?company={company.id}"
        logo = company.logo_web.decode()
        return str(body).replace(address, f"data:image/png;base64,{logo}")


for each in mail_common.MAILS:
    test = functools.partialmethod(TestMailPictures.take_mail, each)
    setattr(TestMailPictures, f"test_mail_{each}", test)
for each in (*PAGES, *SCREENS, *(FRONT if WANTED else ())):
    test = functools.partialmethod(DemoCase.take, each)
    # no name of its own for the class: pytest would take it for one more
    setattr(
        TestDemo if WANTED and DemoCase.shows(each) else TestPictures,
        f"test_{each.name}",
        test,
    )
