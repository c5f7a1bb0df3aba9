"""What a team may read later is what was released when its rounds closed, and nothing else."""

from storage import reports
from storage.database import reading, transaction
from storage.reports import Release
from storage.tables import ReleaseRow, RoundTeamRow
from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Withheld
from survey.disclosure.record import encode
from survey.ids import RoundId
from survey.rounds import RoundState
from survey.verdicts import Change, Verdict
from tests.storage.world import WEEK, World

HIGH = Released(9, 12, Mean(41, Reach.AT_LEAST), Band(6, 9))
FEW = Withheld(5, 12)


def release(world: World, round_id: RoundId, *figures: Figure, state: RoundState = RoundState.CLOSED) -> None:
    """Write down what a closing round lets out of its questions, in their order."""
    with transaction(world.engine) as session:
        for question, figure in zip(world.questions, figures, strict=False):
            session.add(ReleaseRow(round_id=round_id, question_id=question.id, figure=encode(figure)))
    world.pretend(round_id, state)


def of_team(world: World, limit: int = 12) -> tuple[Release, ...]:
    with reading(world.engine) as session:
        return reports.of_team(session, world.team, limit=limit)


def test_figures_come_back_with_their_question_and_week(world: World) -> None:
    release(world, world.open(), HIGH, FEW)

    assert of_team(world) == (
        Release(WEEK, "Q1", "How was your week?", "", (1, 5), HIGH),
        Release(WEEK, "Q2", "I know what matters this week.", "Focus", (1, 5), FEW),
    )


def test_what_a_change_was_said_to_be_comes_back_beside_a_figure_that_is_shown(world: World) -> None:
    round_id, verdict = world.open(), Verdict(Change.WITHIN, 5, 4, (30, 41))
    figures: tuple[Figure, ...] = (HIGH, FEW)
    with transaction(world.engine) as session:
        for question, figure in zip(world.questions, figures, strict=False):
            told = encode(figure, verdict=verdict)
            session.add(ReleaseRow(round_id=round_id, question_id=question.id, figure=told))
    world.pretend(round_id, RoundState.CLOSED)

    assert [each.verdict for each in of_team(world)] == [verdict, None]


def test_the_questions_a_team_was_told_of_are_found_once_by_key(world: World) -> None:
    release(world, world.open(), HIGH)
    release(world, world.open(WEEK.plus(1)), HIGH, FEW)
    release(world, world.open(WEEK.plus(2)), HIGH, state=RoundState.OPEN)

    with reading(world.engine) as session:
        assert [each.key for each in reports.questions_of(session, world.team)] == ["Q1", "Q2"]


def test_only_the_latest_rounds_are_read_newest_first(world: World) -> None:
    for week in (WEEK, WEEK.plus(1), WEEK.plus(2)):
        release(world, world.open(week), HIGH)

    assert [each.week for each in of_team(world, limit=2)] == [WEEK.plus(2), WEEK.plus(1)]


def test_a_round_that_is_open_lost_or_without_releases_gives_nothing(world: World) -> None:
    release(world, world.open(), HIGH, state=RoundState.OPEN)
    release(world, world.open(WEEK.plus(1)), HIGH, state=RoundState.LOST)
    release(world, world.open(WEEK.plus(2)))
    release(world, world.open(WEEK.plus(3)), FEW)

    # One that let nothing out does not use up one of the rounds that are read either.
    assert [each.week for each in of_team(world, limit=1)] == [WEEK.plus(3)]


def test_a_team_asked_in_anothers_round_reads_that_round(world: World) -> None:
    other = world.open_another("C2", 4)
    with transaction(world.engine) as session:
        session.add(RoundTeamRow(round_id=other, team_id=world.team))
    world.execute(f"INSERT INTO round_question VALUES ({other}, 0, 1)")  # noqa: S608
    release(world, other, HIGH)

    assert [each.figure for each in of_team(world)] == [HIGH]
