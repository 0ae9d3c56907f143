"""Tests at the level of processes: the set-up, the wheel, several servers at once.

They belong to the project, not to the addon: an Odoo that has support_sla installed
doesn't carry them. `make test` runs them beside `support_sla/tests`. What they share
(servers, sessions, scripts) is here too; what sets the project up is in `dev/`.
"""
