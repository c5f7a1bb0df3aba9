"""When a pulse asks, closes and reports, and what an open round is."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from locales import formats
from locales.speech import marked
from survey.asking import Window
from survey.calendars import EARLIEST, LATEST_HOUR
from survey.ids import ChannelRef, PersonId, PulseId, RoundId, TeamId
from survey.questions import Question
from survey.weeks import Week

RHYTHMS = (1, 2, 4)
"""Weeks between two rounds."""
RETENTION_MONTHS = 24
"""So long the sums of a round are kept at most."""
PREVIEW = RoundId(0)
"""What a round is called that is only shown, never opened."""


class RoundState(StrEnum):
    """A round opens, closes, and never changes afterwards; ``lost`` if its key was lost while it was open."""

    OPEN = "open"
    CLOSED = "closed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Slot:
    """A weekday (Monday is 0) and a local time."""

    weekday: int
    at: time

    def __post_init__(self) -> None:
        """Refuse a weekday that does not exist."""
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"weekday {self.weekday} is not 0 (Monday) to 6 (Sunday)")

    def on(self, week: Week, zone: ZoneInfo) -> datetime:
        """The moment of this slot in a week, in UTC.

        A time that a clock change skips moves an hour later; one that happens twice is the first of the two.
        """
        local = datetime.combine(week.monday() + timedelta(days=self.weekday), self.at, tzinfo=zone)
        return local.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The rhythm of a pulse: ask, close, digest, in this order within a week.

    Attributes:
        every: weeks between two rounds.
        remind: whether whoever has not answered is reminded, once.
    """

    ask: Slot
    close: Slot
    digest: Slot
    questions: int = 3
    every: int = 1
    remind: bool = True

    def __post_init__(self) -> None:
        """Refuse a week that cannot be played."""
        order = [(slot.weekday, slot.at) for slot in (self.ask, self.close, self.digest)]
        if not order[0] < order[1] <= order[2]:
            raise ValueError(marked("a pulse asks first, then closes, then reports"))
        if not 1 <= self.questions <= 3:
            raise ValueError(marked("a pulse asks one to three questions a week"))
        if not EARLIEST <= self.ask.at <= LATEST_HOUR:
            raise ValueError(
                marked("people are asked between 06:00 and 21:00, so that nobody is written to at night")
            )
        if self.every not in RHYTHMS:
            raise ValueError(marked("a pulse asks every week, every two weeks or every four weeks"))

    def asks_on(self, week: Week) -> date:
        """The day of asking in a week."""
        return week.monday() + timedelta(days=self.ask.weekday)


DEFAULT_SCHEDULE = Schedule(ask=Slot(1, time(9)), close=Slot(4, time(12)), digest=Slot(4, time(14)))
"""Ask on Tuesday at nine, close on Friday at noon, digest at two: the week can still be talked about."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The standing order of a team."""

    id: PulseId
    team: TeamId
    zone: ZoneInfo
    schedule: Schedule
    next_week: Week
    """The first week that has not been planned yet."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an installation promises at least, whatever its teams set.

    Attributes:
        floor: fewest answers at which a figure is shown; a pulse made under a lower one is raised to it.
        retention_months: so long the sums of a round are kept.
    """

    floor: int
    retention_months: int = RETENTION_MONTHS


@dataclass(frozen=True, slots=True)
class Moments:
    """When one round does what, in UTC."""

    opens_at: datetime
    closes_at: datetime
    digest_at: datetime


def moments(schedule: Schedule, *, week: Week, zone: ZoneInfo) -> Moments:
    """The moments of a week in the team's zone; its round opens on Monday at 00:00."""
    return Moments(
        opens_at=Slot(0, time(0)).on(week, zone),
        closes_at=schedule.close.on(week, zone),
        digest_at=schedule.digest.on(week, zone),
    )


def window(schedule: Schedule, *, week: Week, zone: ZoneInfo) -> Window:
    """When the messages of a week's round may go."""
    when = moments(schedule, week=week, zone=zone)
    return Window(schedule.asks_on(week), when.opens_at, when.closes_at)


def in_rhythm(planned: Week, now: Week, *, every: int) -> Week:
    """The first week, now or later, that keeps the rhythm of the one planned; missed ones are left out."""
    missed = max(0, now.index - planned.index)
    return planned.plus(-(-missed // every) * every)


@dataclass(frozen=True, slots=True)
class Round:
    """One week of one pulse, for one team or for a pool of teams.

    Its promise is ``floor``, ``leads_count``, ``retention_months`` and ``teams``: fixed when it opens.

    Attributes:
        team: whose pulse it is.
        team_names: of all its teams.
        teams: everybody asked is on one of these; ``team`` is the first.
        leads_count: whether the leads of these teams are asked with them (SCIENCE P11).
        retention_months: so long its sums are kept.
        drawn_from: of how many those asked are a part, drawn for this round; None where everybody is asked.
    """

    id: RoundId
    team: TeamId
    team_names: tuple[str, ...]
    channel: ChannelRef
    week: Week
    zone: ZoneInfo
    state: RoundState
    opens_at: datetime
    closes_at: datetime
    digest_at: datetime
    floor: int
    """Fewest answers at which a figure is shown; it can be raised, never lowered."""
    questions: tuple[Question, ...]
    teams: tuple[TeamId, ...] = ()
    leads_count: bool = False
    retention_months: int = RETENTION_MONTHS
    drawn_from: int | None = None

    @property
    def team_name(self) -> str:
        """Of all its teams, in the language spoken: "Web and Design"."""
        return formats.listed(self.team_names)

    @property
    def is_pooled(self) -> bool:
        """Whether several teams are asked together and see one result."""
        return len(self.teams) > 1

    def is_open(self, *, at: datetime) -> bool:
        """Whether an answer given at this moment counts."""
        return self.state is RoundState.OPEN and at < self.closes_at

    def spoken(self, language: str) -> "Round":
        """The round with its questions as somebody reads them."""
        return replace(self, questions=tuple(question.spoken(language) for question in self.questions))

    def question(self, key: str) -> Question | None:
        """The question of this round with that key."""
        return next((question for question in self.questions if question.key == key), None)


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person to be asked at one moment, and perhaps reminded at another."""

    person: PersonId
    due_at: datetime
    remind_at: datetime | None = None


class Skip(StrEnum):
    """Why a week had no round."""

    LATE = "late"
    QUIET = "quiet"
    PAUSED = "paused"
    NO_CHANNEL = "no channel"
    NO_QUESTIONS = "no questions"
    NOBODY = "nobody"


def local_day(at: datetime, zone: ZoneInfo) -> date:
    """The calendar day at a moment, where the team is."""
    return at.astimezone(zone).date()


def first_week(schedule: Schedule, *, zone: ZoneInfo, at: datetime) -> Week:
    """The first week whose hour of asking is still ahead."""
    week = Week.of(local_day(at, zone))
    return week if at < schedule.ask.on(week, zone) else week.next()
