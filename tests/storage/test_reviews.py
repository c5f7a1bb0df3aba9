"""A look back is owed once, when the month has ended, and made of what was released."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest
from sqlmodel import col, update

from storage import reviews
from storage.database import reading, transaction
from storage.tables import DeliveryRow, RoundTeamRow
from storage.writer import AnswerWriter
from survey.closed_months import ClosedMonth, compose_review
from survey.deliveries import Claim, Kind, Status
from survey.disclosure.figures import Mean
from survey.ids import RoundId, TeamId
from survey.weeks import Week
from tests.storage.world import World

MORNING = datetime(2026, 9, 1, 9, tzinfo=UTC)
FIRST, LAST, NEXT = Week(2026, 41), Week(2026, 44), Week(2026, 45)
NINE = (4, 4, 3, 4, 3, 4, 4, 3, 4)


@pytest.fixture
def writer(world: World) -> Iterator[AnswerWriter]:
    writer = world.writer()
    writer.start()
    yield writer
    writer.stop()


def play(world: World, writer: AnswerWriter, week: Week, values: Iterable[int] = NINE) -> RoundId:
    """A closed round in which so many people answered one question."""
    opened = world.open(week, asked=3)
    for user, value in zip(world.users, values, strict=False):
        writer.submit_answer(opened, user, "Q2", value, at=MORNING, order=1).result()
    world.ask_everybody()
    world.close(opened)
    return opened


def owe(world: World, week: Week) -> bool:
    with transaction(world.engine) as session:
        return reviews.owe(session, world.pulse, week=week)


def owed(world: World) -> list[Claim]:
    at = datetime(2027, 2, 1, tzinfo=UTC)
    return [each for each in world.take(at) if each.kind in {Kind.MONTH, Kind.QUARTER}]


def look(world: World, round_id: RoundId) -> ClosedMonth:
    with reading(world.engine) as session:
        return reviews.closed_month(session, round_id, is_quarter=False)


def test_the_month_that_ended_is_owed_once_at_the_digests_hour(world: World, writer: AnswerWriter) -> None:
    *_, last = (play(world, writer, FIRST.plus(place)) for place in range(4))

    assert [owe(world, NEXT), owe(world, NEXT)] == [True, False]

    (claim,) = owed(world)
    assert (claim.kind, claim.round, claim.channel) == (Kind.MONTH, last, "C1")
    assert claim.due_at == datetime(2026, 11, 3, 12, tzinfo=UTC), "Tuesday at two"


def test_within_a_month_nothing_is_owed_nor_after_three_rounds(world: World, writer: AnswerWriter) -> None:
    for place in range(1, 4):
        play(world, writer, FIRST.plus(place))

    assert not owe(world, NEXT), "three rounds"
    play(world, writer, NEXT)
    assert not owe(world, NEXT.next())


def test_a_team_without_a_closed_round_has_nothing_behind_it(world: World) -> None:
    world.open(LAST)

    assert not owe(world, NEXT)


def test_after_a_break_over_the_year_the_last_quarter_is_looked_back_at(
    world: World, writer: AnswerWriter
) -> None:
    for place in range(4):
        play(world, writer, FIRST.plus(place))

    assert owe(world, Week(2027, 3))
    assert [claim.kind for claim in owed(world)] == [Kind.QUARTER]


def test_what_was_released_is_read_as_a_month(world: World, writer: AnswerWriter) -> None:
    *_, last = (play(world, writer, FIRST.plus(place)) for place in range(4))

    month = look(world, last)

    assert [(each.question.key, len(each.measured)) for each in month.questions] == [("Q1", 0), ("Q2", 4)]
    assert month.rounds == ((9, 12),) * 4
    line = next(line for line in compose_review(month).lines if line.theme == "Focus")
    assert line.mean == Mean(37)


def test_rounds_of_other_teams_are_not_looked_back_at(world: World, writer: AnswerWriter) -> None:
    *_, before, last = (play(world, writer, FIRST.plus(place)) for place in range(4))
    with transaction(world.engine) as session:
        session.add(RoundTeamRow(round_id=before, team_id=TeamId(world.team)))

    assert len(look(world, last).rounds) == 1
    assert not owe(world, NEXT), "one round alone is not yet something to look back at"


def test_one_that_failed_is_owed_once_more_and_one_in_doubt_when_somebody_looked(
    world: World, writer: AnswerWriter
) -> None:
    for place in range(4):
        play(world, writer, FIRST.plus(place))
    assert (state(world), again(world, anyway=True)) == (None, False)
    owe(world, NEXT)

    assert (state(world), again(world, anyway=True)) == (Status.PENDING, False)
    ends_as(world, Status.FAILED)
    assert again(world)
    assert state(world) is Status.PENDING
    ends_as(world, Status.UNSURE)
    assert [again(world), again(world, anyway=True)] == [False, True]


def state(world: World) -> Status | None:
    with reading(world.engine) as session:
        return reviews.status(session, world.team)


def again(world: World, *, anyway: bool = False) -> bool:
    with transaction(world.engine) as session:
        return reviews.owe_now(session, world.team, at=MORNING, again=anyway)


def ends_as(world: World, status: Status) -> None:
    with transaction(world.engine) as session:
        session.exec(update(DeliveryRow).where(col(DeliveryRow.kind) == Kind.MONTH).values(status=status))


def test_only_rounds_that_were_closed_count(world: World, writer: AnswerWriter) -> None:
    for place in range(3):
        play(world, writer, FIRST.plus(place))
    lost = world.open(LAST)
    world.keys.destroy(f"key-{LAST}")
    world.close(lost)

    assert not owe(world, NEXT)


def test_the_promise_told_is_the_lowest_of_its_rounds(world: World, writer: AnswerWriter) -> None:
    *_, last = (play(world, writer, FIRST.plus(place)) for place in range(4))
    with transaction(world.engine) as session:
        assert look(world, last).floor == 5
        assert reviews.closed_month(session, last, is_quarter=True).is_quarter
