# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL


def post_init_hook(env):
    """Tickets from before this addon get a beginning and a reason, no false alarms.

    They promise nothing yet: no contract exists. One that is confirmed later reaches
    the open ones and counts from its own first day (SPEC 3). They are of the customer
    whose contact they name now.
    """
    env.cr.execute(
        SQL(
            """
            UPDATE helpdesk_ticket ticket
               SET support_since = ticket.create_date,
                   support_entitlement_reason = 'none',
                   support_quota_status = 'none',
                   support_closed_at = CASE
                       WHEN stage.closed
                       THEN COALESCE(ticket.closed_date, ticket.last_stage_update)
                   END,
                   support_customer_id = partner.commercial_partner_id
              FROM helpdesk_ticket other
              LEFT JOIN helpdesk_ticket_stage stage ON stage.id = other.stage_id
              LEFT JOIN res_partner partner ON partner.id = other.partner_id
             WHERE other.id = ticket.id AND ticket.support_since IS NULL
            """
        )
    )
    env["helpdesk.ticket"].invalidate_model()
    env["resource.calendar"]._support_take_company_zone()


def uninstall_hook(env):
    """Whatever of ours holds on to other rows goes first: from the ticket outwards.

    Odoo deletes what has an xmlid before it drops our columns and tables: a level, a
    calendar or a customer that a row of ours may not lose would stay behind, with an
    error in the log.
    """
    env.cr.execute(
        "UPDATE helpdesk_ticket SET support_contract_id = NULL, support_level_id = NULL"
        " WHERE support_contract_id IS NOT NULL OR support_level_id IS NOT NULL"
    )
    for model in (
        "support.terms.acceptance",
        "support.level.request",
        "support.quota.entry",
        "support.deadline",
        "support.visit.feed",
        "support.visit",
        "support.visit.plan",
        "support.contract",
        "support.implementation",
        "support.level",
    ):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(env[model]._table)))
    env.invalidate_all(flush=False)
