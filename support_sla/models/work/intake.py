# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# Smaller images are mostly logos in signatures, not screens.
SMALLEST_SCREEN = 8 * 1024  # bytes


class SupportIntakeMixin(models.AbstractModel):
    """What the terms recommend a request to bring along, and what is missing.

    Images are counted, not understood: whether the second one shows the whole screen
    is for the agent to see, who may also say that nothing more is needed.
    """

    _name = "support.intake.mixin"
    _description = "Support: what a request should say"

    support_intake_steps = fields.Text(
        string="Steps to reproduce",
        help="What one does until it happens.",
        prefetch="support_rare",
    )
    support_intake_user = fields.Char(
        string="Happens to",
        help="The user of the system to whom it happens.",
        prefetch="support_rare",
    )
    support_intake_enough = fields.Boolean(
        string="Nothing more is needed",
        copy=False,
        help="We know enough, whatever is missing.",
        prefetch="support_rare",
    )
    support_intake_asked_at = fields.Datetime(
        string="Asked on",
        readonly=True,
        copy=False,
        help="When the customer, silent since, was asked for what is missing.",
    )
    support_intake_missing = fields.Text(
        string="Missing",
        compute="_compute_support_intake_missing",
        help="What the customer has not sent yet, one thing a line.",
    )
    support_intake_wanted = fields.Boolean(
        compute="_compute_support_intake_missing",
        help="Its kind of request asks for steps and user, or they were told.",
    )

    @api.depends(
        "support_intake_steps",
        "support_intake_user",
        "support_intake_enough",
        "attachment_ids",
        "category_id.support_asks_steps",
    )
    @api.depends_context("lang")
    def _compute_support_intake_missing(self):
        for ticket in self:
            ticket.support_intake_missing = "\n".join(ticket._support_missing())
            told = ticket.support_intake_steps or ticket.support_intake_user
            ticket.support_intake_wanted = told or ticket._support_asks_steps()

    def _support_asks_steps(self):
        """Whether steps, user and images help: a question has none. Until somebody says
        which kind of request it is they may."""
        self.ensure_one()
        return not self.category_id or self.category_id.support_asks_steps

    def _support_missing(self):
        """Return what is missing, each a text in the context's language."""
        self.ensure_one()
        if self.support_intake_enough or not self._support_asks_steps():
            return []
        missing = self._support_missing_images()
        if not (self.support_intake_steps or "").strip():
            missing.append(self.env._("The steps to reproduce it, one by one"))
        if not (self.support_intake_user or "").strip():
            missing.append(self.env._("The user to whom it happens"))
        return missing

    def _support_missing_images(self):
        files = self._origin._support_customer_files() if self._origin else ()
        screens = [
            file
            for file in files
            if (file.mimetype or "").startswith("image/")
            and file.file_size >= SMALLEST_SCREEN
        ]
        if not screens:
            return [
                self.env._("An image of the full screen"),
                self.env._("An image of the error"),
            ]
        if len(screens) == 1:
            return [
                self.env._(
                    "A second image: we have one, and need the full screen as well as "
                    "the error"
                )
            ]
        return []

    def action_support_ask_missing(self):
        """Ask the customer for exactly what is missing, then wait for them."""
        self._support_check_may_tell()
        if self.support_intake_asked_at:
            raise UserError(
                self.env._("The customer was asked already, and has not answered yet.")
            )
        if not self._support_missing():
            raise UserError(self.env._("Nothing is missing."))
        self._support_send_ask("missing", fields.Datetime.now())
        return True
