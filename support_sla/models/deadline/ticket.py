# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import OrderedSet

from ...tools.life.events import Standing
from ...tools.promise import kinds
from ...tools.promise import verdict as verdicts


class SupportDeadlineMixin(models.AbstractModel):
    """What a ticket is promised, and how its deadlines stand at this moment."""

    _name = "support.deadline.mixin"
    _description = "Support: deadlines of a ticket"

    support_urgency = fields.Selection(
        verdicts.URGENCIES,
        string="Urgency",
        compute="_compute_support_urgency",
        search="_search_support_urgency",
    )
    support_first_response_at = fields.Datetime(
        string="First answer", readonly=True, copy=False
    )
    support_unanswered_since = fields.Datetime(
        string="Customer waits since",
        readonly=True,
        copy=False,
        help="The oldest customer message after the first answer that nobody answered.",
    )

    @api.depends("support_clock_state", "support_due_soon_at", "support_next_due_at")
    def _compute_support_urgency(self):
        now = fields.Datetime.now()
        for ticket in self:
            ticket.support_urgency = verdicts.urgency(
                ticket.support_clock_state,
                ticket.support_due_soon_at,
                ticket.support_next_due_at,
                now,
            )

    @api.model
    def _search_support_urgency(self, operator, value):
        if operator != "in":
            return NotImplemented
        values = [key for key in value if key]  # it is never empty
        return verdicts.urgency_domain(values, fields.Datetime.now())

    @api.model
    def _support_by_stage(self, condition, page=False):
        """Return a condition of a domain that asks whether a ticket is closed as one
        on the stages that close, each named; any other as it is. The server knows how
        many tickets each stage has, and of a subquery on stages it does not.

        :param page: it is for a page of a list, or its count. What is open was closed
            at no moment, and the index that lists are read from knows no other.
        """
        field, operator = self._fields["closed"], condition.operator
        if condition.field_expr != field.name or field.store:
            return condition
        if operator not in ("=", "!=", "in", "not in"):
            return condition
        values = condition.value if operator.endswith("in") else [condition.value]
        if not isinstance(values, (list, tuple, set, frozenset, OrderedSet)):
            return condition
        asked = {bool(value) for value in values}
        if operator in ("!=", "not in"):
            asked = {True, False} - asked
        by_closed = self.env["helpdesk.ticket.stage"]._get_ids_by_closed()
        stages = [id_ for closed in asked for id_ in by_closed[closed]]
        domain = Domain("stage_id", "in", stages + ([False] if False in asked else []))
        if page and asked == {False}:
            domain &= Domain("support_closed_at", "=", False)
        return domain

    def _support_urgency_sql(self, alias, query, now, ranked=False):
        """The urgency as SQL, so that it can be grouped, sorted and counted.

        :param ranked: as a number, by what to look at first
        """
        names = ("support_clock_state", "support_due_soon_at", "support_next_due_at")
        facts = [self._field_to_sql(alias, name, query) for name in names]
        words = verdicts.RANKS if ranked else verdicts.WORDS
        return verdicts.urgency_sql(*facts, now, words)

    # What is asked

    def _support_stands(self):
        """Return where a ticket stands, from its stage."""
        self.ensure_one()
        stage = self.stage_id
        meaning = stage._get_meaning()
        waiting_for = "" if meaning.closed else meaning.waiting_for
        return Standing(waiting_for, meaning.closed, stage.id or None)

    def _support_awaits_customer(self):
        self.ensure_one()
        return self._support_stands().awaits_customer

    def _support_get_pauses(self, until=None):
        """Return ``{ticket: [(from, to)]}`` of naive UTC moments.

        Ended pauses only; with ``until``, one that still lasts ends there.
        """
        pauses = {ticket: [] for ticket in self}
        rows = self.env["support.pause"].sudo()
        for pause in rows.search_fetch(
            [("ticket_id", "in", self.ids)], ["ticket_id", "started_at", "stopped_at"]
        ):
            stop = pause.stopped_at or until
            if stop:
                pauses[pause.ticket_id].append((pause.started_at, stop))
        return pauses

    def _support_is_conversation(self):
        """Whether an agent opened it while talking to the customer."""
        self.ensure_one()
        if not self.partner_id or not kinds.is_talking(self.channel_id.support_kind):
            return False
        author = self.create_uid or self.env.user  # of a draft: whoever makes it
        return author._is_internal() and author.partner_id != self.partner_id

    def _support_promised(self, metric, start, number=1, holes=()):
        """Return the Row promised for a metric from a start; None: nothing is."""
        self.ensure_one()
        if self.support_held or self.support_quota_pending:
            return None
        return self.env["support.deadline"]._get_promised(
            self.support_level_id,
            self.company_id,
            metric,
            self.priority,
            start,
            number,
            holes,
        )

    def _support_owed_from(self, now):
        """Return the moment before which nothing is owed to a ticket.

        For one that waited over its quota that is its admission. What a contract
        reaches later is owed from its first day, and from when somebody confirmed it.
        """
        self.ensure_one()
        contract = self.support_contract_id.sudo()
        moments = [
            self.support_admitted_at or self.support_since or self.create_date,
            contract.starts_at,
            contract.confirmed_at,
        ]
        return max(at for at in moments if at and at <= now)
