# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import groupby

from ...tools.life.clocks import Sheet, facts_of
from ...tools.promise import verdict as verdicts
from .writer import SheetClock


class SupportSheetMixin(models.AbstractModel):
    """What a ticket's clocks know, kept on the ticket itself (SPEC 6 and 15).

    The deadline rows and pauses are the truth, for whoever shows, searches or counts.
    The ticket carries a digest of them, which comes with the ticket's own columns: so
    a reply or a stage change reads nothing. Whoever writes rows by the ORM need not
    know of it, it is computed; what happens to a ticket writes both at once.
    """

    _name = "support.sheet.mixin"
    _description = "Support: clocks of a ticket"

    support_deadline_ids = fields.One2many(
        "support.deadline", "ticket_id", string="Deadlines", readonly=True, copy=False
    )
    support_pause_ids = fields.One2many(
        "support.pause", "ticket_id", string="Pauses", readonly=True, copy=False
    )
    support_closed_at = fields.Datetime(
        string="Closed on", readonly=True, copy=False, help="Empty while it is open."
    )
    support_sheet = fields.Json(
        string="Clocks", compute="_compute_support_clock", store=True
    )
    support_clock_state = fields.Selection(
        verdicts.CLOCK_STATES, compute="_compute_support_clock", store=True
    )
    support_due_soon_at = fields.Datetime(
        string="Aim",
        compute="_compute_support_clock",
        store=True,
        help="The earliest aim of what still runs.",
    )
    support_next_due_at = fields.Datetime(
        string="Due",
        compute="_compute_support_clock",
        store=True,
        index="btree_not_null",
        help="The earliest commitment that still runs.",
    )

    @api.depends(
        "support_deadline_ids.metric",
        "support_deadline_ids.round",
        "support_deadline_ids.verdict",
        "support_deadline_ids.level_id",
        "support_deadline_ids.calendar_id",
        "support_deadline_ids.unit",
        "support_deadline_ids.aim",
        "support_deadline_ids.commitment",
        "support_deadline_ids.started_at",
        "support_deadline_ids.aim_at",
        "support_deadline_ids.due_at",
        "support_pause_ids.started_at",
        "support_pause_ids.stopped_at",
        "support_closed_at",
    )
    def _compute_support_clock(self):
        """The digest and what is searched by sum up the same rows: one compute."""
        for ticket in self:
            rows = [row._as_row() for row in ticket.sudo().support_deadline_ids]
            pauses = [pause._as_pause() for pause in ticket.sudo().support_pause_ids]
            facts = facts_of(rows, pauses)
            columns = columns_of(Sheet(None, facts, ticket.support_closed_at))
            del columns["support_closed_at"]  # the one that is not computed
            ticket.update(columns)

    def _support_sheets(self, born=False):
        """Return ``{ticket: Sheet}``; ``born`` just now: blank ones."""
        clocks = {}
        sheets = {}
        for ticket in self:
            key = ticket.company_id.id, ticket._support_own_calendar()
            if key not in clocks:
                clocks[key] = SheetClock(self.env, *key)
            facts = () if born else (ticket.support_sheet, ticket.support_closed_at)
            sheets[ticket] = Sheet(clocks[key], *facts)
        return sheets

    def _support_own_calendar(self):
        """Return the id of the level's calendar, by which pauses are measured."""
        level = self.support_level_id
        return level._get_calendar_id() if level else None

    @api.model
    def _support_save_sheets(self, sheets, now, values=None):
        """Write what happened to the clocks of some tickets: rows and pauses in one
        statement, the tickets' own columns with their next flush.

        :param sheets: ``{ticket: Sheet}``
        :param values: ``{ticket: {column: value}}`` to be stored along
        """
        self.env["support.sheet"]._save(sheets, now)
        changed = self._support_changed(sheets, values or {})
        for _same, group in groupby(changed.items(), key=lambda pair: str(pair[1])):
            tickets = self.browse(ticket.id for ticket, _columns in group)
            with self._support_spared(tickets):
                tickets._support_store(group[0][1])

    @api.model
    def _support_save_at_once(self, sheets, now, values):
        """The same where nothing else of the ticket is written: if it is one ticket its
        columns are part of the one statement."""
        if len(sheets) > 1:
            return self._support_save_sheets(sheets, now, values)
        changed = self._support_changed(sheets, values)
        with self._support_spared(self.browse(ticket.id for ticket in changed)):
            for ticket in sheets:
                self.env["support.sheet"]._save(
                    sheets, now, ticket, changed.get(ticket)
                )

    def _support_changed(self, sheets, values):
        """Return ``{ticket: columns}`` of the tickets whose columns are to change.

        The sheets are right already: nothing is to be computed from the rows again.
        """
        changed = {}
        for field in self.pool.field_computed[self._fields["support_sheet"]]:
            self.env.remove_to_compute(field, self.browse(t.id for t in sheets))
        for ticket, sheet in sheets.items():
            columns = columns_of(sheet)
            columns = {n: value for n, value in columns.items() if ticket[n] != value}
            if columns := columns | values.get(ticket, {}):
                changed[ticket] = columns
        return changed

    def _support_spared(self, tickets):
        """What is written is right already: not to be computed from the rows again."""
        computed = self.pool.field_computed[self._fields["support_sheet"]]
        return self.env.protecting(computed, tickets)

    def _support_put_in_cache(self, values):
        """Tell the cache what was written to one ticket without it."""
        self.ensure_one()
        for name, value in values.items():
            field = self._fields[name]
            field._update_cache(self, field.convert_to_cache(value, self))
        self.modified(values)


def columns_of(sheet):
    """The ticket's columns that sum a sheet up."""
    due_soon_at, due_at = sheet.marks()
    return {
        "support_sheet": sheet.facts(),
        "support_clock_state": sheet.state(),
        "support_due_soon_at": due_soon_at,
        "support_next_due_at": due_at,
        "support_closed_at": sheet.closed_at or False,
    }
