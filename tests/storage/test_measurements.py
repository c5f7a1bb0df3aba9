"""What a change amounts to is decided when a round closes, kept with its figures, and looked at closer."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

import pytest

from storage import digests, measurements, pulses, questions, releases, rotation, rounds, teams
from storage.database import reading, transaction
from storage.tables import RoundTeamRow
from storage.writer import AnswerWriter
from survey.closed_weeks import compose
from survey.ids import ChannelRef, RoundId, TeamId
from survey.people import Audience
from survey.questions import QuestionDraft
from survey.scales import RECOMMEND
from survey.statistics.judging import Ranges
from survey.verdicts import Change, Verdict
from survey.weeks import Week
from tests.storage.world import DATA_KEY, HELSINKI, World

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
FIRST = Week(2026, 2)
USUAL = ((4, 4, 3, 4, 3, 4, 4, 3, 4, 3, 4, 4), (4, 3, 3, 4, 3, 4, 3, 3, 4, 3, 4, 4))
WORSE = (2, 1, 2, 2, 1, 2, 3, 2, 1, 2, 2, 2)


@pytest.fixture
def writer(world: World) -> Iterator[AnswerWriter]:
    writer = world.writer()
    writer.start()
    yield writer
    writer.stop()


def play(
    world: World,
    writer: AnswerWriter,
    place: int,
    values: Iterable[int],
    *,
    key: str = "Q2",
    beside: TeamId | None = None,
) -> RoundId:
    """A week in which the first so many people answer a question."""
    opened = world.open(FIRST.plus(place), asked=4)
    if beside is not None:
        with transaction(world.engine) as session:
            session.add(RoundTeamRow(round_id=opened, team_id=beside))
    for user, value in zip(world.users, values, strict=False):
        writer.submit_answer(opened, user, key, value, at=MORNING, order=1).result()
    world.ask_everybody()
    world.close(opened)
    return opened


def verdict(world: World, round_id: RoundId) -> Verdict | None:
    with reading(world.engine) as session:
        return releases.told(session, round_id)[world.questions[1].id].verdict


def test_a_fall_beyond_the_usual_is_kept_with_its_round_and_signals(
    world: World, writer: AnswerWriter
) -> None:
    before = [play(world, writer, place, USUAL[place % 2]) for place in range(5)]
    last = play(world, writer, 5, WORSE)

    assert [verdict(world, each) for each in before[:4]] == [
        Verdict(Change.EARLY, count, 4) for count in range(4)
    ]
    told = verdict(world, last)
    assert told is not None
    assert (told.change, told.measured) == (Change.DOWN, 5)
    assert told.usual is not None
    with reading(world.engine) as session:
        week = compose(digests.closed_week(session, last, data_key=DATA_KEY))
        pulse = pulses.of_team(session, world.team)
        assert pulse is not None
        planning = rotation.of_team(session, teams.get(session, world.team), pulse)
    assert [tile.verdict for tile in week.tiles] == [None, told, None]
    assert planning.signals == {world.questions[1].theme_key or "focus"}


def test_five_to_seven_answers_are_compared_though_no_mean_of_them_is_shown(
    world: World, writer: AnswerWriter
) -> None:
    for place in range(5):
        play(world, writer, place, USUAL[place % 2][:6])
    last = play(world, writer, 5, WORSE[:6])

    told = verdict(world, last)
    assert told == Verdict(Change.DOWN, 5, 4)
    with reading(world.engine) as session:
        _, tile, _ = compose(digests.closed_week(session, last, data_key=DATA_KEY)).tiles
    assert all(point.mean is None for point in tile.history)


def test_other_teams_in_the_round_begin_a_comparison_anew(world: World, writer: AnswerWriter) -> None:
    alone = [play(world, writer, place, USUAL[place % 2]) for place in range(2)]
    with transaction(world.engine) as session:
        audience = Audience(ChannelRef("C9"))
        other = teams.add(session, world.workspace, audience, name="Other", zone=HELSINKI, country="")
    together = [play(world, writer, place, USUAL[place % 2], beside=other) for place in (2, 3)]

    assert [verdict(world, each) for each in (*alone, *together)] == [
        *(Verdict(Change.EARLY, count, 4) for count in (0, 1)),
        *(Verdict(Change.OTHER_TEAMS, count, 4) for count in (0, 1)),
    ]
    with reading(world.engine) as session:
        told = [
            digests.closed_week(session, each, data_key=DATA_KEY).rounds for each in (alone[1], together[1])
        ]
    assert told == [((12, 12), (12, 12))] * 2


def test_what_was_released_before_there_were_verdicts_is_no_measurement(
    world: World, writer: AnswerWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as before:
        before.setattr(releases, "level", lambda *_, **__: None)
        first = play(world, writer, 0, USUAL[0])
    second = play(world, writer, 1, USUAL[1])

    assert verdict(world, first) is None
    assert verdict(world, second) == Verdict(Change.EARLY, 0, 4)


def test_a_scale_of_its_own_lends_the_others_no_variation(world: World, writer: AnswerWriter) -> None:
    with transaction(world.engine) as session:
        draft = QuestionDraft("Q4", "Would you recommend this place?", RECOMMEND)
        question = questions.add(session, world.workspace, draft)
    world.questions = (*world.questions, question)
    rated = [play(world, writer, place, (9, 8, 7, 9, 8, 7, 6, 9), key="Q4") for place in range(2)]

    with reading(world.engine) as session:
        past = measurements.before(session, rounds.get(session, rated[1]))
        told = {each: found.verdict for each, found in releases.told(session, rated[1]).items()}
    assert list(past.of) == [question.id]
    assert past.ranges == Ranges()
    assert {each: verdict for each, verdict in told.items() if verdict} == {
        question.id: Verdict(Change.EARLY, 1, 6)
    }
