"""Every time zone there is, and every change of its clocks in ten years."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey.asking import (
    Availability,
    Window,
    local_moment,
    next_moment,
    reminder_moment,
    reminder_window,
)
from survey.calendars import EARLIEST, LATEST, WorkCalendar
from survey.rounds import DEFAULT_SCHEDULE, Schedule, Slot, window
from survey.weeks import Week

HELSINKI = ZoneInfo("Europe/Helsinki")
ZONES = tuple(map(ZoneInfo, sorted(available_timezones() - {"localtime", "Factory"})))
MIDNIGHTS = tuple(datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(3653))
HOURS = tuple(map(time, range(6, 23)))
DAY, QUARTER = timedelta(days=1), timedelta(minutes=15)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NEVER = datetime.max.replace(tzinfo=UTC)
EVERY_DAY = WorkCalendar(working_days=frozenset(range(7)))
OFFICE = Availability(HELSINKI, time(9), WorkCalendar())
WEEK_48 = window(DEFAULT_SCHEDULE, week=Week(2026, 48), zone=HELSINKI)
MONDAY_48 = date(2026, 11, 23)


@cache
def clock_changes() -> tuple[tuple[ZoneInfo, date], ...]:
    """Every day of 2021 to 2030 on which a zone changes its clocks."""
    found: list[tuple[ZoneInfo, date]] = []
    for zone in ZONES:
        offsets = [zone.utcoffset(midnight) for midnight in MIDNIGHTS]
        days = zip(MIDNIGHTS, offsets, offsets[1:], strict=False)
        found += [(zone, day.date()) for day, before, after in days if before != after]
    return tuple(found)


def around_changes() -> Iterator[tuple[ZoneInfo, date]]:
    """The day of every change, the day before and the day after."""
    for zone, day in clock_changes():
        yield from ((zone, day + days * DAY) for days in (-1, 0, 1))


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock on the wall shows."""
    return instant.astimezone(zone).replace(tzinfo=None)


def offsets_around(wall: datetime, zone: ZoneInfo) -> list[timedelta]:
    """What a zone is ahead of UTC two days before and two days after, without doubles, in that order."""
    found = [zone.utcoffset(wall + days * DAY) for days in (-2, 2)]
    return list(dict.fromkeys(offset for offset in found if offset is not None))


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """Every instant at which a clock on the wall shows this: none, one, or two."""
    tried = sorted((wall - offset).replace(tzinfo=UTC) for offset in offsets_around(wall, zone))
    return [instant for instant in tried if shown(instant, zone) == wall]


def at_helsinki(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=HELSINKI).astimezone(UTC)


# A local time.


def test_there_are_changes_to_look_at() -> None:
    changes = clock_changes()

    assert len(ZONES) > 550
    assert len(changes) > 3500
    assert (HELSINKI, date(2026, 3, 29)) in changes


def test_a_time_that_a_day_has_is_kept_and_is_the_first_where_it_comes_twice() -> None:
    wrong, twice = [], 0
    for zone, day in around_changes():
        for hour in HOURS:
            there = instants(datetime.combine(day, hour), zone)
            twice += len(there) == 2
            if there and local_moment(day, hour, zone) != there[0]:
                wrong.append((zone, day, hour))

    assert wrong == []
    assert twice > 0


def test_a_time_that_a_day_has_not_leaves_the_hours_or_moves_on_by_what_is_skipped() -> None:
    wrong, skipped = [], 0
    for zone, day in clock_changes():
        for hour in HOURS:
            wall = datetime.combine(day, hour)
            if not instants(wall, zone):
                skipped += 1
                before, after = offsets_around(wall, zone)
                moved = wall + (after - before)
                moment = local_moment(day, hour, zone)
                if (moment and shown(moment, zone)) != (moved if moved.time() <= LATEST else None):
                    wrong.append((zone, day, hour))

    assert wrong == []
    assert skipped > 0


@pytest.mark.parametrize(
    ("zone", "day", "at", "moved"),
    [
        ("Africa/Khartoum", date(2000, 1, 15), time(12), time(13)),
        ("Africa/Khartoum", date(2000, 1, 15), time(12, 59), time(13, 59)),
        ("Africa/Khartoum", date(2000, 1, 15), time(13), time(13)),
        ("Europe/Athens", date(1979, 4, 1), time(9, 30), time(10, 30)),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(6), time(6)),
    ],
)
def test_a_working_hour_that_is_skipped_moves_on_by_what_is_skipped(
    zone: str, day: date, at: time, moved: time
) -> None:
    moment = local_moment(day, at, ZoneInfo(zone))

    assert moment is not None
    assert shown(moment, ZoneInfo(zone)) == datetime.combine(day, moved)


