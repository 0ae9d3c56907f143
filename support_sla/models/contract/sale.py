# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.tools import format_list


class SupportContractSaleMixin(models.AbstractModel):
    """What a draft promises and whom it tells, before somebody confirms it."""

    _name = "support.contract.sale.mixin"
    _description = "Support: what a contract sells"

    sold_words = fields.Text(
        string="What is sold",
        compute="_compute_sold_words",
        groups="support_sla.group_support_user",
        help="What the level promises, in the words of the comparison of levels.",
    )
    beginning_words = fields.Char(
        string="Whom confirming tells",
        compute="_compute_beginning_words",
        groups="support_sla.group_support_user",
    )

    sold_already = fields.Char(
        string="Already sold",
        compute="_compute_sold_already",
        groups="support_sla.group_support_user",
        help="Which contract of the customer gives a draft's level for its days.",
    )

    @api.depends(
        "company_id", "date_end", "date_start", "level_id", "partner_id", "phase"
    )
    @api.depends_context("lang")
    def _compute_sold_already(self):
        drafts = self.filtered(lambda c: c.phase == "draft" and c.date_start)
        rivals = drafts._find_rivals()
        for contract in self:
            contract.sold_already = False
            if contract in drafts:
                known = rivals[contract._get_promise_key()]
                if other := contract._pick_overlap(known)[:1]:
                    contract.sold_already = contract._say_overlap(other)

    def _say_overlap(self, other):
        """Say that a contract of the customer gives this level for these days."""
        self.ensure_one()
        return self.env._(
            "%(customer)s already has level “%(level)s” for these days "
            "(%(other)s, %(first)s – %(last)s). Change the days, or "
            "renew or extend that contract.",
            customer=self.partner_id.display_name,
            level=self.level_id.display_name,
            other=other.name,
            first=other.date_start,
            last=other.date_end or self.env._("open-ended"),
        )

    @api.depends("level_id")
    @api.depends_context("lang")
    def _compute_sold_words(self):
        for level, contracts in self.grouped("level_id").items():
            contracts.sold_words = level and self._say_sold(level.sudo())

    def _say_sold(self, level):
        sections = {each["key"]: each["rows"] for each in level._comparison_rows()}

        def said(key):
            cells = [(row["name"], row["cells"][0]) for row in sections.get(key, ())]
            return [(n, c["text"]) for n, c in cells if c["state"] != "excluded"]

        lines = [f"{name}: {text}" for name, text in said("answers")]
        lines += [text for key in ("hours", "tickets") for _name, text in said(key)]
        channels = [name for name, _text in said("channels")]
        return "\n".join([*lines, format_list(self.env, channels)])

    @api.depends("company_id", "contact_ids", "partner_id")
    @api.depends_context("lang")
    def _compute_beginning_words(self):
        for contract in self:
            contract.beginning_words = contract._say_whom_it_tells()

    def _say_whom_it_tells(self):
        self.ensure_one()
        people = self._get_notice_partners()
        if not self.partner_id:
            return False
        if not self.company_id.sudo().support_tell_beginning:
            return self.env._("The customer is not told: that mail is switched off.")
        if not people:
            return self.env._("The customer is not told: there is no mail address.")
        names = format_list(self.env, people.mapped("display_name"))
        return self.env._("Confirming tells them by mail: %s.", names)
