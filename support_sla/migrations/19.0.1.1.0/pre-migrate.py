# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    """A ticket that waits keeps its dates, says since when, and is late if it was so
    when it began to wait: the few that wait now learn it here, in one statement."""
    cr.execute(
        "ALTER TABLE helpdesk_ticket ADD COLUMN IF NOT EXISTS"
        " support_paused_at timestamp"
    )
    cr.execute(
        """
        UPDATE helpdesk_ticket ticket
           SET support_paused_at = pause.started_at,
               support_due_soon_at = COALESCE(owed.aim_at, support_due_soon_at),
               support_next_due_at = COALESCE(owed.due_at, support_next_due_at),
               support_clock_state = CASE
                   WHEN support_clock_state = 'paused' AND owed.late THEN 'late'
                   ELSE support_clock_state END
          FROM support_pause pause
          LEFT JOIN LATERAL (
                   SELECT MIN(row.aim_at) AS aim_at, MIN(row.due_at) AS due_at,
                          BOOL_OR(row.due_at < pause.started_at) AS late
                     FROM support_deadline row
                    WHERE row.ticket_id = pause.ticket_id AND row.verdict = 'paused'
               ) owed ON TRUE
         WHERE pause.ticket_id = ticket.id AND pause.stopped_at IS NULL
        """
    )
