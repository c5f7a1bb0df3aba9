from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial

import pytest

from storage import calendars, people, recipients, rounds, teams
from storage.database import reading, transaction
from storage.people import Preferences
from storage.recipients import Recipient
from storage.writer import AnswerWriter
from survey.asking import Window, next_moment
from survey.calendars import WorkCalendar
from survey.deliveries import Kind, NotSentError, Sent, UnsureError
from survey.ids import ChannelRef, DeliveryId, MessageRef, PersonId, RoundId, TeamId, UserRef
from survey.weeks import Week
from tests.storage.world import (
    DATA_KEY,
    FRIDAY_NOON,
    HELSINKI,
    MONDAY,
    TOKYO,
    TUESDAY,
    WEEK,
    World,
    profile,
)

DM = Sent(ChannelRef("D1"), MessageRef("1.1"))
ANNA, BEN = UserRef("U01"), UserRef("U02")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
THURSDAY = TUESDAY + 2 * DAY
ON_TUESDAY = date(2026, 11, 24)


def found(world: World, kind: Kind = Kind.ASK, *, week: Week = WEEK) -> Mapping[UserRef, Recipient]:
    """The recipients of a kind in a week's round."""
    chosen = f"delivery d JOIN round r ON r.id = d.round_id WHERE d.kind = '{kind}' AND r.week = '{week}'"
    rows = world.rows(f"{chosen} ORDER BY d.id", "d.id, d.person_id")
    ids = [DeliveryId(int(str(id_))) for id_, _ in rows]
    refs = {person: ref for ref, person in world.people.items()}
    with reading(world.engine) as session:
        calendar_of = partial(calendars.of_team, session)
        those = recipients.of(session, ids, calendar_of=calendar_of, data_key=DATA_KEY)
    users = [refs[PersonId(int(str(person)))] for _, person in rows]
    return {user: those[id_] for user, id_ in zip(users, ids, strict=True)}


def prefer(world: World, user: UserRef, wanted: Preferences) -> None:
    with transaction(world.engine) as session:
        people.prefer(session, world.people[user], wanted)


def wanted(world: World, kind: Kind = Kind.ASK) -> list[UserRef]:
    return [user for user, each in found(world, kind).items() if each.wanted]


# When.


def test_a_recipient_has_the_rounds_window_and_the_teams_hour(world: World, round_id: RoundId) -> None:
    anna = found(world)[ANNA]

    assert anna.wanted
    assert anna.window == Window(ON_TUESDAY, MONDAY, FRIDAY_NOON)
    assert (anna.availability.zone, anna.availability.hour) == (HELSINKI, time(9))
    assert (anna.availability.back_on, anna.availability.away_until) == (None, None)
    assert date(2026, 12, 6) in anna.availability.calendar.days_off


def test_a_person_has_a_zone_and_an_hour_of_their_own(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, profile(ANNA, TOKYO))
    prefer(world, ANNA, Preferences(hour=time(16, 30)))

    anna = found(world)[ANNA].availability

    assert (anna.zone, anna.hour) == (TOKYO, time(16, 30))


@pytest.mark.parametrize(
    ("own", "teams_", "back_on"),
    [
        (None, None, None),
        (date(2026, 11, 26), None, date(2026, 11, 26)),
        (None, date(2026, 11, 25), date(2026, 11, 25)),
        (date(2026, 11, 26), date(2026, 11, 25), date(2026, 11, 26)),
        (date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 25)),
    ],
)
def test_of_two_pauses_the_longer_one_counts(
    world: World, round_id: RoundId, own: date | None, teams_: date | None, back_on: date | None
) -> None:
    prefer(world, ANNA, Preferences(paused_until=own))
    with transaction(world.engine) as session:
        teams.pause(session, world.team, teams_)

    assert found(world)[ANNA].availability.back_on == back_on


