"""Whether now is a good moment for each message: to whom it may go, what waits, and what goes to nobody."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from storage import calendars, deliveries, recipients
from storage.recipients import Recipient
from survey.asking import next_moment
from survey.calendars import WorkCalendar
from survey.deliveries import TO_PEOPLE, Claim
from survey.ids import TeamId
from survey.weeks import Week

_FRESH = timedelta(seconds=20)
"""How long a team's calendar is taken as read; a day off added by an admin counts within that time."""


class Admission:
    """Judges claims at the moment they could go."""

    def __init__(self, *, data_key: bytes) -> None:
        """Take the key that opens how patient people are."""
        self._data_key = data_key
        self._calendars: dict[tuple[TeamId, Week], WorkCalendar] = {}
        self._read_at: datetime | None = None

    def judge(self, session: Session, claims: Sequence[Claim], *, at: datetime) -> tuple[list[Claim], int]:
        """Sort claims; what waits or goes to nobody is written down at once.

        Returns:
            Those that may go now, and how many others were moved out of the way.
        """
        self._forget_old(at)

        def calendar_of(team: TeamId, week: Week) -> WorkCalendar:
            if (team, week) not in self._calendars:
                self._calendars[team, week] = calendars.of_team(session, team, week)
            return self._calendars[team, week]

        to_people = [claim.id for claim in claims if claim.kind in TO_PEOPLE]
        known = (
            recipients.of(session, to_people, calendar_of=calendar_of, data_key=self._data_key)
            if to_people
            else {}
        )
        admitted, moved = [], 0
        for claim in claims:
            recipient = known.get(claim.id)
            if recipient is None or self._admits(session, claim, recipient, at=at):
                admitted.append(claim)
            elif claim.doubted_since is None:
                moved += 1
        return admitted, moved

    def _admits(self, session: Session, claim: Claim, recipient: Recipient, *, at: datetime) -> bool:
        moment = next_moment(recipient.window, recipient.availability, at=at) if recipient.wanted else None
        if moment is not None and moment <= at:
            return True
        if claim.doubted_since is not None:
            # It may have arrived already: it stays in doubt until there is a good moment to look and send.
            return False
        if moment is None:
            deliveries.skip(session, claim.id)
        else:
            deliveries.postpone(session, claim.id, due_at=moment)
        return False

    def _forget_old(self, at: datetime) -> None:
        if self._read_at is None or not timedelta() <= at - self._read_at < _FRESH:
            self._calendars.clear()
            self._read_at = at
