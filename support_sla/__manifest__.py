# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "Support SLA",
    "summary": "Support levels, contracts, quotas and deadlines on the helpdesk",
    "version": "19.0.1.0.0",
    "license": "AGPL-3",
    "category": "After-Sales",
    "author": "support_sla maintainers, Odoo Community Association (OCA)",
    "depends": ["helpdesk_mgmt", "resource"],
    "data": [],
    "installable": True,
}
