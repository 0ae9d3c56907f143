# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What incoming mails are and say, without a database (specification 8 and 16)."""

import email
import email.policy
import random

from markupsafe import escape

from odoo.tests.common import BaseCase

from ...tools.mail import (
    authentication as mail_authentication,
)
from ...tools.mail import (
    headers as mail_headers,
)
from ...tools.mail import (
    kind as message_kind,
)
from ...tools.mail.text import new_text
from ...tools.mail.thanks import is_bare_thanks
from .mails import index

NAMES = ("Ana Prado", "Bob Agent")


def parse(raw):
    return email.message_from_bytes(raw, policy=email.policy.SMTP)


def classify(raw):
    if isinstance(raw, str):
        raw = raw.encode()
    return message_kind.classify(
        parse(raw), own_marks=[index.OWN_MARK], own_lists=["example.com"]
    )


def as_html(text):
    return f"<pre>{escape(text)}</pre>"


class TestCorpusKinds(BaseCase):
    """The verdict on every raw mail of the corpus."""

    def test_every_file_is_in_the_index_and_no_name_twice(self):
        names = [mail.name for mail in index.MAILS]
        folder = index.Path(index.__file__).parent

        self.assertEqual(sorted(names), sorted(p.stem for p in folder.glob("*.eml")))
        self.assertEqual(len(names), len(set(names)))
        self.assertGreaterEqual(len(names), 60)

    def test_kind(self):
        for mail in index.MAILS:
            with self.subTest(mail=mail.name):
                self.assertEqual(classify(index.read(mail.name)).kind, mail.kind)

    def test_what_opens_a_ticket_and_is_acknowledged(self):
        for mail in index.MAILS:
            if mail.ticket != "new" or mail.effect == "raw":
                continue
            with self.subTest(mail=mail.name):
                kind = classify(index.read(mail.name))
                self.assertEqual(kind.opens_ticket, mail.effect.startswith("ticket"))
                self.assertEqual(
                    kind.opens_ticket and kind.acknowledge, mail.effect == "ticket+ack"
                )

    def test_replies_name_the_ticket_and_count_only_from_trusted_people(self):
        counted = {"reply", "thanks", "agent", "duplicate"}
        for mail in index.MAILS:
            if mail.ticket == "new":
                continue
            with self.subTest(mail=mail.name):
                kind = classify(index.read(mail.name))
                if mail.effect in counted:
                    self.assertTrue(kind.trusted)
                    self.assertIn(f"<{index.PLACEHOLDER.decode()}>", kind.references)
                elif mail.effect != "stranger":
                    self.assertFalse(kind.trusted)

    def test_kind_does_not_depend_on_line_ends(self):
        for mail in index.MAILS:
            raw = index.read(mail.name).replace(b"\r\n", b"\n")
            with self.subTest(mail=mail.name):
                self.assertEqual(classify(raw), classify(raw.replace(b"\n", b"\r\n")))


