# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict
from itertools import compress

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import OrderedSet

from ..known import guarded

# What an included contract has of its implementation.
FOLLOWING_FIELDS = ("partner_id", "level_id", "date_start", "date_end")


class SupportContract(models.Model):
    """Who has which level from when to when (specification 2)."""

    _name = "support.contract"
    _description = "Support Contract"
    _inherit = [
        "support.span.mixin",
        "support.contract.life.mixin",
        "support.contract.notice.mixin",
        "support.contract.overlap.mixin",
        "support.contract.quota.mixin",
        "support.contract.sale.mixin",
        "support.contract.terms.mixin",
        "portal.mixin",
        "support.import.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        ondelete="restrict",
        index=True,
        tracking=True,
        help="Always the commercial entity; a contact stands for its company.",
    )
    contact_ids = fields.Many2many(
        "res.partner",
        "support_contract_contact_rel",
        string="Named contacts",
        domain="[('id', 'child_of', partner_id)]",
        context={"active_test": False},
        help="Only these people are covered. Empty: everybody at the customer.",
    )
    named_only = fields.Boolean(
        string="Named contacts only",
        compute="_compute_named_only",
        store=True,
        readonly=False,
        tracking=True,
        help="Covers nobody but the named contacts, also when the last of them is "
        "deleted.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        index=True,
    )
    level_id = fields.Many2one(
        "support.level",
        required=True,
        ondelete="restrict",
        index=True,
        check_company=True,
        tracking=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account manager",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    implementation_id = fields.Many2one(
        "support.implementation", readonly=True, index="btree_not_null", copy=False
    )
    follows_implementation = fields.Boolean(
        readonly=True,
        copy=False,
        help="Its days, level and customer are those of the implementation: nobody "
        "changed them by hand.",
    )
    origin = fields.Selection(
        [("included", "Included"), ("bought", "Bought")],
        required=True,
        default="bought",
        tracking=True,
    )

    ticket_ids = fields.One2many("helpdesk.ticket", "support_contract_id")
    ticket_count = fields.Integer(compute="_compute_ticket_count")
    color = fields.Integer(related="level_id.color")

    _one_included_per_implementation = models.UniqueIndex(
        "(implementation_id) WHERE origin = 'included'",
        "An implementation has one included contract.",
    )
    _in_force_idx = models.Index(
        "(partner_id, company_id, starts_at) WHERE phase <> 'draft'"
    )

    def _compute_ticket_count(self):
        counts = dict(
            self.env["helpdesk.ticket"]._read_group(
                [("support_contract_id", "in", self.ids)],
                ["support_contract_id"],
                ["__count"],
            )
        )
        for contract in self:
            contract.ticket_count = counts.get(contract, 0)

    @api.depends("contact_ids")
    def _compute_named_only(self):
        """Whoever names people, or takes all names away, means it. A name that goes
        with its contact is nobody's wish: that writes no contract."""
        for contract in self:
            contract.named_only = bool(contract.contact_ids)

    @api.depends("name", "level_id.name", "partner_id")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        """Whom a parent's contract covers knows its level, never its number; a new one
        has none yet."""
        user = self.env.user
        for contract in self:
            level = contract.level_id.name or ""
            if user.share and contract.partner_id != user.commercial_partner_id:
                contract.display_name = level
            elif not contract._origin:
                contract.display_name = self.env._("New contract")
            else:
                contract.display_name = f"{contract.name} · {level}"

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        self.partner_id = self.partner_id.commercial_partner_id

    @api.constrains("contact_ids", "partner_id")
    def _check_contacts_belong(self):
        for contract in self:
            strangers = contract.contact_ids - contract._get_own_contacts()
            if strangers:
                raise ValidationError(
                    self.env._(
                        "%(people)s do not belong to %(customer)s, so its contract "
                        "cannot name them.",
                        people=", ".join(strangers.mapped("display_name")),
                        customer=contract.partner_id.display_name,
                    )
                )

    def _get_own_contacts(self):
        """Return the named contacts who belong to the customer."""
        self.ensure_one()
        return self.contact_ids.filtered(
            lambda p: self.partner_id in p._support_ancestors()
        )

    @api.constrains(
        "phase", "partner_id", "company_id", "level_id", "date_start", "date_end"
    )
    def _check_overlap(self):
        confirmed = self.filtered(lambda c: c.phase == "confirmed")
        # two people who confirm for one customer at once
        confirmed.partner_id._support_meet()
        rivals = confirmed._find_rivals()
        for contract in confirmed:
            overlap = contract._pick_overlap(rivals[contract._get_promise_key()])
            if overlap:
                raise ValidationError(contract._say_overlap(overlap[0]))

    @api.constrains("active", "phase", "date_start", "date_end")
    def _check_archived(self):
        """Archived means put away: it never means that a promise is kept in secret."""
        for contract in self.filtered(lambda c: not c.active):
            if contract.state in ("active", "upcoming"):
                raise ValidationError(
                    self.env._(
                        "%s is in force or will be: cancel it before you archive it.",
                        contract.display_name,
                    )
                )

    def _find_overlap(self):
        """Return the confirmed contracts of the same promise on any of these days."""
        self.ensure_one()
        return self._pick_overlap(self._find_rivals()[self._get_promise_key()])

    def _find_rivals(self):
        """Return the confirmed contracts of each promise that these are about, as
        ``{promise: contracts}``."""
        rivals = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                [
                    ("phase", "=", "confirmed"),
                    ("partner_id", "in", self.partner_id.ids),
                    ("company_id", "in", self.company_id.ids),
                    ("level_id", "in", self.level_id.ids),
                ]
            )
        )
        found = rivals.grouped(lambda c: c._get_promise_key())
        return defaultdict(rivals.browse, found)

    def _get_promise_key(self):
        """Who is promised what by whom."""
        return self.partner_id.id, self.company_id.id, self.level_id.id

    def _pick_overlap(self, rivals):
        """Return those of these contracts that have any of its days."""
        return rivals.filtered(
            lambda other: (
                other.id != self._origin.id
                and (not other.date_end or other.date_end >= self.date_start)
                and (not self.date_end or other.date_start <= self.date_end)
            )
        )

    @api.model_create_multi
    def create(self, vals_list):
        self.env["res.partner"]._support_to_commercial(vals_list)
        self._number(vals_list)
        confirmed = [vals.get("phase") == "confirmed" for vals in vals_list]
        contracts = super().create(
            [
                vals | {"phase": "draft"} if at_once else vals
                for vals, at_once in zip(vals_list, confirmed, strict=True)
            ]
        )
        contracts.browse(compress(contracts.ids, confirmed)).action_confirm()
        return contracts

    @api.model
    def _number(self, vals_list):
        """Give each its number, in place, by the sequence of its company."""
        sequences = {}
        for vals in vals_list:
            if vals.get("name", "/") != "/":
                continue
            company_id = vals.get("company_id") or self.env.company.id
            if company_id not in sequences:
                sequences[company_id] = self.env["ir.sequence"].search(
                    [
                        ("code", "=", "support.contract"),
                        ("company_id", "in", [company_id, False]),
                    ],
                    order="company_id",
                    limit=1,
                )
            sequence = sequences[company_id]
            vals["name"] = sequence and sequence.next_by_id() or "/"

    def write(self, vals):
        vals = dict(vals)
        self.env["res.partner"]._support_to_commercial([vals])
        by_hand = self.filtered(
            lambda c: c.follows_implementation and c._is_changed(vals)
        )
        result = super().write(vals)
        by_hand._store_marks({"follows_implementation": False})
        return result

    def _is_changed(self, vals):
        """Do these values change what comes of its implementation?"""
        self.ensure_one()
        given = {name: vals[name] or False for name in FOLLOWING_FIELDS if name in vals}
        for name in {"date_start", "date_end"} & given.keys():
            given[name] = fields.Date.to_date(given[name]) or False
        return any(
            value != (self[name].id if name.endswith("_id") else self[name])
            for name, value in given.items()
        )

    def unlink(self):
        return super(SupportContract, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if self.filtered(lambda c: c.phase != "draft"):
            raise UserError(
                self.env._(
                    "Only a draft can be deleted. Cancel the contract instead: what "
                    "it covered stays on record."
                )
            )

    @api.model
    def _get_import_label(self):
        return self.env._("Import Template for Contracts")

    def action_confirm(self):
        """Confirm drafts; a clear error when the same days are already covered."""
        drafts = self.filtered(lambda c: c.phase == "draft")
        drafts.write({"phase": "confirmed"})
        drafts._tell_beginning(fields.Datetime.now())
        return True

    def action_cancel(self):
        """Cancel from this moment on; what the contract covered so far stays."""
        now = fields.Datetime.now()
        for contract in self.filtered(lambda c: c.phase != "cancelled"):
            contract.write({"phase": "cancelled", "cancelled_at": now})
        return True

    def action_view_tickets(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "helpdesk_mgmt.helpdesk_ticket_action"
        )
        return action | {
            "domain": [("support_contract_id", "=", self.id)],
            "context": {"default_partner_id": self.partner_id.id},
        }

    @api.model
    def _search_display_name(self, operator, value):
        """Find a contract by what its column says, as an export writes it."""
        if isinstance(value, str):
            value = value.partition(" · ")[0]
        elif isinstance(value, (list, tuple, set, OrderedSet)):
            value = [v.partition(" · ")[0] if isinstance(v, str) else v for v in value]
        return super()._search_display_name(operator, value)

    @api.model
    def _span_depends(self):
        return super()._span_depends() + ["level_id.calendar_id.tz"]

    def _get_tz(self):
        """Days begin and end in the zone of the level's calendar (specification 2)."""
        return self.level_id.sudo().calendar_id.tz or "UTC"

    def _follow_implementation(self):
        """Take what the corrected implementation gives, and go on following it."""
        self.ensure_one()
        implementation = self.implementation_id
        if not implementation.date_end or not implementation.level_id.included_months:
            return
        given = implementation._prepare_included_contract()
        vals = {name: given[name] for name in FOLLOWING_FIELDS}
        if self._is_changed(vals):
            self.write(vals)
            self._store_marks({"follows_implementation": True})
