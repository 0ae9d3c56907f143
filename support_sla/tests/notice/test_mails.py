# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""One table of all mails to customers, and to whom they go."""

from urllib.parse import urlsplit

from lxml import html as lxml_html

from odoo.tests import tagged
from odoo.tools import html2plaintext, mute_logger

from .mail_common import HOSTILE, MAILS, OF_CONTRACTS, OF_TICKETS, PHONE, MailCase

#: what the buttons say, in English
BUTTONS = {
    "asked": ["Yes, it is solved", "No, not yet"],
    "reminder": ["It is solved"],
    "last_reminder": ["It is solved"],
    "visit": ["Confirm, propose another time or cancel"],
    "visit_report": ["Open the report"],
} | {
    f"closed_{end}": ["Reopen this request"]
    for end in ("silent", "agent", "customer", "confirmed")
}
#: what a mail says in English and Spanish, besides what each does
SAYS = {
    "received": ("we have your request", "recibimos su solicitud"),
    "admitted": ("It has its place now", "Ya tiene su lugar"),
    "asked": ("We replaced the cable", "We replaced the cable"),
    "missing": ("please send us", "envíenos"),
    "test": ("Please print twice", "Please print twice"),
    "channel": ("Next time please", "próxima vez"),
    "reminder": ("Which cable do you use?", "Which cable do you use?"),
    "closed_silent": ("because we had no reply", "porque no recibimos respuesta"),
    "closed_agent": ("We closed it on", "la cerramos"),
    "closed_customer": ("You closed it on", "usted la cerró"),
    "closed_confirmed": ("you told us it is solved", "nos dijo que está resuelto"),
    "last_reminder": (
        "This is our last reminder",
        "Este es nuestro último recordatorio",
    ),
    "quota_80": ("You have used 4 of 5 tickets", "Ha usado 4 de 5 tickets"),
    "quota_100": ("You have used all 5 tickets", "Ha usado los 5 tickets"),
    "begins": ("begins on", "comienza el"),
    "ends": ("ends on", "termina el"),
    "statement": ("within our promise: 1 of 2", "lo prometido: 1 de 2"),
}
PLACES = {"anna": "Guatemala", "gina": "Madrid", "": "Bogot"}
LOGIN = "/web/login"


@tagged("post_install", "-at_install")
class TestMails(MailCase):
    def _people(self, name):
        people = {"anna": self.anna, "gina": self.gina}
        if name in OF_TICKETS:
            people[""] = self.env["res.partner"]
        return people.items()

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_all(self):
        for name in MAILS:
            for who, person in self._people(name):
                with (
                    self.subTest(mail=name, who=who or "unknown"),
                    self.env.cr.savepoint() as undone,
                ):
                    record, mail = getattr(self, f"mail_{name}")(person)
                    self._look_at(name, who, person, record, mail)
                    undone.rollback()
                self.env.invalidate_all()

    def _look_at(self, name, who, person, record, mail):
        self.assertEqual(len(mail), 1, "one mail")
        self.assertEqual(mail.recipient_ids, person, "nobody else")
        self.assertFalse(mail.email_cc)
        if not person:
            self.assertIn("who@nowhere.test", mail.email_to)
        [sent] = mail._prepare_outgoing_list()
        tree = lxml_html.document_fromstring(sent["body"])
        text = " ".join(tree.text_content().split())
        self._look_at_words(name, who, tree, text, f"{mail.subject} {text}")
        if name in OF_TICKETS:
            self.assertIn(PLACES[who], text)
        self.assertEqual(PHONE in text, bool(person), "whose level includes the phone")
        links = [a.get("href") for a in tree.iter("a")]
        self._look_at_plain(links, sent["body_alternative"])
        # one of them is enough
        if not person or (name in OF_CONTRACTS and who == "gina"):
            self._open(links, record)

    def _look_at_words(self, name, who, tree, text, all_text):
        spanish = who == "gina"
        self.assertEqual(tree.get("lang"), "es-419" if spanish else "en-US")
        self.assertEqual(tree.find(".//table").get("lang"), tree.get("lang"))
        if name in SAYS:
            self.assertIn(SAYS[name][spanish], text)
        said = ("Simplemente responda", "Just reply")[not spanish]
        self.assertIn(said, text)
        for word in (r"\bUTC\b", r"\bNone\b", r"\bFalse\b", r"\bundefined\b"):
            self.assertNotRegex(all_text, word)
        # what people typed is text, and nothing of it is done
        self.assertFalse(tree.findall(".//script"))
        self.assertNotRegex(text, r"\b49\b")  # a number of a ticket has more digits
        self.assertFalse(
            [i for i in tree.iter("img") if "logo.png" not in i.get("src")]
        )
        if name in OF_TICKETS:
            self.assertIn(HOSTILE, text)
        buttons = [
            a.text for a in tree.iter("a") if "inline-block" in (a.get("style") or "")
        ]
        self.assertEqual(len(buttons), len(BUTTONS.get(name, ())))
        if not spanish:
            self.assertEqual(buttons, BUTTONS.get(name, []))

    def _look_at_plain(self, links, plain):
        for link in links:
            self.assertIn(link, plain)
        for word in ("None", "False", "<td", "&nbsp;"):
            self.assertNotIn(word, plain)

    def _open(self, links, record):
        """Each link shows the right page to a visitor who has no log-in; only a
        statement asks who it is."""
        for link in {*links}:
            path = urlsplit(link)._replace(scheme="", netloc="").geturl()
            if not path.startswith(("/my/", "/mail/view")):
                continue
            page = self.url_open(path)
            self.assertEqual(page.status_code, 200, path)
            asked = "/statement/" in path
            self.assertEqual(LOGIN in page.url, asked, path)
            if record._name == "helpdesk.ticket" and "confirm" not in path:
                self.assertIn(record.number, html2plaintext(page.text))

    def test_contract_mails_lead_to_its_page(self):
        for name in ("quota_80", "begins", "ends"):
            with self.subTest(mail=name):
                record, mail = getattr(self, f"mail_{name}")(self.anna)
                contract = record if "level_id" in record else record.contract_id
                self.assertIn(f"/my/support/{contract.id}", mail.body_html)
        self.assertLess({"quota_80", "begins", "ends"}, {*OF_CONTRACTS})
