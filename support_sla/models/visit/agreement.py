# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import hmac, plaintext2html

from ...tools.promise import period, visits

SCOPE = "support_sla.visit"
#: For how long ahead another time can be proposed, and at which times of the hour.
AHEAD, STEP = timedelta(days=28), timedelta(hours=1)
CHANGED_BY_US = {"contract_id", "start_at", "stop_at"}


class SupportVisitAgreementMixin(models.AbstractModel):
    """What the customer says to a visit: yes, another time, or no.

    The link is signed and lives as long as the visit. What was answered is what was
    shown: an answer names the version of the entry that it is about.
    """

    _name = "support.visit.agreement.mixin"
    _description = "Support: the customer's word on a visit"

    contact_id = fields.Many2one(
        "res.partner",
        compute="_compute_contact_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('id', 'child_of', partner_id)]",
        help="Who is told of the visit, and asked about it.",
    )
    confirmation = fields.Selection(
        [
            ("none", "Not asked"),
            ("asked", "Asked"),
            ("confirmed", "Confirmed"),
            ("proposed", "Another time proposed"),
        ],
        required=True,
        default="none",
        readonly=True,
        copy=False,
        tracking=True,
    )
    asked_at = fields.Datetime(readonly=True, copy=False)
    proposed_start = fields.Datetime(string="Proposed start", readonly=True, copy=False)
    proposed_stop = fields.Datetime(string="Proposed end", readonly=True, copy=False)

    @api.depends("contract_id")
    def _compute_contact_id(self):
        for visit in self:
            contract = visit.contract_id
            known = visit.contact_id.commercial_partner_id == contract.partner_id
            if not (visit.contact_id and known):
                visit.contact_id = contract.contact_ids[:1] or contract.partner_id

    # The link

    def _get_link_token(self):
        """Sign the visit: whoever has the link speaks for the customer."""
        self.ensure_one()
        return hmac(self.env(su=True), SCOPE, (self.id, self.sudo().uid))

    def _get_page_url(self, signed=False, said=None):
        """The visit's page; signed it opens without a login."""
        self.ensure_one()
        words = {"token": self._get_link_token() if signed else None, "said": said}
        query = "&".join(f"{key}={word}" for key, word in words.items() if word)
        return f"/my/support/visit/{self.id}" + (f"?{query}" if query else "")

    def _get_link(self):
        return self.get_base_url() + self._get_page_url(signed=True)

    # What can be said now

    def _is_to_come(self, now):
        self.ensure_one()
        return self.state == "planned" and now < self.start_at

    def _cancel_limit(self):
        """The last moment to cancel without losing the day."""
        hours = self.sudo().company_id.support_visit_cancel_hours
        return self.start_at - timedelta(hours=hours)

    def _get_free_slots(self, now):
        """Return the slots of the same length that the customer may propose: in the
        hours of its level, where the technician is neither elsewhere nor away, on days
        that the allowance has. None too soon to be cancelled in time."""
        visit = self.sudo()
        visit.ensure_one()
        tz = visit._get_tz()
        hours = visit.company_id.support_visit_cancel_hours
        soonest = period.local_day(now + timedelta(hours=hours), tz) + period.DAY
        start = period.day_start(soonest, tz)
        diary = visit._get_diary(
            visit.contract_id, visit.user_id, start, start + AHEAD, now, visit
        )
        # no plan is asked here: a second visit on a day takes no other day
        diary = diary._replace(there=frozenset(), declined=frozenset())
        length = visit.stop_at - visit.start_at
        return [
            slot
            for slot in visits.open_slots(diary.open_periods, length, STEP, tz)
            if slot.start != visit.start_at
            and visits.judge(slot, diary).kind == visits.FREE
        ]

    # The customer's word

    def _confirm(self, author, now):
        """The customer comes to meet us; return whether that was news."""
        self.ensure_one()
        visit = self.sudo()
        if not visit._is_to_come(now) or visit.confirmation in ("confirmed",):
            return False
        visit.write({"confirmation": "confirmed"} | NO_PROPOSAL)
        visit.flush_recordset()
        visit._hear(
            author,
            lambda v: v.env._("%s has confirmed the visit.", author.name),
        )
        return True

    def _propose(self, start, text, author, now):
        """The customer proposes another time; return whether it is still free."""
        self.ensure_one()
        visit = self.sudo()
        if not visit._is_to_come(now):
            return False
        # two who propose for one customer or one technician at once
        (visit.partner_id | visit.user_id.partner_id)._support_meet()
        slot = next((s for s in visit._get_free_slots(now) if s.start == start), None)
        if not slot:
            return False
        visit.write(
            {
                "confirmation": "proposed",
                "proposed_start": slot.start,
                "proposed_stop": slot.stop,
            }
        )
        visit._hear(
            author,
            lambda v: v.env._(
                "%(name)s proposes another time: %(when)s",
                name=author.name,
                when=v._say_slot(slot.start, slot.stop),
            ),
            text,
            task=True,
        )
        return True

    def _decline(self, text, author, now):
        """The customer cancels; return whether that was news."""
        self.ensure_one()
        visit = self.sudo()
        if not visit._is_to_come(now):
            return False
        visit.write(
            {"state": "cancelled", "cancelled_by": "customer", "cancelled_at": now}
        )
        visit.flush_recordset()
        visit._hear(
            author,
            lambda v: v.env._("%s has cancelled the visit.", author.name),
            text,
            task=True,
        )
        return True

    def _hear(self, author, said, text=None, task=False):
        """Tell technician and account manager, each in the history and, where
        something is to be done, as a task."""
        staff = self._get_staff()
        visit = self.with_context(lang=staff[:1].lang or self.env.lang)
        words = said(visit)
        visit.message_post(
            body=plaintext2html(f"{words}\n\n{text}" if text else words),
            author_id=author.id or False,
            partner_ids=staff.partner_id.ids,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )
        if task:
            visit._give_task(staff[:1], words)

    def _get_staff(self):
        """The account manager, then the technician."""
        visit = self.sudo()
        return (visit.contract_id.user_id | visit.user_id).filtered("active")

    def _give_task(self, user, words):
        if user:
            self.with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo", summary=words, user_id=user.id
            )

    # Our word on theirs

    def action_accept_proposal(self):
        """Move the visit to where the customer wants it; it is agreed then."""
        self.check_access("write")
        for visit in self.filtered(lambda v: v.confirmation == "proposed"):
            busy = visit._get_busy(
                visit.user_id, visit.proposed_start, visit.proposed_stop, visit
            )
            if busy:
                raise UserError(
                    self.env._(
                        "%(who)s has another visit by now at that time. Move it, or "
                        "choose another technician.",
                        who=visit.user_id.name,
                    )
                )
            visit.write(
                {
                    "start_at": visit.proposed_start,
                    "stop_at": visit.proposed_stop,
                    "confirmation": "confirmed",
                }
                | NO_PROPOSAL
            )
        return True

    def action_decline_proposal(self):
        """It stays where it is; the customer is to be asked again."""
        self.check_access("write")
        proposed = self.filtered(lambda v: v.confirmation == "proposed")
        proposed.write({"confirmation": "none"} | NO_PROPOSAL)
        return True

    def _with_confirmation(self, vals):
        """A visit that we move is not the one that the customer agreed to."""
        if CHANGED_BY_US & vals.keys() and "confirmation" not in vals:
            return {"confirmation": "none"} | NO_PROPOSAL | vals
        return vals


NO_PROPOSAL = {"proposed_start": False, "proposed_stop": False}
