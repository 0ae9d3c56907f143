# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Tickets by the hundred thousand: copies, by SQL, of some that were really made.

No addon's work is done for a copy; it is consistent as its seed is, whose moments all
lie earlier by the same. Tests multiply in their transaction, benches in their database.
"""

from odoo.tools import SQL

TICKET = "helpdesk_ticket"
#: tables of what a ticket has, each with the column that names it
PARTS = {
    "support_deadline": "ticket_id",
    "support_pause": "ticket_id",
    "support_quota_entry": "ticket_id",
}
#: what names one row only
UNIQUE = ("id", "access_token", "support_form_mark")
MOMENT = "timestamp without time zone"


def multiply(cr, seeds, given=None, parts=None):
    """Copy tickets with their deadlines, pauses and counts; the oldest are first.

    :param seeds: ``[(ticket id, number of copies, first, last)]``: spread evenly from
        so many seconds before the seed's moments until so many
    :param given: ``{table: {column: SQL}}`` of what is not as the seed has it; inside,
        ``copy`` has its ``id``, its number ``n`` among its seed's, and ``back``, the
        interval by which its moments are earlier
    :param parts: ``{table: its column}`` of what is copied besides; usually PARTS
    :return: SQL of the copies (id, seed, n, back), until the transaction ends
    """
    given, parts = given or {}, PARTS if parts is None else parts
    rows = SQL(", ").join(SQL("(%s, %s, %s, %s)", *seed) for seed in seeds)
    cr.execute(
        SQL(
            """
            DROP TABLE IF EXISTS crowd;
            CREATE TEMP TABLE crowd ON COMMIT DROP AS
            SELECT nextval('helpdesk_ticket_id_seq')::int AS id, *
              FROM (SELECT seed.id AS seed, n,
                           (first + (last - first) * n / number)
                           * interval '1 second' AS back
                      FROM (VALUES %s) seed (id, number, first, last),
                           LATERAL generate_series(1, number) n
                     ORDER BY back DESC) spread
            """,
            rows,
        )
    )
    copies = SQL("(SELECT * FROM crowd)")
    number = SQL("'B' || lpad(copy.id::text, 9, '0')")
    numbered = {"number": number} | given.get(TICKET, {})
    copy_rows(cr, TICKET, "id", copies, numbered)
    for table, key in parts.items():
        copy_rows(cr, table, key, copies, given.get(table))
    return copies


def copy_rows(cr, table, key, copies, given=None):
    """Copy the rows of a table that are a seed's, for each of its copies.

    :param key: the column that is the seed's id, and becomes the copy's
    :param copies: SQL of a relation with ``id``, ``seed`` and ``back``
    """
    cr.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = %s"
        " ORDER BY ordinal_position",
        [table],
    )
    values = {name: _value(name, kind) for name, kind in cr.fetchall()}
    for name in UNIQUE:
        values.pop(name, None)
    values |= {key: SQL("copy.id")} | (given or {})
    cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s copy JOIN %s seed ON seed.%s ="
            " copy.seed ORDER BY copy.id",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, values)),
            SQL(", ").join(values.values()),
            copies,
            SQL.identifier(table),
            SQL.identifier(key),
        )
    )


def _value(name, kind):
    column = SQL("seed.%s", SQL.identifier(name))
    if kind == MOMENT:
        return SQL("%s - copy.back", column)
    if kind == "date":
        return SQL("(%s - copy.back)::date", column)
    return column


def one_of(ids, every=1):
    """SQL of one of some ids in turn; the next after so many copies."""
    return SQL("(%s::int[])[1 + copy.n / %s %% %s]", list(ids), every, len(ids))


def analyze(cr, *tables):
    for table in (TICKET, *PARTS, *tables):
        cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))
