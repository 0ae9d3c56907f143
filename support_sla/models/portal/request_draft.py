# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models

MOST_FILES = 10  # of one form
MOST_BYTES = 25 * 1024 * 1024  # of one form
MOST_DRAFTS = 3  # of one user
KEPT_FOR = timedelta(days=1)


class SupportRequestDraft(models.Model):
    """Files that came with a form which was not accepted yet: a browser forgets them.

    They are those of one user and one copy of the form, and nobody else's: whoever has
    their ids or that form's number reaches nothing. What is never sent goes by itself.
    """

    _name = "support.request.draft"
    _description = "Support Request Draft"
    _order = "id"

    user_id = fields.Many2one(
        "res.users", required=True, ondelete="cascade", index=True, readonly=True
    )
    form = fields.Char(
        required=True, readonly=True, help="Which copy of the portal's form it is."
    )

    @api.model
    def _find_files(self, user, form, chosen_ids):
        """Return those of the chosen files that came with a user's form."""
        return (
            self._find(user, form)
            ._get_files()
            .filtered(lambda file: file.id in chosen_ids)
        )

    @api.model
    def _keep(self, user, form, chosen_ids, uploads):
        """Keep files of a form that comes back: those chosen of what was kept before,
        and ``uploads``, pairs of a name and bytes.

        Returns ``(attachments, names of those that found no room)``.
        """
        draft = self._find(user, form)
        files = self._find_files(user, form, chosen_ids)
        (draft._get_files() - files).unlink()
        room, lost = MOST_BYTES - sum(files.mapped("file_size")), []
        for name, content in uploads:
            if len(content) > room or len(files) >= MOST_FILES:
                lost.append(name)
                continue
            draft = draft[:1] or self._open(user, form)
            files += draft._attach(name, content)
            room -= len(content)
        return files, lost

    @api.model
    def _hand_over(self, user, form, chosen_ids, ticket):
        """Give the chosen files to the ticket that their form became, once."""
        files = self._find_files(user, form, chosen_ids)
        files.write({"res_model": ticket._name, "res_id": ticket.id})
        self._find(user, form).unlink()

    @api.model
    def _find(self, user, form):
        if not form:
            return self.browse()
        return self.search([("user_id", "=", user.id), ("form", "=", form)])

    @api.model
    def _open(self, user, form):
        """Begin a draft; a user's oldest make room for it."""
        older = self.search([("user_id", "=", user.id)], order="id desc")
        older[MOST_DRAFTS - 1 :].unlink()
        return self.create({"user_id": user.id, "form": form})

    def _attach(self, name, content):
        self.ensure_one()
        return self.env["ir.attachment"].create(
            {
                "name": name,
                "raw": content,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _get_files(self):
        return self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids)], order="id"
        )

    def unlink(self):
        """What nobody took goes with its form."""
        self._get_files().unlink()
        return super().unlink()

    @api.autovacuum
    def _gc_drafts(self):
        """Drop what was never sent; daily."""
        before = self.env.cr.now() - KEPT_FOR
        self.search([("create_date", "<", before)]).unlink()
