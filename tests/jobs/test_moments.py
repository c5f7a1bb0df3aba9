"""When each person is asked, played in the office: zones, holidays, pauses, absences, rhythms, own hours."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from app.doctor import NEEDED_SCOPES
from storage import calendars, owed, people, pulses, teams, workspaces
from storage.database import reading, transaction
from storage.people import Preferences
from survey.ids import UserRef
from survey.rounds import DEFAULT_SCHEDULE, Schedule
from survey.weeks import Week
from tests.jobs.ledger import asked, statuses, weeks
from tests.office import ASKED, BEN, CLOSED, MONDAY, REPORTED, TEAM, Office, office

WEDNESDAY = ASKED + timedelta(days=1)
THURSDAY = ASKED + timedelta(days=2)
WEEK = timedelta(weeks=1)
OTHERS = ["U1", "U3", "U4", "U5", "U6"]


def prefer(office: Office, user: str, **wanted: object) -> None:
    """Let a person have chosen something."""
    with transaction(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        person = people.find(session, workspace.id, UserRef(user))
        assert person is not None
        people.prefer(session, person.id, Preferences(**wanted))  # type: ignore[arg-type]
        owed.look_again(session, person.id, at=office.clock())


def day_off(office: Office, *days: date) -> None:
    """Give the team days off."""
    with transaction(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        (team,) = teams.of_workspace(session, workspace.id)
        for day in days:
            calendars.add_day_off(session, team.id, day, "Off")


def rhythm(office: Office, every: int) -> None:
    """Let the team be asked every so many weeks, from week 49 on."""
    schedule = Schedule(DEFAULT_SCHEDULE.ask, DEFAULT_SCHEDULE.close, DEFAULT_SCHEDULE.digest, every=every)
    with transaction(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        (team,) = teams.of_workspace(session, workspace.id)
        pulses.reschedule(session, team.id, schedule, next_week=Week(2026, 49))


async def play(office: Office, *, until: datetime, hours: int = 1) -> dict[str, datetime]:
    """Let hours pass; returns when each person was asked."""
    found: dict[str, datetime] = {}
    while office.clock() < until:
        await office.at(min(until, office.clock() + timedelta(hours=hours)))
        for user in asked(office):
            found.setdefault(user, office.clock())
    return found


async def test_everybody_is_asked_at_their_own_hour_by_their_own_clock(workplace: Office) -> None:
    await workplace.sandbox.change_person("U5", tz="America/Toronto")
    await workplace.sandbox.change_person("U6", tz="Asia/Tokyo")
    prefer(workplace, BEN, hour=time(15))
    await workplace.at(MONDAY + timedelta(days=6))
    workplace.record.clear()

    found = await play(workplace, until=CLOSED + WEEK)

    nine = datetime(2026, 12, 1, 7, tzinfo=UTC)
    assert {user: at - nine for user, at in found.items()} == {
        "U6": timedelta(hours=-7),
        "U1": timedelta(),
        "U3": timedelta(),
        "U4": timedelta(),
        BEN: timedelta(hours=6),
        "U5": timedelta(hours=7),
    }


async def test_a_public_holiday_moves_the_question_to_the_next_working_day(workplace: Office) -> None:
    await workplace.at(datetime(2027, 1, 3, 22, 30, tzinfo=UTC))
    workplace.record.clear()

    # Epiphany is on a Wednesday in 2027, so the team that is asked on Wednesdays waits until Thursday.
    await workplace.type('schedule ask="wed 09:00"')
    await workplace.at(datetime(2027, 1, 10, 23, tzinfo=UTC))
    day_off(workplace, date(2027, 1, 13))
    workplace.record.clear()
    found = await play(workplace, until=datetime(2027, 1, 15, 11, tzinfo=UTC))

    assert set(found.values()) == {datetime(2027, 1, 14, 7, tzinfo=UTC)}


async def test_on_epiphany_nobody_in_finland_is_asked(workplace: Office) -> None:
    await workplace.type('schedule ask="wed 09:00"')
    await workplace.at(datetime(2027, 1, 3, 23, tzinfo=UTC))
    workplace.record.clear()

    found = await play(workplace, until=datetime(2027, 1, 8, 10, tzinfo=UTC))

    assert set(found.values()) == {datetime(2027, 1, 7, 7, tzinfo=UTC)}


async def test_a_day_off_added_on_the_evening_before_still_counts(workplace: Office) -> None:
    await workplace.at(ASKED - timedelta(hours=12))
    day_off(workplace, date(2026, 11, 24))
    await workplace.at(ASKED)
    on_the_day = asked(workplace)
    await workplace.at(WEDNESDAY)

    assert on_the_day == []
    assert len(asked(workplace)) == 6


async def test_a_week_without_a_working_day_has_no_round_and_status_says_so(workplace: Office) -> None:
    day_off(workplace, *(date(2026, 11, 30) + timedelta(days=number) for number in range(7)))
    await workplace.at(ASKED + WEEK)

    assert weeks(workplace) == ["2026-W48"]
    assert "Week 49 was skipped: nobody had a working day left in it" in await workplace.type("status")


async def test_whoever_paused_is_asked_when_they_are_back(workplace: Office) -> None:
    prefer(workplace, BEN, paused_until=date(2026, 11, 26))
    await workplace.at(ASKED)
    first = asked(workplace)
    await workplace.at(THURSDAY)

    assert sorted(first) == OTHERS
    assert asked(workplace)[-1] == BEN


async def test_whoever_paused_for_the_whole_round_is_not_counted(workplace: Office) -> None:
    prefer(workplace, BEN, paused_until=date.max)
    await workplace.at(ASKED)
    for user in OTHERS:
        await workplace.answer(user, 4)
    await workplace.at(REPORTED)

    assert "5 of 5 took part" in workplace.digests()[0]["text"]


async def test_whoever_resumes_in_time_is_asked_the_same_week(workplace: Office) -> None:
    prefer(workplace, BEN, paused_until=date.max)
    await workplace.at(ASKED)
    skipped = statuses(workplace)
    prefer(workplace, BEN)
    await workplace.at(ASKED + timedelta(hours=1))

    assert skipped == ["sent"] * 5 + ["skipped"]
    assert asked(workplace)[-1] == BEN


async def test_whoever_opted_out_is_asked_nothing(workplace: Office) -> None:
    prefer(workplace, BEN, opted_out=True)

    found = await play(workplace, until=CLOSED + WEEK, hours=6)

    assert BEN not in found
    assert len(found) == 5


async def test_every_second_week_is_every_second_week(workplace: Office) -> None:
    prefer(workplace, BEN, every_second_week=True)
    got = []
    for number in range(4):
        workplace.record.clear()
        await workplace.at(ASKED + number * WEEK)
        got.append(BEN in asked(workplace))

    assert got == [True, False, True, False]


@pytest.mark.parametrize(("every", "expected"), [(2, ["48", "49", "51"]), (4, ["48", "49", "53"])])
async def test_a_team_is_asked_in_its_rhythm(workplace: Office, every: int, expected: list[str]) -> None:
    rhythm(workplace, every)
    for number in range(1, every + 2):
        await workplace.at(ASKED + number * WEEK)

    assert weeks(workplace) == [f"2026-W{number}" for number in expected]


async def test_a_missed_week_does_not_change_the_rhythm(workplace: Office) -> None:
    rhythm(workplace, 2)
    await workplace.at(ASKED + 2 * WEEK)
    missed = weeks(workplace)
    await workplace.at(ASKED + 3 * WEEK)

    assert missed == ["2026-W48"]
    assert weeks(workplace) == ["2026-W48", "2026-W51"]


async def test_whoever_is_away_by_their_status_is_asked_when_it_ends(workplace: Office) -> None:
    ends = int((WEDNESDAY + timedelta(hours=3)).timestamp())
    await workplace.sandbox.change_person(BEN, status_emoji=":palm_tree:", status_expiration=ends)
    await workplace.at(ASKED)
    first = asked(workplace)
    await workplace.at(WEDNESDAY + timedelta(hours=2))
    still = asked(workplace)
    await workplace.at(WEDNESDAY + timedelta(hours=3))

    assert sorted(first) == sorted(still) == OTHERS
    assert asked(workplace)[-1] == BEN


async def test_whoever_takes_the_status_down_is_asked_at_once(workplace: Office) -> None:
    ends = int((CLOSED + WEEK).timestamp())
    await workplace.sandbox.change_person(BEN, status_emoji=":palm_tree:", status_expiration=ends)
    await workplace.at(ASKED)
    first = asked(workplace)
    await workplace.sandbox.change_person(BEN, status_emoji="", status_expiration=0)
    await workplace.at(ASKED + timedelta(minutes=30))

    assert sorted(first) == OTHERS
    assert asked(workplace)[-1] == BEN


@pytest.mark.parametrize(("emoji", "lasts"), [(":palm_tree:", 0), (":coffee:", 4)])
async def test_a_status_without_an_end_or_about_something_else_is_no_absence(
    workplace: Office, emoji: str, lasts: int
) -> None:
    ends = int((ASKED + timedelta(hours=lasts)).timestamp()) if lasts else 0
    await workplace.sandbox.change_person(BEN, status_emoji=emoji, status_expiration=ends)
    await workplace.at(ASKED)

    assert len(asked(workplace)) == 6


async def test_whoever_wants_quiet_is_asked_afterwards_where_slack_tells(tmp_path: Path) -> None:
    async with office(tmp_path, scopes=sorted({*NEEDED_SCOPES, "dnd:read"})) as at_work:
        await at_work.set_up()
        at_work.sandbox.workspace.people[BEN].dnd_until = int((ASKED + timedelta(hours=2)).timestamp())
        await at_work.at(ASKED)
        first = asked(at_work)
        await at_work.at(ASKED + timedelta(hours=2, minutes=1))

        assert sorted(first) == OTHERS
        assert asked(at_work)[-1] == BEN


async def test_without_the_scope_quiet_is_not_asked_for(workplace: Office) -> None:
    workplace.sandbox.workspace.people[BEN].dnd_until = int((ASKED + timedelta(hours=2)).timestamp())
    await workplace.at(ASKED)

    assert len(asked(workplace)) == 6


async def test_whoever_joins_in_the_middle_of_a_round_is_asked_from_the_next_on(workplace: Office) -> None:
    await workplace.member("U6").leave(TEAM)
    await workplace.at(ASKED + WEEK)
    await workplace.member("U6").join(TEAM)
    this_week = asked(workplace)
    await workplace.at(ASKED + 2 * WEEK)

    assert "U6" not in this_week
    assert asked(workplace).count("U6") == 1


async def test_whoever_leaves_before_their_hour_is_not_asked(workplace: Office) -> None:
    await workplace.member("U6").leave(TEAM)
    await workplace.at(ASKED)

    assert sorted(asked(workplace)) == ["U1", "U2", "U3", "U4", "U5"]


async def test_whoever_leaves_after_being_asked_can_still_answer_until_it_closes(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.member("U6").leave(TEAM)
    await workplace.answer("U6", 4)

    assert workplace.count() == (1, 0, 1)


async def test_a_question_late_on_its_day_waits_for_nobodys_night(workplace: Office) -> None:
    await workplace.at(ASKED + timedelta(hours=9))
    in_the_evening = asked(workplace)
    await workplace.at(WEDNESDAY)

    assert in_the_evening == []
    assert len(asked(workplace)) == 6


async def test_a_late_start_on_the_last_day_asks_while_there_is_a_working_hour_left(
    workplace: Office,
) -> None:
    await workplace.at(CLOSED - timedelta(hours=2))

    assert len(asked(workplace)) == 6


async def test_a_quiet_week_has_no_round(workplace: Office) -> None:
    await workplace.type('team calendar quiet="49-50"')
    await workplace.at(ASKED + WEEK)

    with reading(workplace.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
    assert weeks(workplace) == ["2026-W48"]
    assert "it is one of the team's quiet weeks" in await workplace.type("status")