def test_an_absence_lasts_as_long_as_the_platform_says(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        people.set_quiet(session, "T1", {ANNA: THURSDAY, BEN: None})

    away = found(world)

    assert (away[ANNA].availability.away_until, away[BEN].availability.away_until) == (THURSDAY, None)


def test_a_day_off_added_while_a_round_is_open_counts(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        calendars.add_day_off(session, world.team, ON_TUESDAY, "Moving house")

    anna = found(world)[ANNA]

    assert next_moment(anna.window, anna.availability, at=MONDAY) == TUESDAY - 2 * HOUR + DAY


def test_asked_at_once_any_working_hour_will_do(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        rounds.ask_at_once(session, round_id)

    anna = found(world)[ANNA]

    assert anna.window.first_day is None
    assert next_moment(anna.window, anna.availability, at=MONDAY) == MONDAY + 8 * HOUR


def test_a_teams_calendar_is_asked_for_by_team_and_week(world: World, round_id: RoundId) -> None:
    asked = set()

    def calendar_of(team: TeamId, week: Week) -> WorkCalendar:
        asked.add((team, week))
        return WorkCalendar()

    with reading(world.engine) as session:
        recipients.of(session, [DeliveryId(2)], calendar_of=calendar_of, data_key=DATA_KEY)

    assert asked == {(world.team, WEEK)}


# Whether.


def test_nobody_is_asked_who_left_or_wants_no_questions_or_is_off_the_team(
    world: World, round_id: RoundId
) -> None:
    left, opted_out, off_the_team = world.users[:3]
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, profile(left, is_person=False))
        teams.remove_member(session, world.team, world.people[off_the_team])
    prefer(world, opted_out, Preferences(opted_out=True))

    assert wanted(world) == list(world.users[3:])


@pytest.mark.parametrize("welcome", [False, True])
def test_guests_are_asked_where_their_team_wants_them(world: World, round_id: RoundId, welcome: bool) -> None:
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, replace(profile(ANNA), is_guest=True))
        settings = replace(calendars.settings(session, world.team), guests=welcome)
        calendars.change(session, world.team, settings)
        invited = recipients.invitees(session, world.team, {world.team: WorkCalendar()}, leads_count=False)

    assert (ANNA in wanted(world)) is welcome
    assert (world.people[ANNA] in invited) is welcome


# Reminders.


@pytest.fixture
def reminded(world: World) -> RoundId:
    """A round that reminds on Thursday, its questions sent on Tuesday."""
    round_id = world.open(remind_at=THURSDAY)
    for claim in world.take(TUESDAY):
        world.end(claim, DM)
    return round_id


def test_only_who_has_not_answered_is_reminded(world: World, reminded: RoundId, writer: AnswerWriter) -> None:
    writer.submit_answer(reminded, ANNA, "Q1", 3, at=TUESDAY, order=1).result()

    assert wanted(world, Kind.REMINDER) == list(world.users[1:])
    assert wanted(world, Kind.ASK) == list(world.users)


def test_only_who_is_still_on_the_team_is_reminded(world: World, reminded: RoundId) -> None:
    with transaction(world.engine) as session:
        teams.remove_member(session, world.team, world.people[ANNA])

    assert wanted(world, Kind.REMINDER) == list(world.users[1:])


def test_who_ignored_two_rounds_is_reminded_no_more_until_they_take_part(
    world: World, writer: AnswerWriter
) -> None:
    seen = []
    for number, answers in enumerate([False, False, True, False]):
        week = WEEK.plus(number)
        round_id = world.open(week, remind_at=THURSDAY)
        world.execute("UPDATE delivery SET status = 'sent', tried_at = due_at WHERE kind = 'ask'")
        seen.append(found(world, Kind.REMINDER, week=week)[ANNA].wanted)
        if answers:
            writer.submit_answer(round_id, ANNA, "Q1", 3, at=TUESDAY, order=1).result()
        world.close(round_id)

    assert seen == [True, True, False, True]


@pytest.mark.parametrize(
    ("end", "reminded"),
    [
        (DM, True),
        (UnsureError("timeout"), True),
        (NotSentError("user_disabled", retry_after=None), False),
        (NotSentError("try later", retry_after=60), False),
    ],
)
def test_only_whom_the_question_may_have_reached_is_reminded(
    world: World, end: Sent | UnsureError | NotSentError, reminded: bool
) -> None:
    world.open(invited=1, remind_at=THURSDAY)
    before = wanted(world, Kind.REMINDER)
    (claim,) = world.take()
    world.end(claim, end)

    assert before == []
    assert wanted(world, Kind.REMINDER) == ([ANNA] if reminded else [])


def test_a_reminder_comes_a_night_after_the_question_however_late_that_went(world: World) -> None:
    world.open(invited=1, remind_at=THURSDAY)
    (claim,) = world.take(THURSDAY - HOUR, limit=1)
    world.end(claim, DM, at=THURSDAY - HOUR)

    late = found(world, Kind.REMINDER)[ANNA]

    assert late.wanted
    assert late.window == Window(ON_TUESDAY, THURSDAY + 15 * HOUR, FRIDAY_NOON - 3 * HOUR)
    assert next_moment(late.window, late.availability, at=THURSDAY) == FRIDAY_NOON - 4 * HOUR


def test_a_reminder_belongs_to_the_question_of_its_own_round(world: World) -> None:
    before = world.open(WEEK.plus(-1))
    world.ask_everybody()
    world.execute("UPDATE delivery SET tried_at = due_at WHERE kind = 'ask'")
    world.open(remind_at=THURSDAY)

    assert before
    assert wanted(world, Kind.REMINDER) == []


# How many.


def test_so_many_can_be_reached_now_and_so_many_later(world: World, round_id: RoundId) -> None:
    with transaction(world.engine) as session:
        people.set_quiet(session, "T1", dict.fromkeys(world.users[:3], THURSDAY))
        people.set_quiet(session, "T1", {world.users[3]: FRIDAY_NOON})
        people.ensure(session, world.workspace, profile(world.users[4], is_person=False))
    (claim,) = (claim for claim in world.take() if claim.user == world.users[5])
    world.execute(f"UPDATE delivery SET status = 'pending' WHERE id != {claim.id}")  # noqa: S608
    world.end(claim, DM)

    with reading(world.engine) as session:
        reach = {
            at: recipients.reach(session, round_id, at=at) for at in (MONDAY, TUESDAY, THURSDAY, FRIDAY_NOON)
        }

    assert reach == {MONDAY: (0, 9), TUESDAY: (6, 3), THURSDAY: (9, 0), FRIDAY_NOON: (0, 0)}


def test_invited_is_the_team_at_each_ones_hour_and_pauses_are_told_with_it(world: World) -> None:
    with transaction(world.engine) as session:
        people.ensure(session, world.workspace, profile(ANNA, TOKYO))
        people.ensure(session, world.workspace, profile(world.users[2], is_person=False))
        teams.remove_member(session, world.team, world.people[world.users[3]])
        people.set_quiet(session, "T1", {ANNA: THURSDAY})
    prefer(world, ANNA, Preferences(hour=time(14), paused_until=date(2026, 12, 24)))
    prefer(world, BEN, Preferences(opted_out=True))
    usual = WorkCalendar()

    with reading(world.engine) as session:
        invited = recipients.invitees(session, world.team, {world.team: usual}, leads_count=False)
        nobody = recipients.invitees(session, TeamId(99), {TeamId(99): usual}, leads_count=False)

    anna = invited[world.people[ANNA]]
    assert list(invited) == [world.people[user] for user in (ANNA, *world.users[4:])]
    assert (anna.zone, anna.hour, anna.calendar) == (TOKYO, time(14), usual)
    assert (anna.back_on, anna.away_until) == (date(2026, 12, 24), THURSDAY)
    assert nobody == {}


# Every second week.


def resting(world: World, week: Week) -> set[PersonId]:
    with reading(world.engine) as session:
        return set(recipients.resting(session, world.team, week))


def ask(world: World, week: Week, at: datetime) -> None:
    world.open(week, due_at=at)
    for claim in world.take(at):
        world.end(claim, DM)


def test_who_wants_every_second_week_rests_after_each_week_they_were_asked_in(world: World) -> None:
    anna = world.people[ANNA]
    prefer(world, ANNA, Preferences(every_second_week=True))
    before = resting(world, WEEK)
    ask(world, WEEK, TUESDAY)

    weeks = [WEEK, WEEK.next(), WEEK.plus(2)]

    assert before == set()
    assert [resting(world, week) for week in weeks] == [set(), {anna}, set()]


def test_a_week_in_which_the_question_never_arrived_is_no_reason_to_rest(world: World) -> None:
    prefer(world, ANNA, Preferences(every_second_week=True))
    world.open()
    claim = next(claim for claim in world.take() if claim.user == ANNA)
    world.end(claim, NotSentError("user_disabled", retry_after=None))

    assert resting(world, WEEK.next()) == set()


def test_resting_runs_over_the_turn_of_the_year(world: World) -> None:
    prefer(world, ANNA, Preferences(every_second_week=True))
    ask(world, Week(2026, 53), datetime(2026, 12, 29, 9, tzinfo=TUESDAY.tzinfo))

    assert resting(world, Week(2027, 1)) == {world.people[ANNA]}


def test_another_teams_question_is_no_reason_to_rest(world: World) -> None:
    prefer(world, ANNA, Preferences(every_second_week=True))
    ask(world, WEEK, TUESDAY)
    world.open_another("C2", 0)

    with reading(world.engine) as session:
        assert recipients.resting(session, TeamId(world.team + 1), WEEK.next()) == frozenset()
