# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...tools.promise import kinds
from ...tools.promise.policies import POLICIES
from .. import job
from ..job import Task, due

TEMPLATES = {
    "received": "support_sla.mail_template_ticket_received",
    "admitted": "support_sla.mail_template_ticket_admitted",
}


class SupportAcknowledgementMixin(models.AbstractModel):
    """What a customer is told of a new ticket: when to expect an answer, the quota.

    Creating a ticket only notes that a mail is due; a cron sends it a little later.
    """

    _name = "support.acknowledgement.mixin"
    _description = "Support: acknowledgement of a ticket"

    support_notice_due = fields.Selection(
        [("received", "Received"), ("admitted", "Admitted")],
        readonly=True,
        copy=False,
        prefetch="support_rare",
    )

    _support_notice_due_idx = models.Index("(id) WHERE support_notice_due IS NOT NULL")

    def _support_owe_receipt(self):
        """Note of new tickets that their customers are to be told we have them."""
        self.filtered(lambda t: t._support_wants_notice())._support_store(
            {"support_notice_due": "received"}
        )

    def _support_owe_admission(self):
        """Note of admitted tickets that their customers are to be told so."""
        self.filtered(
            lambda t: (
                not t.stage_id._get_meaning().closed
                and not t.support_notice_due
                and t._support_wants_notice("support_tell_admitted")
            )
        )._support_store({"support_notice_due": "admitted"})

    def _support_wants_notice(self, setting="support_acknowledge"):
        """A customer wrote it, and not a machine; the company wants to answer. What is
        imported was written elsewhere, long ago.

        :param setting: the company's, about this mail
        """
        self.ensure_one()
        return (
            not self.env.context.get("import_file")
            and not self.stage_id._get_meaning().closed
            and kinds.is_written(self.channel_id.support_kind)
            and self.company_id.sudo()[setting]
            and self._support_lets_machines_write()
        )

    @api.model
    def _cron_send_acknowledgements(self):
        """Send what is due; a mail that cannot be written is tried again, and its
        ticket's history says so."""
        now = fields.Datetime.now()
        owed = Domain("support_notice_due", "!=", False)
        settled = Domain("support_quota_pending", "=", False)
        task = Task(
            "acknowledgement.send",
            due(self.sudo(), owed & settled),
            lambda tickets: tickets._support_send_notice(),
            lambda ticket, _error: ticket._support_show_untold(),
        )
        job.run(self.env, "support_sla.ir_cron_send_acknowledgements", now, [task])

    def _support_send_notice(self):
        """Queue what tickets owe; who was answered or has closed meanwhile knows."""
        for kind, tickets in self.grouped("support_notice_due").items():
            tickets._support_store({"support_notice_due": False})
            waiting = tickets.filtered(
                lambda t, k=kind: t._support_waits_for(k) and t._support_may_mail()
            )
            self.env["support.notice"]._queue_template(
                TEMPLATES[kind],
                waiting,
                lambda ticket: ticket._support_notice_text(),
                lambda tickets: tickets._support_frames(),
            )
            if kind == "received":
                for ticket in waiting:
                    ticket._support_channel_told()

    def _support_waits_for(self, kind):
        self.ensure_one()
        answered = kind == "received" and self.support_first_response_at
        return not answered and not self.stage_id._get_meaning().closed

    def _support_show_untold(self):
        note = self.env._("The customer could not be told by mail.")
        if note not in (self.message_ids[:1].body or ""):
            self._message_log(body=note)

    def _support_notice_text(self):
        """Return subject and plain text for when the template was deleted."""
        subject = self.env._("Your request %s", self.number)
        lines = [self.support_sentence, *(self.support_lines or ())]
        return subject, "\n".join(lines + self._support_channel_lines())

    # ------------------------------------------------------------------- words

    def _support_quota_lines(self):
        """Say in the context's language where the ticket stands in the quota."""
        self.ensure_one()
        ticket = self.sudo()
        if ticket.support_quota_status == "counted":
            entry = ticket._support_counted_entry()
            return [
                self.env._(
                    "This is ticket %(number)s of %(size)s %(period)s.",
                    number=entry.number,
                    size=entry.size,
                    period=ticket._support_period_words(),
                )
            ]
        if ticket.support_quota_status == "over":
            return ticket._support_over_lines()
        return []

    def _support_counted_entry(self):
        entries = self.env["support.quota.entry"]._open_consumptions(self)
        return entries.get(self.id, self.env["support.quota.entry"])

    def _support_period_words(self):
        level = self.support_level_id
        if level._get_quota_rule().from_contract:
            return self.env._("in this period")
        return {
            "week": self.env._("this week"),
            "month": self.env._("this month"),
            "quarter": self.env._("this quarter"),
            "year": self.env._("this year"),
        }[level.quota_period]

    def _support_over_lines(self):
        """Say what happens to a ticket beyond the quota, and until when."""
        contract = self.support_contract_id
        used_up = self.env._(
            "Your %(size)s tickets %(period)s are used up; this one is beyond them.",
            size=contract.quota_size,
            period=self._support_period_words(),
        )
        words = self.env._(POLICIES[self.support_over_policy].words)
        return [used_up, words, *self._support_next_period_lines(contract)]

    def _support_next_period_lines(self, contract):
        if not self.support_held:
            return []
        if contract.state not in ("active", "upcoming"):
            return [
                self.env._("Your support contract has ended: it waits for a new one.")
            ]
        after = contract.quota_period_end + timedelta(days=1)
        if contract.date_end and after > contract.date_end:
            return []
        return [
            self.env._(
                "The next period begins on %s; waiting tickets come first.",
                format_date(self.env, after, date_format="long"),
            )
        ]
