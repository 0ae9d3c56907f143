# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models

from ...tools.time.iso import day_text, moment_text
from ..clock.arguments import read_ids, read_moment


class SupportContractQuotaMixin(models.AbstractModel):
    """What other software may ask of a contract's quota."""

    _inherit = "support.contract.quota.mixin"

    @api.readonly
    def get_balance(self, at=None):
        """Return how much of its tickets each of these contracts has used.

        It is the ledger of one period of the quota: the one that ``at`` is in, with all
        that was written to it up to now. Before its contract's first day that is the
        first period, after its last day the last. Whoever may read a contract may ask:
        an agent those of his companies, a portal user those of his own customer.

        :param str at: a moment, ``2026-03-02T15:00:00Z`` or with an offset
            (``2026-03-02T09:00:00-06:00``); without one now
        :returns: a list with one object per contract, in the order of ``ids``:

            - ``contract_id`` (number), ``number`` (text), ``level`` (text: its code)
              and ``state`` (``draft``, ``upcoming``, ``active``, ``expired`` or
              ``cancelled``, today)
            - ``at``: the moment that was asked for, in UTC
            - ``period_start`` and ``period_end``: first and last day of the period, in
              the contract's zone
            - ``unlimited`` (true or false); if true, the next three are null
            - ``allowance``: what the level gives; ``size``: with what was carried over
              or granted; ``left``: ``size`` minus ``used``
            - ``used``: what tickets and corrections use; ``over``: tickets that came in
              the period and found no place
        :raises UserError: ``at`` is no moment, or an id is no id
        :raises AccessError: one of the contracts is not the caller's to read
        :raises MissingError: one of the contracts does not exist
        """
        contracts = read_ids(self)
        moment = read_moment(contracts.env, at, fields.Datetime.now())
        contracts.check_access("read")
        contracts = contracts.sudo()
        windows = {c: c._quota_window(moment) for c in contracts}
        allowances = contracts._quota_allowances(windows)
        balances = contracts._quota_balances(windows)
        overs = {
            row._key(): row.over_count
            for row in contracts.quota_period_ids
            if row.period_start == windows[row.contract_id].first
        }
        return [
            {
                "contract_id": contract.id,
                "number": contract.name,
                "level": contract.level_id.code,
                "state": contract.state,
                "at": moment_text(moment),
                "period_start": day_text(window.first),
                "period_end": day_text(window.last),
                **_figures(allowances[contract], balances[contract]),
                "over": overs.get((contract.id, window.first), 0),
            }
            for contract, window in windows.items()
        ]


def _figures(allowance, balance):
    unlimited = not allowance
    return {
        "unlimited": unlimited,
        "allowance": None if unlimited else allowance,
        "size": None if unlimited else balance.size,
        "used": balance.used,
        "left": None if unlimited else balance.left,
    }