@pytest.mark.parametrize("at", [time(0), time(5, 59), time(22, 1), time(23, 59)])
def test_the_night_has_no_moments(at: time) -> None:
    assert local_moment(MONDAY_48, at, HELSINKI) is None


def test_ten_at_night_on_easter_island_moves_out_of_the_hours_when_summer_begins() -> None:
    easter = ZoneInfo("Pacific/Easter")

    assert local_moment(date(2026, 9, 5), time(22), easter) is None
    assert local_moment(date(2026, 9, 5), time(21, 59), easter) is not None


SKIPPED_DAYS = [("Pacific/Apia", date(2011, 12, 30)), ("Pacific/Kwajalein", date(1993, 8, 21))]


@pytest.mark.parametrize(("zone", "day"), SKIPPED_DAYS)
def test_a_day_that_a_zone_skips_has_no_moments(zone: str, day: date) -> None:
    assert {local_moment(day, hour, ZoneInfo(zone)) for hour in HOURS} == {None}


@pytest.mark.parametrize(("zone", "day"), SKIPPED_DAYS)
@pytest.mark.parametrize("now", [False, True])
def test_whoever_is_asked_on_a_day_that_is_skipped_is_asked_on_the_next(
    zone: str, day: date, now: bool
) -> None:
    person = Availability(ZoneInfo(zone), time(9), EVERY_DAY)
    opens = local_moment(day - DAY, time(20), person.zone)
    assert opens is not None
    round_ = Window(None if now else day, opens, opens + 3 * DAY)

    moment = next_moment(round_, person, at=opens)

    assert moment is not None
    assert shown(moment, person.zone) == datetime.combine(day + DAY, time(8) if now else time(9))


# The next good moment.


def hours_of(person: Availability) -> tuple[time, time]:
    """Between which hours somebody may be written to."""
    later = time(person.hour.hour + 1, person.hour.minute)
    return min(person.calendar.begins, person.hour), max(person.calendar.ends, later)


def is_good(moment: datetime, round_: Window, person: Availability, at: datetime) -> bool:
    """Everything that must be true of a moment at which somebody is written to."""
    local = moment.astimezone(person.zone)
    begins, ends = hours_of(person)
    return all(
        (
            at <= moment,
            round_.opens_at <= moment < round_.closes_at,
            round_.first_day is None or round_.first_day <= local.date(),
            person.away_until is None or person.away_until <= moment,
            person.back_on is None or person.back_on <= local.date(),
            local.weekday() in person.calendar.working_days,
            local.date() not in person.calendar.days_off,
            begins <= local.time() < ends,
            EARLIEST <= local.time() <= LATEST,
        )
    )


@st.composite
def situations(draw: st.DrawFn) -> tuple[Window, Availability, datetime]:
    """A round, a person, and a moment at which to look; every other one near a change of clocks."""
    days = st.dates(date(2021, 1, 5), date(2030, 12, 20))
    anywhere = st.tuples(st.sampled_from(ZONES), days)
    zone, day = draw(st.sampled_from(clock_changes()) | anywhere)
    opens = datetime.combine(day, time(), tzinfo=UTC) + draw(st.integers(-150, 50)) * QUARTER
    closes = opens + draw(st.integers(1, 700)) * QUARTER
    nearby = st.integers(-1, 6).map(lambda days: opens.date() + days * DAY)
    begins, ends = sorted(draw(st.sets(st.integers(24, 88), min_size=2, max_size=2)))
    calendar = WorkCalendar(
        working_days=frozenset(draw(st.sets(st.integers(0, 6), min_size=1))),
        begins=quarter(begins),
        ends=quarter(ends),
        days_off=draw(st.frozensets(nearby, max_size=3)),
    )
    person = Availability(
        zone=zone,
        hour=quarter(draw(st.integers(24, 84))),
        calendar=calendar,
        back_on=draw(st.none() | nearby),
        away_until=draw(st.none() | st.integers(-50, 500).map(lambda after: opens + after * QUARTER)),
    )
    at = opens + draw(st.integers(-3000, 12000)) * timedelta(minutes=1)
    return Window(draw(st.none() | nearby), opens, closes), person, at


