"""What is known of how many took part, and what the pace becomes of it."""

from dataclasses import replace

from sqlmodel import select

from storage import fatigue, promises, pulses
from storage.database import reading, transaction
from storage.tables import PulseRow
from survey.deliveries import Kind
from survey.ids import RoundId
from survey.promises import Announcement
from survey.rotation.fatigue import Count, NewPace, Participation, Sign
from survey.rounds import DEFAULT_SCHEDULE, Pulse, moments
from survey.weeks import Week
from tests.storage.world import HELSINKI, TUESDAY, WEEK, World


def closed(world: World, counts: list[int], *, first: Week = WEEK) -> None:
    """Rounds of twelve people that so many took part in."""
    for number, count in enumerate(counts):
        opened = world.open(first.plus(number))
        world.execute(
            f"UPDATE round SET state = 'closed', participants = {count}, invited = 12 WHERE id = {opened}"  # noqa: S608
        )


def pulse_of(world: World) -> Pulse:
    with reading(world.engine) as session:
        found = pulses.of_team(session, world.team)
    assert found is not None
    return found


def adapted(world: World, week: Week) -> tuple[NewPace | None, RoundId]:
    """What happens when a week is planned."""
    opened, pulse = world.open(week), pulse_of(world)
    with transaction(world.engine) as session:
        pulses.advance(session, pulse, to=week.plus(pulse.schedule.every))
        return fatigue.adapt(session, pulse, opened, week=week, due_at=TUESDAY), opened


def usual(world: World) -> fatigue.Usual:
    with reading(world.engine) as session:
        return fatigue.usual(session, pulse_of(world))


def test_a_count_under_the_rounds_floor_stays_in_and_an_open_round_has_none(world: World) -> None:
    closed(world, [9, 4, 0])
    world.open(WEEK.plus(3))

    with reading(world.engine) as session:
        found = fatigue.released(session, world.pulse)

    assert found == tuple(
        Participation(WEEK.plus(number), answers, 12) for number, answers in enumerate((9, None, None))
    )


def test_p2_a_floor_that_was_raised_holds_for_the_count_too(world: World) -> None:
    closed(world, [7])
    world.execute("UPDATE round SET floor = 8")

    with reading(world.engine) as session:
        assert fatigue.released(session, world.pulse)[0].answers is None


def test_where_few_answer_the_pace_is_halved_and_the_channel_told_why(world: World) -> None:
    closed(world, [5, 5, 5, 5])
    pace, opened = adapted(world, WEEK.plus(4))

    pulse = pulse_of(world)
    assert pace == NewPace(2, Sign.FEW, Count(20, 48), None)
    assert (pulse.schedule.every, pulse.next_week) == (2, WEEK.plus(6))
    assert usual(world) == fatigue.Usual(1, WEEK.plus(4))
    with reading(world.engine) as session:
        row = session.exec(select(PulseRow)).one()
    assert row.next_plan_at == moments(DEFAULT_SCHEDULE, week=WEEK.plus(6), zone=HELSINKI).opens_at
    (notice,) = (each for each in world.take() if each.kind is Kind.NOTICE)
    with reading(world.engine) as session:
        told = promises.announcement(session, notice.id)
    assert notice.round == opened
    assert isinstance(told, Announcement)
    assert told.pace == pace


def test_it_is_not_halved_again_within_four_weeks(world: World) -> None:
    closed(world, [5, 5, 5, 5])
    adapted(world, WEEK.plus(4))
    world.execute("UPDATE round SET state = 'closed', participants = 5, invited = 12")

    paces = [adapted(world, WEEK.plus(number))[0] for number in (6, 7)]
    world.execute("UPDATE round SET state = 'closed', participants = 5, invited = 12")
    after, _ = adapted(world, WEEK.plus(8))

    assert paces == [None, None]
    assert after is not None
    assert after.every == 4
    assert usual(world) == fatigue.Usual(1, WEEK.plus(8))


def test_what_fell_is_told_with_both_counts(world: World) -> None:
    closed(world, [12] * 12 + [9] * 4)
    pace, _ = adapted(world, WEEK.plus(16))

    (notice,) = (each for each in world.take() if each.kind is Kind.NOTICE)
    with reading(world.engine) as session:
        told = promises.announcement(session, notice.id)
    assert told.pace == pace == NewPace(2, Sign.FALLEN, Count(36, 48), Count(144, 144))


def test_a_pace_that_was_slowed_down_quickens_to_the_usual_one(world: World) -> None:
    with transaction(world.engine) as session:
        slow = replace(DEFAULT_SCHEDULE, every=2)
        pulses.reschedule(session, world.team, slow, next_week=WEEK)
    world.execute(f"UPDATE pulse SET usual_every = 1, every_since = '{WEEK}'")  # noqa: S608
    closed(world, [9] * 12)

    pace, _ = adapted(world, WEEK.plus(12))

    assert pace is not None
    assert (pace.every, pace.sign) == (1, Sign.RECOVERED)
    assert pulse_of(world).schedule.every == 1
    assert usual(world) == fatigue.Usual(1, WEEK.plus(12))


def test_an_admins_rhythm_is_the_usual_one_from_its_week_on(world: World) -> None:
    closed(world, [5, 5, 5, 5])
    with transaction(world.engine) as session:
        fatigue.keep(session, world.team, since=WEEK.plus(4))

    pace, _ = adapted(world, WEEK.plus(4))

    assert pace is None
    assert usual(world) == fatigue.Usual(1, WEEK.plus(4))


def test_a_team_that_answers_keeps_its_pace(world: World) -> None:
    closed(world, [11, 10, 9, 11])

    pace, _ = adapted(world, WEEK.plus(4))

    assert pace is None
    assert usual(world) == fatigue.Usual(1, None)
    assert not [each for each in world.take() if each.kind is Kind.NOTICE]
