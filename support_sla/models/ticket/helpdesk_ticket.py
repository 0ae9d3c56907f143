# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...tools.life.events import (
    AgentAsked,
    AgentWrote,
    CustomerWrote,
    StrangerWrote,
)
from ...tools.mail import kind as message_kind
from ...tools.promise.verdict import rank_sql
from .. import known
from ..conversation.gateway import ASKING, FORWARDED, STRANGE, is_internal
from ..conversation.ticket import AGENT, CUSTOMER
from ..job import BUSY
from ..silence.ticket import PRINTABLE
from .mail_message import GOING

_logger = logging.getLogger(__name__)


class HelpdeskTicket(models.Model):
    """A ticket that knows its promise: the one page that tells its story.

    Whatever Odoo or the helpdesk calls on a ticket is answered here and nowhere else,
    as calls in the order in which things happen. What each of them does stands in the
    rooms, whose parts have no name in common and so no order among them.

    What few ask for is read apart (``prefetch="support_rare"``): every reading of a
    ticket, also helpdesk's own, would otherwise take twice as many columns.
    """

    _name = "helpdesk.ticket"
    _inherit = [
        "support.acknowledgement.mixin",
        "support.admission.mixin",
        "support.agents.mixin",
        "support.birth.mixin",
        "support.closing.mixin",
        "support.confirmation.mixin",
        "support.conversation.mixin",
        "support.customer.mixin",
        "support.deadline.mixin",
        "support.desk.acts.mixin",
        "support.farewell.mixin",
        "support.frame.mixin",
        "support.gateway.mixin",
        "support.guard.mixin",
        "support.header.mixin",
        "support.intake.mixin",
        "support.life.mixin",
        "support.look.mixin",
        "support.loop.mixin",
        "support.mail.words.mixin",
        "support.marks.mixin",
        "support.my.work.mixin",
        "support.next.mixin",
        "support.page.mixin",
        "support.portal.mixin",
        "support.preview.mixin",
        "support.preview.words.mixin",
        "support.public.mixin",
        "support.queue.mixin",
        "support.quota.mixin",
        "support.reminder.mixin",
        "support.replying.mixin",
        "support.quoting.mixin",
        "support.request.mixin",
        "support.scope.mixin",
        "support.sheet.mixin",
        "support.sla.mixin",
        "support.split.mixin",
        "support.stale.mixin",
        "support.state.mixin",
        "support.triage.mixin",
        "support.turn.mixin",
        "support.waiting.mixin",
        "helpdesk.ticket",
    ]
    _primary_email = "partner_email"

    # Here and not in a room: a related field needs the ticket's own stage.
    support_waiting_for = fields.Selection(related="stage_id.support_waiting_for")

    # Born

    @api.model
    def default_get(self, fields):
        """A mail's ticket is not assigned to whoever runs the gateway; what is derived
        has no default, wherever a context or a user names one."""
        fields = [name for name in fields if not self._support_is_derived(name)]
        defaults = super().default_get(fields)
        context = self.env.context
        if context.get("support_from_gateway") and not context.get("default_user_id"):
            defaults.pop("user_id", None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        now = known.now()
        vals_list = [*map(self._support_take, vals_list)]
        tickets = super().create(
            [self._support_conceive(vals, now) for vals in vals_list]
        )
        births = tickets._support_be_born()
        tickets._support_start(births, now)
        for ticket, unborn in births.items():
            for message in unborn.said:
                ticket._support_hear(message, now)
        return tickets

    def _create(self, data_list):
        """What other addons do to a ticket from here on is no event yet: it is not
        settled before its ``create`` is through."""
        tickets = super()._create(data_list)
        tickets._support_note_unborn()
        return tickets

    def _prepare_create_values(self, vals_list):
        """Defaults are in: all is known that a new ticket depends on."""
        vals_list = super()._prepare_create_values(vals_list)
        self._support_complete(vals_list)
        return vals_list

    def _prepare_ticket_number(self, values):
        return self._support_next_number(values) or super()._prepare_ticket_number(
            values
        )

    def _compute_stage_id(self):  # pylint: disable=missing-return
        """Without a team it takes the stages of its own company, whoever acts."""
        for company, tickets in self.grouped("company_id").items():
            tickets = tickets.with_company(company) if company else tickets
            super(HelpdeskTicket, tickets)._compute_stage_id()

    # Changed

    def write(self, vals):
        self._support_check_written(vals)
        self._support_check_may_exempt(vals)
        born = self._support_born(vals)
        noted = born._support_note(vals)
        result = super().write(vals)
        born._support_look(noted, known.now())
        return result

    def _compute_field_value(self, field):
        self._support_note_computed(field)
        return super()._compute_field_value(field)

    def unlink(self):
        """A ticket that is deleted gives its place back."""
        self.check_access("unlink")
        now = fields.Datetime.now()
        freed = self._support_give_back().contract_id
        self.env.cr.cache[GOING] = True
        try:
            result = super().unlink()
        finally:
            del self.env.cr.cache[GOING]
        self._support_places_free(freed, now)
        return result

    def _support_store(self, vals):
        """Put what we derived ourselves into the tickets' columns.

        As the ORM puts what it computes: nobody's right to write is asked, nothing is
        tracked, and no ``write`` is called, so nobody from outside comes this way.
        """
        tickets = self.sudo()
        derived = [tickets._fields[name] for name in vals]
        tickets.modified(vals, before=True)
        with tickets.env.protecting(derived, tickets):
            for name, value in vals.items():
                tickets[name] = value
        tickets.modified(vals)
        return True

    # Asked for

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """What is open is asked for by its stages, so that an index finds it among all
        that ever was."""
        domain = Domain(domain).map_conditions(
            lambda condition: self._support_by_stage(condition, page=bool(limit))
        )
        return super()._search(domain, offset, limit, order, **kwargs)

    def _fetch_query(self, query, fields):
        if any(field.column_type for field in fields):
            query = self._support_of_page(query)
        return super()._fetch_query(query, fields)

    def _field_to_sql(self, alias, field_expr, query=None):
        if field_expr == "support_urgency":
            return self._support_urgency_sql(alias, query, fields.Datetime.now())
        return super()._field_to_sql(alias, field_expr, query)

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        """What to look at first comes first, not what the alphabet says."""
        if field_name == "support_work_rank":
            return self._support_work_order_sql(alias, direction, query)
        if field_name != "support_urgency":
            return super()._order_field_to_sql(
                alias, field_name, direction, nulls, query
            )
        rank = self._support_urgency_sql(
            alias, query, fields.Datetime.now(), ranked=True
        )
        query._order_groupby.append(rank)
        return SQL("%s %s %s", rank, direction, nulls)

    def _read_group_orderby(self, order, groupby_terms, query):
        if "support_urgency" not in groupby_terms:
            return super()._read_group_orderby(order, groupby_terms, query)
        urgency = groupby_terms["support_urgency"]
        groupby_terms["support_urgency"] = rank_sql(urgency)
        try:
            return super()._read_group_orderby(order, groupby_terms, query)
        finally:
            groupby_terms["support_urgency"] = urgency

    def _web_read_group_field_expand(self, groupby):
        """Each agent has a column where that is asked for, also without tickets."""
        context = self.env.context
        asked = context.get("support_by_agent") and context.get("read_group_expand")
        if asked and list(groupby) == ["user_id"]:
            return self._fields["user_id"]
        return super()._web_read_group_field_expand(groupby)

    def _web_read_group_expand(self, domain, groups, groupby_spec, aggregates, order):
        if groupby_spec != "user_id":
            return super()._web_read_group_expand(
                domain, groups, groupby_spec, aggregates, order
            )
        empty = [self._read_group_empty_value(spec) for spec in aggregates]
        return self._support_add_agents(groups, empty)

    # Written to

    @api.model
    def _get_allowed_message_params(self):
        return super()._get_allowed_message_params() | {"support_then"}

    def message_post(self, *, support_then=None, **kwargs):
        """What strangers mail is shown to those who look after the ticket; what goes
        past the followers to somebody else says nothing to the customer.

        :param support_then: what an agent's reply does besides: ``wait`` for the
            customer, or ``ask`` whether it is solved, and wait
        """
        kwargs = self._support_own_words(kwargs)
        if support_then:
            kwargs = self._support_reply_values(support_then, kwargs)
        named = kwargs.get("partner_ids"), kwargs.get("outgoing_email_to")
        if kwargs.get("notify_skip_followers") and not self._support_names_customer(
            *named
        ):
            kwargs["support_mail_kind"] = FORWARDED
        if kwargs.get("support_mail_kind") in STRANGE:
            agents = self._support_agents().partner_id.ids
            kwargs["partner_ids"] = [*(kwargs.get("partner_ids") or ()), *agents]
        message = super().message_post(**kwargs)
        if support_then:
            self.sudo(False)._support_wait_for_customer()
        return message

    def _message_post_after_hook(self, message, msg_values):
        result = super()._message_post_after_hook(message, msg_values)
        self._support_show_pictures(message.sudo())
        if self._support_born():
            self._support_hear(message, known.now())
        else:
            self._support_hear_later(message)
        return result

    def _message_mail_after_hook(self, mails):
        result = super()._message_mail_after_hook(mails)
        for message in mails.mail_message_id:
            self.browse(message.res_id)._support_hear(message, message.date)
        return result

    def _support_hear(self, message, now):
        """What follows from a message of a person; ``now`` is naive UTC."""
        self.ensure_one()
        ticket = self.sudo()
        kind = ticket._support_message_kind(message.sudo())
        ticket._support_after_message(message, kind, now)

    def _support_after_message(self, message, kind, now):
        self.ensure_one()
        if kind == CUSTOMER and not self.active:
            self.active = True  # whoever is written to is there
        if kind == AGENT:
            self._support_on_agent_message(now)
            if message.sudo().support_mail_kind == ASKING and not self.closed:
                self._support_put_question(now)
        elif kind == CUSTOMER and self.stage_id._get_meaning().closed:
            self._support_on_late_message(message, now)
        elif kind == CUSTOMER:
            self._support_back_to_team()
            self._support_on_customer_message(now)
        elif self._support_is_stranger(message, kind):
            self._support_happens(StrangerWrote(now))

    def _support_on_agent_message(self, moment, answers=True):
        """A human internal user wrote publicly: this answers the customer, unless it
        was a click that asked."""
        event = AgentWrote(moment) if answers else AgentAsked(moment)
        self._support_happens(event, at_once=True)

    def _support_on_customer_message(self, moment):
        """The customer wrote on an open ticket."""
        self._support_happens(CustomerWrote(moment), at_once=True)

    def _support_on_late_message(self, message, now):
        """The customer wrote on a closed ticket: reopen it, or open its follow-up."""
        files = any(f"/{f.id}" not in message.body for f in message.attachment_ids)
        if self._support_is_thanks(message.body, files):
            return
        if self._support_is_too_late(message.body, files, now):
            self._support_open_follow_up(message)
            return
        self._support_reopen()
        self._support_on_customer_message(now)

    # Mailed

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """A mail always ends in a ticket, whatever the configuration."""
        gateway = self.with_context(support_from_gateway=True)
        values = self._support_new_values(msg_dict, custom_values)
        if self._support_is_second_copy(msg_dict.get("message_id")):
            values["support_exempt"] = "duplicate"
        try:
            with self.env.cr.savepoint():
                ticket = super(HelpdeskTicket, gateway).message_new(
                    msg_dict, custom_values=values
                )
        except BUSY:
            raise
        except Exception:
            _logger.warning("A mail became a bare ticket", exc_info=True)
            ticket = gateway.create(self._support_bare_values(msg_dict, values))
        ticket._support_note_origin(msg_dict)
        return ticket

    def message_update(self, msg_dict, update_vals=None):
        gateway = self.with_context(support_from_gateway=True)
        if msg_dict.get("support_mail_kind") not in message_kind.PERSONAL:
            # who does not count invites nobody
            msg_dict = {**msg_dict, "to": "", "cc": ""}
        self._support_note_flood(msg_dict)
        return super(HelpdeskTicket, gateway).message_update(
            msg_dict, update_vals=update_vals
        )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        """A mail makes followers of colleagues and internal people only."""
        if self.env.context.get("support_from_gateway"):
            partners = self.env["res.partner"].browse(partner_ids or ())
            partner_ids = partners.filtered(
                lambda p: is_internal(p) or all(t._support_is_own(p) for t in self)
            ).ids
        return super().message_subscribe(partner_ids, subtype_ids)

    def _notify_by_email_get_headers(self, headers=None):
        headers = super()._notify_by_email_get_headers(headers)
        headers[message_kind.LOOP_HEADER] = self._support_loop_mark()
        return headers

    def _track_post_template_finalize(self):
        """Of what is entered as over nobody is told; who closes it later tells that."""
        return None if self.closed else super()._track_post_template_finalize()

    def _track_template(self, changes):
        """Machines, lists and unproven senders get no stage mail, nor do loops."""
        templates = super()._track_template(changes)
        if not templates or self[:1]._support_is_quiet():
            return {}
        return self[0]._support_say_farewell(templates)

    @api.model
    def mail_allowed_qweb_expressions(self):
        return (*super().mail_allowed_qweb_expressions(), *PRINTABLE)