def quarter(number: int) -> time:
    return time(number // 4, number % 4 * 15)


def good_minutes(round_: Window, person: Availability, at: datetime) -> Iterator[datetime]:
    """Good moments on a coarse grid, in their order, and the first of all that could be.

    What a clock shows for the second time is left out: nobody has to be written to just then.
    """
    start = max(at, round_.opens_at, person.away_until or at)
    minute = round_.opens_at
    while minute < round_.closes_at:
        for each in (start, minute) if minute - QUARTER < start < minute else (minute,):
            if each.astimezone(person.zone).fold == 0 and is_good(each, round_, person, at):
                yield each
        minute += QUARTER
    if minute - QUARTER < start < minute and is_good(start, round_, person, at):
        yield start


@given(situations())
@settings(unhurried, max_examples=250)
def test_a_moment_is_good_and_there_is_none_only_where_no_minute_is_good(
    situation: tuple[Window, Availability, datetime],
) -> None:
    round_, person, at = situation
    moment = next_moment(round_, person, at=at)
    first = next(good_minutes(round_, person, at), None)

    assert (moment is None) <= (first is None)
    assert moment is None or is_good(moment, round_, person, at)
    if round_.first_day is None:
        assert moment == first or (moment is not None and moment.astimezone(person.zone).fold)


@given(situations())
@unhurried
def test_a_moment_is_the_persons_hour_unless_that_has_passed_or_comes_too_late(
    situation: tuple[Window, Availability, datetime],
) -> None:
    round_, person, at = situation
    moment = next_moment(replace(round_, first_day=round_.opens_at.date()), person, at=at)
    if moment is None or shown(moment, person.zone).time() == person.hour:
        return
    hour = local_moment(shown(moment, person.zone).date(), person.hour, person.zone)

    assert hour is not None
    assert hour < moment == max(at, round_.opens_at, person.away_until or at) or round_.closes_at <= hour


@given(situations())
@unhurried
def test_asking_again_at_the_moment_gives_the_same_moment(
    situation: tuple[Window, Availability, datetime],
) -> None:
    round_, person, at = situation
    moment = next_moment(round_, person, at=at)

    assert moment is None or next_moment(round_, person, at=moment) == moment


@given(situations(), st.integers(0, 5000))
@unhurried
def test_whoever_looks_later_gets_no_earlier_moment(
    situation: tuple[Window, Availability, datetime], minutes: int
) -> None:
    round_, person, at = situation
    earlier = next_moment(round_, person, at=at)
    later = next_moment(round_, person, at=at + timedelta(minutes=minutes))

    assert (earlier or NEVER) <= (later or NEVER)


def test_everybody_has_a_good_moment_around_every_change_of_clocks() -> None:
    wrong = []
    for zone, day in clock_changes():
        opens = datetime.combine(day - DAY, time(), tzinfo=UTC)
        round_ = Window(day, opens, opens + 4 * DAY)
        noon = datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)
        for hour in (time(6), time(9), time(21)):
            person = Availability(zone, hour, EVERY_DAY)
            for at in (opens, noon):
                moment = next_moment(round_, person, at=at)
                if moment is None or not is_good(moment, round_, person, at):
                    wrong.append((zone, day, hour, at))

    assert wrong == []


@given(st.sampled_from(ZONES), st.sampled_from(ZONES), st.dates(date(2021, 1, 1), date(2030, 12, 1)))
@unhurried
def test_everybody_is_asked_at_the_teams_hour_where_they_are_while_the_round_is_open(
    own: ZoneInfo, team: ZoneInfo, day: date
) -> None:
    week = Week.of(day)
    round_ = window(DEFAULT_SCHEDULE, week=week, zone=team)
    asked = next_moment(round_, Availability(own, time(9), WorkCalendar()), at=round_.opens_at)

    assert asked is not None
    assert round_.opens_at <= asked < round_.closes_at
    assert shown(asked, own) == datetime.combine(week.monday() + DAY, time(9))


def test_where_a_round_is_over_before_morning_nobody_is_woken() -> None:
    monday_only = Schedule(ask=Slot(0, time(7)), close=Slot(0, time(12)), digest=Slot(0, time(13)))
    round_ = window(monday_only, week=Week(2026, 48), zone=HELSINKI)
    honolulu = Availability(ZoneInfo("Pacific/Honolulu"), time(7), WorkCalendar())

    assert next_moment(round_, honolulu, at=round_.opens_at) is None


