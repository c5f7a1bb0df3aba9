from datetime import UTC, datetime, time, timedelta

from storage import pulses, teams
from storage.database import reading, transaction
from survey.ids import ChannelRef, TeamId
from survey.people import Audience
from survey.rounds import DEFAULT_SCHEDULE, Schedule, Skip, Slot
from survey.weeks import Week
from tests.storage.world import MONDAY, TOKYO, WEEK, World

OTHER = Schedule(
    ask=Slot(0, time(8, 30)),
    close=Slot(2, time(16)),
    digest=Slot(3, time(9, 5)),
    questions=2,
    every=2,
    remind=False,
)


def test_a_pulse_comes_back_with_its_rhythm(world: World) -> None:
    with reading(world.engine) as session:
        pulse = pulses.of_team(session, world.team)
        nothing = pulses.of_team(session, TeamId(99))

    assert pulse == world.pulse
    assert world.pulse.schedule == DEFAULT_SCHEDULE
    assert nothing is None


def test_ensuring_again_changes_nothing(world: World) -> None:
    with transaction(world.engine) as session:
        again = pulses.ensure(session, world.team, OTHER, next_week=WEEK.next(), floor=9)
        floor = pulses.floor_of(session, again.id)

    assert again == world.pulse
    assert floor == 5


def test_no_setting_lowers_the_floor_and_any_may_raise_it(world: World) -> None:
    with transaction(world.engine) as session:
        low, high = (
            teams.add(session, world.workspace, Audience(ChannelRef(name)), name=name, zone=TOKYO, country="")
            for name in ("C2", "C3")
        )
        floors = [
            pulses.floor_of(session, pulses.ensure(session, team, OTHER, next_week=WEEK, floor=floor).id)
            for team, floor in ((low, 3), (high, 8))
        ]

    assert floors == [5, 8]


def test_a_new_rhythm_starts_in_the_week_it_is_told(world: World) -> None:
    with transaction(world.engine) as session:
        changed = pulses.reschedule(session, world.team, OTHER, next_week=Week(2026, 50))
        pulse = pulses.of_team(session, world.team)
        channel = Audience(ChannelRef("C2"))
        api = teams.add(session, world.workspace, channel, name="Api", zone=TOKYO, country="")
        without = pulses.reschedule(session, api, OTHER, next_week=WEEK)

    assert (changed, without) == (True, False)
    assert pulse is not None
    assert (pulse.schedule, pulse.next_week) == (OTHER, Week(2026, 50))


def test_a_pulse_is_due_from_monday_midnight_where_the_team_is(world: World) -> None:
    with reading(world.engine) as session:
        before = pulses.due(session, at=MONDAY - timedelta(seconds=1))
        then = pulses.due(session, at=MONDAY)

    assert before == ()
    assert then == (world.pulse,)


def test_an_archived_team_plans_nothing(world: World) -> None:
    with transaction(world.engine) as session:
        teams.archive(session, world.team)

        assert pulses.due(session, at=MONDAY) == ()


def test_of_two_planners_one_goes_first(world: World) -> None:
    with transaction(world.engine) as session:
        first = pulses.advance(session, world.pulse, to=WEEK.next())
        second = pulses.advance(session, world.pulse, to=WEEK.next())
        pulse = pulses.of_team(session, world.team)
        now = pulses.due(session, at=datetime(2026, 11, 29, 21, 59, tzinfo=UTC))
        next_monday = pulses.due(session, at=datetime(2026, 11, 29, 22, tzinfo=UTC))

    assert (first, second) == (True, False)
    assert pulse is not None
    assert pulse.next_week == WEEK.next()
    assert now == ()
    assert next_monday == (pulse,)


def test_pulses_of_archived_teams_are_left_out(world: World) -> None:
    with transaction(world.engine) as session:
        before = pulses.all_of(session)
        teams.archive(session, world.team)
        after = pulses.all_of(session)

    assert (before, after) == ((world.pulse,), ())


def test_the_latest_week_without_a_round_is_remembered_with_its_reason(world: World) -> None:
    with transaction(world.engine) as session:
        never = pulses.last_skip(session, world.team), pulses.last_skip(session, TeamId(99))
        found = []
        for week, why in ((WEEK, Skip.QUIET), (WEEK.next(), Skip.PAUSED)):
            pulses.note_skip(session, world.pulse.id, week, why)
            found.append(pulses.last_skip(session, world.team))

    assert never == (None, None)
    assert found == [(WEEK, Skip.QUIET), (WEEK.next(), Skip.PAUSED)]


def test_asking_a_part_is_off_until_somebody_wants_it(world: World) -> None:
    with transaction(world.engine) as session:
        found = [pulses.samples(session, world.pulse.id)]
        for wanted in (True, False):
            pulses.set_samples(session, world.team, samples=wanted)
            found.append(pulses.samples(session, world.pulse.id))

    assert found == [False, True, False]
