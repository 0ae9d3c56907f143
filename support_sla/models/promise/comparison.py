# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.fields import Domain

from ...tools.promise.metrics import METRICS
from .comparison_words import ComparisonWords


class SupportComparisonMixin(models.AbstractModel):
    """Levels side by side: what each promises, read from their data, never typed."""

    _name = "support.comparison.mixin"
    _description = "Support: levels compared"

    is_public = fields.Boolean(
        string="Shown to everybody",
        company_dependent=True,
        copy=False,
        help="On this company's page of support levels, which needs no login. A "
        "customer sees its own level there in any case.",
    )

    @api.model
    def _get_shown(self, company, own=()):
        """Return, as superuser, the levels that a company shows to everybody, lowest
        first; and among them ``own``, those of whoever looks."""
        levels = self.sudo().with_company(company)
        shown = Domain("is_public", "=", True) | Domain("id", "in", [*map(int, own)])
        found = levels.search(shown & Domain("company_id", "in", [False, company.id]))
        return found._lowest_first()

    def _lowest_first(self):
        """Return these levels as they are compared: the lowest rank on the left."""
        return self.sorted(lambda level: (level.rank, level.name, level.id))

    def _comparison_rows(self):
        """Return what these levels promise, side by side, in the context's language.

        A list of sections, ``{"key", "name", "rows"}``; a row is ``{"key", "name",
        "cells"}`` with one cell per level, in the order of ``self``. A cell is
        ``{"level_id", "text", "state"}``: a text ready to be printed, not HTML, never
        empty; and ``included``, ``excluded``, ``unstated`` (the level is silent) or
        ``stated`` (any other fact), which a symbol may repeat but never replace.
        Keys stay the same in every language. As many queries whatever the number of
        levels. Whoever may read the levels may read all of it.
        """
        self.check_access("read")
        return _Comparison(self.sudo()).sections()

    def _comparison_values(self, own=()):
        """Return what ``support_sla.comparison_table`` prints.

        :param own: the levels to mark as the reader's
        """
        return {
            "levels": [
                {"id": level.id, "name": level.name, "own": level in own}
                for level in self
            ],
            "sections": self._comparison_rows(),
        }


class _Comparison:
    """One comparison: the facts of its levels, read once, and the rows they make."""

    def __init__(self, levels):
        self.levels = levels
        self.env = levels.env
        self.words = ComparisonWords(self.env)
        self.days = levels.calendar_id._support_days()

    def sections(self):
        env = self.env
        found = [
            ("obtained", env._("How you get it"), self._obtained()),
            ("channels", env._("How you reach us"), self._channels()),
            (
                "answers",
                env._("By when: from our aim to our commitment"),
                self._targets(),
            ),
            ("hours", env._("When we work"), self._hours()),
            ("tickets", env._("How many tickets"), self._tickets()),
            ("scope", env._("What we do for you"), self._scope()),
            ("visits", env._("Visits"), self._visits()),
        ]
        return [
            {"key": key, "name": name, "rows": rows}
            for key, name, rows in found
            if rows
        ]

    def _row(self, key, name, say):
        """Return a row; ``say(level)`` returns a cell."""
        cells = [{"level_id": level.id} | say(level) for level in self.levels]
        return {"key": key, "name": name, "cells": cells}

    def _obtained(self):
        def say(level):
            return self.words.obtained(level.included_months)

        return [self._row("obtained", self.env._("Obtained"), say)]

    def _channels(self):
        """A row per kind of channel, as a level includes all channels of a kind; what
        is of no known kind goes by its own name."""
        channels = self.levels.channel_ids
        names = dict(channels._fields["support_kind"]._description_selection(self.env))
        names |= {c.id: c.name for c in channels if _kind(c) == c.id}
        offered = {
            level.id: {_kind(channel) for channel in level.channel_ids}
            for level in self.levels
        }
        return [
            self._row(
                f"channel_{kind}",
                name,
                lambda level, kind=kind: self.words.coverage(
                    "included" if kind in offered[level.id] else "excluded"
                ),
            )
            for kind, name in names.items()
            if any(kind in kinds for kinds in offered.values())
        ]

    def _targets(self):
        metric = self.env["support.level.target"]._fields["metric"]
        names = dict(metric._description_selection(self.env))
        promised = {key for level in self.levels for key in level._get_promises()}
        return [
            row
            for metric in METRICS
            if any(metric == key[0] for key in promised)
            for row in self._target_rows(metric, names[metric])
        ]

    def _target_rows(self, metric, name):
        """One row, and one for each priority of which some level says otherwise."""
        priorities = self.env["support.level.target"]._fields["priority"]
        special = [
            (priority, label)
            for priority, label in priorities._description_selection(self.env)
            if any(
                level._get_promise(metric, priority)
                != level._get_promise(metric, False)
                for level in self.levels
            )
        ]
        general = self.env._("%(metric)s, other priorities", metric=name)
        rows = [self._target_row(metric, False, general if special else name)]
        rows += [
            self._target_row(
                metric,
                priority,
                self.env._(
                    "%(metric)s, priority %(priority)s", metric=name, priority=label
                ),
            )
            for priority, label in special
        ]
        return rows

    def _target_row(self, metric, priority, name):
        def say(level):
            promise = level._get_promise(metric, priority)
            return self.words.target(promise, self._days_of(level))

        return self._row("_".join(filter(None, (metric, priority))), name, say)

    def _hours(self):
        unstated = self.words.coverage("unstated")

        def say_opening(level):
            calendar = level.calendar_id
            return self.words.opening(self.days[calendar.id]) if calendar else unstated

        def say_zone(level):
            calendar = level.calendar_id
            return self.words.zone(calendar.tz or "UTC") if calendar else unstated

        return [
            self._row("opening", self.env._("Opening hours"), say_opening),
            self._row("zone", self.env._("Time zone"), say_zone),
        ]

    def _tickets(self):
        words = self.words
        rows = [("tickets", self.env._("Tickets in a period"), words.tickets)]
        if any(level.quota_tickets for level in self.levels):
            rows += [
                ("carry_over", self.env._("Tickets left over"), words.carry_over),
                ("beyond", self.env._("Tickets beyond that number"), words.beyond),
            ]
        return [
            self._row(key, name, lambda level, say=say: say(level._get_quota_rule()))
            for key, name, say in rows
        ]

    def _scope(self):
        """A row per service of which some level says whether it includes it."""
        stated = {
            service_id
            for level in self.levels
            for service_id, coverage in level._get_coverage().items()
            if coverage != "unstated"
        }
        services = self.env["support.service"].search(
            [
                ("id", "in", list(stated)),
                ("company_id", "in", [False, self.env.company.id]),
            ]
        )
        return [
            self._row(
                f"service_{service.id}",
                service.name,
                lambda level, key=service.id: self.words.coverage(
                    level._get_coverage().get(key, "unstated")
                ),
            )
            for service in services
        ]

    def _visits(self):
        def say(level):
            while_implementing = level.visit_scope == "implementation"
            return self.words.visits(level.visit_days_per_week, while_implementing)

        return [self._row("visits", self.env._("At your offices"), say)]

    def _days_of(self, level):
        return self.days.get(level.calendar_id.id, ())


def _kind(channel):
    """Return the kind of a channel, its id where the kind says nothing."""
    kind = channel.support_kind
    return channel.id if kind in (False, "other") else kind
