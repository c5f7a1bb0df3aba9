"""When a team works: what it set, the public holidays of its country, and its own days off."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cache, lru_cache, partial

import holidays
from holidays.constants import DE_FACTO, PUBLIC
from sqlmodel import Session, col, delete, select, update

from locales.catalogues import SOURCE
from locales.speech import language
from storage.tables import DayOffRow, TeamRow
from storage.upserts import upsert
from survey.calendars import WeekSpan, WorkCalendar
from survey.ids import TeamId
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class CalendarSettings:
    """What a team set.

    Attributes:
        country: whose public holidays count, e.g. ``FI`` or ``DE-BY``; empty for none.
        guests: whether guests of the channel are asked, too.
    """

    country: str
    working_days: frozenset[int]
    begins: time
    ends: time
    quiet: tuple[WeekSpan, ...]
    guests: bool

    def __post_init__(self) -> None:
        """Refuse what no working calendar can be."""
        WorkCalendar(self.working_days, self.begins, self.ends)


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which a team does not work; ``own`` where it added the day itself."""

    day: date
    name: str
    own: bool


def settings(session: Session, team: TeamId) -> CalendarSettings:
    """What a team set."""
    row = session.exec(select(TeamRow).where(col(TeamRow.id) == team)).one()
    return CalendarSettings(
        country=row.country,
        working_days=frozenset(map(int, row.working_days)),
        begins=time.fromisoformat(row.work_begins),
        ends=time.fromisoformat(row.work_ends),
        quiet=_spans(row.quiet_weeks),
        guests=row.guests,
    )


def change(session: Session, team: TeamId, wanted: CalendarSettings) -> None:
    """Set a team's calendar."""
    values = {
        "country": wanted.country,
        "working_days": "".join(map(str, sorted(wanted.working_days))),
        "work_begins": f"{wanted.begins:%H:%M}",
        "work_ends": f"{wanted.ends:%H:%M}",
        "quiet_weeks": ",".join(map(str, wanted.quiet)),
        "guests": wanted.guests,
    }
    session.exec(update(TeamRow).where(col(TeamRow.id) == team).values(**values))


def of_team(session: Session, team: TeamId, week: Week) -> WorkCalendar:
    """A team's calendar around a week."""
    known, monday = settings(session, team), week.monday()
    years = (monday.year, monday.year + 1)
    public = (day for year in years for day in public_holidays(known.country, year))
    own = (row.day for row in session.exec(select(DayOffRow).where(col(DayOffRow.team_id) == team)))
    return WorkCalendar(
        known.working_days, known.begins, known.ends, days_off=frozenset({*public, *own}), quiet=known.quiet
    )


def each_once(session: Session) -> Callable[[TeamId, Week], WorkCalendar]:
    """:func:`of_team` for many people of the same few teams: each calendar is read once."""
    return cache(partial(of_team, session))


def days_off(session: Session, team: TeamId, *, since: date, until: date) -> tuple[DayOff, ...]:
    """The days off between two days, both included, in their order."""
    country = settings(session, team).country
    years = range(since.year, until.year + 1)
    public = {day: name for year in years for day, name in public_holidays(country, year, language()).items()}
    rows = session.exec(select(DayOffRow).where(col(DayOffRow.team_id) == team))
    own = {row.day: row.name for row in rows}
    found = [DayOff(day, name, own=False) for day, name in public.items() if day not in own]
    found += [DayOff(day, name, own=True) for day, name in own.items()]
    return tuple(sorted((each for each in found if since <= each.day <= until), key=lambda each: each.day))


def add_day_off(session: Session, team: TeamId, day: date, name: str) -> None:
    """Add a day off of a team's own; the same day again takes the new name."""
    statement = upsert(session, DayOffRow).values(team_id=team, day=day, name=name)
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["team_id", "day"], set_={"name": statement.excluded.name}
        )
    )


def remove_day_off(session: Session, team: TeamId, day: date) -> bool:
    """Work on a day again; False where it was no day off of the team's own."""
    statement = delete(DayOffRow).where(col(DayOffRow.team_id) == team, col(DayOffRow.day) == day)
    return session.exec(statement).rowcount == 1


def countries() -> Mapping[str, Iterable[str]]:
    """The countries whose holidays are known, by their two letters, each with its regions."""
    known = holidays.list_supported_countries()
    return {code: regions for code, regions in known.items() if len(code) == 2}


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int, read_in: str = SOURCE) -> Mapping[date, str]:
    """The public holidays of a country, with the days that everybody has off without a law.

    Args:
        country: e.g. ``FI``, or ``DE-BY`` with a region; empty for no holidays at all.
        year: the calendar year.
        read_in: what they are called in, where their names are known in it; else English.
    """
    if not country:
        return {}
    code, _, region = country.partition("-")
    known = holidays.country_holidays(code)
    offered, spoken = known.supported_categories, known.supported_languages
    days = holidays.country_holidays(
        code,
        subdiv=region or None,
        years=year,
        categories=tuple(category for category in (PUBLIC, DE_FACTO) if category in offered),
        language=next((each for each in spoken if each.partition("_")[0] == read_in), "en_US"),
    )
    return dict(days.items())


def _spans(text: str) -> tuple[WeekSpan, ...]:
    pairs = (part.partition("-") for part in text.split(",") if part)
    return tuple(WeekSpan(int(first), int(last or first)) for first, _, last in pairs)
