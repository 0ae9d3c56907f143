# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Moments as people read them: where UTC becomes somebody's hours, and in which words.

Whose hours they are the caller says: what Odoo takes by itself is the zone of the user
who runs the code, which for a job or a visitor is nobody's.
"""

import pytz
from babel.dates import format_skeleton, get_timezone_location

from odoo.tools import format_datetime
from odoo.tools.misc import babel_locale_parse, get_lang

from ...tools.promise.period import local_moment


def name_place(env, tz):
    """Return the place after which a zone is called, in the context's language."""
    place = get_timezone_location(tz, locale=_locale(env), return_city=True)
    return place.rpartition("/")[2]


def choose_zone(*zones):
    """Return the first zone that somebody chose; that of the machines only where nobody
    has another."""
    return next((zone for zone in zones if zone and zone != "UTC"), "UTC")


def to_local(moment, tz):
    """Return a naive UTC moment as an aware one in a zone; an empty zone is UTC.

    By Odoo's own zones, among which are names that a server may have forgotten.
    """
    return local_moment(moment, pytz.timezone(tz or "UTC"))


def say_moment(env, moment, tz, length="medium"):
    """Say a naive UTC moment in a zone (empty: UTC), in the context's language."""
    return format_datetime(env, moment, tz=tz or "UTC", dt_format=length)


def say_zone(env, tz):
    """Say whose times the moments beside it are, in the context's language."""
    return env._("Times are those of %s.", name_place(env, tz))


def say_day(env, day, now):
    """Say a day as it stands, briefly; of another year than now with its year."""
    skeleton = "MMMd" if day.year == now.year else "yMMMd"
    return format_skeleton(skeleton, day, locale=_locale(env))


def _locale(env):
    return babel_locale_parse(get_lang(env).code)
