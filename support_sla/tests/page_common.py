# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, datetime, timedelta

from freezegun import freeze_time
from markupsafe import Markup

from odoo.tests import HttpCase

from ..tools.statement.facts import Month
from .silence.closing_common import ClosingCase

LANGS = {"en": "en_US", "es": "es_419"}
# People of other companies than the customer's; each is their own password.
STRANGERS = ("limited", "uncovered")
TRANSLATED = ["web", "portal", "mail", "helpdesk_mgmt", "support_sla"]


def make_places(contact, agent, **vals):
    """What the paths in `pages.py` name: a customer's tickets in each state; and the
    levels, which everybody sees.

    Tests make them for a customer of their own, the pictures for one of the demo data.
    """
    env = contact.env
    env["support.level"].search([]).is_public = True
    words = {"description": "<p>It really is.</p>", "partner_id": contact.id} | vals
    names = (
        "The printer is on fire",
        "The till does not open",
        "The lamp is dark",
        "The stock is off by one",
        "The receipt has no logo",
    )
    ticket, asked, closed, overdue, waiting = env["helpdesk.ticket"].create(
        [{"name": name, **words} for name in names]
    )
    make_late(overdue)
    waiting.support_intake_steps = "Open the till.\nPrint a receipt."
    waiting.support_intake_user = "Bea, second floor"
    waiting.stage_id = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
    ticket.write(
        {"user_id": agent.id, "category_id": env.ref("support_sla.kind_problem").id}
    )
    for each in (ticket, asked):
        each.with_user(agent).message_post(
            body="Try it again.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
    asked.stage_id = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
    asked.with_user(agent).action_request_confirmation()
    closed.stage_id = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_done")
    terms, older = make_terms(env)
    contracts = make_contracts(contact.commercial_partner_id, **vals)
    visits = make_visits(contact, agent)
    statements = make_statements(contact, agent, visits["contract"], **vals)
    return (
        visits
        | contracts
        | statements
        | {
            "terms": terms.id,
            "older_terms": older.version,
            "ticket": ticket.id,
            "asked": asked.id,
            "closed": closed.id,
            "overdue": overdue.id,
            "waiting": waiting.id,
            "token": ticket._portal_ensure_token(),
        }
    )


def make_late(ticket):
    """As if its promise had been due some hours ago."""
    now = datetime.now().replace(microsecond=0)
    marks = {"aim_at": now - timedelta(hours=9), "due_at": now - timedelta(hours=6)}
    ticket.support_deadline_ids.write(marks)
    ticket._support_rebuild()


def make_terms(env):
    """Publish terms twice; return the version in force and the one before."""
    company = [("company_id", "=", env.company.id)]
    first = env["support.terms"].search(company, order="version desc", limit=1)
    if first.state == "draft":
        first.action_publish()
    newer = first.browse(first.action_new_version()["res_id"])
    newer.source += Markup("<h2>And besides</h2><p>We listen.</p>")
    newer.action_publish()
    return newer, first


def make_contracts(customer, **vals):
    """Contracts to come and of the past; and people of others: one whose company has
    used up its tickets, one whose company has no contract."""
    env = customer.env
    monthly = env.ref("support_sla.level_monthly")
    few = env["support.level"].search([("code", "=", "few")]) or monthly.copy(
        {"code": "few", "name": "Few tickets", "quota_tickets": 3}
    )
    few.is_public = False
    limited, _none = (make_person(env, login) for login in STRANGERS)
    soon = date.today() + timedelta(days=20)
    spans = (
        (customer, env.ref("support_sla.level_accompaniment"), soon, False),
        (customer, monthly, date(2019, 1, 1), date(2019, 6, 30)),
        (limited.commercial_partner_id, few, date(2020, 1, 1), False),
    )
    contracts = env["support.contract"]
    for partner, level, first, last in spans:
        given = [
            ("partner_id", "=", partner.id),
            ("level_id", "=", level.id),
            ("date_start", "=", first),
        ]
        contract = contracts.search(given) or contracts.create(
            {name: value for name, _is, value in given} | {"date_end": last}
        )
        contract.action_confirm()
        contracts |= contract
    upcoming, expired, full = contracts
    if not full.ticket_ids:
        words = {"description": "-", "partner_id": limited.id} | vals
        env["helpdesk.ticket"].create(
            [{"name": f"Till {number} is stuck", **words} for number in range(1, 6)]
        )
    return {"upcoming": upcoming.id, "expired": expired.id, "full": full.id}


def make_person(env, login):
    """The contact behind a portal user of that name, of a company of its own."""
    user = env["res.users"].search([("login", "=", login)])
    if not user:
        company = {"name": f"{login.title()} Ltd", "is_company": True}
        values = {
            "name": login.title(),
            "parent_id": env["res.partner"].create(company).id,
            "email": f"{login}@example.com",
            "tz": "America/Guatemala",
        }
        user = env["res.users"].create(
            {
                "login": login,
                "password": login,
                "partner_id": env["res.partner"].create(values).id,
                "group_ids": [(6, 0, env.ref("base.group_portal").ids)],
            }
        )
    return user.partner_id


def make_visits(contact, agent):
    """A visit to come that the customer is asked about, and one that was made."""
    env = contact.env
    contract = env["support.contract"].search(
        [
            ("partner_id", "=", contact.commercial_partner_id.id),
            ("state", "=", "active"),
        ],
        limit=1,
    )
    noon = datetime.now().replace(hour=18, minute=0, second=0, microsecond=0)
    values = {
        "contract_id": contract.id,
        "user_id": agent.id,
        "contact_id": contact.id,
        # whatever the level says of visits
        "exception_reason": "Go-live",
    }
    asked, made = (
        env["support.visit"].create(values | {"start_at": noon + timedelta(days=days)})
        for days in (3, -3)
    )
    asked.confirmation = "asked"
    made.write(
        {
            "people": contact.name,
            "report": Markup("<p>Installed the new till, trained two people.</p>"),
            "open_points": Markup("<p>A longer cable, by Friday.</p>"),
        }
    )
    made.action_done()
    return {
        "contract": contract.id,
        "contract_token": contract.access_token,
        "visit": asked.id,
        "visit_made": made.id,
        "visit_token": asked._get_link_token(),
    }


def make_statements(contact, agent, contract_id, **vals):
    """The statement of last month, to which the customer objected, and the next
    version; and of the month before, in which nothing happened."""
    env = contact.env
    contract = env["support.contract"].browse(contract_id)
    first = (date.today().replace(day=1) - timedelta(days=1)).replace(day=1)
    before = (first - timedelta(days=1)).replace(day=1)
    make_past_tickets(contact, agent, first, **vals)
    statements, now = env["support.statement"], datetime.now().replace(microsecond=0)
    known = statements.search([("contract_id", "=", contract.id)])
    made = {}
    for day in (before, first):
        month = Month.of(day, "America/Guatemala")
        of_month = known.filtered(lambda s, day=day: s.latest and s.month == day)
        again = of_month and of_month._make_again(now)
        made[day] = again or of_month or statements._make({contract: month}, now)
    last = made[first]
    line = next(each for each in last.figures["opened"] if each["verdict"] == "missed")
    objection = env["support.statement.objection"]._take(
        last, line, "We were told on the phone that it takes a day.", contact, now
    )
    row = env["support.deadline"].search(
        [("ticket_id", "=", line["ticket_id"]), ("verdict", "=", "missed")], limit=1
    )
    row._take_back("The customer asked us to wait", now)
    newest = last._make_again(now)
    return {
        "month": f"{first:%Y-%m}",
        "month_before": f"{before:%Y-%m}",
        "statement": newest.id,
        "objection": objection.id,
    }


def make_past_tickets(contact, agent, first, **vals):
    """Requests of a month: answered in time, late, after a wait, and never."""
    env = contact.env
    start = datetime.combine(first, datetime.min.time()).replace(hour=15)
    waiting = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_awaiting")
    progress = env.ref("helpdesk_mgmt.helpdesk_ticket_stage_in_progress")
    words = {"description": "<p>It is.</p>", "partner_id": contact.id, **vals}
    stories = (
        ("The label printer skips lines", 1, 2, False),
        ("The price of one article is wrong", 2, 5, False),
        ("Invoices are numbered twice", 3, 24 * 16, False),
        ("The till shows another shop", 6, 30, True),
        ("The export stops at 99 rows", 9, 4, False),
        ("The stock of shop two is empty", 10, 3, False),
        ("A user cannot log in", 20, 0, False),
    )
    for name, days, hours, waits in stories:
        moment = start + timedelta(days=days)
        with freeze_time(moment):
            ticket = env["helpdesk.ticket"].create({"name": name, **words})
        if waits:
            with freeze_time(moment + timedelta(hours=1)):
                ticket.stage_id = waiting
            with freeze_time(moment + timedelta(hours=26)):
                ticket.stage_id = progress
        if hours:
            with freeze_time(moment + timedelta(hours=hours)):
                ticket.with_user(agent).message_post(
                    body="Please look again.",
                    message_type="comment",
                    subtype_xmlid="mail.mt_comment",
                )


class PageCase(ClosingCase, HttpCase):
    """What our pages need: a customer with tickets in each state, and Spanish."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang(LANGS["es"])
        modules = cls.env["ir.module.module"].search([("name", "in", TRANSLATED)])
        modules._update_translations([LANGS["es"]])
        cls.logins = {"customer": cls._make_portal_user(cls.anna).login, "": None}
        cls.logins |= {login: login for login in STRANGERS}
        cls.preferential.write({"visit_days_per_week": 3, "visit_scope": "contract"})
        cls._make_contract(cls.acme, cls.preferential, "2020-01-01")
        cls.places = make_places(cls.anna, cls.agent, team_id=cls.team.id)
