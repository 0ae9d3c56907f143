# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import uuid
from pathlib import Path

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL, split_every

BATCH = 1000
ADDON = Path(__file__).parents[2]

# Included contracts remember that they follow their implementation; until now it
# was guessed from their days.
FOLLOWING = """
    UPDATE support_contract contract SET follows_implementation = TRUE
      FROM support_implementation project, support_level level
     WHERE project.id = contract.implementation_id
       AND level.id = contract.level_id
       AND contract.origin = 'included' AND contract.phase <> 'cancelled'
       AND contract.date_start = project.date_end + 1
       AND contract.date_end = (
           contract.date_start + level.included_months * interval '1 month'
       )::date - 1
"""
# The calendars of levels that are nobody's working time are business hours.
BUSINESS_HOURS = """
    UPDATE resource_calendar calendar SET support_business_hours = TRUE
     WHERE EXISTS (SELECT FROM support_level WHERE calendar_id = calendar.id)
       AND NOT EXISTS (
           SELECT FROM resource_resource WHERE calendar_id = calendar.id
       )
       AND NOT EXISTS (
           SELECT FROM res_company WHERE resource_calendar_id = calendar.id
       )
"""
# Whose a ticket is follows its contact no longer; until now it did.
CUSTOMERS = """
    UPDATE helpdesk_ticket ticket
       SET support_customer_id = partner.commercial_partner_id
      FROM res_partner partner
     WHERE partner.id = ticket.partner_id AND ticket.support_customer_id IS NULL
"""
# Who wanted no acknowledgement got no mail of an admission either.
ADMITTED = """
    UPDATE res_company SET support_tell_admitted = support_acknowledge
     WHERE support_acknowledge IS NOT TRUE
"""
# The usual digest says our figures, as it does after an installation.
DIGEST = """
    UPDATE digest_digest digest
       SET kpi_support_opened = TRUE, kpi_support_kept = TRUE,
           kpi_support_broken = TRUE, kpi_support_over_quota = TRUE
      FROM ir_model_data named
     WHERE named.module = 'digest' AND named.name = 'digest_digest_default'
       AND named.res_id = digest.id
"""
# What no plan of ours reads is not kept up to date with every change of a ticket.
UNREAD = (
    "helpdesk_ticket__support_entitlement_reason_index",
    "helpdesk_ticket__support_level_id_index",
    "helpdesk_ticket__support_next_due_at_index",
    "helpdesk_ticket__support_quota_status_index",
    "support_deadline__company_id_index",
    "support_pause__company_id_index",
    "support_quota_entry__company_id_index",
    "support_quota_entry__contract_id_index",
    "support_quota_period__company_id_index",
    "support_quota_period__contract_id_index",
)


def migrate(cr, version):
    """What was to be planned again stood in a table of its own; now each deadline says
    what it was planned by, and the job finds by itself what it has to do.

    The digest of a ticket's clocks says more than it did: for whom it waits, what was
    cancelled, when it was opened again.
    """
    cr.execute("DROP TABLE IF EXISTS support_recompute")
    names = SQL(", ").join(map(SQL.identifier, UNREAD))
    cr.execute(SQL("DROP INDEX IF EXISTS %s", names))
    for statement in (FOLLOWING, BUSINESS_HOURS, CUSTOMERS, ADMITTED, DIGEST):
        cr.execute(statement)
    cr.execute(
        "SELECT ticket_id FROM support_pause"
        " WHERE stopped_at IS NULL OR waiting_for = 'closed'"
        " UNION SELECT ticket_id FROM support_deadline WHERE verdict = 'cancelled'"
    )
    ids = sorted(id_ for (id_,) in cr.fetchall())
    env = api.Environment(cr, SUPERUSER_ID, {})
    for some in split_every(BATCH, ids):
        env["helpdesk.ticket"].browse(some)._support_rebuild()
        env.flush_all()
        env.invalidate_all()
    make_links(cr)
    # until now everybody was asked for the steps
    cr.execute(
        """
        UPDATE helpdesk_ticket_category SET support_asks_steps = TRUE
         WHERE id NOT IN (
               SELECT res_id FROM ir_model_data
                WHERE module = 'support_sla' AND model = 'helpdesk.ticket.category'
                  AND name IN ('kind_question', 'kind_problem', 'kind_change')
         )
        """
    )
    env["helpdesk.ticket.category"]._support_offer_kinds()
    # one dialog took the place of the one that asked to test
    cr.execute("DROP TABLE IF EXISTS support_ticket_test")
    find_templates(cr)


def make_links(cr):
    """A confirmed contract has its link before anybody looks: pages write none."""
    cr.execute(
        "SELECT id FROM support_contract"
        " WHERE phase = 'confirmed' AND access_token IS NULL ORDER BY id"
    )
    ids = [id_ for (id_,) in cr.fetchall()]
    for some in split_every(BATCH, ids):
        cr.execute_values(
            "UPDATE support_contract SET access_token = new.token"
            " FROM (VALUES %s) new (id, token) WHERE support_contract.id = new.id",
            [(id_, str(uuid.uuid4())) for id_ in some],
        )


def find_templates(cr):
    """What resets a mail template reads the file it came from: they have moved."""
    for path in ADDON.glob("data/*/mail_template*.xml"):
        names = [record.get("id") for record in etree.parse(path).iter("record")]
        cr.execute(
            """
            UPDATE mail_template SET template_fs = %s
              FROM ir_model_data named
             WHERE named.module = 'support_sla' AND named.model = 'mail.template'
               AND named.res_id = mail_template.id AND named.name = ANY(%s)
            """,
            [f"support_sla/{path.relative_to(ADDON).as_posix()}", names],
        )