class TestMessageKind(BaseCase):
    """Rules that need more than one example each."""

    def kind(self, *headers, text="Text."):
        return classify("\n".join(("From: a@x.example", *headers, "", text)))

    def test_auto_submitted(self):
        for value, expected in (
            ("no", "human"),
            ("No", "human"),
            ("no (really)", "human"),
            ("", "human"),
            ("auto-replied", "auto_reply"),
            ("AUTO-REPLIED; x=y", "auto_reply"),
            ("auto-replied (vacation)", "out_of_office"),
            ("auto-generated", "machine"),
            ("auto-notified; owner-email=a@x.example", "machine"),
            ("something-new", "auto_reply"),
        ):
            with self.subTest(value=value):
                self.assertEqual(self.kind(f"Auto-Submitted: {value}").kind, expected)

    def test_precedence(self):
        reply = "In-Reply-To: <x@y.example>"
        for headers, expected in (
            (["Precedence: bulk"], "machine"),
            (["Precedence: bulk", reply], "auto_reply"),
            (["Precedence: auto_reply"], "auto_reply"),
            (["Precedence: list"], "list"),
            (["Precedence: bulk", "List-Id: <a.b.example>"], "list"),
            (["Precedence: first-class"], "human"),
            (["Precedence: list", "Auto-Submitted: auto-replied"], "auto_reply"),
        ):
            with self.subTest(headers=headers):
                self.assertEqual(self.kind(*headers).kind, expected)

    def test_a_subject_alone_is_no_proof_unless_nobody_begins_a_mail_so(self):
        for subject, expected in (
            ("Automatic reply: x", "out_of_office"),
            ("Re: Automatic reply: x", "human"),
            ("Automatic reply does not work", "human"),
            ("Respuesta automática: x", "out_of_office"),
            ("Respuesta automática no llega", "human"),
            ("Out of office: how?", "human"),
            ("Vacaciones", "human"),
            ("Undeliverable: x", "human"),
        ):
            with self.subTest(subject=subject):
                self.assertEqual(self.kind(f"Subject: {subject}").kind, expected)

    def test_an_absence_subject_with_company_is_believed(self):
        for company in (
            "In-Reply-To: <x@y.example>",
            "Auto-Submitted: auto-generated",
            "Return-Path: <>",
            "X-Auto-Response-Suppress: All",
        ):
            with self.subTest(company=company):
                kind = self.kind("Subject: Out of office", company)
                self.assertEqual(kind.kind, "out_of_office")

    def test_our_own_list_is_no_list(self):
        own = self.kind("List-Id: Support <support.example.com>")
        other = self.kind("List-Id: Support <support.notexample.com>")

        self.assertEqual((own.kind, other.kind), ("human", "list"))

    def test_loop_marks_are_compared_whole(self):
        self.assertEqual(self.kind("X-Support-Sla-Loop: own-mark").kind, "loop")
        self.assertEqual(self.kind("X-Support-Sla-Loop: own-mark2").kind, "human")
        self.assertEqual(self.kind("x-support-sla-loop:  OWN-MARK ").kind, "loop")

    def test_references_are_in_order_and_once(self):
        kind = self.kind("References: <a@x> <b@x>\n\t<c@x>", "In-Reply-To: <c@x>")

        self.assertEqual(kind.references, ("<a@x>", "<b@x>", "<c@x>"))

    def test_never_raises(self):
        """Random damage to every mail of the corpus: a verdict all the same."""
        rng = random.Random(20260302)
        for mail in index.MAILS:
            raw = bytearray(index.read(mail.name))
            for _round in range(8):
                damaged = bytearray(raw)
                for _hit in range(rng.randint(1, 30)):
                    at = rng.randrange(len(damaged))
                    damaged[at : at + rng.randint(0, 3)] = rng.choice(
                        (b"\x00", b"\n", b"=?", b";", b'"', b"\xff", b"(", b"<", b"")
                    )
                with self.subTest(mail=mail.name):
                    self.assertTrue(classify(bytes(damaged)).kind)


class TestAuthentication(BaseCase):
    """Which ``Authentication-Results`` is believed, and what it says."""

    def verdict(self, *values, authserv_id=None):
        headers = "".join(f"Authentication-Results: {value}\n" for value in values)
        message = parse(f"{headers}From: a@x.example\n\nText".encode())
        return mail_authentication.authentication(message, authserv_id)

    def test_table(self):
        for value, expected in (
            ("mx.x; dmarc=pass", "pass"),
            ("mx.x; spf=fail; dkim=fail; dmarc=pass", "pass"),
            ("mx.x; dmarc=fail (p=NONE); spf=pass; dkim=pass", "fail"),
            ("mx.x; dmarc=none; spf=pass", "pass"),
            ("mx.x; spf=fail; dkim=pass", "pass"),
            ("mx.x; spf=fail; dkim=none", "fail"),
            ("mx.x; dkim=fail (bad signature); dkim=pass", "pass"),
            ("mx.x; dkim=fail", "fail"),
            ("mx.x; spf=softfail", "unknown"),
            ("mx.x; spf=temperror; dmarc=temperror", "unknown"),
            ("mx.x; none", "unknown"),
            ("mx.x 1; DMARC = FAIL", "fail"),
            ("spf=fail (sender IP) smtp.mailfrom=x;compauth=fail reason=1", "fail"),
            ("mx.x; spf=pass (a comment; dmarc=fail (nested; dmarc=fail))", "pass"),
            ('mx.x; spf=pass reason="; dmarc=fail"', "pass"),
            ("", "unknown"),
            (";;;=;", "unknown"),
            ("(((((", "unknown"),
        ):
            with self.subTest(value=value):
                self.assertEqual(self.verdict(value), expected)

    def test_without_header_nothing_is_known(self):
        self.assertEqual(self.verdict(), "unknown")

    def test_only_the_topmost_is_believed(self):
        self.assertEqual(self.verdict("mx; dmarc=fail", "mx; dmarc=pass"), "fail")
        self.assertEqual(self.verdict("mx; dmarc=pass", "mx; dmarc=fail"), "pass")

    def test_only_the_named_server_is_believed(self):
        values = ("other; dmarc=fail", "mx.x; dmarc=pass")

        self.assertEqual(self.verdict(*values, authserv_id="mx.x"), "pass")
        self.assertEqual(self.verdict(*values, authserv_id="mx.z"), "unknown")


