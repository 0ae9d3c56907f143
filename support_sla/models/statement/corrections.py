# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What corrects a month that is over: who does it is seen here, and its statement is
looked at again. What happens in its own month costs nothing: no query is made."""

from datetime import timedelta

from odoo import api, fields, models

from ...tools.promise.verdict import ENDED_VERDICTS

#: Farther than that no zone is from UTC.
ZONES = timedelta(hours=14)
#: What of a visit stands on a statement.
TOLD_OF_VISITS = {"contract_id", "start_at", "state", "stop_at"}


def running_month(now):
    """Return the first day of the month that is not over anywhere: a local day before
    it may be in one that is."""
    return (now + ZONES).date().replace(day=1)


def running_since(now):
    """Return the moment before which all may be in a month that is over somewhere."""
    return fields.Datetime.to_datetime(running_month(now)) + ZONES


class SupportQuotaEntry(models.Model):
    _inherit = "support.quota.entry"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        entries._correct_statements()
        return entries

    @api.model
    def _append(self, vals_list):
        entries = super()._append(vals_list)
        entries.filtered(lambda e: e.kind == "reversal")._correct_statements()
        return entries

    def _correct_statements(self):
        running = running_month(self.env.cr.now())
        past = self.filtered(lambda entry: entry.period_start < running)
        if past:
            self.env["support.statement"]._look_at_months(
                past.contract_id, min(past.mapped("period_start"))
            )


class SupportQuota(models.AbstractModel):
    _inherit = "support.quota"

    @api.model
    def _places_changed(self, tickets):
        """A count is no entry that the ledger's model makes, and a ticket may be over
        its quota, or not counted, without any."""
        result = super()._places_changed(tickets)
        running = running_since(self.env.cr.now())
        past = tickets.filtered(lambda t: t.support_since and t.support_since < running)
        if past:
            first = min(past.mapped("support_since"))
            self.env["support.deadline"]._correct_statements(past, first)
        return result


class SupportDeadline(models.Model):
    _inherit = "support.deadline"

    @api.model
    def _clocks_written(self, sheets, now):
        result = super()._clocks_written(sheets, now)
        running = running_since(now)
        changed = {
            ticket: moments
            for ticket, sheet in sheets.items()
            if (moments := _past_moments(sheet, running))
        }
        if changed:
            tickets = self.env["helpdesk.ticket"].union(*changed)
            self._correct_statements(tickets, min(map(min, changed.values())))
        return result

    def _take_back(self, reason, now):
        result = super()._take_back(reason, now)
        moment = self.due_at or self.started_at
        if moment < running_since(now):
            self._correct_statements(self.ticket_id, moment)
        return result

    @api.model
    def _correct_statements(self, tickets, moment, contracts=()):
        """Also those that did not tell of these tickets, and now will.

        :param contracts: of which they were until now
        """
        statements = self.env["support.statement"]
        statements._look_at_tickets(tickets)
        day = moment.date() - timedelta(days=1)  # it may be in the month before, there
        theirs = tickets.sudo().support_contract_id.union(*contracts)
        statements._look_at_months(theirs, day)


def _past_moments(sheet, running):
    """Return when that was promised or fell due which changes a month that is over: a
    promise that is judged there now, or is so no more. What was late is not changed by
    being done."""
    opened = [row.started_at for row in sheet.opened]
    moved = [row.due_at for row in sheet.moved if _may_change(row)]
    return [at for at in opened + moved if at and at < running]


def _may_change(row):
    return row.verdict not in ENDED_VERDICTS


class SupportContract(models.Model):
    _inherit = "support.contract"

    def _lose_tickets(self, tickets):
        result = super()._lose_tickets(tickets)
        opened = min(ticket.support_since or ticket.create_date for ticket in tickets)
        self.env["support.deadline"]._correct_statements(tickets, opened, self)
        return result


class SupportVisit(models.Model):
    _inherit = "support.visit"

    @api.model_create_multi
    def create(self, vals_list):
        visits = super().create(vals_list)
        visits._correct_statements()
        return visits

    def write(self, vals):
        changing = TOLD_OF_VISITS & vals.keys()
        before = self._told_in_past() if changing else {}
        result = super().write(vals)
        if changing:
            self._correct_statements(before)
        return result

    def unlink(self):
        before = self._told_in_past()
        result = super().unlink()
        self.browse()._correct_statements(before)
        return result

    def _told_in_past(self):
        """Return ``{contract: first day}`` of those in months that are over."""
        running = running_month(self.env.cr.now())
        past = self.filtered(lambda visit: visit.day and visit.day < running)
        return {
            contract: min(visits.mapped("day"))
            for contract, visits in past.grouped("contract_id").items()
        }

    def _correct_statements(self, before=None):
        for days in (before or {}, self._told_in_past()):
            for contract, day in days.items():
                self.env["support.statement"]._look_at_months(contract, day)
