# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What only this process knows: what it remembers of levels, stages and rules, and when
it forgets it; whether an addon is being uninstalled; at which hour something happens.

No room, so that each may name it, and no model.
"""

import functools
from contextlib import contextmanager
from contextvars import ContextVar

from odoo import fields
from odoo.tools import ormcache

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .clock import calendar_signal

FORGETTING = "support_sla.forgetting"
OWN, SEEN = "support_sla.own_knowledge", "support_sla.seen_signal"
_uninstalling = set()  # ids of cursors
_hour = ContextVar("support_sla.hour", default=None)


def forget(env):
    """What is remembered is old: now, for this transaction, which remembers for itself
    from here on; for every process once the change is committed, and again when all can
    see it, for until then another thread remembers what was before; and when it is
    taken back."""
    registry, cr = env.registry, env.cr
    clear = registry.clear_cache
    clear()
    cr.cache.pop(OWN, None)
    if FORGETTING not in cr.postcommit.data:
        cr.postcommit.data[FORGETTING] = True
        if registry.ready:
            calendar_signal.send(cr)
            cr.postcommit.add(functools.partial(calendar_signal.announce, registry))
        cr.postcommit.add(clear)
        cr.postrollback.add(clear)


def remembered(*keys):
    """As ``ormcache``, but what an older transaction still reads is its own affair.

    Each value is kept with the last cache invalidation that its reader saw, and counts
    as long as the process knows of no later one. Who changed something itself shares
    nothing.
    """

    def decorate(method):
        @functools.wraps(method)
        def load(self, *args):
            return _seen(self.env.cr), method(self, *args)

        kept = ormcache(*keys)(load)

        @functools.wraps(method)
        def lookup(self, *args):
            cr = self.env.cr
            changing = FORGETTING in cr.postcommit.data
            own = cr.cache.get(OWN)
            if changing or own:
                key = kept.__cache__.key(self, *args)
                if own and key in own:
                    return own[key]
            if not changing:
                known = calendar_signal.known(self.env.registry)
                signal, value = kept(self, *args)
                if signal >= known:
                    return value
                key = kept.__cache__.key(self, *args)
            signal, value = load(self, *args)
            if not changing and signal >= known:
                kept.__cache__.add_value(self, *args, cache_value=(signal, value))
            else:
                cr.cache.setdefault(OWN, {})[key] = value
            return value

        return lookup

    return decorate


def _seen(cr):
    """The last invalidation that this transaction sees: asked once, it stays so."""
    if SEEN not in cr.cache:
        cr.cache[SEEN] = calendar_signal.seen(cr)
    return cr.cache[SEEN]


# What may not be deleted stays, whatever a caller puts into the context


@contextmanager
def uninstalling(cr):
    """An addon is being uninstalled in this transaction."""
    _uninstalling.add(id(cr))
    try:
        yield
    finally:
        _uninstalling.discard(id(cr))


def guarded(records):
    """Return records that are deleted past their guards in an uninstallation only.

    Odoo skips them where the context speaks of one, and a context comes from whoever
    calls.
    """
    env = records.env
    if env.context.get(MODULE_UNINSTALL_FLAG) and id(env.cr) not in _uninstalling:
        return records.with_context(**{MODULE_UNINSTALL_FLAG: False})
    return records


# Which moment it is. Nobody can send another one: only code that runs here sets it, for
# itself alone and for as long as it says


def now():
    """Return the moment (naive UTC, whole seconds) at which something happens: doors
    ask here, through which history comes that is told at its own hours."""
    return _hour.get() or fields.Datetime.now()


@contextmanager
def hour(cr, moment):
    """What happens in this block happens at another moment, naive UTC.

    Rows that the ORM writes carry it as well, as those of a transaction that began
    then: the cursor keeps that moment, and offers no other way to choose it.
    """
    token, began = _hour.set(moment), cr._now
    cr._now = moment
    try:
        yield
    finally:
        cr._now = began
        _hour.reset(token)
