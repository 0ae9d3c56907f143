# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ..job import Task, due, run, wake
from .meeting import meet

CRON = "support_sla.ir_cron_make_statements"
BATCH = 50  # of contracts and statements that are read, and written, at once


class SupportStatementJobMixin(models.AbstractModel):
    """A job makes what is due, corrects what is not right any more, and tells.

    A month is due when it is over in its contract's zone, and stays due until it is
    stated: a run that is missed delays and skips none. No paper is printed here: that
    is done when somebody opens it.
    """

    _name = "support.statement.job.mixin"
    _description = "Support: the job of statements"

    recheck = fields.Boolean(
        readonly=True,
        groups="base.group_user",
        help="Something that it tells of was corrected: the job looks at it again.",
    )

    _recheck_idx = models.Index("(id) WHERE recheck")

    @api.model
    def _cron_make_statements(self):
        now = fields.Datetime.now()
        statements = self.sudo()
        contracts = self.env["support.contract"].sudo().with_context(active_test=False)
        tasks = [
            Task(
                "statement.make",
                due(
                    contracts,
                    [("statement_due_at", "<=", now)],
                    "statement_due_at, id",
                ),
                lambda found: found._make_statements(now),
                size=BATCH,
            ),
            Task(
                "statement.correct",
                due(statements, [("recheck", "=", True)]),
                lambda found: found._correct(now),
                size=BATCH,
            ),
            Task(
                "statement.mail",
                due(statements, [("mail_pending", "=", True)]),
                lambda found: found._mail_once(now),
                size=BATCH,
            ),
        ]
        run(self.env, CRON, now, tasks)

    def _correct(self, now):
        """Make new versions of those that are not right any more."""
        self._store_marks({"recheck": False})
        self.filtered("latest")._make_again(now)

    def _look_again(self):
        """Have the job look at statements again, soon: something that they tell of was
        corrected. Of those that it finds to be right nothing happens."""
        if self:
            self.sudo()._store_marks({"recheck": True})
            wake(self.env, CRON)

    @api.model
    def _look_at_months(self, contracts, day):
        """Look again at all months of contracts since a local day, also at one that is
        being stated just now."""
        meet(contracts, day)
        since = Domain("month", ">=", day.replace(day=1))
        newest = since & Domain("latest", "=", True)
        found = newest & Domain("contract_id", "in", contracts.ids)
        self.sudo().search(found)._look_again()

    @api.model
    def _look_at_tickets(self, tickets):
        """Look again at whatever tells of tickets."""
        found = [("latest", "=", True), ("ticket_ids", "in", tickets.ids)]
        self.sudo().search(found)._look_again()
