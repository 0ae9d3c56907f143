"""What happens in the demo database before its rows are kept (dev/dumps.py).

The demo data is a first morning. Here people work with it, so that each of our tables
has rows, and an admin changes what we shipped. Only what a user or a cron can do is
done, by the doors they use.
"""

#: What an admin changed of the data we ship: an upgrade keeps it.
ADMINS_OWN = {
    "support_sla.level_monthly": {"quota_tickets": 41},
    "support_sla.service_guidance": {"name": "Guidance, as we call it"},
    "support_sla.ir_cron_send_alerts": {"interval_number": 7},
    "support_sla.mail_template_silence_closed": {"subject": "Closed by our own words"},
}


def live(env):
    """A day's work, then the nightly jobs."""
    ref = env.ref
    for xmlid, values in ADMINS_OWN.items():
        ref(xmlid).write(values)
    monthly = ref("support_sla.level_monthly")
    monthly.with_context(lang="es_419").name = "Mensual, como lo llamamos"
    leader, agent = ref("support_sla.user_elena"), ref("support_sla.user_marta")
    levels = env["support.level"].search([])
    env["support.alert.step"].create(
        [
            {
                "level_id": level.id,
                "mark": "percent",
                "offset": 1,
                "recipient": "users",
                "user_ids": [(6, 0, leader.ids)],
                "notify_by": notify_by,
            }
            for level in levels
            for notify_by in ("mail", "activity")
        ]
    )
    change_contracts(env)
    work_on_tickets(env, agent)
    customer = ref("support_sla.customer_clinic")
    env["support.visit.feed"]._renew(customer, env.cr.now())
    env.cr.commit()  # a job runs on a cursor of its own
    jobs = env["ir.model.data"].search(
        [("module", "=", "support_sla"), ("model", "=", "ir.cron")]
    )
    for job in env["ir.cron"].browse(jobs.mapped("res_id")):
        job.method_direct_trigger()
        env.cr.commit()


def change_contracts(env):
    """Named contacts, an adjustment of the ledger, an upgrade in mid-term."""
    contract = env.ref("support_sla.contract_libreria")
    contract.contact_ids = env.ref("support_sla.contact_sofia")
    counted = env["support.quota.entry"].search([], limit=1)
    env["support.quota.entry"].create(
        {
            "contract_id": counted.contract_id.id,
            "quantity": -2,
            "reason": "Two places for the day without a network",
        }
    )
    exempt = env["support.quota.exempt"].create(
        {
            "ticket_ids": [(6, 0, counted.ticket_id.ids)],
            "why": "out_of_scope",
            "reason": "A question about another program",
        }
    )
    exempt.action_apply()
    change = env["support.contract.change"].create(
        {
            "contract_id": env.ref("support_sla.contract_mirador").id,
            "kind": "level",
            "level_id": env.ref("support_sla.level_accompaniment").id,
        }
    )
    change.action_apply()


def work_on_tickets(env, agent):
    """Each second open ticket is answered, waits, and is asked about again."""
    tickets = env["helpdesk.ticket"].with_user(agent)
    awaiting = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
    done = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
    still_open = tickets.search([("stage_id.closed", "=", False)])
    for number, ticket in enumerate(still_open[::2]):
        ticket.message_post(
            body="We look into it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        ticket.stage_id = awaiting if number % 2 else done
        if number % 3 == 0:
            ticket.sudo().message_post(
                body="It happens again.",
                author_id=ticket.sudo().partner_id.id,
                message_type="email",
                subtype_xmlid="mail.mt_comment",
            )
