# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from typing import NamedTuple

from odoo import api, fields, models

from ..known import forget, remembered

WAITING_FOR = [("customer", "The customer"), ("third_party", "A third party")]
MEANING_FIELDS = {"closed", "support_not_counted", "support_waiting_for"}


class Meaning(NamedTuple):
    """What a stage means to the clocks and the quota of its tickets."""

    closed: bool = False
    waiting_for: str = ""
    not_counted: bool = False


class HelpdeskTicketStage(models.Model):
    _inherit = "helpdesk.ticket.stage"

    support_waiting_for = fields.Selection(
        WAITING_FOR,
        string="Waits for",
        help="While a ticket is in this stage all its clocks pause.",
    )
    support_not_counted = fields.Boolean(
        string="Not counted in the quota",
        help="A ticket in this stage (rejected, cancelled) uses nothing of its "
        "contract's quota.",
    )

    def _get_meaning(self):
        """Return the Meaning of one stage, or of none; no query when warm."""
        return self._get_known_meaning() if self.id else Meaning()

    @remembered("self.id")
    def _get_known_meaning(self):
        stage = self.sudo()
        return Meaning(
            stage.closed, stage.support_waiting_for or "", stage.support_not_counted
        )

    @api.model
    @remembered()
    def _get_ids_by_closed(self):
        """Return ``{whether it closes: ids of stages}``, of all; no query when warm."""
        every = self.sudo().with_context(active_test=False)
        stages = every.search_fetch([], ["closed"], order="id")
        closed = stages.filtered("closed")
        return {True: closed._ids, False: (stages - closed)._ids}

    @api.model_create_multi
    def create(self, vals_list):
        stages = super().create(vals_list)
        self._forget()
        return stages

    def unlink(self):
        result = super().unlink()
        self._forget()
        return result

    @api.model
    def _forget(self):
        """What is remembered of stages is old."""
        forget(self.env)

    def write(self, vals):
        result = super().write(vals)
        self._forget()
        return result
