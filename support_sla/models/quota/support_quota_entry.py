# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..known import guarded
from .ticket import EXEMPTIONS

#: Why an entry is there that no person wrote a reason for.
WHYS = [
    *EXEMPTIONS,
    ("elsewhere", "Covered by another contract, or by none"),
    ("deleted", "Its ticket was deleted"),
    ("granted", "Granted beyond the quota"),
    ("carried", "Left of the period before"),
    ("repaired", "Repair: its ticket is no more"),
]


class SupportQuotaEntry(models.Model):
    """The ledger: what was used of a contract's quota, and why (specification 4).

    Append-only. What is left of a period is its allowance minus the sum of
    ``quantity``; a mistake is put right by one more row. Author and moment are
    ``create_uid`` and ``create_date``.
    """

    _name = "support.quota.entry"
    _description = "Support Quota Entry"
    _order = "period_start desc, id desc"
    _rec_name = "reason_words"
    _check_company_auto = True

    contract_id = fields.Many2one(
        "support.contract", required=True, ondelete="restrict"
    )
    ticket_id = fields.Many2one(
        "helpdesk.ticket", ondelete="set null", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", required=True)
    partner_id = fields.Many2one(related="contract_id.partner_id")

    period_start = fields.Date(
        required=True, help="First local day of the period it belongs to."
    )
    quantity = fields.Integer(
        required=True,
        default=1,
        help="What it uses: 1 for a ticket, -1 for a reversal. A negative "
        "adjustment gives places.",
    )
    kind = fields.Selection(
        [
            ("consumption", "Ticket"),
            ("reversal", "Not counted after all"),
            ("adjustment", "Adjustment"),
            ("carry_over", "Carried over"),
        ],
        required=True,
        default="adjustment",
    )
    reason = fields.Char(
        required=True, help="As it was written, in the language of whoever wrote it."
    )
    why = fields.Selection(
        WHYS,
        string="Known reason",
        readonly=True,
        help="The reason where nobody typed one: it is said in everybody's language.",
    )
    about = fields.Char(
        readonly=True, help="What it is about: a ticket's number, or a first day."
    )
    reason_words = fields.Char(
        string="Why",
        compute="_compute_reason_words",
        search="_search_reason_words",
        help="The reason in the reader's language; what a person typed, as typed.",
    )
    turn = fields.Integer(
        readonly=True,
        default=1,
        help="How often the ticket was counted: a reversal takes back the "
        "consumption of the same turn.",
    )
    number = fields.Integer(
        readonly=True, help="The how-manieth ticket of its period it was."
    )
    size = fields.Integer(readonly=True, help="Of how many, when it was counted.")

    _counted_once = models.UniqueIndex(
        "(ticket_id, kind, turn) "
        "WHERE ticket_id IS NOT NULL AND kind IN ('consumption', 'reversal')",
        "A ticket is counted once, and a count is taken back once.",
    )
    _carried_once = models.UniqueIndex(
        "(contract_id, period_start) WHERE kind = 'carry_over'",
        "What is left of a period is carried over once.",
    )
    _period_idx = models.Index("(contract_id, period_start) INCLUDE (quantity, kind)")
    _quantity_not_zero = models.Constraint(
        "CHECK(quantity <> 0)", "An entry that uses nothing says nothing."
    )

    @api.depends("reason", "why", "about", "kind", "number", "size")
    @api.depends_context("lang")
    def _compute_reason_words(self):
        for entry in self:
            entry.reason_words = entry._get_reason_words()

    def _get_reason_words(self):
        self.ensure_one()
        if self.kind == "consumption":
            return self._get_count_words()
        return self._say_why(self.why, self.about) if self.why else self.reason

    @api.model
    def _say_why(self, why, about):
        if why == "deleted":
            return self.env._("Deleted: %s", about)
        if why == "carried":
            day = format_date(self.env, about)
            return self.env._("Left of the period from %s", day)
        return self._get_whys()[why]

    def _get_count_words(self):
        """A count says which of how many it was; old ones do not know."""
        if not self.number:
            return self.env._("Ticket")
        return self.env._(
            "Ticket %(number)s of %(size)s", number=self.number, size=self.size
        )

    @api.model
    def _get_whys(self):
        return dict(self._fields["why"]._description_selection(self.env))

    def _search_reason_words(self, operator, value):
        """What was typed, and what is said by its code in the searcher's language."""
        if operator != "ilike":
            return NotImplemented
        whys = self._get_whys()
        said = [why for why in whys if value.lower() in whys[why].lower()]
        return Domain("reason", "ilike", value) | Domain("why", "in", said)

    @api.model_create_multi
    def create(self, vals_list):
        """An entry made by hand: in the current period unless it names another day.

        What gives places lets waiting tickets in.
        """
        now = fields.Datetime.now()
        kinds = {vals.get("kind", "adjustment") for vals in vals_list}
        self._check_made_by_hand(kinds <= {"adjustment"})
        entries = super().create([self._complete(vals, now) for vals in vals_list])
        self._check_made_by_hand(all(entry._is_of_own_ticket() for entry in entries))
        entries._open_periods(now)
        giving = entries.filtered(lambda e: e.quantity < 0)
        self.env["helpdesk.ticket"]._support_places_free(giving.contract_id, now)
        return entries

    @api.model
    def _complete(self, vals, _now):
        """Return the values of an entry made by hand with what its contract knows."""
        ours = {"why": False, "about": False, "number": 0, "size": 0}
        return vals | ours | {"kind": "adjustment", "turn": 1}

    def _check_made_by_hand(self, made):
        """A person adjusts a contract, at most for a ticket of its own: what takes a
        count back is written by what happens to the ticket."""
        if not made:
            raise AccessError(
                self.env._(
                    "By hand the ledger takes adjustments only, of a contract and its "
                    "own tickets. Say on the ticket that it is not counted."
                )
            )

    def _is_of_own_ticket(self):
        self.ensure_one()
        ticket = self.ticket_id.sudo()
        entries = ticket.support_quota_entry_ids - self
        own = ticket.support_contract_id | entries.contract_id
        return not ticket or self.contract_id in own

    @api.model
    def _append(self, vals_list):
        """Add entries as they are, waking nothing: each says ``why``, and what it is
        ``about`` where that needs to be known."""
        # pylint: disable=super-method-mismatch
        return super().create(  # past our own create, on purpose
            [
                {"reason": self._say_why(vals["why"], vals.get("about"))} | vals
                for vals in vals_list
            ]
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "The quota ledger is only ever added to. Put a mistake right by an "
                "adjustment, with its reason."
            )
        )

    def unlink(self):
        return super(SupportQuotaEntry, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The quota ledger is only ever added to: nothing is deleted.")
        )

    def _open_periods(self, now):
        """Write down what was allowed in the periods of hand-made entries."""
        periods = self.env["support.quota.period"].sudo()
        for day, entries in self.grouped("period_start").items():
            periods._open(dict.fromkeys(entries.contract_id, day), now)

    # What an entry does to its period: it uses places, or it gives some

    @api.model
    def _used_sql(self, alias):
        """SQL of the places that all entries of a group use."""
        return self._sum_sql(alias, "NOT ", "")

    @api.model
    def _given_sql(self, alias):
        """SQL of the places that all entries of a group give."""
        return self._sum_sql(alias, "", "-")

    @api.model
    def _given_domain(self):
        """Which entries give places: as ``_given_sql`` counts them."""
        by_hand = Domain("kind", "=", "adjustment") & Domain("quantity", "<", 0)
        return Domain("kind", "=", "carry_over") | by_hand

    @api.model
    def _sum_sql(self, alias, which, sign):
        return SQL(
            "COALESCE(SUM(%(sign)s%(entry)s.quantity) FILTER (WHERE %(which)s("
            "%(entry)s.kind = 'carry_over'"
            " OR (%(entry)s.kind = 'adjustment' AND %(entry)s.quantity < 0)"
            ")), 0)::int",
            entry=SQL.identifier(alias),
            which=SQL(which),
            sign=SQL(sign),
        )

    @api.model
    def _open_consumptions(self, tickets):
        """Return ``{ticket_id: entry}`` of the counts that nothing has taken back."""
        if not tickets:
            return {}
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT counted.ticket_id, counted.id
                  FROM support_quota_entry counted
                 WHERE counted.ticket_id IN %s AND counted.kind = 'consumption'
                   AND NOT EXISTS (
                       SELECT FROM support_quota_entry back
                        WHERE back.ticket_id = counted.ticket_id
                          AND back.turn = counted.turn AND back.kind = 'reversal'
                   )
                """,
                tuple(tickets.ids),
            )
        )
        return {ticket_id: self.sudo().browse(entry_id) for ticket_id, entry_id in rows}

    def _is_past(self, now):
        """Whether the period it was counted in is over, or its contract is."""
        self.ensure_one()
        return self.contract_id._quota_is_past(self.period_start, now)

    def _prepare_reversal(self, why, about=False):
        """Return the values that take this count back, in its own period.

        :param why: a key of ``WHYS``
        """
        self.ensure_one()
        return {
            "contract_id": self.contract_id.id,
            "company_id": self.company_id.id,
            "ticket_id": self.ticket_id.id,
            "period_start": self.period_start,
            "quantity": -self.quantity,
            "kind": "reversal",
            "turn": self.turn,
            "why": why,
            "about": about,
        }
