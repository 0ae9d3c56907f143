# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..clock.arguments import read_choice, read_ids


class SupportLevel(models.Model):
    """What other software may ask of levels: those that its user sees on a page."""

    _inherit = "support.level"

    @api.readonly
    def get_comparison(self, lang=None):
        """Return what these levels promise, side by side, as people read it.

        It is the table of the page of support levels. Without ``ids`` it has every
        level that the caller may see: an agent those of his companies, a portal user
        those that his provider shows to everybody and the one that covers him now.

        :param str lang: the code of an installed language, ``es_ES``; without one the
            caller's
        :returns: an object:

            - ``lang``: the language of all texts
            - ``levels``: a list of ``id`` (number), ``code``, ``name`` and ``own``
              (whether it covers the caller now), lowest rank first
            - ``sections``: a list of ``key``, ``name`` and ``rows``; a row has ``key``,
              ``name`` and ``cells``, one per level and in the order of ``levels``; a
              cell has ``level_id``, ``text`` (never empty) and ``state``: ``included``,
              ``excluded``, ``unstated`` (the level is silent) or ``stated`` (any other
              fact). Keys are the same in every language
        :raises UserError: the language is not installed, or an id is no id
        :raises AccessError: the caller may not see one of the levels
        :raises MissingError: one of the levels does not exist
        """
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        if lang is None:
            lang = self.env.context.get("lang") or self.env.user.lang or "en_US"
        read_choice(self.env, lang, installed)
        levels, own = self._get_seen(fields.Datetime.now())
        shown = levels.with_context(lang=lang)._lowest_first()
        values = shown._comparison_values(own)
        codes = {level.id: level.code for level in shown}
        return {
            "lang": lang,
            "levels": [
                {"id": v["id"], "code": codes[v["id"]], "name": v["name"]}
                | {"own": v["own"]}
                for v in values["levels"]
            ],
            "sections": values["sections"],
        }

    def _get_seen(self, now):
        """Return, as superuser, these levels and among them the caller's own; without
        any, all that the caller may see.

        :raises AccessError: the caller may not see one of them
        """
        asked = read_ids(self)
        if self.env.user._is_internal():
            levels = asked or asked.search([("active", "=", True)])
            levels.check_access("read")
            return levels.sudo(), self.sudo().browse()
        shown, own = self._get_shown_to_reader(now)
        if set(asked._ids) - set(shown._ids):
            raise AccessError(self.env._("You are not shown one of these levels."))
        return (asked.sudo() or shown), own
