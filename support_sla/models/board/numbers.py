# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Numbers that equal the lists they open: each is counted by the domain of its list.

However many numbers a block has, they are one statement; what the caller may not see
is not counted.
"""

from odoo.fields import Domain
from odoo.tools import SQL


def count_by(model, base, domains, groupby=(), more=()):
    """Yield (group's values …, counts …, more …) of a base domain, in one query.

    :param domains: each is counted within the base and the group
    :param groupby: stored fields; a many2one is its id, an empty one None
    :param more: each makes the SQL of another figure from model and query
    """
    query = model._search(base)
    groups = [model._field_to_sql(model._table, name, query) for name in groupby]
    counts = [
        SQL("COUNT(*) FILTER (WHERE %s)", to_sql(model, domain, query))
        for domain in domains
    ]
    counts += [make(model, query) for make in more]
    query.groupby = SQL(", ").join(groups) if groups else None
    yield from model.env.execute_query(query.select(*groups, *counts))


def count_each(env, wanted, asked=()):
    """Return how many records each (model, domain) has, in one query; then of those
    that are only ``asked`` for, whether there is one."""
    found = [
        SQL("(%s)", env[name]._search(domain).select(SQL("COUNT(*)")))
        for name, domain in wanted
    ]
    found += [
        SQL("EXISTS (%s)", env[name]._search(domain).select(SQL("1")))
        for name, domain in asked
    ]
    return env.execute_query(SQL("SELECT %s", SQL(", ").join(found)))[0]


def as_number(count, domain):
    """Return a number as the browser gets it, with the domain of its list."""
    return {"count": count, "domain": domain}


def both(*domains):
    """Return the domain of what fulfils all of them, as plain JSON."""
    return list(Domain.AND(domains))


def to_sql(model, domain, query):
    """Return a domain as a condition inside a query on its model."""
    domain = Domain(domain).optimize_full(model)
    return domain._to_sql(model, model._table, query)
