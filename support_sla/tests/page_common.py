# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import HttpCase

from .silence.closing_common import ClosingCase

LANGS = {"en": "en_US", "es": "es_419"}
TRANSLATED = ["web", "portal", "mail", "helpdesk_mgmt", "support_sla"]


class PageCase(ClosingCase, HttpCase):
    """What our pages need: a customer with tickets in each state, and Spanish."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(LANGS["es"])
        modules = cls.env["ir.module.module"].search([("name", "in", TRANSLATED)])
        modules._update_translations([LANGS["es"]])
        cls.logins = {"customer": cls._make_portal_user(cls.anna).login, "": None}
        cls._make_contract(cls.acme, cls.preferential, "2020-01-01")
        ticket = cls._make_ticket(cls.anna, user_id=cls.agent.id)
        asked = cls._make_ticket(cls.anna, name="The till does not open")
        closed = cls._make_ticket(cls.anna, name="The lamp is dark")
        for each in (ticket, asked):
            each.with_user(cls.agent).message_post(
                body="Try it again.",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        asked.stage_id = cls.stage_progress
        asked.with_user(cls.agent).action_request_confirmation()
        closed.stage_id = cls.stage_done
        cls.places = {
            "ticket": ticket.id,
            "asked": asked.id,
            "closed": closed.id,
            "token": ticket._portal_ensure_token(),
        }

    def _path(self, page):
        return page.path.format(**self.places)
