# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

# Smaller images are mostly logos in signatures, not screens.
SMALLEST_SCREEN = 8 * 1024  # bytes
#: what is told in words of its own, beside the files
SAID = ("steps", "user")


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
        compute="_compute_support_intake",
        help="What the customer has not sent yet, one thing a line.",
    )
    support_intake_wanted = fields.Boolean(
        compute="_compute_support_intake",
        help="Its kind of request asks for steps and user, or they were told.",
    )
    support_intake_line = fields.Char(
        string="What we know",
        compute="_compute_support_intake",
        groups="base.group_user",
        help="In one line: what is still missing, else what was told.",
    )
    support_intake_file_ids = fields.Many2many(
        "ir.attachment",
        string="Files",
        compute="_compute_support_intake",
        groups="base.group_user",
        help="Those that the customer may see, whoever sent them.",
    )

    @api.depends(
        "support_intake_steps",
        "support_intake_user",
        "support_intake_enough",
        "attachment_ids",
        "category_id.support_asks_steps",
        "closed",
    )
    @api.depends_context("lang")
    def _compute_support_intake(self):
        for ticket in self:
            asks = ticket._support_asks_steps()
            told = ticket._support_said("steps") or ticket._support_said("user")
            files = ticket._support_intake_files(told or asks)
            missing = ticket._support_missing_things(files)
            words = ticket._support_intake_words(missing, files)
            wanted = told or (asks and not (ticket.closed and not files))
            ticket.support_intake_missing = "\n".join(ticket._support_asked(missing))
            ticket.support_intake_wanted = wanted
            ticket.support_intake_line = wanted and words
            ticket.support_intake_file_ids = files

    def _support_asks_steps(self):
        """Whether steps, user and images help. A question has none, and while nobody
        has said which kind of request it is, nobody is asked for them."""
        self.ensure_one()
        return self.category_id.support_asks_steps

    def _support_said(self, what):
        return (self[f"support_intake_{what}"] or "").strip()

    def _support_intake_files(self, wanted=True):
        saved = wanted and self._origin
        return saved and saved._support_customer_files() or self.env["ir.attachment"]

    def _support_missing(self):
        """Return what is missing, each a text in the context's language."""
        self.ensure_one()
        files = self._support_intake_files(self._support_asks_steps())
        return self._support_asked(self._support_missing_things(files))

    def _support_missing_things(self, files):
        """Return which things are missing beside the files that are there."""
        if self.support_intake_enough or not self._support_asks_steps():
            return []
        screens = [
            file
            for file in files
            if (file.mimetype or "").startswith("image/")
            and file.file_size >= SMALLEST_SCREEN
        ]
        missing = [] if len(screens) > 1 else ["screen" if screens else "screens"]
        return missing + [each for each in SAID if not self._support_said(each)]

    def _support_asked(self, things):
        """Say to the customer what is missing, each thing a text."""
        words = {
            "screens": [
                self.env._("An image of the full screen"),
                self.env._("An image of the error"),
            ],
            "screen": [
                self.env._(
                    "A second image: we have one, and need the full screen as well as "
                    "the error"
                )
            ],
            "steps": [self.env._("The steps to reproduce it, one by one")],
            "user": [self.env._("The user to whom it happens")],
        }
        return [text for thing in things for text in words[thing]]

    def _support_intake_words(self, missing, files):
        """Say to the agent in one line what is missing, else what was told."""
        if missing and not self.closed:
            words = {
                "screens": self.env._("the images"),
                "screen": self.env._("a second image"),
                "steps": self.env._("the steps"),
                "user": self.env._("the user"),
            }
            things = ", ".join(words[thing] for thing in missing)
            return self.env._("Still missing: %(things)s", things=things)
        words = {"steps": self.env._("steps"), "user": self.env._("user")}
        things = [words[each] for each in SAID if self._support_said(each)]
        if len(files) == 1:
            things.append(self.env._("1 file"))
        elif files:
            things.append(self.env._("%(count)s files", count=len(files)))
        if not things:
            return self.env._("Nothing more is needed")
        things = ", ".join(things)
        if missing or self.support_intake_enough or not self._support_asks_steps():
            return self.env._("Told: %(things)s", things=things)
        return self.env._("All told: %(things)s", things=things)

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
