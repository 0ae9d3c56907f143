# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Numbers about numbers, as people may trust them."""

#: Of fewer cases nobody is told a share: one of two is not "50 %".
ENOUGH = 5


def percent(part, whole):
    """Return a whole percentage, or None of fewer than ENOUGH cases.

    Rounded, but all is said of all only, and none of none only.
    """
    if whole < ENOUGH:
        return None
    if part in (0, whole):
        return 100 if part else 0
    return min(max(round(100 * part / whole), 1), 99)


def median(values):
    """Return the middle one, of two the whole number between them; None of none."""
    ordered = sorted(values)
    half = len(ordered) // 2
    if not ordered:
        return None
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) // 2


def p95(values):
    """Return the least value that 95 of 100 do not exceed; None of too few."""
    ordered = sorted(values)
    if len(ordered) < ENOUGH:
        return None
    return ordered[-(-95 * len(ordered) // 100) - 1]
