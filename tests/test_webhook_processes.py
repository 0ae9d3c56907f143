"""A rule of `base_automation` on alerts: its webhook is called once per step that
fired, and never for what was rolled back."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from .processes import ProcessCase
from .servers import servers

TICKETS = 4
FIELDS = ("number", "subject", "customer_name", "metric", "step", "late_seconds", "url")

PREPARE = f"""
from datetime import timedelta
from odoo import fields
env["ir.module.module"].search(
    [("name", "=", "base_automation")]
).button_immediate_install()
level = env.ref("support_sla.level_monthly")
level.alert_step_ids.unlink()
for mark in ("aim", "commitment"):
    env["support.alert.step"].create({{
        "level_id": level.id, "mark": mark, "notify_by": "mail",
        "recipient": "users", "user_ids": [(4, env.ref("base.user_admin").id)],
    }})
customer = env["res.partner"].create({{"name": "Acme", "is_company": True}})
env["support.contract"].create({{
    "partner_id": customer.id, "level_id": level.id, "date_start": "2020-01-01",
}}).action_confirm()
tickets = env["helpdesk.ticket"].create([{{
    "name": f"Till {{number}}", "description": "-", "partner_id": customer.id,
}} for number in range({TICKETS})])
now = fields.Datetime.now()
tickets._support_backdate(tickets.ids, now - timedelta(days=60), now)

alerts = env["ir.model"]._get("support.alert")
rule = env["base.automation"].create({{
    "name": "Tell the pager", "model_id": alerts.id, "trigger": "on_create",
}})
env["ir.actions.server"].create({{
    "name": "Call", "model_id": alerts.id, "base_automation_id": rule.id,
    "usage": "base_automation", "state": "webhook", "webhook_url": "%(url)s",
    "webhook_field_ids": [(6, 0, env["ir.model.fields"].search(
        [("model_id", "=", alerts.id), ("name", "in", {FIELDS!r})]
    ).ids)],
}})
env.cr.commit()
"""
ROLLED_BACK = f"""
from odoo import fields
due = env["support.deadline"].search([])
lost = env["support.alert"]._fire(due, fields.Datetime.now())
assert len(lost) == 2 * {TICKETS}, lost
env.flush_all()
env.cr.rollback()
"""
RUN = """
env["support.alert"]._cron_send_alerts()
env.cr.commit()
"""


class Pager(BaseHTTPRequestHandler):
    """Keeps what it is told."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(json.loads(body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *words):
        """Nobody reads it."""


class TestWebhookProcesses(ProcessCase):
    def setUp(self):
        self.pager = ThreadingHTTPServer(("127.0.0.1", 0), Pager)
        self.pager.told = []
        self.addCleanup(self.pager.server_close)
        self.addCleanup(self.pager.shutdown)
        threading.Thread(target=self.pager.serve_forever, daemon=True).start()

    def test_each_step_is_told_once_and_nothing_that_was_rolled_back(self):
        url = f"http://127.0.0.1:{self.pager.server_port}/"
        with servers(0) as farm:
            prepare = PREPARE % {"url": url}

            self.run_scripts(farm, prepare + ROLLED_BACK + RUN + RUN)

            fired = farm.query(
                "SELECT a.id, t.number FROM support_alert a"
                " JOIN helpdesk_ticket t ON t.id = a.ticket_id"
            )
            self.assertEqual(len(fired), 2 * TICKETS)
            told = [(each["_id"], each["number"]) for each in self.pager.told]
            self.assertCountEqual(told, fired)
            payload = self.pager.told[0]
            self.assertEqual(payload["customer_name"], "Acme")
            self.assertRegex(payload["step"], "First response: .* reached")
            self.assertGreater(payload["late_seconds"], 0)
            self.assertIn("/odoo/helpdesk.ticket/", payload["url"])
