# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tools import SQL


def post_init_hook(env):
    """Tickets from before this addon get a beginning and a reason, no false alarms.

    They promise nothing yet: no contract exists. One that is confirmed later reaches
    the open ones and counts from its own first day (SPEC 3).
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
                   END
              FROM helpdesk_ticket other
              LEFT JOIN helpdesk_ticket_stage stage ON stage.id = other.stage_id
             WHERE other.id = ticket.id AND ticket.support_since IS NULL
            """
        )
    )
    env["helpdesk.ticket"].invalidate_model()
