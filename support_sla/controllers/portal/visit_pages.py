# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, http
from odoo.fields import Domain
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager

from . import gate
from .visit import CustomerPortalVisit

COUNTER, TO_CONFIRM = "support_visit_count", "support_visit_to_confirm_count"
VISITS = "/my/support/visits"


class CustomerPortalVisits(CustomerPortalVisit):
    """The customer's visits: a list, counters on the home page, a calendar feed."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        visits = request.env["support.visit"]
        if COUNTER in counters:
            readable = visits.has_access("read")
            values[COUNTER] = visits.search_count(self._own_domain()) if readable else 0
        if TO_CONFIRM in counters:
            readable = visits.has_access("read")
            asked = self._own_domain() & Domain(
                [
                    ("state", "=", "planned"),
                    ("confirmation", "=", "asked"),
                    ("start_at", ">", fields.Datetime.now()),
                ]
            )
            values[TO_CONFIRM] = visits.search_count(asked) if readable else 0
        return values

    @http.route(
        [VISITS, f"{VISITS}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_visits(self, page=1, **_given):
        visits, now = request.env["support.visit"], fields.Datetime.now()
        if not visits.has_access("read"):
            return request.redirect("/my")
        mine = self._own_domain()
        to_come = mine & Domain("state", "=", "planned") & Domain("stop_at", ">", now)
        past = mine & ~(Domain("state", "=", "planned") & Domain("stop_at", ">", now))
        pages = pager(
            url=VISITS,
            total=visits.search_count(past),
            page=min(gate.to_id(page) or 1, gate.LAST_ID // self._items_per_page),
            step=self._items_per_page,
        )
        values = self._prepare_portal_layout_values() | {
            "page_name": "support_visits",
            "to_come": visits.search(to_come, order="start_at, id").sudo(),
            "past": visits.search(
                past, limit=self._items_per_page, offset=pages["offset"]
            ).sudo(),
            "pager": pages,
            "feed": self._get_feed(),
        }
        return request.render("support_sla.portal_visits", values)

    @http.route(
        f"{VISITS}/feed", type="http", auth="user", website=True, methods=["POST"]
    )
    def support_visits_renew_feed(self, act=None, **_given):
        """A new address for the customer's calendars, or none any more."""
        gate.must_post()
        user, now = request.env.user, fields.Datetime.now()
        if user._is_portal():
            feeds = request.env["support.visit.feed"]
            if act == "renew":
                feeds._renew(user.commercial_partner_id, now)
            elif act == "revoke":
                self._get_feed()._revoke(now)
        return request.redirect(f"{VISITS}#feed", code=303)

    def _own_domain(self):
        user = request.env.user
        return Domain("partner_id", "=", user.commercial_partner_id.id)

    def _get_feed(self):
        """The customer's feed; one of us has his own in the backend."""
        feeds, user = request.env["support.visit.feed"].sudo(), request.env.user
        return feeds._get_of(user.commercial_partner_id) if user._is_portal() else feeds
