# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from babel.dates import get_timezone_location

from odoo.tools.misc import babel_locale_parse, get_lang


def name_place(env, tz):
    """Return the place after which a zone is called, in the context's language."""
    locale = babel_locale_parse(get_lang(env).code)
    return get_timezone_location(tz, locale=locale, return_city=True).rpartition("/")[2]
