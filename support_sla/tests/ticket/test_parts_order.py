# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from contextlib import contextmanager
from datetime import timedelta

from odoo.tests import tagged

from ...models.ticket.helpdesk_ticket import HelpdeskTicket
from ..common import MONDAY
from ..deadline.test_ticket_deadline import DeadlineCase
from ..silence.closing_common import ClosingCase

PARTS = [name for name in HelpdeskTicket._inherit if name != "helpdesk.ticket"]
DAY = timedelta(days=1)
RELATIONS = ("many2one", "one2many", "many2many")
#: Numbers go on from one play to the next; the sheet holds ids of calendars.
NUMBERED = ("support_sheet",)
#: Columns of a ticket that name a record: ids differ each time a story is played.
LINKS = ("support_level_id", "stage_id", "team_id", "user_id")


@tagged("post_install", "-at_install")
class TestPartsOrder(DeadlineCase, ClosingCase):
    """One story ends the same, in whatever order a ticket's parts are joined."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rejected = cls.stage_done.copy({"name": "No", "support_not_counted": True})
        cls.supplier = cls.stage_progress.copy(
            {"name": "With the supplier", "support_waiting_for": "third_party"}
        )
        cls.stages = cls.stage_new | cls.stage_progress | cls.stage_awaiting
        cls.stages |= cls.stage_done | cls.rejected | cls.supplier
        cls.excluded = cls.env["helpdesk.ticket.category"].create(
            {
                "name": "Changes",
                "support_service_id": cls.env.ref("support_sla.service_changes").id,
            }
        )
        cls._make_contract(cls.globex, cls.monthly, "2026-01-01")
        cls.mail = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_email")
        cls.phone = cls.env.ref("helpdesk_mgmt.helpdesk_ticket_channel_phone")

    @contextmanager
    def _joined(self, names):
        """The ticket's class as it is when the parts are inherited in this order."""
        ticket = self.registry["helpdesk.ticket"]
        before = ticket._base_classes__
        parts = [self.registry[name] for name in names]
        others = [base for base in before if base not in parts]
        page = others.index(HelpdeskTicket) + 1
        self.assertEqual(len(others) + len(parts), len(before))
        try:
            self._rejoin((*others[:page], *parts, *others[page:]))
            yield
        finally:
            self._rejoin(before)

    def _rejoin(self, bases):
        self.env.flush_all()
        self.registry["helpdesk.ticket"]._base_classes__ = bases
        self.registry._setup_models__(self.cr, ["helpdesk.ticket"])

    # The story

    def _play(self):
        """Play it in a savepoint and return what became of everybody."""
        savepoint = self.cr.savepoint()
        try:
            return self._facts(self._story())
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    def _story(self):
        self.tickets = self.env["helpdesk.ticket"]
        with self.at(MONDAY):
            self.monthly.quota_tickets = 6
            asked = self._born(channel_id=self.mail.id)
            silent = self._born()
            paused = self._born(priority="3")
            waiting = self._born(stage_id=self.stage_awaiting.id)
            excluded = self._born(category_id=self.excluded.id)
            called = self._born(channel_id=self.phone.id)
            rejected = self._born()
            double = self._born(duplicate_id=asked.id)
            taken = self._born(stage_id=self.stage_done.id)
        with self.at(MONDAY + DAY):
            self._reply(asked)
            self._customer_says(asked)
            silent.stage_id = self.stage_awaiting
            paused.stage_id = self.supplier
            rejected.stage_id = self.rejected
            called.action_request_confirmation()
            over = self._born() + self._born() + self._born() + self._born()
            for _ticket in range(7):
                self._make_ticket(self.gina)
        with self.at(MONDAY + 2 * DAY):
            self._reply(silent)
            paused.write({"stage_id": self.stage_progress.id, "priority": "1"})
            over[:2].action_support_grant()
            double.duplicate_id = False
            called._support_answer(False, "No, it is not.", self.anna)
            asked.stage_id = self.stage_done
        for day in (8, 11, 14):
            self._run(day)
        with self.at(MONDAY + 14 * DAY):
            self._customer_says(asked)  # reopened
            self._customer_says(silent)  # closed as silent, reopened too
            self.contract._change_level(
                self.preferential, (MONDAY + 14 * DAY).date()
            ).flush_recordset()
            excluded.category_id = False
            excluded.action_support_count_again()
        with self.at(MONDAY + 40 * DAY):
            self._customer_says(taken)  # too late: another ticket follows it
            for ticket in self.env["helpdesk.ticket"].search([]):
                if ticket.support_notice_due:
                    ticket._support_send_notice()
        self.assertTrue(waiting.closed)
        return self.env["helpdesk.ticket"].search([], order="id")

    def _born(self, **vals):
        return self._make_ticket(self.anna, **vals)

    # What became of them

    def _facts(self, tickets):
        self.env.flush_all()
        place = {ticket: number for number, ticket in enumerate(tickets)}
        return [
            {
                **self._columns(ticket),
                "follows": place.get(ticket.support_follows_id),
                "rows": self._rows(ticket.support_deadline_ids, "metric", "round"),
                "pauses": self._rows(ticket.support_pause_ids, "started_at"),
                "entries": self._rows(ticket.support_quota_entry_ids, "id"),
                "said": [
                    (m.message_type, m.subtype_id.name, m.author_id.name)
                    for m in ticket.message_ids.sorted("id")
                ],
                "mails": len(self._mails(ticket)),
            }
            for ticket in tickets
        ]

    def _columns(self, ticket):
        return {
            name: ticket[name].display_name
            if field.type == "many2one"
            else ticket[name]
            for name, field in ticket._fields.items()
            if field.store
            and (name.startswith("support_") or name in (*LINKS, "closed_date"))
            and (field.type not in RELATIONS or name in LINKS)
            and name not in NUMBERED
        } | {"sheet": self._plain(ticket.support_sheet)}

    def _plain(self, sheet):
        return sheet and {**sheet, "rows": len(sheet.get("rows", ()))}

    def _rows(self, records, *order):
        names = [
            name
            for name, field in records._fields.items()
            if field.store
            and field.type not in RELATIONS
            and name not in ("id", "create_date", "write_date")
        ]
        return [
            {name: record[name] for name in names}
            for record in records.sorted(lambda r: tuple(r[name] for name in order))
        ]

    def _differences(self, facts, expected):
        self.assertEqual(len(facts), len(expected))
        return [
            (number, name, value, wanted[name])
            for number, (ticket, wanted) in enumerate(zip(facts, expected, strict=True))
            for name, value in ticket.items()
            if value != wanted[name]
        ]

    def test_the_story_ends_the_same_in_any_order(self):
        expected = self._play()

        found = {}
        for label, names in {
            "as written": PARTS,
            "sorted": sorted(PARTS),
            "reversed": sorted(PARTS, reverse=True),
            "from the middle": PARTS[9:] + PARTS[:9],
        }.items():
            with self._joined(names):
                found[label] = self._play()

        for label, facts in found.items():
            with self.subTest(order=label):
                self.assertEqual(self._differences(facts, expected), [])

    def test_the_story_tells_of_everything(self):
        facts = self._play()

        def told(name):
            return {ticket[name] for ticket in facts}

        self.assertGreaterEqual(told("support_outcome"), {False, "agent", "silent"})
        self.assertEqual(
            told("support_quota_status"), {"none", "counted", "over", "exempt"}
        )
        self.assertGreaterEqual(
            {row["verdict"] for ticket in facts for row in ticket["rows"]},
            {"running", "paused", "met", "missed", "cancelled"},
        )
        self.assertTrue(any(ticket["follows"] is not None for ticket in facts))
        self.assertTrue(any(ticket["support_admitted_at"] for ticket in facts))
        self.assertEqual(told("support_level_id"), {"Monthly support", "Preferential"})
