# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from functools import partial

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...tools.promise import period
from .. import job
from ..job import Task, each

# A change of one of these may make a contract cover other tickets than before.
REACHING_FIELDS = {
    "date_start",
    "date_end",
    "level_id",
    "partner_id",
    "company_id",
    "contact_ids",
    "named_only",
    "phase",
}


BATCH = 50  # of contracts and tickets that a run takes at once


class SupportContractLifeMixin(models.AbstractModel):
    """What happens to a contract between its first day and its end (specification 2).

    Renewing and changing the level add a contract after the old one; extending moves
    the last day. Nothing that was covered or counted in the past changes by it.
    """

    _name = "support.contract.life.mixin"
    _description = "Support: life of a contract"

    previous_id = fields.Many2one(
        "support.contract",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The contract that this one renews or replaces.",
    )
    next_ids = fields.One2many(
        "support.contract", "previous_id", string="Followed by", readonly=True
    )
    reached_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When open tickets learned that the contract covers them.",
    )
    opened_until = fields.Datetime(
        compute="_compute_opened_until",
        store=True,
        copy=False,
        help="End of the quota period that was opened last. Empty: to be looked at.",
    )
    confirmed_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When it was confirmed: before that nobody owed anything by it.",
    )
    told_days = fields.Integer(
        readonly=True,
        copy=False,
        help="The last expiry warning that was given: so many days before the end.",
    )

    _unreached_idx = models.Index(
        "(starts_at) WHERE reached_at IS NULL AND phase = 'confirmed'"
    )

    @api.depends("date_start", "level_id.calendar_id.tz")
    def _compute_opened_until(self):
        """Other days, another zone: when the next period begins is to be found anew."""
        self.opened_until = False

    def write(self, vals):
        now = fields.Datetime.now()
        changing = REACHING_FIELDS & vals.keys()
        if "level_id" in vals:
            self._quota_close_figures(now)
        result = super().write(vals)
        if "date_end" in vals:
            self._store_marks({"told_days": 0})
        if vals.get("phase") == "confirmed":
            fresh = self.filtered(lambda c: not c.confirmed_at)
            fresh._store_marks({"confirmed_at": now})
        if changing:
            self._reach(now)
        if "level_id" in vals:
            self._quota_follow_level(now)
        return result

    def _store_marks(self, vals):
        """Write what we remember of our own work; it wakes no hook."""
        # pylint: disable=super-method-mismatch
        return super().write(vals)  # past our own write, on purpose

    # ------------------------------------------------------------ what it covers

    def _reach(self, now):
        """Contracts in force reach their customers' open tickets; others later."""
        confirmed = self.filtered(lambda c: c.phase == "confirmed")
        active = confirmed.filtered(lambda c: c._get_state(now) == "active")
        self.env["helpdesk.ticket"]._support_covers_changed(active, now)
        active._store_marks({"reached_at": now})
        upcoming = confirmed.filtered(lambda c: c._get_state(now) == "upcoming")
        upcoming._store_marks({"reached_at": False})
        self._wake_at(upcoming.mapped("starts_at"))

    def _lose_tickets(self, tickets):
        """Somebody corrected whose tickets these are, or picked another contract for
        them: they were counted here. What stands below may have to say so."""

    @api.model
    def _wake_at(self, moments):
        cron = self.env.ref(
            "support_sla.ir_cron_update_contracts", raise_if_not_found=False
        )
        if cron and moments:
            cron.sudo()._trigger(sorted(set(moments)))

    # ---------------------------------------------------- renew, extend, change

    def _renew(self, last=None, first=None):
        """Confirm a contract of the same level that begins when this one ends.

        As long as this one, unless a last day is given (False: open-ended).
        """
        self.ensure_one()
        span = self._renewal_span()
        return self._follow(
            {
                "date_start": first or span.first,
                "date_end": span.last if last is None else last,
            }
        )

    def _renewal_span(self):
        """Return the :class:`period.Span` of a renewal; a clear error without one."""
        self.ensure_one()
        if not self.date_end:
            raise UserError(
                self.env._(
                    "%s is open-ended: there is nothing to renew.", self.display_name
                )
            )
        return period.renewal_window(self.date_start, self.date_end)

    def _extend(self, last):
        """Move the last day (False: open-ended); never before the present one."""
        self.ensure_one()
        self._check_not_cancelled()
        if not self.date_end or (last and last <= self.date_end):
            raise UserError(
                self.env._(
                    "%(contract)s already lasts until %(last)s.",
                    contract=self.display_name,
                    last=self.date_end or self.env._("further notice"),
                )
            )
        self.write({"date_end": last})
        return self

    def _change_level(self, level, day, last=None):
        """Confirm a contract of another level from a day on; this one ends before.

        :param last: last day of the new contract; None: that of this one
        """
        self.ensure_one()
        self._check_not_cancelled()
        if level == self.level_id:
            raise UserError(self.env._("%s has this level already.", self.display_name))
        if self.date_end and day > self.date_end:
            last_day = self.date_end
        else:
            last_day = day - timedelta(days=1)
        end = self.date_end if last is None else last
        if last_day < self.date_start:
            self.action_cancel()
        elif last_day != self.date_end:
            self.write({"date_end": last_day})
        return self._follow(
            {
                "level_id": level.id,
                "date_start": day,
                "date_end": end,
                "origin": "bought",
            }
        )

    def _check_not_cancelled(self):
        """Other days would not make it cover anything again."""
        if self.phase == "cancelled":
            raise UserError(
                self.env._(
                    "%s was cancelled: it covers nothing any more, whatever its last "
                    "day. Renew it, or make a new contract.",
                    self.display_name,
                )
            )

    def _follow(self, vals):
        """Create and confirm the contract after this one."""
        if self.phase == "draft":
            raise UserError(
                self.env._(
                    "%s is a draft: change it, or confirm it.", self.display_name
                )
            )
        contract = self.create([self._prepare_follow() | vals])
        contract.action_confirm()
        self._message_log(body=self.env._("Followed by %s", contract._get_html_link()))
        return contract

    def _prepare_follow(self):
        return {
            "previous_id": self.id,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "level_id": self.level_id.id,
            "user_id": self.user_id.id,
            # who left the customer is not named again, and nobody else is instead
            "contact_ids": [(6, 0, self._get_own_contacts().ids)],
            "named_only": self.named_only,
            "origin": "bought",
        }

    def action_change(self):
        """Open the dialog that renews, extends, or changes the level."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "support_sla.support_contract_change_action"
        )
        open_ended = {} if self.date_end else {"default_kind": "level"}
        return action | {"context": {"default_contract_id": self.id} | open_ended}

    def _get_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }

    # -------------------------------------------------------- as time goes by

    @api.model
    def _cron_update_contracts(self):
        """What dates alone bring: new coverage, new periods, warnings and alerts.

        Everything is chosen by "due and not yet done" and marked when done: a missed
        run delays and never skips, a second run does nothing. One failing contract
        never stops the others.
        """
        now = fields.Datetime.now()
        job.run(
            self.env, "support_sla.ir_cron_update_contracts", now, self._get_tasks(now)
        )

    @api.model
    def _get_tasks(self, now):
        """Return what the job does, in its order."""
        return [
            Task(f"contract.{name}", partial(find, now), work, size=BATCH)
            for name, find, work in (
                ("reach", self._get_unreached, lambda c: c._reach(now)),
                ("open", self._get_unopened, each(lambda c: c._open_period(now))),
                ("expiry", self._get_expiring, each(lambda c: c._warn_expiry(now))),
                ("used", self._get_used_up, each(lambda row: row._tell_used())),
            )
        ]

    @api.model
    def _get_unreached(self, now, extra=Domain.TRUE, limit=None):
        begun = Domain("starts_at", "<=", now) & (
            Domain("ends_at", "=", False) | Domain("ends_at", ">", now)
        )
        return self.search(
            Domain("phase", "=", "confirmed")
            & Domain("reached_at", "=", False)
            & begun
            & extra,
            order="starts_at, id",
            limit=limit,
        )

    @api.model
    def _get_unopened(self, now, extra=Domain.TRUE, limit=None):
        return self.search(
            Domain("state", "in", ["active"])
            & Domain("level_id.quota_tickets", ">", 0)
            & (Domain("opened_until", "=", False) | Domain("opened_until", "<=", now))
            & extra,
            order="opened_until, id",
            limit=limit,
        )

    def _open_period(self, now):
        """Open the present quota period: carry over, and admit who waits."""
        self.ensure_one()
        window = self._quota_window(now)
        self.env["support.quota.period"].sudo()._open({self: window.first}, now)
        self.env["helpdesk.ticket"]._support_places_free(self, now)
        after = period.day_start(window.next_first, self._get_tz())
        self._store_marks({"opened_until": after})
        self._wake_at([after])

    @api.model
    def _get_used_up(self, now, extra=Domain.TRUE, limit=None):
        rows = self.env["support.quota.period"]._get_to_tell(now)
        found = Domain("id", "in", rows.ids) & extra
        return rows.search(found, order="id", limit=limit)
