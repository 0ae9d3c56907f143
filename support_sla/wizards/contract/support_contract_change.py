# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ...tools.promise import period


class SupportContractChange(models.TransientModel):
    """Renew, extend, or change the level: shows first what would change."""

    _name = "support.contract.change"
    _description = "Change of a support contract"

    contract_id = fields.Many2one(
        "support.contract", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id")
    kind = fields.Selection(
        [
            ("renew", "Renew: the same level again, from the day after"),
            ("extend", "Extend: this contract lasts longer"),
            ("level", "Change the level: upgrade or downgrade from a day on"),
        ],
        required=True,
        default="renew",
    )
    level_id = fields.Many2one(
        "support.level",
        string="New level",
        domain="[('company_id', 'in', [False, company_id])]",
    )
    date_start = fields.Date(string="From")
    date_end = fields.Date(string="Last day", help="Empty: open-ended.")
    preview = fields.Text(string="What changes", compute="_compute_preview")

    @api.depends("kind", "contract_id", "level_id", "date_start", "date_end")
    def _compute_preview(self):
        for change in self:
            change.preview = "\n".join(change._get_preview_lines())

    @api.onchange("kind", "contract_id")
    def _onchange_kind(self):
        self.update(self._propose(fields.Datetime.now()))

    @api.model_create_multi
    def create(self, vals_list):
        """Where no days are given, those that the form would propose."""
        changes = super().create(vals_list)
        now = fields.Datetime.now()
        for change, vals in zip(changes, vals_list, strict=True):
            if not {"date_start", "date_end"} & vals.keys():
                change.write(change._propose(now))
        return changes

    def _propose(self, now):
        """Return the days that each kind usually means."""
        contract = self.contract_id
        last = contract.date_end
        if self.kind == "level":
            today = period.local_day(now, contract._get_tz())
            return {
                "date_start": max(today, contract.date_start),
                "date_end": last if not last or last >= today else False,
            }
        span = last and contract._renewal_span()
        return {
            "date_start": span and span.first,
            "date_end": span and span.last,
        }

    def _get_preview_lines(self):
        self.ensure_one()
        if self.kind == "extend":
            lines = [
                self.env._(
                    "%(contract)s lasts until %(last)s instead of %(before)s.",
                    contract=self.contract_id.name,
                    last=self._day(self.date_end),
                    before=self._day(self.contract_id.date_end),
                )
            ]
        elif self.kind == "renew":
            lines = self._get_new_lines(self.contract_id.level_id)
        else:
            lines = self._get_level_lines()
        return [*lines, self.env._("Nothing that was counted in the past changes.")]

    def _get_new_lines(self, level):
        return [
            self.env._(
                "A new contract: %(level)s, from %(first)s to %(last)s.",
                level=level.display_name,
                first=self._day(self.date_start),
                last=self._day(self.date_end),
            ),
            self._get_quota_line(level),
        ]

    def _get_level_lines(self):
        if not self.level_id or not self.date_start:
            return [self.env._("Choose the new level and the day.")]
        contract = self.contract_id
        before = self.date_start - timedelta(days=1)
        waiting = contract.quota_held_count
        lines = [
            self.env._(
                "%(contract)s (%(level)s) ends after %(last)s.",
                contract=contract.name,
                level=contract.level_id.display_name,
                last=self._day(before),
            ),
            *self._get_new_lines(self.level_id),
        ]
        if waiting:
            lines.append(
                self.env._(
                    "%s waiting tickets are asked again; where there is a place for "
                    "them, their deadlines start.",
                    waiting,
                )
            )
        return lines

    def _get_quota_line(self, level):
        rule = level._get_quota_rule()
        if not rule.tickets:
            return self.env._("Tickets: unlimited.")
        labels = dict(level._fields["quota_period"]._description_selection(self.env))
        return self.env._(
            "Tickets: %(tickets)s (%(period)s); now %(used)s of %(size)s are used.",
            tickets=rule.tickets,
            period=labels[rule.period],
            used=self.contract_id.quota_used,
            size=self.contract_id.quota_size or self.env._("unlimited"),
        )

    def _day(self, day):
        if not day:
            return self.env._("further notice")
        return format_date(self.env, day, date_format="long")

    def action_apply(self):
        """Do it, and show the contract that results."""
        self.ensure_one()
        contract = self.contract_id
        if self.kind == "extend":
            contract._extend(self.date_end)
        elif self.kind == "renew":
            contract = contract._renew(self.date_end, self.date_start)
        else:
            contract = contract._change_level(
                self.level_id, self.date_start, self.date_end
            )
        return contract._get_action()
