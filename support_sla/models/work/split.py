# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re

from markupsafe import Markup

from odoo import fields, models
from odoo.tools import clean_context, html_sanitize

from ...tools.life.derived import Derived
from ..clock.zone_words import say_moment
from ..conversation.ticket import CUSTOMER, PERSONS

#: how a text shows a picture that came with it
PICTURE = re.compile(r"/web/image/(\d+)(?:\?access_token=[^\"&\s]*)?")
MOST = 80  # of a ticket's messages that are offered: the newest
SAID = Markup("<p><strong>%s, %s</strong></p>%s")


class SupportSplitMixin(models.AbstractModel):
    """One request per ticket: what asks for several things is split."""

    _name = "support.split.mixin"
    _description = "Support: splitting of a ticket"

    support_split_from_id = fields.Many2one(
        "helpdesk.ticket",
        string="Split from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The ticket whose further requests became this one.",
        prefetch="support_rare",
    )
    support_split_ids = fields.One2many(
        "helpdesk.ticket",
        "support_split_from_id",
        string="Split into",
        readonly=True,
        groups="base.group_user",
    )

    def action_split(self):
        """Ask which further requests of this ticket become tickets of their own."""
        self.ensure_one()
        self.check_access("write")
        said = self.env["support.ticket.split.said"]._offer(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Split"),
            "res_model": "support.ticket.split",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_ticket_id": self.id,
                "default_offered_ids": [(6, 0, said.ids)],
            },
        }

    def _support_split(self, parts):
        """Create one ticket for each part; this one stays, and keeps its own count.

        As superuser: an agent may hand a part to a team whose tickets he cannot see.

        :param parts: dicts with ``name`` and ``description`` (safe HTML), and perhaps
            ``category_id``, ``team_id`` and ``messages``: the customer's, whose texts
            come after the description and whose files come along
        """
        self.ensure_one()
        self.check_access("write")
        original = self.sudo().with_context(clean_context(self.env.context))
        offered = original._support_customer_messages()
        said = [offered & part.get("messages", offered.browse()) for part in parts]
        tickets = original.create(
            [
                original._support_split_values(part, messages)
                for part, messages in zip(parts, said, strict=True)
            ]
        )
        for ticket, messages in zip(tickets, said, strict=True):
            ticket._support_take_files(messages.attachment_ids)
            ticket.message_subscribe(original.message_partner_ids.ids)
            ticket._message_log(
                body=self.env._(
                    "Split from %s", original._get_html_link(title=original.number)
                )
            )
        links = [ticket._get_html_link(title=ticket.number) for ticket in tickets]
        original._message_log(
            body=self.env._("Split into %s", Markup(", ").join(links))
        )
        return tickets.with_env(self.env)

    def _support_split_values(self, part, messages):
        """What a part has in common with the original, and what is its own."""
        team = self.team_id.browse(part.get("team_id") or ()) or self._support_area(
            self.category_id.browse(part.get("category_id") or ()), self.company_id
        )
        team = team or self.team_id
        keeps_user = not team or self.user_id in team.user_ids
        values = {
            "partner_id": self.partner_id.id,
            "partner_name": self.partner_name,
            "partner_email": self.partner_email,
            "company_id": self.company_id.id,
            "channel_id": self.channel_id.id,
            "priority": self.priority,
            "team_id": team.id,
            "user_id": keeps_user and self.user_id.id,
            "support_no_auto_answer": not self._support_lets_machines_write(),
            "support_split_from_id": Derived(self.id),
        }
        contract = self.support_contract_id
        if self.support_contract_picked and contract.state in ("active", "expired"):
            values["support_contract_id"] = contract.id
        own = {name: value for name, value in part.items() if name != "messages"}
        words = Markup().join(self._support_say_again(message) for message in messages)
        text = Markup(part["description"] or "") + words or self.description
        return values | own | {"team_id": team.id, "description": text}

    def _support_customer_messages(self):
        """Return what the customer wrote on this ticket, oldest first: no notes, and no
        machine's mails."""
        self.ensure_one()
        messages = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", PERSONS),
            ],
            order="id desc",
            limit=MOST,
        )
        kinds = self._support_message_kinds(messages)
        return messages.filtered(lambda m: kinds[m.id] == CUSTOMER).sorted("id")

    def _support_say_again(self, message):
        """Return who wrote a message, when, and its text, as safe HTML."""
        ticket = self._support_in_customer_lang()
        moment = say_moment(
            ticket.env, message.date, self._support_reader_zone(), "short"
        )
        author = message.author_id.name or message.email_from or ""
        return SAID % (author, moment, html_sanitize(message.body or ""))

    def _support_take_files(self, files):
        """Copy files to this ticket; where its text shows them, it shows the copies.
        As superuser."""
        self.ensure_one()
        copies = {
            file.id: file.copy(
                {
                    "res_model": self._name,
                    "res_id": self.id,
                    "access_token": file._generate_access_token(),
                }
            )
            for file in files
        }

        def shown(found):
            copy = copies.get(int(found[1]))
            if not copy:
                return found[0]
            return f"/web/image/{copy.id}?access_token={copy.access_token}"

        text = PICTURE.sub(shown, str(self.description or ""))
        if text != self.description:
            self.description = text
