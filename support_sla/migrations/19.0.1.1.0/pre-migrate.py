# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).


def migrate(cr, version):
    know_who_waits(cr)
    renew_rules_and_names(cr)
    let_the_form_change(cr)


def know_who_waits(cr):
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


def renew_rules_and_names(cr):
    """Our record rules were never to be updated: a repaired one reached nobody who had
    the addon already."""
    cr.execute(
        """
        UPDATE ir_model_data SET noupdate = FALSE
         WHERE module = 'support_sla' AND model = 'ir.rule' AND noupdate
        """
    )
    # Whoever named people meant them alone. Here, not by the field's own compute: that
    # would write a note on every contract.
    cr.execute("ALTER TABLE support_contract ADD COLUMN IF NOT EXISTS named_only bool")
    cr.execute(
        """
        UPDATE support_contract contract
           SET named_only = EXISTS (
               SELECT FROM support_contract_contact_rel
                WHERE support_contract_id = contract.id
           )
         WHERE named_only IS NULL
        """
    )


def let_the_form_change(cr):
    """The form lost an element to which an older part of it still points until its own
    file is read: that part is empty meanwhile."""
    cr.execute(
        """
        UPDATE ir_ui_view view SET arch_db = '{"en_US": "<data/>"}'
          FROM ir_model_data data
         WHERE data.model = 'ir.ui.view' AND data.res_id = view.id
           AND data.module = 'support_sla'
           AND data.name = 'helpdesk_ticket_view_form_work'
        """
    )
