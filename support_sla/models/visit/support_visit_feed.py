# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .invitation import PUBLISH

#: How far back a feed reaches.
BACK = timedelta(days=92)


class SupportVisitFeed(models.Model):
    """A secret address from which a calendar reads somebody's visits: those of a
    customer, or those that a technician makes. Taking it back takes it from all who
    have it."""

    _name = "support.visit.feed"
    _description = "Calendar Feed of Visits"
    _order = "id desc"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Technician",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(32),
    )
    url = fields.Char(string="Address", compute="_compute_url")
    revoked_at = fields.Datetime(readonly=True, copy=False)

    _token_unique = models.UniqueIndex(
        "(token)", "Each address is a secret of its own."
    )
    _one_alive = models.UniqueIndex(
        "(COALESCE(partner_id, 0), COALESCE(user_id, 0)) WHERE revoked_at IS NULL",
        "There is one address at a time.",
    )

    # No CHECK: when partners are merged Odoo deletes the rows of which one names them.
    @api.constrains("partner_id", "user_id")
    def _check_one_owner(self):
        if any(bool(feed.partner_id) == bool(feed.user_id) for feed in self):
            raise ValidationError(
                self.env._("A feed is of a customer or of a technician.")
            )

    @api.depends("token", "revoked_at")
    def _compute_url(self):
        for feed in self:
            path = f"/support/visits/{feed.token}.ics"
            feed.url = not feed.revoked_at and feed.get_base_url() + path

    @api.depends("partner_id", "user_id")
    def _compute_display_name(self):
        for feed in self:
            owner = feed.sudo().partner_id or feed.sudo().user_id
            feed.display_name = owner.display_name

    @api.model
    def _find(self, token):
        """Return, as superuser, the feed of a token: none that was taken back, or whose
        owner is gone."""
        feeds = self.sudo().search(
            [("token", "=", token), ("revoked_at", "=", False)], limit=1
        )
        return feeds.filtered(
            lambda f: (
                f.partner_id.active or (f.user_id.active and f.user_id._is_internal())
            )
        )

    @api.model
    def _get_of(self, owner):
        """Return, as superuser, the feed of a customer or a user, if there is one."""
        return self.sudo().search(
            [(self._owner_field(owner), "=", owner.id), ("revoked_at", "=", False)]
        )

    @api.model
    def _renew(self, owner, now):
        """Give a customer or a user a new address; the one before ends."""
        partner = owner if owner._name == "res.partner" else owner.sudo().partner_id
        partner._support_meet()
        self._get_of(owner)._revoke(now)
        return self.sudo().create({self._owner_field(owner): owner.id})

    @api.model
    def _owner_field(self, owner):
        return "partner_id" if owner._name == "res.partner" else "user_id"

    def _revoke(self, now):
        self.sudo().filtered(lambda f: not f.revoked_at).write({"revoked_at": now})
        self.flush_model(["revoked_at"])

    def _get_ics(self, now):
        """Return what a calendar reads: no visit that was cancelled, nothing that is
        said among ourselves."""
        self.ensure_one()
        owner = self.partner_id or self.user_id.partner_id
        mine = (
            ("partner_id", "=", self.partner_id.id)
            if self.partner_id
            else ("user_id", "=", self.user_id.id)
        )
        visits = self.env["support.visit"].with_context(
            lang=owner.lang or self.env.lang
        )
        found = visits.search(
            [mine, ("state", "!=", "cancelled"), ("start_at", ">=", now - BACK)],
            order="start_at, id",
        )
        return found._get_ics(PUBLISH, to_technician=bool(self.user_id))

    # The technician's own

    @api.model
    def action_open_mine(self):
        """Open the feed of whoever asks; made when asked for the first time."""
        visits = self.env["support.visit"]
        visits.check_access("create")
        user, now = self.env.user, fields.Datetime.now()
        feed = self._get_of(user) or self._renew(user, now)
        return feed.sudo(False)._open()

    def action_renew(self):
        """Another address in place of this one."""
        self.ensure_one()
        self.check_access("read")
        now, owner = fields.Datetime.now(), self.partner_id or self.user_id
        return self._renew(owner, now).sudo(False)._open()

    def action_revoke(self):
        self.check_access("read")
        self._revoke(fields.Datetime.now())
        return {"type": "ir.actions.act_window_close"}

    def _open(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits in your calendar"),
            "res_model": "support.visit.feed",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