class TestHeaders(BaseCase):
    def test_first_address(self):
        for text, expected in (
            ("Ana <Ana@X.example>", ("ana", "x.example")),
            ('"boss@own.example" <evil@x.example>', ("evil", "x.example")),
            ("mailer-daemon@x.example (Mail System)", ("mailer-daemon", "x.example")),
            ("nobody", ("", "")),
            ("", ("", "")),
        ):
            with self.subTest(text=text):
                self.assertEqual(mail_headers.first_address(text), expected)

    def test_unknown_charset_in_a_header_is_readable(self):
        self.assertEqual(mail_headers.decode_value("=?x-none?Q?abc?="), "abc")


class TestThanks(BaseCase):
    """A bare "thanks", and everything that only looks like one."""

    def test_bare(self):
        for text in (
            "Thanks",
            "thank you!",
            "Thanks a lot, Bob",
            "ok gracias",
            "Perfecto, gracias",
            "¡Muchas gracias!",
            "Mil gracias por su ayuda.",
            "Hola Bob,\nMuchas gracias por todo.\nSaludos,\nAna Prado\nContadora\n"
            "Tel. 2222-3333",
            "Thank you for your quick response and support.\n\nBest regards,\n"
            "John Smith\njohn@x.example",
            "👍",
            "🙏🏽",
            "Gracias 😊",
            "thx :)",
            "Gracias, ya funciona",
            "Thanks, it works now!",
            "Muchísimas gracias. Feliz día.",
            "Gracias\n\nEnviado desde mi iPhone",
            "Thanks!\n\n-- \nAna\nUrgent things inc.",
            "Buenos días,\n\nMuchas gracias.\n\nAtentamente,\n\nANA",
            "Thanks\n\nOn Mon, 2 Mar 2026, Support <s@x.example> wrote:\n> Fails?\n",
            "Gracias\n\nDe: Support <s@x.example>\nEnviado: lunes\nPara: Ana\nNo va.",
            "Gracias\n\n-----Mensaje original-----\nSigue fallando",
            "Thanks\n\nThis e-mail is confidential and intended for you.\nDelete it?",
        ):
            with self.subTest(text=text):
                self.assertTrue(is_bare_thanks(as_html(text), NAMES))

    def test_not_bare(self):
        for text in (
            "",
            "ok",
            "Perfect",
            "Saludos",
            "Thanks, but it fails again",
            "gracias pero sigue fallando",
            "Gracias, ya no funciona",
            "Thanks. And how?",
            "ayuda gracias",
            "Help, thanks",
            "please help. thanks",
            "no gracias",
            "Thanks, no",
            "Gracias\nSigue fallando",
            "Gracias\nSigue Igual",
            "GRACIAS SIGUE FALLANDO",
            "Saludos\nPor cierto sigue igual\nGracias",
            "Thanks for nothing",
            "Gracias por nada",
            "Thanks in advance",
            "Gracias de antemano",
            "Gracias, todo mal",
            "Gracias, funciona mal",
            "Thanks, works now except printing",
            "Thanks, Printer Offline",
            "Thanks\nPrinter Offline",
            "Gracias, quedo pendiente",
            "Gracias 1234",
            "Thanks 👎",
            "Gracias 😡",
            "Gracias\n\n> an old line\n\nIt fails again",
            "Thanks\n\nOn 2 Mar, Support <s@x.example> wrote:\n> old\n\nIt fails again",
            "Thanks " * 200,
        ):
            with self.subTest(text=text):
                self.assertFalse(is_bare_thanks(as_html(text), NAMES))

    def test_files_and_pictures_are_never_bare(self):
        self.assertFalse(is_bare_thanks("<p>Thanks</p>", has_attachments=True))
        self.assertFalse(is_bare_thanks('<p>Thanks <img src="/x.png"/></p>'))

    def test_new_text_of_html(self):
        for body, expected in (
            ("<div>One</div><div>Two</div>", "One\nTwo"),
            ("<p>One<br/>Two</p>", "One\nTwo"),
            ("<p>One</p><blockquote>Old</blockquote>", "One"),
            ("<p>One</p><blockquote>Old</blockquote>New", "One\n\nNew"),
            ('<div>One</div><div class="gmail_quote">Old</div>', "One"),
            (False, ""),
            ("", ""),
            ("<p></p>", ""),
        ):
            with self.subTest(body=body):
                self.assertEqual(new_text(body), expected)
