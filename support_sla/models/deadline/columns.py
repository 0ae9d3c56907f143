# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Columns of deadline rows and pauses, by what they say, with their types in SQL."""

from odoo.tools import SQL

NAME = {"ticket_id": "int4", "metric": "varchar", "round": "int4"}
PROMISE = {
    "level_id": "int4",
    "calendar_id": "int4",
    "unit": "varchar",
    "aim": "float8",
    "commitment": "float8",
    "started_at": "timestamp",
}
MOVING = {
    "aim_at": "timestamp",
    "due_at": "timestamp",
    "verdict": "varchar",
    "stopped_at": "timestamp",
    "working_seconds": "int4",
}
COMPANY = {"company_id": "int4"}
ALERTS = {"alerts": "jsonb"}
PLANNED = {"planned_by": "varchar"}
NEXT_ALERT = {"next_alert_at": "timestamp"}
OVER = {"ticket_id": "int4", "stopped_at": "timestamp", "working_seconds": "int4"}
BEGUN = {
    **OVER,
    **COMPANY,
    "stage_id": "int4",
    "waiting_for": "varchar",
    "started_at": "timestamp",
    "inherited": "bool",
}
# What was planned again alerts at the first of its steps that has not fired.
REPLANNED = SQL(
    """
    next_alert_at = CASE
        WHEN new.alerts IS NULL THEN row.next_alert_at
        ELSE (SELECT MIN(step.value::timestamp)
                FROM jsonb_each_text(new.alerts) step
               WHERE NOT EXISTS (
                   SELECT FROM support_alert fired
                    WHERE fired.deadline_id = row.id
                      AND fired.step_id = step.key::int4))
    END,
    planned_by = COALESCE(new.planned_by, row.planned_by),
    """
)
# Where a statement neither moves nor opens a row.
NO_ALERTS = SQL(
    "SELECT NULL::int4 AS id, NULL AS verdict, NULL::timestamp AS next_alert_at,"
    " NULL::timestamp AS alerted_at"
)
