# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date, timedelta

from odoo import fields, http
from odoo.http import request
from odoo.tools import email_normalize, single_email_re

from ...tools.promise import period
from . import gate
from .levels import CustomerPortalLevels

LONGEST_NAME = 100
LONGEST_ADDRESS = 254
MOST_MONTHS = 120
FARTHEST_DAYS = 2 * 366


class CustomerPortalLevelRequest(CustomerPortalLevels):
    """ "I want this level": asked by customers, and by visitors with their address."""

    @http.route(
        "/my/support/request-level",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
        readonly=gate.reads,
    )
    def support_request_level(self, **kw):
        """Take a customer's request; the same one again changes nothing."""
        user = request.env.user
        if request.httprequest.method != "POST" or not user._is_portal():
            return request.redirect("/support/levels")
        asker = {
            "name": user.name,
            "email": user.email_normalized or user.email,
            "partner_id": user.commercial_partner_id.id,
        }
        return self._take_request(kw, asker, {})

    @http.route(
        "/support/levels/request",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
        readonly=gate.reads,
    )
    def support_visitor_request_level(self, **kw):
        """Take a visitor's request; what a machine sends meets with thanks."""
        user = request.env.user
        if request.httprequest.method != "POST" or not user._is_public():
            return request.redirect("/support/levels")
        if kw.get("url"):
            return request.redirect("/support/levels/requested")
        asker = {
            "name": gate.to_text(kw.get("name")),
            "email": self._read_address(kw.get("email")),
            "partner_id": False,
        }
        return self._take_request(kw, asker, self._asker_problems(asker))

    @http.route(
        "/support/levels/requested",
        type="http",
        auth="public",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def support_level_requested(self, **kw):
        return request.render("support_sla.portal_level_requested")

    def _prepare_levels_values(self, shown, own):
        user = request.env.user
        today = self._today()
        values = super()._prepare_levels_values(shown, own)
        return values | {
            "typed": {"months": "12", "date_start": today.isoformat()},
            "problems": {},
            "flooded": False,
            "today": today,
            "most_months": MOST_MONTHS,
            "by_visitor": user._is_public(),
            "may_request": user._is_public() or user._is_portal(),
        }

    def _take_request(self, form, asker, problems):
        shown, own = self._shown_levels()
        wish, more = self._read_wish(form, shown)
        problems |= more
        vals = asker | wish | {"company_id": request.env.company.id}
        requests = request.env["support.level.request"].sudo()
        flooded = not problems and requests._is_flooded(vals, fields.Datetime.now())
        if problems or flooded:
            values = self._prepare_levels_values(shown, own)
            values["typed"] |= {name: gate.to_text(form.get(name)) for name in form}
            values |= {"problems": problems, "flooded": flooded}
            page = request.render("support_sla.portal_levels", values)
            page.status_code = 429 if flooded else 422
            return page
        requests._take(vals | {"lang": request.env.lang})
        return request.redirect("/support/levels/requested")

    def _read_wish(self, form, shown):
        """Return what is asked for, and ``{field: what is wrong with it}``."""
        problems = {}
        level_id = gate.to_id(form.get("level_id"))
        if level_id not in shown.ids:
            problems["level_id"] = request.env._("Please choose one of these.")
        months = gate.to_id(form.get("months"))
        if not 1 <= months <= MOST_MONTHS:
            problems["months"] = request.env._(
                "Please say for how many months, 1 to %(most)s.", most=MOST_MONTHS
            )
        start, today = self._read_day(form.get("date_start")), self._today()
        if not start or not today <= start <= today + timedelta(days=FARTHEST_DAYS):
            problems["date_start"] = request.env._(
                "Please choose a day from today on, within two years."
            )
        wish = {"level_id": level_id, "months": months, "date_start": start}
        return wish, problems

    def _asker_problems(self, asker):
        problems = {}
        if not 0 < len(asker["name"]) <= LONGEST_NAME:
            problems["name"] = request.env._(
                "Please tell us your name, in at most %(most)s characters.",
                most=LONGEST_NAME,
            )
        if not 0 < len(asker["email"]) <= LONGEST_ADDRESS:
            problems["email"] = request.env._(
                "Please give us an email address to answer to."
            )
        return problems

    @staticmethod
    def _read_address(value):
        """Return one address, in small letters; empty for what is none."""
        address = email_normalize(gate.to_text(value)) or ""
        return address if single_email_re.fullmatch(address) else ""

    @staticmethod
    def _read_day(value):
        try:
            return date.fromisoformat(gate.to_text(value))
        except ValueError:
            return None

    @staticmethod
    def _today():
        """Return the day it is where the company is."""
        tz = request.env.company.sudo().partner_id.tz or "UTC"
        return period.local_day(fields.Datetime.now(), tz)
