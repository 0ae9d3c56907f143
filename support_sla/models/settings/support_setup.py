# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from .setup_checks import CHECKS
from .setup_finding import SUPPORT, Look, name_some
from .setup_steps import STEPS

PEOPLE = 3  # of those who may mend something so many are named


class SupportSetup(models.AbstractModel):
    """The check of the configuration: what is wrong, and what mends it.

    It has no records, stores nothing and mends nothing by itself. It looks at what its
    reader sees of the companies at hand, however much that is by the same number of
    queries.
    """

    _name = "support.setup"
    _description = "Support: check of the configuration"

    @api.model
    def get_setup(self):
        """Return what a manager of support is told, as JSON, in the reader's language.

        - ``findings``: what is wrong, each with its ``key``, its ``severity`` (wrong,
          care, note), ``words``, a sentence, ``can_fix`` and, where the reader may not
          mend all of it, ``who`` may, a sentence, else False
        - ``steps``: as ``_get_steps``

        :raises AccessError: the user does not manage support
        """
        look = self._look()
        return {
            "findings": [*self._get_findings(look)],
            "steps": self._get_steps(look),
        }

    @api.model
    def open_fix(self, key):
        """Return the action that mends what a check finds now; False: nothing is wrong
        any more.

        :raises AccessError: the user may not mend it
        """
        look = self._look()
        for check in CHECKS:
            if check.key == key and (found := check.find(look)):
                if not self._allowed(check, found):
                    raise AccessError(self._say_who(check))
                return self._ready(check.fix(look, found))
        return False

    @api.model
    def open_step(self, key):
        """Return the action that opens the screen of a step; False: there is none."""
        look = self._look()
        step = next((step for step in STEPS if step.key == key), None)
        return self._ready(step.open(look)) if step else False

    @api.model
    def _ready(self, action):
        """Name the views of a window, as the browser wants it where no button asked."""
        if action["type"] == "ir.actions.act_window" and "views" not in action:
            modes = action["view_mode"].split(",")
            return action | {"views": [(False, mode) for mode in modes]}
        return action

    @api.model
    def _look(self):
        if not self.env.user.has_group(SUPPORT):
            raise AccessError(
                self.env._("The configuration is checked by those who manage support.")
            )
        return Look(self.env, fields.Datetime.now())

    def _get_findings(self, look):
        for check in CHECKS:
            found = check.find(look)
            if not found:
                continue
            allowed = self._allowed(check, found)
            whole = allowed is True or allowed == found
            words = self.env._(check.words)
            yield {
                "key": check.key,
                "severity": check.severity,
                "words": words % {"names": name_some(found)},
                "can_fix": bool(allowed),
                "who": False if whole else self._say_who(check),
            }

    @api.model
    def _get_steps(self, look=None):
        """Return ``[{"key", "words", "done"}]`` of the six steps in their order."""
        look = look or self._look()
        return [
            {
                "key": step.key,
                "words": self.env._(step.words),
                "done": step.done(look),
            }
            for step in STEPS
        ]

    @api.model
    def _allowed(self, check, found):
        """Return what of a finding its reader may mend: records, or True or False."""
        if getattr(found, "_name", None) != check.model:
            return self.env[check.model].has_access("write")
        return found.sudo(False)._filtered_access("write")

    @api.model
    def _say_who(self, check):
        """Say who may mend it: some of those in the keepers' group, by name."""
        group = self.env.ref(check.keeper, raise_if_not_found=False)
        users = group.sudo().all_user_ids if group else self.env["res.users"].sudo()
        users = users.filtered(
            lambda u: u.active and not u.share and u.company_ids & self.env.companies
        )
        names = ", ".join(users.sorted("id")[:PEOPLE].mapped("name"))
        if not names:
            return self.env._("You may not change this; an administrator may.")
        return self.env._("You may not change this. Who may: %(names)s.", names=names)
