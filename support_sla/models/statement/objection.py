# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import timedelta

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import mute_logger

from ...tools.time.iso import moment_text
from ..known import guarded

#: So many a customer may send in a day.
MOST_OF_ONE = 20
OPEN, AGREED, DECLINED = "open", "agreed", "declined"
#: What people may change: all else is written once.
TASK = {"manager_id", "answer"}
#: Who sees statements.
READERS = ("support_sla.group_support_manager", "helpdesk_mgmt.group_helpdesk_user")


class SupportStatementObjection(models.Model):
    """A customer says of a line of a statement that it is not right.

    A record of its own, so that it stands on each later version of the statement and is
    lost with nobody's task. What was said never changes; it is answered once. Nobody
    outside gets a mail: the answer stands on the page.
    """

    _name = "support.statement.objection"
    _description = "Objection to a Support Statement"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "said_at desc, id desc"

    statement_id = fields.Many2one(
        "support.statement", required=True, readonly=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(related="statement_id.contract_id", store=True)
    partner_id = fields.Many2one(
        related="statement_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(related="statement_id.company_id", store=True)
    month = fields.Date(related="statement_id.month", store=True)
    version = fields.Integer(
        related="statement_id.version", store=True, aggregator=None
    )

    line = fields.Integer(
        required=True, readonly=True, help="Which request of the statement it is about."
    )
    number = fields.Char(string="Request", required=True, readonly=True)
    subject = fields.Char(readonly=True)
    text = fields.Text(string="What the customer says", required=True, readonly=True)
    name = fields.Char(string="Said by", required=True, readonly=True)
    contact_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    said_at = fields.Datetime(required=True, readonly=True)
    mark = fields.Char(required=True, readonly=True, groups="base.group_system")

    manager_id = fields.Many2one(
        "res.users",
        string="Account manager",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        groups="support_sla.group_support_user",
        help="Whose task it is to answer.",
    )
    state = fields.Selection(
        [(OPEN, "To answer"), (AGREED, "Agreed"), (DECLINED, "Not agreed")],
        required=True,
        readonly=True,
        default=OPEN,
        tracking=True,
    )
    answer = fields.Text(help="The customer reads it beside what was said.")
    settled_uid = fields.Many2one(
        "res.users",
        string="Answered by",
        readonly=True,
        groups="support_sla.group_support_user",
    )
    settled_at = fields.Datetime(string="Answered on", readonly=True)

    _said_once = models.UniqueIndex(
        "(statement_id, line, mark)", "This was said already."
    )
    _of_a_month = models.Index("(contract_id, month)")

    @api.depends("number", "partner_id.name")
    def _compute_display_name(self):
        for each in self:
            each.display_name = f"{each.number}: {each.sudo().partner_id.name or ''}"

    # -------------------------------------------------------------- only ever added to

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("A customer objects on the page of the statement, nobody else.")
        )

    def write(self, vals):
        """Whose task it is may change, and the answer until it is given."""
        ours = {name for name in vals if not name.startswith(("activity", "message"))}
        if ours - TASK:
            raise UserError(self.env._("What was said and answered never changes."))
        if "answer" in ours and any(each.state != OPEN for each in self):
            raise UserError(self.env._("This was answered already."))
        result = super().write(vals)
        if vals.get("manager_id"):
            tasks = self.activity_ids.with_context(mail_activity_quick_update=True)
            tasks.user_id = vals["manager_id"]
        return result

    def unlink(self):
        return super(SupportStatementObjection, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Objections stay: nothing is deleted."))

    # ----------------------------------------------------------------------- taking

    @api.model
    def _take(self, statement, line, text, contact, now):
        """Keep what a contact says of a line of the newest version, the same words of
        a customer once; whoever is to answer has it as a task.

        :param line: of the statement's figures
        :return: the objection, empty where another click was faster
        """
        objections = self.sudo().with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        )
        mark = hashlib.sha256(text.encode()).hexdigest()
        known = objections.search(
            [
                ("statement_id", "=", statement.id),
                ("line", "=", line["ticket_id"]),
                ("mark", "=", mark),
            ]
        )
        if known:
            return known
        values = {
            "statement_id": statement.id,
            "line": line["ticket_id"],
            "number": line["number"],
            "subject": line["subject"],
            "text": text,
            "name": contact.name,
            "contact_id": contact.id,
            "said_at": now,
            "mark": mark,
        }
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                found = objections._record(values)
        except UniqueViolation:
            return objections  # a second click at the same moment
        found._give_to_manager()
        return found

    @api.model
    def _record(self, vals):
        # pylint: disable=super-method-mismatch
        return super().create([vals])  # past our own create, on purpose

    @api.model
    def _is_flooded(self, customer, now):
        """Did this customer object very often today?"""
        since = now - timedelta(days=1)
        domain = [("partner_id", "=", customer.id), ("said_at", ">", since)]
        return self.sudo().search_count(domain) >= MOST_OF_ONE

    def _give_to_manager(self):
        """Give whoever is to answer a task in their language, and note it on the
        contract; where there is nobody it waits on the list."""
        self.ensure_one()
        contract = self.contract_id
        user = contract._get_answerer(self.company_id, READERS)
        contract._message_log(body=self._in_words())
        self.manager_id = user
        if not user:
            return
        told = self.with_context(
            lang=user.lang or self.env.lang, mail_activity_quick_update=True
        )
        told.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=told.env._("Objects to %(number)s", number=self.number),
            note=told._in_words(),
            user_id=user.id,
        )

    def _in_words(self):
        """Say who said what; safe HTML."""
        said = self.env._(
            "%(who)s says of %(number)s in %(statement)s:",
            who=self.name,
            number=self.number,
            statement=self.statement_id.display_name,
        )
        return Markup("<p>%s</p><blockquote>%s</blockquote>") % (said, self.text)

    # --------------------------------------------------------------------- answering

    def action_agree(self):
        self._settle(AGREED, fields.Datetime.now())

    def action_decline(self):
        self._settle(DECLINED, fields.Datetime.now())

    def _settle(self, state, now):
        """Answer it, once; the task is over."""
        self.check_access("write")
        for each in self:
            if each.state != OPEN:
                raise UserError(self.env._("This was answered already."))
            if not (each.answer or "").strip():
                raise UserError(
                    self.env._("Write an answer first: the customer reads it.")
                )
        self._store_settlement(
            {"state": state, "settled_uid": self.env.uid, "settled_at": now}
        )
        self.activity_ids.action_feedback()

    def _store_settlement(self, vals):
        # pylint: disable=super-method-mismatch
        return super().write(vals)  # past our own write, on purpose

    def action_view_ticket(self):
        """Open the request, if it is still there and may be seen."""
        self.ensure_one()
        ticket = self.env["helpdesk.ticket"].search([("id", "=", self.line)])
        if not ticket:
            raise UserError(self.env._("You cannot see this request any more."))
        return ticket.get_formview_action()

    # ----------------------------------------------------------------------- reading

    def _get_data(self):
        """Return what their page says, as JSON: ``ticket_id``, ``number``, ``version``,
        ``by``, ``said_at``, ``text``, ``state``, ``answered_at``, ``answer`` (null: not
        answered yet), oldest first."""
        return [
            {
                "ticket_id": each.line,
                "number": each.number,
                "version": each.version,
                "by": each.name,
                "said_at": moment_text(each.said_at),
                "text": each.text,
                "state": each.state,
                "answered_at": moment_text(each.settled_at or None),
                "answer": each.answer if each.state != OPEN else None,
            }
            for each in self._oldest_first()
        ]

    def _oldest_first(self):
        return self.sorted(lambda each: (each.said_at, each.id))

    def _get_rows(self, words):
        """Return ``[{line, said, text, open, answered, answer}]``, oldest first;
        ``words``: the StatementWords of their month."""
        states = dict(self._fields["state"]._description_selection(self.env))
        return [
            {
                "line": each.line,
                "said": self.env._(
                    "%(number)s (version %(version)s), %(who)s on %(day)s:",
                    number=each.number,
                    version=each.version,
                    who=each.name,
                    day=words.moment(each.said_at),
                ),
                "text": each.text,
                "open": each.state == OPEN,
                "answered": self.env._(
                    "%(state)s, %(day)s:",
                    state=states[each.state],
                    day=words.moment(each.settled_at),
                ),
                "answer": each.answer if each.state != OPEN else "",
            }
            for each in self._oldest_first()
        ]
