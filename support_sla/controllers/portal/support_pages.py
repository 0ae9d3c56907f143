# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager

from ...models.portal.contract_ledger import FIGURES, LEFT, OVER
from ...models.portal.contract_words import ContractWords, LevelFacts
from . import gate
from .terms import CustomerPortalTerms

HOME = "/my/support"
HISTORY = "support_contracts_history"
PAPER = "support_sla.support_contract_report"


class CustomerPortalContracts(CustomerPortalTerms):
    """My support: a customer's contracts, and each of them as a document."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:  # the page itself, not one of its numbers
            values["support_card"] = self._card_words()
        return values

    def _card_words(self):
        """Say in one line what the customer has at the moment."""
        user, now = request.env.user, fields.Datetime.now()
        contracts = request.env["support.contract"]
        if user._is_portal():
            own, group = contracts._portal_contracts_of(user, now)
            now_in_force = own.sudo().filtered(lambda c: c._get_state(now) == "active")
            best = (now_in_force or group)[:1]
            if not best:
                return request.env._("No contract at the moment")
            sheet = best._portal_sheets(now, user.tz)[best.id]
            return f"{sheet['level']}: {sheet['validity']}"
        return request.env._("Levels, contracts, and what is left of them")

    @http.route(
        HOME, type="http", auth="user", website=True, methods=["GET"], readonly=True
    )
    def support_contracts(self, **_given):
        """The contracts of the visitor's customer, or in words that there is none."""
        user, now = request.env.user, fields.Datetime.now()
        own, group = request.env["support.contract"]._portal_contracts_of(user, now)
        request.session[HISTORY] = own.ids
        own = own.sudo()
        shown = own | group
        sheets = shown._portal_sheets(now, user.tz)
        by_state = own.grouped(lambda c: sheets[c.id]["state"])
        none = own.browse()
        values = self._prepare_portal_layout_values() | {
            "page_name": "support_contracts",
            "active": by_state.get("active", none),
            "upcoming": by_state.get("upcoming", none),
            "past": by_state.get("expired", none) | by_state.get("cancelled", none),
            "group": group,
            "sheets": sheets,
            "gauges": own._portal_gauges(now),
            "requests": self._count_requests([]),
            "level_requests": self._level_requests(),
            "some_terms": self._find_versions(None)[:1],
        }
        if not (values["active"] or group):
            values["fallback"] = self._fallback_facts()
        return request.render("support_sla.portal_contracts", values)

    @http.route(
        [f"{HOME}/<int:contract_id>", f"{HOME}/<int:contract_id>/page/<int:page>"],
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_contract(self, contract_id, access_token=None, **given):
        """One contract: all of it to its customer; by its link level, days, gauge."""
        contract = request.env["support.contract"].sudo()
        contract = contract.browse(gate.to_id(contract_id) or ()).exists()
        if self._may_read(contract):
            if given.get("report_type") == "pdf":
                return self._contract_pdf(contract, bool(given.get("download")))
            values = self._contract_values(contract) | self._ledger(contract, given)
            return self._tell_nobody(
                request.render("support_sla.portal_contract", values)
            )
        if not contract or not gate.same(contract._get_link_token(), access_token):
            return request.redirect("/my")
        contract = gate.speak(contract, contract.partner_id.lang)
        values = self._prepare_portal_layout_values() | self._sheet_values(contract)
        return self._tell_nobody(
            request.render("support_sla.portal_contract_by_link", values)
        )

    def _tell_nobody(self, page):
        """A page with a secret in its address does not say where it is: customers open
        the link of a mail also while they are logged in."""
        page.headers["Referrer-Policy"] = "no-referrer"
        return page

    def _may_read(self, contract):
        """May the visitor, logged in, read it by himself?"""
        user = request.env.user
        return (
            bool(contract)
            and not user._is_public()
            and contract.with_user(user).has_access("read")
        )

    def _contract_pdf(self, contract, download):
        """The contract on paper; where none can be made, the page to print."""
        try:
            return self._show_report(contract, "pdf", PAPER, download=download)
        except (UserError, OSError):
            return request.redirect(contract.access_url)

    # What the pages print

    def _sheet_values(self, contract):
        """What whoever has the link may know."""
        user, now = request.env.user, fields.Datetime.now()
        tz = not user._is_public() and user.tz
        return {
            "page_name": "support_contract",
            "sheet": contract._portal_sheets(now, tz)[contract.id],
            "gauge": contract._portal_gauges(now).get(contract.id),
        }

    def _contract_values(self, contract):
        user = request.env.user
        here = [("support_contract_id", "=", contract.id)]
        values = self._prepare_portal_layout_values() | self._sheet_values(contract)
        return values | {
            "contract": contract,
            "people": contract._portal_people(),
            "channels": self._channels(contract.level_id, contract.company_id),
            "requests": self._count_requests(here),
            "level_requests": self._level_requests(),
            "visits": self._visits(contract),
            "terms": contract.terms_acceptance_id.sudo(),
            "some_terms": self._find_versions(contract.company_id.id)[:1],
            "terms_to_accept": self._terms_to_accept(contract),
            "is_customer": user.commercial_partner_id == contract.partner_id,
            **self._neighbours(contract),
        }

    def _neighbours(self, contract):
        """The contracts beside it on the list; by address alone, no link is needed."""
        ids = request.session.get(HISTORY, [])
        if contract.id not in ids:
            return {}
        at = ids.index(contract.id)
        before, after = ids[:at][-1:], ids[at + 1 :][:1]
        return {
            "prev_record": before and f"{HOME}/{before[0]}",
            "next_record": after and f"{HOME}/{after[0]}",
        }

    def _channels(self, level, company):
        """Return ``[{kind, name, text, url, missing}]``: how they reach us; ``missing``
        says which levels would include what theirs does not."""
        level = level.with_company(company)
        facts = LevelFacts(level | level._get_shown(company))
        company = company.sudo()
        ways = {
            "email": (self._mail_address(company), "mailto:"),
            "phone": (company.support_phone, "tel:"),
            "chat": (company.support_chat_url, ""),
        }
        words, found = ContractWords(request.env), []
        for kind, name, others in facts.channels(level):
            text, scheme = ways.get(kind, ("", ""))
            url = f"{scheme}{text}" if text else ""
            if kind == "web":
                text, url = request.env._("New ticket"), "/new/ticket"
            missing = others and words.not_included(name, others)
            way = {"kind": kind, "name": name, "text": text, "url": url}
            found.append(way | {"missing": missing})
        return found

    def _mail_address(self, company):
        """The address of the first team that has one."""
        teams = request.env["helpdesk.ticket.team"].sudo()
        ours = teams.search([("company_id", "in", [False, company.id])])
        return next((team.alias_email for team in ours if team.alias_email), "")

    def _count_requests(self, domain):
        """Say how many requests the visitor sees open, and how many wait for him."""
        tickets = request.env["helpdesk.ticket"]
        user = request.env.user
        if not tickets.has_access("read") or not user._is_portal() and not domain:
            return ""
        groups = tickets._read_group(
            [("closed", "=", False), *domain], ["stage_id"], ["__count"]
        )
        waiting = sum(
            count
            for stage, count in groups
            if stage.sudo().support_waiting_for == "customer"
        )
        total = sum(count for _stage, count in groups)
        return ContractWords(request.env).requests(total, waiting)

    def _level_requests(self):
        """Say what the visitor's customer has asked for, as long as nobody answered."""
        user, requests = request.env.user, request.env["support.level.request"].sudo()
        if not user._is_portal():
            return []
        found = requests.search(
            [
                ("partner_id", "=", user.commercial_partner_id.id),
                ("company_id", "in", request.env.companies.ids),
                ("state", "=", "open"),
            ]
        )
        words = ContractWords(request.env)
        return [words.wish(wish.level_id.name, wish.date_start) for wish in found]

    def _visits(self, contract):
        """Does it have visits, and which comes next?"""
        visits = request.env["support.visit"]
        days = contract.visit_days_per_week
        if not visits.has_access("read"):
            return {"some": days, "next": visits}
        to_come = [
            ("contract_id", "=", contract.id),
            ("state", "=", "planned"),
            ("stop_at", ">", fields.Datetime.now()),
        ]
        found = visits.search(to_come, order="start_at, id", limit=1).sudo()
        return {"some": days or found or contract.sudo().visit_count, "next": found}

    def _terms_to_accept(self, contract):
        acceptances = request.env["support.terms.acceptance"].sudo()
        asked = acceptances._get_to_accept(request.env.user)
        return asked.filtered(lambda t: t.company_id == contract.company_id)[:1]

    def _fallback_facts(self):
        """What is offered to everybody, if the company promises them a level."""
        company = request.env.company.sudo()
        level = company.support_fallback_level_id
        return level and LevelFacts(level.with_company(company)).of(level)

    # The ledger

    def _ledger(self, contract, given):
        """The periods, and what stands behind the figure that was asked for."""
        periods = contract._portal_ledger(fields.Datetime.now())
        by_key = {period["key"]: period for period in periods}
        newest = periods[0] if periods else None
        current = next((p for p in periods if p["current"]), newest)
        period = by_key.get(gate.to_text(given.get("period")), current)
        figure = gate.to_text(given.get("show"))
        figure = figure if figure in FIGURES else LEFT
        if not period:
            return {"periods": periods}
        values = {"periods": periods, "period": period, "figure": figure}
        if figure == OVER:
            return values | {"over": self._over_tickets(contract, period["first"])}
        return values | self._entries(contract, period, figure, given.get("page"))

    def _entries(self, contract, period, figure, page):
        entries = request.env["support.quota.entry"]
        domain = contract._portal_entries_domain(period["first"], figure)
        last = gate.LAST_ID // self._items_per_page
        pages = pager(
            url=contract.access_url,
            url_args={"period": period["key"], "show": figure},
            total=entries.search_count(domain),
            page=min(gate.to_id(page) or 1, last),
            step=self._items_per_page,
        )
        found = entries.search(
            domain, limit=self._items_per_page, offset=pages["offset"]
        )
        words = contract._portal_entries(found, request.env.user)
        return {"entries": words, "pager": pages}

    def _over_tickets(self, contract, first):
        """The requests of a period that found no place, as the visitor sees them."""
        tickets = request.env["helpdesk.ticket"].search(
            [
                ("support_contract_id", "=", contract.id),
                ("support_quota_status", "=", "over"),
            ],
            order="support_since, id",
        )
        return tickets.sudo().filtered(
            lambda t: contract._quota_window(t.support_since).first == first
        )
