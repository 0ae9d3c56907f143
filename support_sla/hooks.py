# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields
from odoo.tools import SQL

from .models.conversation.ticket import PERSONS
from .tools.promise import kinds, verdict

FIRST_ANSWERS = """
    WITH agent AS (
        SELECT DISTINCT partner_id FROM res_users
         WHERE share IS NOT TRUE AND partner_id <> %(robot)s
    ), answer AS (
        SELECT message.res_id AS ticket_id, MIN(message.date) AS at
          FROM mail_message message
          JOIN mail_message_subtype subtype
            ON subtype.id = message.subtype_id AND subtype.internal IS NOT TRUE
          JOIN agent ON agent.partner_id = message.author_id
          JOIN helpdesk_ticket ticket ON ticket.id = message.res_id
         WHERE message.model = 'helpdesk.ticket'
           AND message.message_type IN %(persons)s
           AND message.is_internal IS NOT TRUE
           AND message.author_id IS DISTINCT FROM ticket.partner_id
         GROUP BY message.res_id
         UNION ALL
        SELECT ticket.id, ticket.create_date
          FROM helpdesk_ticket ticket
          JOIN helpdesk_ticket_channel channel
            ON channel.id = ticket.channel_id
           AND channel.support_kind IN %(talking)s
          JOIN res_users author
            ON author.id = ticket.create_uid AND author.share IS NOT TRUE
         WHERE ticket.partner_id <> author.partner_id
    ), first AS (
        SELECT ticket_id, MIN(at) AS at FROM answer GROUP BY ticket_id
    )
    UPDATE helpdesk_ticket ticket
       SET support_first_response_at = first.at
      FROM first
     WHERE first.ticket_id = ticket.id
       AND ticket.support_first_response_at IS NULL
"""


def post_init_hook(env):
    """A help desk in use goes on as if nothing had happened.

    Its tickets promise nothing yet: no contract exists. One that is confirmed later
    reaches the open ones and counts from then. They are of the customer whose contact
    they name now; who was answered is answered. Those that wait stand still from now
    on, and no silence begins: none closes for a time that nobody counted.
    """
    now = fields.Datetime.now()
    env.flush_all()
    _begin(env)
    _find_answers(env)
    env.invalidate_all()
    stages = env["helpdesk.ticket.stage"].with_context(active_test=False)
    stages = stages.search([("support_waiting_for", "!=", False)])
    env["helpdesk.ticket"]._support_find(stages, now)
    env["resource.calendar"]._support_take_company_zone()
    _ask_for_kinds(env)


def _ask_for_kinds(env):
    """In a helpdesk that is as new as we are the portal's form asks for the kind of
    request, which may be left open."""
    kinds = env["helpdesk.ticket.category"]._support_offer_kinds()
    if kinds and not env["helpdesk.ticket"].search_count([], limit=1):
        env["res.company"].search([]).write(
            {
                "helpdesk_mgmt_portal_select_category": True,
                "helpdesk_mgmt_portal_category_id_required": False,
            }
        )


def _begin(env):
    """Give tickets their beginning, their customer and, if closed, their end."""
    env.cr.execute(
        SQL(
            """
            UPDATE helpdesk_ticket ticket
               SET support_since = ticket.create_date,
                   support_entitlement_reason = 'none',
                   support_quota_status = 'none',
                   support_clock_state = %s,
                   support_closed_at = CASE
                       WHEN stage.closed
                       THEN COALESCE(ticket.closed_date, ticket.last_stage_update,
                                     ticket.create_date)
                   END,
                   support_customer_id = partner.commercial_partner_id
              FROM helpdesk_ticket other
              LEFT JOIN helpdesk_ticket_stage stage ON stage.id = other.stage_id
              LEFT JOIN res_partner partner ON partner.id = other.partner_id
             WHERE other.id = ticket.id AND ticket.support_since IS NULL
            """,
            verdict.NONE,
        )
    )


def _find_answers(env):
    """Find the first answer of each ticket: what an internal user, who is not the
    contact, wrote to all; or the talk with which it began."""
    talking = [kind for kind in kinds.KINDS if kinds.is_talking(kind)]
    env.cr.execute(
        SQL(
            FIRST_ANSWERS,
            robot=env.ref("base.partner_root").id,
            persons=PERSONS,
            talking=tuple(talking),
        )
    )


#: What others may not lose goes after what holds on to it.
HOLDING = (
    "support.statement.objection",
    "support.statement",
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
)


def uninstall_hook(env):
    """Whatever of ours holds on to other rows goes first: from the ticket outwards.

    Odoo deletes what has an xmlid before it drops our columns and tables: a level, a
    calendar or a customer that a row of ours may not lose would stay behind, with an
    error in the log. The helpdesk's menu of reports is its managers' again.
    """
    reports = env.ref("helpdesk_mgmt.helpdesk_ticket_reporting_menu")
    reports.group_ids -= env.ref("helpdesk_mgmt.group_helpdesk_user")
    env.flush_all()
    env.cr.execute(
        "UPDATE helpdesk_ticket SET support_contract_id = NULL, support_level_id = NULL"
        " WHERE support_contract_id IS NOT NULL OR support_level_id IS NOT NULL"
    )
    for model in HOLDING:
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(env[model]._table)))
    env.invalidate_all(flush=False)
