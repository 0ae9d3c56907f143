# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What may be wrong with hours, levels, terms and contracts."""

from datetime import timedelta

from odoo.fields import Domain

from .setup_finding import opens

YEAR = timedelta(days=365)
MOST_CUSTOMERS = 50  # in one dialog
COVERING = Domain("state", "in", ("active", "upcoming"))
WIZARD = "portal.wizard"


def without_zone(look):
    """The calendars of companies of which nobody said where they are."""
    companies = look.companies.filtered(lambda c: c._support_get_zone() == "UTC")
    return companies.sudo().resource_calendar_id.sudo(False)


def other_zone(look):
    """Calendars of levels whose hours are those of another place."""
    return look.levels.filtered(
        lambda level: (
            level.zone_warning
            and (level.company_id or look.env.company)._support_get_zone() != "UTC"
        )
    ).calendar_id


def without_holiday(look):
    """Calendars of levels that are open on every day of the next year."""
    leaves = look.env["resource.calendar.leaves"].sudo()
    groups = leaves._read_group(
        [
            ("resource_id", "=", False),
            ("time_type", "=", "leave"),
            ("date_to", ">", look.now),
            ("date_from", "<", look.now + YEAR),
        ],
        ["calendar_id", "company_id"],
    )
    own = {calendar.id for calendar, _company in groups if calendar}
    shared = {company.id for calendar, company in groups if not calendar}

    def has_some(calendar):
        companies = calendar.company_id or look.companies
        return calendar.id in own or False in shared or shared.issuperset(companies.ids)

    return look.levels.calendar_id.filtered(lambda c: not has_some(c))


def open_holidays(look, found):
    """The list into which they are entered; for the one calendar that has none."""
    calendar = {"default_calendar_id": found.id} if len(found) == 1 else {}
    return opens("support_sla.support_holiday_action", **calendar)(look, found)


def without_target(look):
    return look.levels.filtered(lambda level: not level.target_ids)


def outdated_terms(look):
    current = look.env["support.terms"]._get_current(look.companies)
    return current.filtered("is_outdated")


def without_phone(look):
    return _without(look, "phone", "support_phone")


def without_chat(look):
    return _without(look, "chat", "support_chat_url")


def _without(look, kind, name):
    """The companies without an address that one of their levels promises."""
    levels = look.levels.filtered(
        lambda level: kind in level.channel_ids.mapped("support_kind")
    )
    shared = any(not level.company_id for level in levels)
    companies = look.companies if shared else levels.company_id & look.companies
    return companies.filtered(lambda c: not c[name])


def open_settings(look, found):
    """The settings of the first of the companies, the present one if it is among
    them."""
    company = found & look.env.company or found[:1]
    context = {"default_company_id": company.id}
    return opens("support_sla.support_settings_action", **context)(look, True)


def without_service(look):
    categories = look.env["helpdesk.ticket.category"]
    return categories.search([("support_service_id", "=", False)])


def without_manager(look):
    domain = COVERING & Domain("user_id", "=", False)
    return look.env["support.contract"].search(domain)


def without_portal(look):
    """Contracts of customers nobody of whom can log in."""
    return look.env["support.contract"].search(COVERING & ~portal_domain(look.env))


def portal_domain(env):
    """Contracts of a customer somebody of whom can log in."""
    people = env["res.partner"].sudo()
    knowing = people._search([("user_ids.share", "=", True)])
    return Domain("partner_id", "in", knowing.subselect("commercial_partner_id"))


def open_portal(look, found):
    """The dialog that lets people of these customers in."""
    customers = found.partner_id[:MOST_CUSTOMERS]
    wizard = look.env[WIZARD].with_context(active_ids=customers.ids)
    return wizard.action_open_wizard()


def covering_nobody(look):
    named = Domain("named_only", "=", True) & Domain("contact_ids", "=", False)
    return look.env["support.contract"].search(COVERING & named)
