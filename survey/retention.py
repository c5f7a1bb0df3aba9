"""How long what is left of a closed round is kept (SCIENCE 5.6)."""

from calendar import monthrange
from datetime import datetime, timedelta

PERSON_LEVEL = timedelta(days=180)
"""Who was asked in a round is forgotten so long after its end."""
STAGING = timedelta(hours=24)
"""Anything sealed that is still there so long after the end of its round is destroyed unread."""


def kept_until(closed_at: datetime, months: int) -> datetime:
    """The same day of the month so many months later, or that month's last day where it has no such day."""
    ahead = closed_at.month - 1 + months
    year, month = closed_at.year + ahead // 12, ahead % 12 + 1
    return closed_at.replace(year=year, month=month, day=min(closed_at.day, monthrange(year, month)[1]))
