# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import groupby

from odoo.addons.helpdesk_mgmt.controllers.myaccount import CustomerPortalHelpdesk
from odoo.addons.portal.controllers.portal import pager

from ...models.clock.zone_words import choose_zone
from . import gate

TICKETS = "/my/tickets"
WAITS, ASKED = "waits", "asked"
KEPT = ("date_begin", "date_end", "sortby", "filterby", "groupby", "search")


class CustomerPortalSupport(CustomerPortalHelpdesk):
    """The customer's tickets: what each waits for, and which of them to look at.

    The helpdesk's own list takes no other filters than stages, and breaks on words that
    it does not know; so this one stands in its place, with the same parts to extend.
    """

    @http.route()
    def portal_my_tickets(self, page=1, **kw):
        tickets = request.env["helpdesk.ticket"]
        if not tickets.has_access("read"):
            return request.redirect("/my")
        filters = self._list_filters()
        words = self._list_words(kw, filters)
        domain = Domain(filters[words["filterby"]]["domain"]) & self._list_domain(words)
        pages = pager(
            url=TICKETS,
            total=tickets.search_count(domain),
            page=min(gate.to_id(page) or 1, gate.LAST_ID // self._items_per_page),
            step=self._items_per_page,
            url_args={name: words[name] for name in (*KEPT, "search_in")},
        )
        order = self._ticket_get_searchbar_sortings()[words["sortby"]]["order"]
        # what came at the same moment has one order too, or it is on two pages or none
        found = tickets.search(
            domain,
            order=self._ticket_get_order(order, words["groupby"]) + ", id desc",
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        request.session["my_tickets_history"] = found.ids[:100]
        values = self._list_values(found, words) | {
            "searchbar_filters": filters,
            "pager": pages,
        }
        return request.render("helpdesk_mgmt.portal_my_tickets", values)

    # What is asked for

    def _list_filters(self):
        """Return ``{word: {label, domain}}``: what somebody has to see to, first."""
        env = request.env
        still_open = Domain("closed", "=", False)
        filters = {
            "all": {"label": env._("All"), "domain": Domain.TRUE},
            "open": {"label": env._("Open"), "domain": still_open},
            WAITS: {
                "label": env._("Waits for you"),
                "domain": env["helpdesk.ticket"]._support_waits_domain(),
            },
            ASKED: {
                "label": env._("Is it solved?"),
                "domain": env["helpdesk.ticket"]._support_asked_domain(),
            },
            "late": {
                "label": env._("Late"),
                "domain": still_open & Domain("support_urgency", "=", "late"),
            },
        }
        for stage in env["helpdesk.ticket.stage"].search([]):
            domain = Domain("stage_id", "=", stage.id)
            filters[str(stage.id)] = {"label": stage.name, "domain": domain}
        return filters

    def _list_words(self, given, filters):
        """Return the parameters of the list, each a word that it understands."""
        known = {
            "sortby": (self._ticket_get_searchbar_sortings(), "date"),
            "groupby": (self._ticket_get_searchbar_groupby(), "none"),
            "search_in": (self._ticket_get_searchbar_inputs(), "all"),
            "filterby": (filters, "all"),
        }
        words = {}
        for name, (understood, usual) in known.items():
            word = given.get(name)
            known_word = isinstance(word, str) and word in understood
            words[name] = word if known_word else usual
        days = [self._to_day(given.get(name)) for name in ("date_begin", "date_end")]
        words["date_begin"], words["date_end"] = days if all(days) else (None, None)
        words["search"] = gate.to_text(given.get("search")) or None
        return words

    def _to_day(self, value):
        try:
            day = fields.Date.to_date(gate.to_text(value)[:10])
        except ValueError:
            return None
        return day and fields.Date.to_string(day)

    def _list_domain(self, words):
        user, domain = request.env.user, Domain.TRUE
        if user._is_portal():
            # what the rules say anyhow, so that an index finds it
            domain = request.env["helpdesk.ticket"]._support_of_domain(user)
        if words["date_begin"]:
            domain &= Domain("create_date", ">", words["date_begin"])
            domain &= Domain("create_date", "<=", words["date_end"])
        if words["search"]:
            named = self._ticket_get_search_domain(words["search_in"], words["search"])
            domain &= Domain(named)
        return domain

    # What is shown

    def _list_values(self, found, words):
        """What the helpdesk's template prints; moments are in the reader's zone."""
        company = request.env.company
        zone = choose_zone(request.env.user.tz, company._support_get_zone())
        shown = found.filtered(self._may_see_promise)
        sortings = self._ticket_get_searchbar_sortings()
        values = self._prepare_portal_layout_values() | words
        return values | {
            "date": words["date_begin"],
            "grouped_tickets": self._list_groups(found, words["groupby"]),
            "page_name": "ticket",
            "default_url": TICKETS,
            "searchbar_sortings": dict(
                sorted(sortings.items(), key=lambda item: item[1]["sequence"])
            ),
            "searchbar_groupby": self._ticket_get_searchbar_groupby(),
            "searchbar_inputs": self._ticket_get_searchbar_inputs(),
            "support_promises": shown._support_portal_briefs(zone),
            "support_tz": zone,
            "support_zone": found._support_portal_zone(zone) if found else "",
        }

    def _list_groups(self, found, word):
        by = self._ticket_get_groupby_mapping().get(word)
        if not by:
            return [found] if found else []
        groups = groupby(found, lambda ticket: ticket[by])
        return [found.browse().concat(*tickets) for _key, tickets in groups]

    def _may_see_promise(self, ticket):
        """A ticket may be followed from outside; its contract is its customer's."""
        user = request.env.user
        return user._is_internal() or ticket._support_is_of(user)

    def _in_customers_language(self, ticket):
        """Speak the customer's language to a visitor who has not chosen one."""
        return gate.speak(ticket, ticket.partner_id.lang)

    def _reader_zone(self):
        user = request.env.user
        return not user._is_public() and user.tz
