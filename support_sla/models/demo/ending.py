# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools import SQL


class SupportDemo(models.AbstractModel):
    """What remains when a script was played."""

    _inherit = "support.demo"

    @api.model
    def _begin_ending(self):
        """Return after which rows ``_end`` has to look: ``{model: last id}``."""
        models = ("mail.message", "mail.mail", "helpdesk.ticket")
        return {
            name: self.env[name].sudo().search([], order="id desc", limit=1).id or 0
            for name in models
        }

    @api.model
    def _plan_visits(self, plans):
        """Plan the visits of these plans; nobody is written to of it."""
        began = self._begin_ending()
        plans.with_context(mail_notify_force_send=False).action_plan()
        self._empty_the_queue(began)

    @api.model
    def _end(self, began, now):
        self.env.flush_all()
        self._date(began)
        self.env.invalidate_all()
        self._empty_the_queue(began)
        self._state_months(began, now)

    @api.model
    def _state_months(self, began, now):
        """State the months that are over, from the first of which there was a request;
        what is entered late is stated from the last month only."""
        tickets = self.env["helpdesk.ticket"].search(
            [("id", ">", began["helpdesk.ticket"])], order="create_date, id"
        )
        contracts = tickets.support_contract_id.sudo()
        contracts._store_marks(
            {"statement_from": tickets[0].create_date.date().replace(day=1)}
        )
        contracts._make_statements(now)

    @api.model
    def _date(self, began):
        """Some moments the core and the helpdesk take from the server's clock, whoever
        acts: those of messages, and a ticket's own. Rows know when they were made."""
        self.env.cr.execute(
            SQL(
                "UPDATE mail_message SET date = create_date WHERE id > %s",
                began["mail.message"],
            )
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE helpdesk_ticket ticket
                   SET assigned_date = CASE WHEN ticket.assigned_date IS NOT NULL
                                       THEN COALESCE(moved.assigned, ticket.create_date)
                                       END,
                       last_stage_update = COALESCE(moved.staged, ticket.create_date),
                       closed_date = ticket.support_closed_at
                  FROM (
                    SELECT message.res_id AS ticket_id,
                           MAX(message.create_date) FILTER
                               (WHERE field.name = 'user_id') AS assigned,
                           MAX(message.create_date) FILTER
                               (WHERE field.name = 'stage_id') AS staged
                      FROM mail_tracking_value value
                      JOIN mail_message message ON message.id = value.mail_message_id
                      JOIN ir_model_fields field ON field.id = value.field_id
                     WHERE message.model = 'helpdesk.ticket' AND message.id > %s
                     GROUP BY message.res_id
                  ) moved
                  RIGHT JOIN helpdesk_ticket played ON played.id = moved.ticket_id
                 WHERE ticket.id = played.id AND played.id > %s
                """,
                began["mail.message"],
                began["helpdesk.ticket"],
            )
        )
        self._date_counted(began)

    @api.model
    def _date_counted(self, began):
        """Places are counted by one statement, which takes the transaction's moment."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE support_quota_entry entry
                   SET create_date = ticket.support_since
                  FROM helpdesk_ticket ticket
                 WHERE ticket.id = entry.ticket_id AND ticket.id > %s
                   AND entry.kind = 'consumption'
                """,
                began["helpdesk.ticket"],
            )
        )

    @api.model
    def _empty_the_queue(self, began):
        """Their mails went out long ago: nothing is left that could still be sent."""
        mails = self.env["mail.mail"].sudo().search([("id", ">", began["mail.mail"])])
        mails.filtered("auto_delete").unlink()
        mails.exists().state = "sent"
        notifications = self.env["mail.notification"].sudo()
        notifications.search(
            [
                ("mail_message_id", ">", began["mail.message"]),
                ("notification_status", "=", "ready"),
            ]
        ).notification_status = "sent"
