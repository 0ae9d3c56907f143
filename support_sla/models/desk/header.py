# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ..clock.zone_words import say_day
from ..contract.entitlement import Fact
from ..work.messages import AGENTS
from .chips import Cover, Look, act, amount_words, ask, chip
from .queue import OVER

COVERED, ENDED = "contract", "expired"


class SupportHeaderMixin(models.AbstractModel):
    """What the strip under a ticket's title says besides its promise.

    Values are prepared: whoever shows them decides nothing. As many queries for one
    ticket as for a screen of them. A ticket that is not saved yet shows what its
    contact's contract would give it; nothing is taken for that.
    """

    _name = "support.header.mixin"
    _description = "Support: header of a ticket"

    support_header = fields.Json(
        string="In short",
        compute="_compute_support_header",
        groups="base.group_user",
        help="What a ticket's header says in chips, and what may be done about it.",
    )

    @api.depends(
        "category_id",
        "channel_id",
        "closed",
        "company_id",
        "partner_id",
        "priority",
        "support_asked_at",
        "support_contract_id",
        "support_level_id",
        "support_paused_at",
        "support_quota_status",
        "support_reminders_sent",
        "support_unanswered_since",
    )
    @api.depends_context("lang", "uid")
    def _compute_support_header(self):
        look = self._support_look_around(fields.Datetime.now())
        for ticket in self:
            ticket.support_header = {
                "chips": ticket._support_chips(look),
                "asks": ticket._support_asks(look),
                "replies": ticket._support_replies(look),
                "why": bool(ticket._origin.support_clock_state not in (False, "none")),
            }

    def _support_look_around(self, now):
        """Read what all these tickets need, together."""
        contracts = self.env["support.contract"]
        saved = self.filtered(lambda t: t._origin)
        open_ones = saved.filtered(lambda t: not t.closed)
        bare = open_ones.filtered(lambda t: t.support_entitlement_reason != COVERED)
        covers = (self - saved)._support_covers_of_callers(now)
        sees = contracts.has_access("read")
        for ticket in saved:
            covers[ticket] = Cover(
                ticket.support_level_id.sudo(),
                ticket.support_contract_id.sudo(),
                ticket.support_entitlement_reason,
            )
        agent = self.env.user.has_group(AGENTS)
        return Look(
            now=now,
            covers=covers if sees else {},
            writable=self._origin._filtered_access("write") if agent else self.browse(),
            sells=contracts.has_access("create"),
            before=saved._support_places_before(),
            offers=bare._support_covers_of_callers(now),
        )

    def _support_covers_of_callers(self, now):
        """Return ``{ticket: Cover}``: what would cover each of them at this moment."""
        facts = [
            Fact(
                ticket.partner_id._origin.id,
                (ticket.company_id or self.env.company).id,
                ticket.support_since or now,
                now,
                ticket._origin.support_customer_id.id,
            )
            for ticket in self
        ]
        levels = self.env["support.level"].sudo()
        contracts = self.env["support.contract"].sudo()
        found = self.env["support.entitlement"]._resolve(facts) if facts else ()
        return {
            ticket: Cover(
                levels.browse(each.level_id or ()),
                contracts.browse(each.contract_id or ()),
                each.reason,
            )
            for ticket, each in zip(self, found, strict=True)
        }

    # The chips

    def _support_chips(self, look):
        """Return this ticket's chips, in the order in which to read them."""
        self.ensure_one()
        cover, may = look.covers.get(self), self._origin in look.writable
        chips = []
        if cover and (self._origin or self.partner_id):
            chips += self._support_level_chips(cover)
            chips += self._support_contract_chips(cover, look, may)
            chips += self._support_quota_chips(cover, look, may)
            chips += self._support_channel_chips(cover, may)
            chips += self._support_scope_chips(cover, may)
        return chips + self._support_waiting_chips(look, may and not self.closed)

    def _support_level_chips(self, cover):
        if not cover.level:
            return []
        promise = cover.level._get_promise("first_response", self.priority)
        text = cover.level.name
        if promise:
            text = self.env._(
                "%(level)s, %(amount)s", level=text, amount=amount_words(promise)
            )
        return [chip("level", text, "primary", title=self.env._("Level"))]

    def _support_contract_chips(self, cover, look, may):
        contract, name = cover.contract, cover.contract.name
        day = contract.date_end and say_day(self.env, contract.date_end, look.now)
        if cover.reason == COVERED and day:
            text = self.env._("%(contract)s until %(day)s", contract=name, day=day)
            return [chip("contract", text)]
        if cover.reason == COVERED:
            return [chip("contract", name)]
        offer = look.offers.get(self)
        attach = act(
            may and not self.closed and offer and offer.reason == COVERED,
            self.env._("Attach to the contract in force"),
            "action_support_reattach",
        )
        sells = look.sells and self._origin and self.support_customer_id
        if cover.reason == ENDED:
            ended = self.env._("Contract ended")
            text = day and self.env._("Contract ended %(day)s", day=day) or ended
            renew = act(look.sells, self.env._("Renew"), "action_support_renew")
            acts = [attach, self._origin and renew]
            return [
                chip("contract", text, "warning", "fa-calendar-times-o", name, acts)
            ]
        new = act(sells, self.env._("New contract"), "action_support_new_contract")
        text = self.env._("No contract")
        return [
            chip("contract", text, "warning", "fa-minus-circle", acts=[attach, new])
        ]

    def _support_quota_chips(self, cover, look, may):
        """How much is used; what is over says who comes first, and until when."""
        contract, status = cover.contract, self.support_quota_status
        if self.support_quota_pending:
            return [chip("quota", self.env._("being counted"), icon="fa-hourglass-o")]
        if status == "exempt":
            return [chip("quota", self.env._("not counted"))]
        if cover.reason != COVERED:
            return []
        if contract.quota_unlimited:
            return [chip("quota", self.env._("tickets without limit"))]
        text = self._support_quota_words(contract)
        if status == OVER:
            return [self._support_over_chip(contract, look, may)]
        if not self._origin and contract.quota_left <= 0:
            return [chip("quota", text, "danger", "fa-tachometer")]
        return [chip("quota", text, icon="fa-tachometer")]

    def _support_quota_words(self, contract):
        figures = {"used": contract.quota_used, "all": contract.quota_size}
        period = contract.level_id.quota_period
        if period == "week":
            return self.env._("%(used)s of %(all)s this week", **figures)
        if period == "quarter":
            return self.env._("%(used)s of %(all)s this quarter", **figures)
        if period == "year":
            return self.env._("%(used)s of %(all)s this year", **figures)
        return self.env._("%(used)s of %(all)s this month", **figures)

    def _support_over_chip(self, contract, look, may):
        figures = {
            "used": contract.quota_used,
            "all": contract.quota_size,
            "before": look.before.get(self._origin.id, 0),
        }
        first = self._support_next_period(contract)
        text = self.env._(
            "over the quota: %(used)s of %(all)s, %(before)s before it", **figures
        )
        if first:
            text = self.env._(
                "over the quota: %(used)s of %(all)s, %(before)s before it, "
                "next period %(day)s",
                **figures,
                day=say_day(self.env, first, look.now),
            )
        confirm = self.env._(
            "The ticket gets a place beyond the quota, and its deadlines start now."
        )
        acts = [
            act(
                may and self.support_may_admit,
                self.env._("Admit"),
                "action_support_grant",
                confirm,
            ),
            act(
                may and (not self._support_is_guarded() or self._support_is_manager()),
                self.env._("Not chargeable"),
                "action_support_exclude",
            ),
        ]
        return chip("quota", text, "danger", "fa-tachometer", acts=acts)

    def _support_channel_chips(self, cover, may):
        """The channel it came by; of who calls, all that the level includes."""
        channel = self.channel_id.sudo()
        included = cover.level.channel_ids
        kinds = included.mapped("support_kind")
        chips = []
        if not self._origin and included:
            names = ", ".join(included.mapped("name"))
            chips.append(chip("channels", names, icon="fa-comments-o"))
        if not channel or not cover.level:
            return chips
        if not channel.support_kind or channel.support_kind in kinds:
            return [*chips, chip("channel", channel.name, "success", "fa-check")]
        told = self.support_channel_answered
        text = (
            self.env._("%(channel)s is not included; told", channel=channel.name)
            if told
            else self.env._("%(channel)s is not included", channel=channel.name)
        )
        polite = ask(
            may and not told and not self.closed,
            self.env._("Answer politely"),
            self,
            "channel",
            self.env._("Tell the customer which channel to use next time"),
        )
        return [*chips, chip("channel", text, "warning", "fa-ban", acts=[polite])]

    def _support_scope_chips(self, cover, may):
        scope = self.support_scope
        if not self._origin and cover.level:
            service = self.category_id.sudo().support_service_id
            scope = cover.level._get_coverage().get(service.id)
        if scope != "excluded":
            return []
        label = (
            self.env._("See the quotation's task")
            if self.support_quotation_id
            else self.env._("Propose a quotation")
        )
        acts = [act(may, label, "action_support_propose_quotation")]
        text = self.env._("Excluded by the level, not counted")
        return [chip("scope", text, "warning", "fa-ban", acts=acts)]
