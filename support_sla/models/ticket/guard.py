# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import AccessError

from ...tools.life.derived import Derived, unwrapped

PREFIX = "support_"
# What a ticket that is born closed may bring along: history.
HISTORY = ("support_closed_at", "support_first_response_at", "support_outcome")


class SupportGuardMixin(models.AbstractModel):
    """What is derived of a ticket nobody writes: no form, no call, no other addon.

    That is whatever of ours is declared read-only. Our own code stores it by
    ``_support_store``, which calls no ``write``, or gives it to a new ticket as
    ``Derived``.
    """

    _name = "support.guard.mixin"
    _description = "Support: who writes a ticket's derived fields"

    @api.model
    def _support_is_derived(self, name):
        field = self._fields.get(name) if name.startswith(PREFIX) else None
        return bool(field) and field.readonly

    def _support_check_written(self, vals):
        """Refuse to write what is derived."""
        self._support_refuse([n for n in vals if self._support_is_derived(n)])

    @api.model
    def _support_take(self, vals):
        """Return the values of a new ticket as they may be given, or refuse.

        What is empty brings nothing, as a column of an import does.
        """
        derived = {name for name in vals if self._support_is_derived(name)}
        given = {n for n in derived if vals[n] and not isinstance(vals[n], Derived)}
        self._support_refuse([n for n in vals if n in given.difference(HISTORY)])
        return {n: unwrapped(v) for n, v in vals.items() if v or n not in derived}

    @api.model
    def _support_check_history(self, vals):
        """Refuse history of a ticket that is not closed."""
        self._support_refuse([name for name in HISTORY if vals.get(name)])

    @api.model
    def _support_refuse(self, names):
        if names:
            labels = (
                self._fields[name]._description_string(self.env) for name in names
            )
            raise AccessError(
                self.env._(
                    "Nobody writes these by hand, they follow from what happens to the "
                    "ticket: %(fields)s.",
                    fields=", ".join(sorted(labels)),
                )
            )
