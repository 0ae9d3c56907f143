# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What every public method asks of whoever calls it, and how it says no: in words, with
an error that is a 4xx to a caller from outside.
"""

from odoo.exceptions import UserError

from ...tools.promise.period import FIRST_DAY, LAST_DAY
from ...tools.time import iso

LARGEST_ID = 2**31 - 1


def read_ids(records):
    """Return these records, each once, in the order in which they were asked for, and
    in the caller's language, where the call itself names none.

    :raises UserError: an id is no id
    """
    ids, context = [*records._ids], records.env.context
    if not context.get("lang"):
        records = records.with_context(lang=records.env.user.lang)
    if not all(type(i) is int and 0 < i <= LARGEST_ID for i in ids):
        raise UserError(records.env._("Ids are whole numbers above zero."))
    return records.browse(dict.fromkeys(ids))


def read_moment(env, text, default):
    """Return the naive UTC moment that a text names; the default for none.

    :raises UserError: it names no moment between the years 1900 and 2999
    """
    if text is None:
        return default
    try:
        moment = iso.read_moment(text)
    except ValueError:
        moment = None
    if not moment or not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise UserError(
            env._(
                "“%(text)s” is no moment. Write day and time, and the zone: "
                "2026-03-02T15:00:00Z, or 2026-03-02T09:00:00-06:00.",
                text=text,
            )
        )
    return moment


def read_choice(env, key, choices):
    """Return a key that is one of some choices.

    :raises UserError: it is none of them
    """
    if key not in [*choices]:
        raise UserError(
            env._(
                "“%(key)s” is none of: %(choices)s.",
                key=key,
                choices=", ".join(map(str, choices)),
            )
        )
    return key
