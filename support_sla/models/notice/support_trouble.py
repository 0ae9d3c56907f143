# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

FIRST_REST = timedelta(minutes=10)  # doubled with every failure,
LONGEST_REST = timedelta(hours=12)  # up to this
# A record whose rest was over for so long is not due any more.
FORGOTTEN_AFTER = timedelta(days=1)


class SupportTrouble(models.Model):
    """A record that a job could not do: why, how often, and when it is tried again.

    Until then the job passes over it. The row goes when the record is done, or when
    nothing is to be done for it any more.
    """

    _name = "support.trouble"
    _description = "Trouble of a Job"
    _order = "id desc"
    _rec_name = "task"

    task = fields.Char(required=True, help="What was to be done.")
    cron_id = fields.Many2one("ir.cron", string="Job", ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", index=True)
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    error = fields.Text(help="Empty: nothing is wrong, somebody was working on it.")
    tries = fields.Integer(string="Failures")
    retry_at = fields.Datetime(string="Tried again", required=True)

    _once_per_task = models.UniqueIndex(
        "(task, res_id)", "A task notes each record once."
    )

    # People

    def action_open_record(self):
        """Open the record in trouble; what a check has found has its own screen."""
        self.ensure_one()
        if self.res_model == "ir.cron":
            return self.env["ir.actions.act_window"]._for_xml_id(
                "support_sla.support_check_action"
            )
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }

    def action_retry(self):
        """Try again now: somebody has mended what was wrong."""
        self.check_access("read")
        now = fields.Datetime.now()
        self.sudo().retry_at = now
        for cron in self.sudo().cron_id:
            cron._trigger()
        return True

    # Jobs

    @api.model
    def _awake_domain(self, task, now):
        """Return the domain of records that do not rest."""
        resting = self._search([("task", "=", task), ("retry_at", ">", now)])
        return Domain("id", "not in", resting.subselect("res_id"))

    @api.model
    def _note(self, cron, task, record, error, now):
        """Note that a record failed; return when it is tried again."""
        row = self._find(task, record)
        rest = min(FIRST_REST * 2 ** min(row.tries, 10), LONGEST_REST)
        vals = {"error": str(error) or repr(error), "tries": row.tries + 1}
        self._put_off(cron, task, record, now + rest, **vals)
        return now + rest

    @api.model
    def _put_off(self, cron, task, record, moment, **vals):
        """Let a record rest until a moment."""
        row = self._find(task, record)
        if row:
            row.write(vals | {"retry_at": moment})
        else:
            self.create([vals | self._prepare(cron, task, record, moment)])

    @api.model
    def _prepare(self, cron, task, record, moment):
        known = "company_id" in record._fields
        return {
            "task": task,
            "cron_id": cron.id,
            "company_id": known and record.company_id.id,
            "res_model": record._name,
            "res_id": record.id,
            "retry_at": moment,
        }

    @api.model
    def _find(self, task, records):
        return self.search([("task", "=", task), ("res_id", "in", records.ids)])

    @api.model
    def _forget(self, task, records):
        """These are done."""
        self._find(task, records).unlink()

    @api.autovacuum
    def _gc_troubles(self):
        """What was not tried again although it could be is not due any more."""
        long_ago = self.env.cr.now() - FORGOTTEN_AFTER
        self.sudo().search([("retry_at", "<", long_ago)]).unlink()