def test_ask_now_means_the_soonest_working_hour() -> None:
    now = replace(WEEK_48, first_day=None)

    moments = [
        next_moment(now, OFFICE, at=at_helsinki(*at)) for at in ((23, 7), (23, 11, 7), (23, 18), (27, 12))
    ]

    assert moments == [at_helsinki(23, 8), at_helsinki(23, 11, 7), at_helsinki(24, 8), None]


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        ((23, 10), (24, 9)),
        ((24, 8, 59), (24, 9)),
        ((24, 9, 1), (24, 9, 1)),
        ((24, 17, 59), (24, 17, 59)),
        ((24, 18), (25, 9)),
    ],
)
def test_after_the_hour_any_working_hour_will_do_and_then_the_next_days_hour(
    at: tuple[int, ...], moment: tuple[int, ...]
) -> None:
    assert next_moment(WEEK_48, OFFICE, at=at_helsinki(*at)) == at_helsinki(*moment)


def test_an_hour_of_ones_own_widens_the_working_day() -> None:
    early, late = replace(OFFICE, hour=time(6, 30)), replace(OFFICE, hour=time(20))
    at_seven, at_half_past_eight = at_helsinki(24, 7), at_helsinki(24, 20, 30)

    assert next_moment(WEEK_48, early, at=at_seven) == at_seven
    assert next_moment(WEEK_48, late, at=at_half_past_eight) == at_half_past_eight


def test_whose_hour_comes_after_the_close_is_asked_before_it() -> None:
    afternoon = replace(OFFICE, hour=time(14), back_on=date(2026, 11, 27))

    moments = [next_moment(WEEK_48, afternoon, at=at_helsinki(*at)) for at in ((24, 9), (27, 9, 30))]

    assert moments == [at_helsinki(27, 8), at_helsinki(27, 9, 30)]


@pytest.mark.parametrize("hour", [time(3), time(21, 30), time(23, 30)])
def test_no_hour_of_ones_own_lets_anybody_be_written_to_at_night(hour: time) -> None:
    sleepless = replace(OFFICE, hour=hour)
    moments = [
        next_moment(WEEK_48, sleepless, at=at_helsinki(24, 0) + minutes * QUARTER) for minutes in range(96)
    ]

    assert all(EARLIEST <= shown(moment, HELSINKI).time() <= LATEST for moment in moments if moment)
    assert None not in moments


# Reminders.


@given(situations())
@settings(unhurried, max_examples=150)
def test_a_reminder_is_the_last_good_hour_that_leaves_a_night_before_and_time_behind(
    situation: tuple[Window, Availability, datetime],
) -> None:
    round_, person, at = situation
    asked = next_moment(round_, person, at=at) or round_.opens_at
    from_then_on = replace(person, away_until=None)
    reminded = reminder_moment(round_, person, asked_at=asked)
    good = [
        minute
        for minute in good_minutes(round_, from_then_on, asked + timedelta(hours=16))
        if minute + timedelta(hours=4) <= round_.closes_at
        and shown(minute, person.zone).time() == person.hour
    ]

    assert reminded == max(good, default=None)


@given(situations())
@unhurried
def test_a_reminder_may_go_when_it_was_planned_and_a_little_late_and_not_much_later(
    situation: tuple[Window, Availability, datetime],
) -> None:
    round_, person, at = situation
    person = replace(person, away_until=None)
    asked = next_moment(round_, person, at=at) or round_.opens_at
    planned = reminder_moment(round_, person, asked_at=asked)
    may_go = reminder_window(round_, asked_at=asked)

    assert may_go.opens_at >= asked + timedelta(hours=16)
    assert may_go.closes_at == round_.closes_at - timedelta(hours=3)
    assert planned is None or next_moment(may_go, person, at=planned) == planned


def test_a_week_reminds_on_friday_where_that_leaves_four_hours_and_on_thursday_where_not() -> None:
    asked = at_helsinki(24, 9)
    early = replace(OFFICE, hour=time(8))
    closed_friday = replace(
        OFFICE, calendar=WorkCalendar(days_off=frozenset({date(2026, 11, 26), date(2026, 11, 27)}))
    )

    assert reminder_moment(WEEK_48, early, asked_at=asked) == at_helsinki(27, 8)
    assert reminder_moment(WEEK_48, OFFICE, asked_at=asked) == at_helsinki(26, 9)
    assert reminder_moment(WEEK_48, closed_friday, asked_at=asked) == at_helsinki(25, 9)


def test_a_round_of_one_day_reminds_nobody() -> None:
    tuesday = replace(WEEK_48, closes_at=at_helsinki(24, 18))

    assert reminder_moment(tuesday, OFFICE, asked_at=at_helsinki(24, 9)) is None
