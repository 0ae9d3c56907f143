# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What may be wrong with teams, and with what works for all of us: mail servers, jobs,
mail templates.

Who manages support sees that something is wrong there and who can mend it, and nothing
else of it: hence the superuser, on what came with us.
"""

from datetime import timedelta

from odoo.exceptions import ValidationError
from odoo.tools import config

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..job import BUSY
from .setup_finding import opens

LATE = timedelta(hours=1)  # a job that should have begun so long ago
HERE = (False, "", "localhost", "127.0.0.1")
QUEUE = "mail.ir_cron_mail_scheduler_action"
JOBS = (
    "ir_cron_blank_addresses",
    "ir_cron_check",
    "ir_cron_close_silent",
    "ir_cron_make_statements",
    "ir_cron_recompute_deadlines",
    "ir_cron_send_acknowledgements",
    "ir_cron_send_alerts",
    "ir_cron_update_contracts",
    "ir_cron_visits",
)
TEMPLATES = (
    "mail_template_closed_agent",
    "mail_template_closed_confirmed",
    "mail_template_closed_customer",
    "mail_template_confirmation",
    "mail_template_contract_begins",
    "mail_template_contract_expiry",
    "mail_template_quota_used",
    "mail_template_silence_closed",
    "mail_template_silence_reminder",
    "mail_template_statement",
    "mail_template_ticket_admitted",
    "mail_template_ticket_received",
    "mail_template_visit",
    "mail_template_visit_cancelled",
    "mail_template_visit_report",
)
WKHTMLTOPDF = "https://github.com/odoo/odoo/wiki/Wkhtmltopdf"


def without_server(look):
    """Nobody said by which server mails go out."""
    servers = look.env["ir.mail_server"].sudo()
    here = config["smtp_server"] in HERE
    return here and not servers.search_count([], limit=1)


def without_leader(look):
    """Teams without a leader, while a level's alerts are to tell him."""
    steps = look.levels.alert_step_ids
    told = "leader" in steps.mapped("recipient")
    return told and look.teams.filtered(lambda team: not team.user_id)


def without_address(look):
    return look.teams.filtered(lambda team: not team.alias_name)


def without_domain(look):
    """Teams whose address lacks what stands behind the @."""
    return look.teams.filtered(lambda t: t.alias_name and not t.alias_domain_id)


def without_waiting_stage(look):
    """Teams whose tickets cannot wait for the customer; where there is no team yet, the
    companies.

    By the rule of ``_support_stages_in``, for all teams at once.
    """
    stages = look.env["helpdesk.ticket.stage"].search(
        [("support_waiting_for", "=", "customer"), ("closed", "=", False)]
    )

    def waits(company, team):
        return any(
            (not stage.company_id or stage.company_id == company)
            and (not stage.team_ids or team in stage.team_ids)
            for stage in stages
        )

    if not look.teams:
        nobody = look.teams
        return look.companies.filtered(lambda c: not waits(c, nobody))
    return look.teams.filtered(lambda team: not waits(team.company_id, team))


def _ours(look, names):
    """Return ``{name: id}`` of those records of ours that are still there."""
    data = look.env["ir.model.data"].sudo()
    found = data.search_fetch(
        [("module", "=", "support_sla"), ("name", "in", names)], ["name", "res_id"]
    )
    return {each.name: each.res_id for each in found}


def missing(look):
    """The names of jobs and mail templates of ours that somebody deleted."""
    names = [*JOBS, *TEMPLATES]
    return sorted({*names} - {*_ours(look, names)})


def _jobs(look):
    jobs = look.env["ir.cron"].sudo().browse(_ours(look, JOBS).values())
    queue = look.env.ref(QUEUE, raise_if_not_found=False)
    return jobs | queue.sudo() if queue else jobs


def off_jobs(look):
    return _jobs(look).filtered(lambda job: not job.active)


def late_jobs(look):
    latest = look.now - LATE
    return _jobs(look).filtered(lambda job: job.active and job.nextcall < latest)


def broken_templates(look):
    """Templates that fail for a record, in one of the languages of the database.

    Only what somebody changed is tried: as they are shipped they do not fail.
    """
    templates = look.env["mail.template"].sudo()
    templates = templates.browse(_ours(look, TEMPLATES).values())
    changed = templates.filtered(lambda t: t.write_date != t.create_date)
    langs = [code for code, _name in look.env["res.lang"].get_installed()]
    return changed.filtered(lambda template: any(map(_fails(template), langs)))


def _fails(template):
    def fails(lang):
        savepoint = template.env.cr.savepoint()
        try:
            template.with_context(lang=lang)._check_can_be_rendered()
        except ValidationError as error:
            if isinstance(error.__cause__, BUSY):
                raise error.__cause__ from error
            return True
        finally:
            savepoint.close(rollback=True)
        return False

    return fails


def without_pdf(look):
    return look.env["ir.actions.report"].get_wkhtmltopdf_state() != "ok"


def plain_pdf(look):
    info = _wkhtml()
    return info.state == "ok" and not info.is_patched_qt


def open_wkhtmltopdf(look, found):
    return {"type": "ir.actions.act_url", "url": WKHTMLTOPDF, "target": "new"}


def open_upgrade(look, found):
    """Our page among the apps: an upgrade brings back what was deleted."""
    module = look.env["ir.module.module"].search([("name", "=", "support_sla")])
    return opens("base.open_module_tree")(look, module)
