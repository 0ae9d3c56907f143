# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Makers for tests of business time."""

from datetime import UTC, datetime

import pytz

HOUR = 3600


class CalendarMixin:
    """Calendars of their own; moments given as the wall of a zone shows them."""

    tz = "America/Guatemala"

    @classmethod
    def make_calendar(cls, hours, **values):
        """Make a calendar open at (day, from, to[, other attendance values])."""
        lines = [
            {
                "name": f"{day} {hour_from}",
                "dayofweek": str(day),
                "hour_from": hour_from,
                "hour_to": hour_to,
                **(more[0] if more else {}),
            }
            for day, hour_from, hour_to, *more in hours
        ]
        return cls.env["resource.calendar"].create(
            {
                "name": "Test hours",
                "tz": cls.tz,
                "attendance_ids": [(5, 0, 0)] + [(0, 0, line) for line in lines],
                **values,
            }
        )

    @classmethod
    def local(cls, text, tz=None, is_dst=False):
        """Return naive UTC of a moment as the wall shows it."""
        zone = pytz.timezone(tz or cls.tz)
        moment = zone.localize(datetime.fromisoformat(text), is_dst=is_dst)
        return moment.astimezone(UTC).replace(tzinfo=None)
