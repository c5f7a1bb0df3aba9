from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survey.asking import Window
from survey.ids import ChannelRef, RoundId, TeamId
from survey.rounds import (
    DEFAULT_SCHEDULE,
    RHYTHMS,
    Round,
    RoundState,
    Schedule,
    Slot,
    first_week,
    in_rhythm,
    local_day,
    moments,
    window,
)
from survey.weeks import Week
from tests.survey.questions import question

HELSINKI = ZoneInfo("Europe/Helsinki")
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)
WEEKS = st.dates(datetime(2020, 1, 1).date(), datetime(2035, 1, 1).date()).map(Week.of)  # noqa: DTZ001


def a_round(*, state: RoundState = RoundState.OPEN) -> Round:
    when = moments(DEFAULT_SCHEDULE, week=Week(2026, 48), zone=HELSINKI)
    return Round(
        id=RoundId(1),
        team=TeamId(1),
        team_names=("Support",),
        channel=ChannelRef("C1"),
        week=Week(2026, 48),
        zone=HELSINKI,
        state=state,
        opens_at=when.opens_at,
        closes_at=when.closes_at,
        digest_at=when.digest_at,
        floor=5,
        questions=(question("A", number=1), question("B", number=2)),
    )


@settings(deadline=None)
@given(ZONES, WEEKS)
def test_a_week_opens_then_closes_then_reports_in_every_zone(zone: ZoneInfo, week: Week) -> None:
    when = moments(DEFAULT_SCHEDULE, week=week, zone=zone)

    assert when.opens_at < when.closes_at < when.digest_at
    assert {when.opens_at.tzinfo, when.closes_at.tzinfo, when.digest_at.tzinfo} == {UTC}


@settings(deadline=None)
@given(ZONES, WEEKS)
def test_messages_may_go_from_the_day_of_asking_while_the_round_is_open(zone: ZoneInfo, week: Week) -> None:
    when, may_go = (plan(DEFAULT_SCHEDULE, week=week, zone=zone) for plan in (moments, window))

    assert may_go == Window(week.monday() + timedelta(days=1), when.opens_at, when.closes_at)


@settings(deadline=None)
@given(WEEKS, st.integers(-60, 60), st.sampled_from(RHYTHMS))
def test_a_rhythm_keeps_its_beat_however_late_somebody_looks(planned: Week, later: int, every: int) -> None:
    now = planned.plus(later)
    week = in_rhythm(planned, now, every=every)

    assert (week.index - planned.index) % every == 0
    assert week >= max(now, planned)
    assert week.index - max(now.index, planned.index) < every
    assert in_rhythm(week, now, every=every) == week


def test_an_hour_that_the_clock_change_skips_moves_one_hour_on() -> None:
    skipped = Slot(6, time(3, 30)).on(Week(2026, 13), HELSINKI)

    assert skipped.astimezone(HELSINKI).time() == time(4, 30)


@settings(deadline=None)
@given(ZONES, st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001
def test_the_first_week_still_has_its_asking_ahead(zone: ZoneInfo, naive: datetime) -> None:
    now = naive.replace(tzinfo=UTC)
    week = first_week(DEFAULT_SCHEDULE, zone=zone, at=now)

    assert now < DEFAULT_SCHEDULE.ask.on(week, zone)
    assert week in {Week.of(local_day(now, zone)), Week.of(local_day(now, zone)).next()}


def test_a_round_is_open_until_its_closing_time_and_no_longer() -> None:
    round_ = a_round()

    assert round_.is_open(at=round_.closes_at - timedelta(seconds=1))
    assert not round_.is_open(at=round_.closes_at)
    assert not a_round(state=RoundState.CLOSED).is_open(at=round_.opens_at)


def test_a_round_knows_its_questions_by_key() -> None:
    round_ = a_round()

    assert round_.question("B") == round_.questions[1]
    assert round_.question("C") is None


@pytest.mark.parametrize(
    ("ask", "close", "digest", "count"),
    [
        (Slot(4, time(9)), Slot(1, time(9)), Slot(4, time(12)), 3),
        (Slot(1, time(9)), Slot(1, time(9)), Slot(4, time(12)), 3),
        (Slot(1, time(9)), Slot(4, time(9)), Slot(4, time(8)), 3),
        (Slot(1, time(5, 59)), Slot(4, time(9)), Slot(4, time(12)), 3),
        (Slot(1, time(21, 1)), Slot(4, time(9)), Slot(4, time(12)), 3),
        (Slot(1, time(9)), Slot(4, time(9)), Slot(4, time(12)), 0),
        (Slot(1, time(9)), Slot(4, time(9)), Slot(4, time(12)), 4),
    ],
)
def test_a_week_that_cannot_be_played_is_refused(ask: Slot, close: Slot, digest: Slot, count: int) -> None:
    with pytest.raises(ValueError, match=r"a pulse asks|people are asked"):
        Schedule(ask, close, digest, count)


def test_people_can_be_asked_from_six_to_nine_in_the_evening() -> None:
    schedules = [replace(DEFAULT_SCHEDULE, ask=Slot(1, at)) for at in (time(6), time(21))]

    assert [schedule.asks_on(Week(2026, 48)) for schedule in schedules] == [date(2026, 11, 24)] * 2


@pytest.mark.parametrize("every", [-1, 0, 3, 5])
def test_a_rhythm_nobody_can_follow_is_refused(every: int) -> None:
    with pytest.raises(ValueError, match="every week, every two weeks or every four weeks"):
        replace(DEFAULT_SCHEDULE, every=every)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_day_outside_the_week_is_refused(weekday: int) -> None:
    with pytest.raises(ValueError, match="weekday"):
        Slot(weekday, time(9))
