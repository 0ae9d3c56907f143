# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ...tools.statement import lines
from ...tools.statement.changes import changes, corrects
from ...tools.statement.facts import Month
from ...tools.statement.figures import figures
from ..clock.arguments import read_ids
from ..known import guarded
from .gather import Gatherer
from .sheet_words import parse


class SupportStatement(models.Model):
    """What was promised to a customer in a month, and what was kept: in figures that
    never change. A correction makes another version, which says what changed.
    """

    _name = "support.statement"
    _description = "Support Statement"
    _inherit = [
        "support.statement.job.mixin",
        "support.statement.mail.mixin",
        "support.statement.words.mixin",
    ]
    _order = "month desc, contract_id, version desc"

    contract_id = fields.Many2one(
        "support.contract", required=True, ondelete="restrict", index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, index=True
    )
    month = fields.Date(
        required=True, help="Its first day. It begins and ends in the contract's zone."
    )
    ends_at = fields.Datetime(
        readonly=True, help="When its month was over, in the zone that it was made in."
    )
    version = fields.Integer(required=True, default=1, aggregator=None)
    latest = fields.Boolean(
        string="Newest version", default=True, help="No later version corrects it."
    )
    made_at = fields.Datetime(required=True, help="When its figures were computed.")
    figures = fields.Json(required=True, prefetch=False)
    ticket_ids = fields.Many2many(
        "helpdesk.ticket",
        "support_statement_ticket_rel",
        string="Requests",
        readonly=True,
        groups="base.group_user",
        help="Of which it tells.",
    )

    opened_count = fields.Integer(string="Opened")
    judged_count = fields.Integer(string="First answers judged")
    kept_count = fields.Integer(string="Kept")
    measured_count = fields.Integer(string="Answered", help="Of so many is the median.")
    median_seconds = fields.Integer(
        string="Median time used",
        aggregator="avg",
        help="Seconds of the kind that the promise counts, without pauses.",
    )
    open_count = fields.Integer(
        string="Open promises", help="Carried into the next month, of all kinds."
    )

    _version_unique = models.UniqueIndex(
        "(contract_id, month, version)",
        "A contract has one statement a month and version.",
    )
    _latest_unique = models.UniqueIndex(
        "(contract_id, month) WHERE latest", "One version of a statement is the newest."
    )

    @api.depends("contract_id.name", "month", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for statement in self:
            words = {
                "contract": statement.sudo().contract_id.name,
                "month": statement.month and statement._say_month(),
                "version": statement.version,
            }
            statement.display_name = (
                self.env._("%(contract)s · %(month)s (version %(version)s)", **words)
                if statement.version > 1
                else self.env._("%(contract)s · %(month)s", **words)
            )

    # ------------------------------------------------------------ only ever added to

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("Statements are made by a job, when their month is over.")
        )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._(
                "A statement never changes: correct what it tells of, and a new "
                "version will say so."
            )
        )

    def unlink(self):
        return super(SupportStatement, guarded(self)).unlink()

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Statements stay: nothing is deleted."))

    @api.model
    def _record(self, vals_list):
        """Keep statements."""
        # pylint: disable=super-method-mismatch
        return super().create(vals_list)  # past our own create, on purpose

    def _store_marks(self, vals):
        """Write what we remember of our own work, never a figure."""
        # pylint: disable=super-method-mismatch
        return super().write(vals)  # past our own write, on purpose

    # -------------------------------------------------------------------- figures

    @api.model
    def _make(self, months, now):
        """Make the first version of the statements of ``{contract: Month}``, all with
        as many queries as one."""
        facts = Gatherer(self.env, months, now).facts()
        return self.sudo()._record(
            [
                self._prepare(contract.id, found.month, figures(found), now)
                | {"mail_pending": contract._wants_statement()}
                for contract, found in facts.items()
            ]
        )

    def _make_again(self, now):
        """Make the next version of newest statements that would read otherwise now, and
        return these; the others are right as they are."""
        corrected = {}
        for statements in self.sudo().grouped("month").values():
            months = {each.contract_id: each._get_month() for each in statements}
            facts = Gatherer(self.env, months, now).facts()
            for each in statements:
                month, version = months[each.contract_id], each.version + 1
                told = each.figures
                found = figures(facts[each.contract_id], version, told)
                found["changes"] = changes(told, found)
                if corrects(found["changes"]) and self._reads_otherwise(told, found):
                    vals = self._prepare(each.contract_id.id, month, found, now)
                    corrected[each] = vals
        self.browse().sudo().union(*corrected)._store_marks({"latest": False})
        self.env.flush_all()  # one of each month is the newest: the old one goes first
        return self.sudo()._record([*corrected.values()])

    def _get_month(self):
        """Return its Month, by the zone that it was made in."""
        self.ensure_one()
        told = self.figures["month"]
        return Month.of(self.month, told["zone"]).after(parse(told["start"]))

    @api.model
    def _prepare(self, contract_id, month, found, now):
        first = found["metrics"][0]
        return {
            "contract_id": contract_id,
            "month": month.first,
            "version": found["version"],
            "ends_at": month.stop,
            "made_at": now,
            "figures": found,
            "opened_count": found["requests"]["opened"],
            "judged_count": first["judged"],
            "kept_count": first["kept"],
            "measured_count": first["measured"],
            "median_seconds": first["median"]["working"] or 0,
            "open_count": sum(metric["open"] for metric in found["metrics"]),
            "ticket_ids": [
                Command.set(
                    [line["ticket_id"] for line in found["opened"] + found["earlier"]]
                )
            ],
        }

    @api.readonly
    def get_statement_data(self):
        """Return the figures of one statement, as JSON.

        The caller needs to be allowed to read the statement: a customer's portal user
        reads those of the customer's own contracts.

        :returns: a dict with the keys below; moments are texts in UTC
            (``2026-03-02T15:00:00Z``), days are texts (``2026-03-02``) in the zone of
            the contract, spans of time are whole seconds, and what is not there is
            ``null``. No percentage is told of fewer than five cases.

            - ``id``, ``version``, ``latest``, ``as_of``, ``mailed_at``, ``format``
            - ``contract``, ``customer``, ``company``, ``month``
            - ``quota``: the periods that ran in the month, with allowance, used,
              reversed, granted, taken, carried, left and over
            - ``requests``: opened, answered, closed, reopened, open at start and end,
              and how many are left out why
            - ``metrics``: for each metric how many promises were judged, kept (and by
              the aim), missed (and still open), carried as open, left out why; median,
              95th percentile and worst; by priority
            - ``paused``, ``visits``, ``trend``
            - ``opened``, ``earlier``: a dict for each request
            - ``changes``: what a corrected version changed
            - ``objections``: what the customer said is not right, of this version and
              those before: of which request, by whom, when, and what was answered
        :raises UserError: it is not one statement that was asked for
        :raises AccessError: the caller may not read it
        :raises MissingError: it does not exist
        """
        statement = read_ids(self)
        if len(statement) != 1:
            raise UserError(statement.env._("Ask for one statement at a time."))
        statement.check_access("read")
        return {
            **statement.figures,
            "id": statement.id,
            "latest": statement.latest,
            "mailed_at": lines.iso(statement.mailed_at or None),
            "objections": statement._get_objections()._get_data(),
        }
