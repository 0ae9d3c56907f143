# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import hashlib
from datetime import timedelta

from markupsafe import Markup
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, mute_logger

from ...tools.promise import period

# So many requests are taken from one customer or address in a day,
MOST_OF_ONE = 10
# and so many from visitors, all together, in an hour.
MOST_OF_VISITORS = 100


class SupportLevelRequest(models.Model):
    """Somebody wants a level: a customer, or a visitor whom nobody knows yet.

    A record of its own, so that no request is lost where nobody is there to have it
    as a task, and an account manager who leaves leaves no hole. Nobody gets a mail: a
    visitor's address is what a stranger typed.
    """

    _name = "support.level.request"
    _description = "Request for a Support Level"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    name = fields.Char(string="Asked by", required=True, readonly=True)
    email = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        help="Empty: a visitor asked.",
    )
    lang = fields.Char(string="Language", readonly=True)

    level_id = fields.Many2one(
        "support.level",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
        check_company=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    months = fields.Integer(required=True, readonly=True)
    date_start = fields.Date(string="From", required=True, readonly=True)

    manager_id = fields.Many2one(
        "res.users",
        string="Account manager",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Whose task it is to answer.",
    )
    state = fields.Selection(
        [("open", "To answer"), ("done", "Answered")],
        required=True,
        readonly=True,
        default="open",
        tracking=True,
    )
    mark = fields.Char(required=True, readonly=True, groups="base.group_system")

    _open_mark_unique = models.UniqueIndex(
        "(mark) WHERE state = 'open'", "This was asked already."
    )
    _months_positive = models.Constraint(
        "CHECK(months > 0)", "A level is asked for at least one month."
    )

    @api.depends("name", "level_id.name")
    def _compute_display_name(self):
        for each in self:
            each.display_name = f"{each.name}: {each.level_id.name or ''}"

    def write(self, vals):
        """Another account manager has the task as well."""
        result = super().write(vals)
        if vals.get("manager_id"):
            tasks = self.activity_ids.with_context(mail_activity_quick_update=True)
            tasks.user_id = vals["manager_id"]
        return result

    # Taking

    @api.model
    def _take(self, vals):
        """Keep a request, once as long as it is not answered; whoever is to answer has
        it as a task, once."""
        requests = self.sudo().with_context(
            mail_create_nosubscribe=True, mail_create_nolog=True
        )
        vals = vals | {"mark": self._prepare_mark(vals)}
        found = requests.search(
            [("mark", "=", vals["mark"]), ("state", "=", "open")], limit=1
        )
        if not found:
            try:
                with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                    found = requests.create(vals)
            except UniqueViolation:
                # a second click at the same moment: the first one keeps the request
                return requests
        found._give_to_manager()
        return found

    @api.model
    def _prepare_mark(self, vals):
        """Name what is asked, and by whom: the same again is the same request."""
        who = vals.get("partner_id") or (vals.get("email") or "").lower()
        names = ("company_id", "level_id", "months", "date_start")
        text = "\0".join(map(str, (who, *(vals[name] for name in names))))
        return hashlib.sha256(text.encode()).hexdigest()

    @api.model
    def _is_flooded(self, vals, now):
        """Did this customer or address ask very often today, or did all visitors?"""
        requests = self.sudo()
        company = Domain("company_id", "=", vals["company_id"])
        by_visitor = Domain("partner_id", "=", False)
        if vals.get("partner_id"):
            asker = Domain("partner_id", "=", vals["partner_id"])
        else:
            asker = by_visitor & Domain("email", "=", vals["email"])
            hour = Domain("create_date", ">", now - timedelta(hours=1))
            if requests.search_count(company & by_visitor & hour) >= MOST_OF_VISITORS:
                return True
        day = Domain("create_date", ">", now - timedelta(days=1))
        return requests.search_count(company & asker & day) >= MOST_OF_ONE

    # Who answers

    def _give_to_manager(self):
        """Give whoever is to answer a task in their language; nobody gets a mail."""
        self.ensure_one()
        if self.activity_ids:
            return
        self.manager_id = self.manager_id or self._choose_manager()
        if not self.manager_id:
            return
        user = self.manager_id
        wish = self.with_context(
            lang=user.lang or self.env.lang, mail_activity_quick_update=True
        )
        wish.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=wish.env._("Asks for %(level)s", level=wish.level_id.name),
            note=Markup("<p>%s</p>") % wish._in_words(),
            user_id=user.id,
        )

    def _in_words(self):
        words = {
            "who": self.name,
            "address": self.email or self.env._("no address"),
            "level": self.level_id.name,
            "months": self.months,
            "day": format_date(self.env, self.date_start, date_format="long"),
        }
        if self.months == 1:
            return self.env._(
                "%(who)s (%(address)s) asks for %(level)s for 1 month from %(day)s.",
                **words,
            )
        return self.env._(
            "%(who)s (%(address)s) asks for %(level)s for %(months)s months from "
            "%(day)s.",
            **words,
        )

    def _choose_manager(self):
        """Return who answers the customer, who may have no contract."""
        self.ensure_one()
        company = self.company_id
        contracts = self.env["support.contract"].search(
            [
                ("partner_id", "=", self.partner_id.id),
                ("company_id", "=", company.id),
                ("phase", "=", "confirmed"),
            ],
            limit=1,
        )
        return contracts._get_answerer(company)

    # Buttons

    def action_done(self):
        """It was answered: the task is over."""
        self.activity_ids.action_feedback()
        self.state = "done"

    def action_prepare_contract(self):
        """Open a contract that says what was asked for; nothing is made yet."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New contract"),
            "res_model": "support.contract",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_company_id": self.company_id.id,
                "default_level_id": self.level_id.id,
                "default_date_start": self.date_start,
                "default_date_end": period.add_months(self.date_start, self.months)
                - timedelta(days=1),
                "default_origin": "bought",
            },
        }
