# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError

from ...tools.promise import policies
from ...tools.promise.policies import MANAGER, POLICIES
from ...tools.promise.quota import Claim
from .. import job

# A change of one of these may take a count back, or ask for one again.
COUNTING_FIELDS = {"category_id", "duplicate_id", "stage_id", "support_exempt"}
EXEMPTING = "support_sla.exempting"

EXEMPTIONS = [
    ("duplicate", "Duplicate"),
    ("rejected", "Rejected or cancelled"),
    ("out_of_scope", "Out of scope"),
    ("own_defect", "Our own defect"),
    ("merged", "Merged into another ticket"),
    ("other", "Other"),
]


class SupportQuotaMixin(models.AbstractModel):
    """A ticket's place in its contract's quota: counted once, or over.

    ``_support_settle_quota`` makes the ledger agree with what the ticket is now.
    """

    _name = "support.quota.mixin"
    _description = "Support: quota of a ticket"

    support_quota_status = fields.Selection(
        [
            ("none", "No quota applies"),
            ("counted", "Counted"),
            ("over", "Over quota"),
            ("exempt", "Not counted"),
        ],
        string="Quota",
        readonly=True,
        copy=False,
        help="Nothing is counted without a contract, or where it is unlimited.",
        prefetch="support_rare",
    )
    support_held = fields.Boolean(
        string="Held",
        readonly=True,
        copy=False,
        help="Accepted over the quota: nothing is promised until it is admitted.",
    )
    support_over_policy = fields.Selection(
        selection=lambda self: (
            self.env["support.level"]
            ._fields["over_quota_policy"]
            ._description_selection(self.env)
        ),
        string="Over quota: what happens",
        readonly=True,
        copy=False,
        help="The level's policy when the ticket found no place.",
        prefetch="support_rare",
    )
    support_exempt = fields.Selection(
        EXEMPTIONS, string="Not counted because", copy=False, tracking=True
    )
    support_quota_pending = fields.Boolean(
        readonly=True,
        copy=False,
    )
    support_quota_entry_ids = fields.One2many(
        "support.quota.entry", "ticket_id", string="Quota entries", readonly=True
    )

    _support_over_idx = models.Index(
        "(support_contract_id, support_since) WHERE support_quota_status = 'over'"
    )
    _support_held_idx = models.Index(
        "(support_contract_id, support_since) WHERE support_held IS TRUE"
    )
    _support_pending_idx = models.Index(
        "(support_since, id) WHERE support_quota_pending IS TRUE"
    )

    @api.model
    def _support_is_second_copy(self, message_id):
        """One mail to two teams makes two tickets, but counts once."""
        return bool(message_id) and bool(
            self.env["mail.message"]
            .sudo()
            .search_count(
                [("message_id", "=", message_id), ("model", "=", "helpdesk.ticket")],
                limit=1,
            )
        )

    def _support_exemption(self):
        """Return why the ticket is not counted (a key of EXEMPTIONS), or False."""
        self.ensure_one()
        if self.support_exempt:
            return self.support_exempt
        if self.support_held and self._support_is_guarded():
            return False  # only a manager lets it in
        if self.duplicate_id:
            return "duplicate"
        if self.stage_id._get_meaning().not_counted:
            return "rejected"
        return "out_of_scope" if self.support_scope == "excluded" else False

    # Where only a manager admits, only a manager exempts

    def _support_is_manager(self):
        return self.env.user.has_group("support_sla.group_support_manager")

    def _support_is_guarded(self):
        """Whether only a manager admits this ticket, should it find no place."""
        self.ensure_one()
        if not self.support_level_id:
            return False
        return POLICIES[self._support_policy()].granted_by == MANAGER

    def _support_may_be_exempt(self, fresh=True):
        """Whether it is not counted at once. Where a manager admits, it looks for a
        place first, as if nothing spoke against it: without one it waits, until a
        manager says of this ticket that it is not counted.

        :param fresh: it is being made, by whoever says so
        """
        self.ensure_one()
        if not self._support_is_guarded():
            return True
        said = fresh or self.id in self.env.cr.cache.get(EXEMPTING, ())
        return said and self._support_is_manager()

    @contextmanager
    def _support_exempting(self):
        """What happens inside happens because somebody says that these tickets are not
        counted; known to this transaction only, no call can say so."""
        cache = self.env.cr.cache
        before = cache.get(EXEMPTING, frozenset())
        cache[EXEMPTING] = before.union(self.ids)
        try:
            yield
        finally:
            cache[EXEMPTING] = before

    def _support_take_back_exempt(self, now):
        """Those that found a place and are not counted after all give it back."""
        guarded = self.filtered(
            lambda t: (
                t.support_quota_status == "counted"
                and t._support_is_guarded()
                and t._support_exemption()
            )
        )
        return guarded._support_settle_quota(now)

    # ---------------------------------------------------------------- settling

    def _support_place_born(self, claims, now):
        """Find places for tickets that were inserted as if each had one.

        :param claims: ``{ticket id: Claim}``, oldest first
        """
        places = self._support_claim_places(claims, now)
        if places is None:
            self._support_settle_later(now, keep_past=False)
        else:
            over = {id_: c for id_, c in claims.items() if id_ not in places}
            self._support_store_places(over, places)

    def _support_settle_quota(self, now, fresh=False, keep_past=False):
        """Make the ledger agree with these tickets; never raises because of a race.

        Returns the counts that were taken back.

        :param fresh: made just now: they have no entries yet
        """
        none = self.env["support.quota.entry"]
        if not self:
            return none
        entries = {}
        if not fresh:
            # The ticket's row first: of two who act on one ticket, one waits here.
            self.flush_recordset()
            entries = self.env["support.quota.entry"]._open_consumptions(self)
        claims, stay, leave, exempt = self._support_sort_claims(
            now, entries, fresh, keep_past
        )
        freed = self._support_take_back(
            {i: entry for i, entry in entries.items() if i not in stay}
        )
        places = None
        if freed is not None:
            places = self._support_claim_places(claims, now)
        if places is None:
            self._support_settle_later(now, keep_past)
            return freed or none
        self.browse(stay)._support_store_quota("counted")
        self._support_store_places(claims, places)
        leave._support_store_quota("none")
        exempt._support_store_quota("exempt")
        # Over the quota before, and no place is theirs to claim: as they were.
        self.filtered("support_quota_pending")._support_store(
            {"support_quota_pending": False}
        )
        placed = self.browse(i for i in claims if i in places)
        return freed | placed._support_take_back_exempt(now)

    def _support_sort_claims(self, now, entries, fresh, keep_past):
        """Return what each ticket is to be: ``(claims, stay, leave, exempt)``.

        ``{ticket id: Claim}``, oldest first; ids of those whose count stands; tickets
        that no quota applies to; tickets that are not counted.
        """
        claims, stay = {}, []
        leave, exempt = self.browse(), self.browse()
        for ticket in self.sorted(lambda t: (t.support_since or now, t.id)):
            entry, excluded = entries.get(ticket.id), ticket._support_exemption()
            if entry and keep_past and not excluded and entry._is_past(now):
                stay.append(ticket.id)
                continue
            claim = ticket._support_present_claim(now, fresh)
            if not claim or (fresh and ticket.stage_id._get_meaning().closed):
                leave += ticket  # what is born closed is history
            elif excluded and (
                entry
                or (ticket.support_quota_status == "exempt" and not fresh)
                or ticket._support_may_be_exempt(fresh)
            ):
                exempt += ticket
            elif entry and entry.contract_id.id == claim.contract_id:
                stay.append(ticket.id)
            elif fresh or ticket._support_may_claim(claim, entry, now, keep_past):
                claims[ticket.id] = claim
            elif entry or ticket.support_quota_status != "over":
                leave += ticket
        return claims, stay, leave, exempt

    def _support_present_claim(self, now, fresh):
        """Return the Claim that a ticket has now: a held one is counted when admitted,
        any other in the period of its creation; what was held until somebody let it
        in, or said that it is not counted, in that of then."""
        self.ensure_one()
        since = self.support_admitted_at or self.support_since or now
        moment = now if self.support_held else since
        return self._support_claim(
            moment, inside=fresh and not self.support_contract_picked
        )

    def _support_may_claim(self, claim, entry, now, keep_past):
        """Whether a place may be taken at this late moment.

        Not in a period that was over when the contract was confirmed, nor, if nobody
        asked for it, in any that is over now; and never for what was closed before.
        """
        self.ensure_one()
        contract = self.support_contract_id.sudo()
        rule = self.support_level_id._get_quota_rule()
        confirmed_at = min(contract.confirmed_at or contract.create_date, now)
        if claim.period_end < rule.day(confirmed_at):
            return False
        if self.support_quota_pending and not entry and confirmed_at <= claim.since:
            return True  # it was there at birth; only others were counting
        if self.stage_id._get_meaning().closed and not entry:
            return False
        return not (keep_past and contract._quota_is_past(claim.period_start, now))

    def _support_claim(self, moment, inside=False):
        """Return the Claim to a place in the period of a naive UTC moment, or None.

        ``inside``: the contract is known to be in force then, and need not be read.
        """
        self.ensure_one()
        if self.support_entitlement_reason != "contract":
            return None
        rule = self.support_level_id._get_quota_rule()
        if not rule.tickets:
            return None
        contract = self.support_contract_id.sudo()
        if rule.from_contract or not inside:
            day = contract._quota_day(moment)
            window = contract._quota_window(moment)
        else:
            day = rule.day(moment)
            window = rule.window_of_day(day)
        return Claim(
            self.id,
            contract.id,
            contract.company_id.id if not inside else self.company_id.id,
            self.support_since or moment,
            day,
            window.first,
            window.last,
            rule.tickets,
            rule.carry_over,
        )

    def _support_claim_places(self, claims, now):
        """Return ``{ticket id: Place}`` of those who find one, None: others count.

        Who waits already comes first, also where the job that lets them in when a new
        period begins has not run yet.

        :param claims: ``{ticket id: Claim}``, oldest first
        """
        quota = self.env["support.quota"]
        places = quota._claim(list(claims.values()), now)
        if places is None:
            return None
        refused = [
            claim
            for ticket_id, claim in claims.items()
            if ticket_id not in places
            and policies.holds(self.browse(ticket_id)._support_policy())
        ]
        roomy = self.env["support.quota.period"].sudo()._get_roomy(refused)
        if roomy:
            self._support_places_free(roomy, now, aside=self)
            again = quota._claim(
                [c for c in refused if c.contract_id in roomy.ids], now
            )
            if again is None:
                return None
            places |= again
        return places

    def _support_take_back(self, entries):
        """Reverse ``{ticket id: consumption}``: not counted after all, or moved.

        Returns those consumptions: None when others count there at this moment.
        """
        return self.env["support.quota"]._reverse(
            {
                entry: (self.browse(ticket_id)._support_reversal_why(), False)
                for ticket_id, entry in entries.items()
            }
        )

    def _support_give_back(self):
        """Take back what these tickets use, and return it: they are about to be no
        more."""
        entries = self.env["support.quota.entry"]._open_consumptions(self)
        self._support_keep_duplicates()
        self.env["support.quota"]._places_changed(self)
        freed = self.env["support.quota"]._reverse(
            {entry: ("deleted", entry.ticket_id.number) for entry in entries.values()}
        )
        if freed is None:
            # Odoo runs a page's or a call's work again on this one.
            raise ConcurrencyError(self.env._("Others count here. Please try again."))
        return freed

    def _support_keep_duplicates(self):
        """What was not counted as a duplicate of these stays so without them."""
        every = self.sudo().with_context(active_test=False)
        found = every.search(
            [("duplicate_id", "in", self.ids), ("support_quota_status", "=", "exempt")]
        )
        left = (found - self).filtered(lambda t: not t.support_exempt)
        left._support_store({"support_exempt": "duplicate"})

    def _support_reversal_why(self):
        return self._support_exemption() or "elsewhere"

    def _support_store_places(self, claims, places):
        self.browse(i for i in claims if i in places)._support_store_quota("counted")
        over = self.browse(i for i in claims if i not in places)
        for policy, tickets in over.grouped(lambda t: t._support_policy()).items():
            tickets._support_store_quota("over", policy)

    def _support_policy(self):
        """Return what the level does with a ticket beyond its quota."""
        self.ensure_one()
        return self.support_level_id._get_quota_rule().policy

    def _support_store_quota(self, status, policy=False):
        changed = self.filtered(lambda t: t.support_quota_status != status)
        self._support_store(
            {
                "support_quota_status": status,
                "support_over_policy": policy,
                "support_held": policies.holds(policy),
                "support_quota_pending": False,
            }
        )
        self.env["support.quota"]._places_changed(changed)

    def _support_settle_later(self, now, keep_past):
        """Nobody waits and nothing is lost: settle right after the commit."""
        self._support_store({"support_quota_pending": True})
        # a server that is killed before it comes to that leaves it to the job
        job.wake(self.env, "support_sla.ir_cron_update_contracts")
        self.env["support.quota.later"]._after_commit(
            now, tickets=self, keep_past=keep_past
        )
