from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.ids import ChannelRef, RoundId, TeamId
from survey.rounds import (
    DEFAULT_SCHEDULE,
    Round,
    RoundState,
    Schedule,
    Slot,
    asks_at,
    first_week,
    local_day,
    moments,
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
        team_name="Support",
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


@given(ZONES, WEEKS)
def test_a_week_opens_then_closes_then_reports_in_every_zone(zone: ZoneInfo, week: Week) -> None:
    when = moments(DEFAULT_SCHEDULE, week=week, zone=zone)

    assert when.opens_at < when.closes_at < when.digest_at
    assert {when.opens_at.tzinfo, when.closes_at.tzinfo, when.digest_at.tzinfo} == {UTC}


@given(ZONES, ZONES, WEEKS)
def test_everybody_is_asked_while_the_round_is_open(own: ZoneInfo, team: ZoneInfo, week: Week) -> None:
    asked = asks_at(DEFAULT_SCHEDULE, week=week, zone=own, team_zone=team)
    when = moments(DEFAULT_SCHEDULE, week=week, zone=team)

    assert when.opens_at <= asked < when.closes_at


def test_a_person_is_asked_at_the_teams_hour_where_they_are() -> None:
    asked = asks_at(
        DEFAULT_SCHEDULE, week=Week(2026, 48), zone=ZoneInfo("America/Toronto"), team_zone=HELSINKI
    )

    assert asked.astimezone(ZoneInfo("America/Toronto")).time() == time(9)


def test_a_person_whose_hour_lies_outside_the_round_is_asked_at_the_teams() -> None:
    early = Schedule(ask=Slot(0, time(7)), close=Slot(0, time(12)), digest=Slot(0, time(13)))

    asked = asks_at(early, week=Week(2026, 48), zone=ZoneInfo("Pacific/Honolulu"), team_zone=HELSINKI)

    assert asked == Slot(0, time(7)).on(Week(2026, 48), HELSINKI)


def test_an_hour_that_the_clock_change_skips_moves_one_hour_on() -> None:
    skipped = Slot(6, time(3, 30)).on(Week(2026, 13), HELSINKI)

    assert skipped.astimezone(HELSINKI).time() == time(4, 30)


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
        (Slot(1, time(22, 1)), Slot(4, time(9)), Slot(4, time(12)), 3),
        (Slot(1, time(9)), Slot(4, time(9)), Slot(4, time(12)), 0),
        (Slot(1, time(9)), Slot(4, time(9)), Slot(4, time(12)), 4),
    ],
)
def test_a_week_that_cannot_be_played_is_refused(ask: Slot, close: Slot, digest: Slot, count: int) -> None:
    with pytest.raises(ValueError, match=r"a pulse asks|people are asked"):
        Schedule(ask, close, digest, count)


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_day_outside_the_week_is_refused(weekday: int) -> None:
    with pytest.raises(ValueError, match="weekday"):
        Slot(weekday, time(9))
