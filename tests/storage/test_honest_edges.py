"""The edges of a week, from answers in the database to what a channel sees: each has its sentence.

Picture, alternative text and message say it, and no chart is left empty: something is drawn on it, or words
stand where it would.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from bot.conversations import digest_words
from charts.stamp import StampedText
from charts.tile import TileArtists
from charts.weekly import WeeklyPicture
from storage import calendars, digests, questions, teams
from storage.database import reading, transaction
from storage.tables import RoundTeamRow
from storage.writer import AnswerWriter
from survey.closed_weeks import compose
from survey.digests import Digest
from survey.disclosure.figures import Band, Mean, Reach, Released, Withheld
from survey.ids import ChannelRef, RoundId, TeamId
from survey.people import Audience
from survey.verdicts import Change
from survey.weeks import Week
from tests.charts.reading import LIMIT
from tests.storage.world import AGREE_Q, DATA_KEY, HELSINKI, World

MORNING = datetime(2026, 1, 5, 9, tzinfo=UTC)
EPIPHANY = Week(2026, 2)
FIRST = Week(2026, 3)
USUAL = (4, 4, 3, 4, 3, 4, 4, 3, 4, 3, 4, 4)


@pytest.fixture(autouse=True)
def one_question(world: World) -> None:
    world.questions = world.questions[1:2]


@dataclass(frozen=True)
class Told:
    """A week as its channel sees it."""

    digest: Digest
    picture: str
    alt: str
    message: str
    tile: TileArtists

    def says(self, sentence: str) -> bool:
        """Whether all three say it, for those who see, who listen, and who read."""
        return all(sentence.lower() in said.lower() for said in (self.picture, self.alt, self.message))


def play(
    world: World,
    writer: AnswerWriter,
    week: Week,
    values: Iterable[int],
    *,
    beside: TeamId | None = None,
) -> RoundId:
    """A week in which the first so many people answer the one question."""
    opened = world.open(week)
    if beside is not None:
        with transaction(world.engine) as session:
            session.add(RoundTeamRow(round_id=opened, team_id=beside))
    for user, value in zip(world.users, values, strict=False):
        writer.submit_answer(opened, user, "Q2", value, at=MORNING, order=1).result()
    world.ask_everybody()
    world.close(opened)
    return opened


def told(world: World, round_id: RoundId) -> Told:
    with reading(world.engine) as session:
        digest = compose(digests.closed_week(session, round_id, data_key=DATA_KEY))
    picture = WeeklyPicture()
    drawn = picture.draw(digest)
    sheet = picture.sheet(1)
    (tile,) = sheet.tiles
    figure = sheet.team.get_figure()
    assert figure
    assert drawn.png
    texts = [text.get_text() for text in figure.findobj(StampedText) if text.get_visible()]
    found = Told(digest, " ".join(filter(None, texts)), drawn.alt, digest_words.bulletin(digest).text, tile)
    assert is_filled(found.tile)
    return found


def is_filled(tile: TileArtists) -> bool:
    """Whether a figure is drawn on its axis or its bar; where neither is, words stand there and no axis."""
    marks = (tile.scale.dot, tile.scale.open, tile.share.certain, tile.share.possible)
    if any(_is_drawn(mark) for mark in marks):
        return True
    empty = tile.scale.axis.get_visible() or tile.share.all.get_visible()
    return not empty and bool(tile.sentence.text)


def _is_drawn(mark: Line2D | Rectangle) -> bool:
    if isinstance(mark, Rectangle):
        return mark.get_visible() and mark.get_width() > 0
    ends = np.asarray(mark.get_xdata(), dtype=float)
    return mark.get_visible() and len(ends) > 0 and bool(np.isfinite(ends).all())


def _another(world: World) -> TeamId:
    with transaction(world.engine) as session:
        audience = Audience(ChannelRef("C9"))
        return teams.add(session, world.workspace, audience, name="Other", zone=HELSINKI, country="")


def _reword(world: World) -> None:
    with transaction(world.engine) as session:
        new = questions.edit(session, world.workspace, replace(AGREE_Q, text="I know what comes first."))
    world.questions = (new,)


def _change(week: Told) -> Change | None:
    (tile,) = week.digest.tiles
    return tile.verdict.change if tile.verdict else None


def test_fewer_than_five_answers(world: World, writer: AnswerWriter) -> None:
    week = told(world, play(world, writer, FIRST, [4, 4, 5, 3]))

    assert week.digest.tiles[0].figure == Withheld(5, 12)
    assert week.says("Not shown: fewer than 5 answers.")
    assert week.tile.sentence.text == "Not shown: fewer than 5 answers."
    assert not week.tile.history.line.get_visible()


def test_too_early(world: World, writer: AnswerWriter) -> None:
    week = told(world, play(world, writer, FIRST, USUAL))

    assert week.says("Too early to say: 0 of 4 measurements.")


def test_few_answers_this_week(world: World, writer: AnswerWriter) -> None:
    play(world, writer, FIRST, USUAL)
    week = told(world, play(world, writer, FIRST.next(), USUAL[:5]))

    assert week.says("Few answers this week, no comparison.")


def test_a_new_version_of_the_question(world: World, writer: AnswerWriter) -> None:
    play(world, writer, FIRST, USUAL)
    _reword(world)
    weeks = [told(world, play(world, writer, FIRST.plus(place), USUAL)) for place in (1, 2)]

    for count, week in enumerate(weeks):
        assert week.says(f"The question was changed, so comparison begins anew: {count} of 4 measurements.")
        assert len(week.digest.tiles[0].history) == count + 1


def test_a_new_version_is_no_news_where_nobody_was_shown_the_one_before(
    world: World, writer: AnswerWriter
) -> None:
    play(world, writer, FIRST, USUAL[:4])
    _reword(world)

    assert _change(told(world, play(world, writer, FIRST.next(), USUAL))) is Change.EARLY


def test_a_holiday_in_the_week(world: World, writer: AnswerWriter) -> None:
    one = told(world, play(world, writer, EPIPHANY, USUAL))
    with transaction(world.engine) as session:
        calendars.add_day_off(session, world.team, date(2026, 1, 15), "Moving house")
        calendars.add_day_off(session, world.team, date(2026, 1, 16), "Moving house")
        calendars.add_day_off(session, world.team, date(2026, 1, 17), "A Saturday")
    two = told(world, play(world, writer, FIRST, USUAL))
    none = told(world, play(world, writer, FIRST.next(), USUAL))

    assert [week.digest.days_off for week in (one, two, none)] == [1, 2, 0]
    assert one.says("a week with 1 day off")
    assert two.says("a week with 2 days off")
    assert not any("day off" in said or "days off" in said for said in (none.picture, none.alt, none.message))
    assert two.message.splitlines()[0].endswith(" took part · a week with 2 days off")


def test_teams_merged_and_split(world: World, writer: AnswerWriter) -> None:
    other = _another(world)
    play(world, writer, FIRST, USUAL)
    merged = [told(world, play(world, writer, FIRST.plus(place), USUAL, beside=other)) for place in (1, 2)]
    split = told(world, play(world, writer, FIRST.plus(3), USUAL))

    for count, week in ((0, merged[0]), (1, merged[1]), (0, split)):
        assert week.says(
            "Earlier rounds did not ask the same teams, so comparison begins anew: "
            f"{count} of 4 measurements."
        )


def test_a_new_version_among_other_teams_is_said_by_what_came_last(
    world: World, writer: AnswerWriter
) -> None:
    other = _another(world)
    play(world, writer, FIRST, USUAL)
    _reword(world)
    both = told(world, play(world, writer, FIRST.plus(1), USUAL, beside=other))
    later = told(world, play(world, writer, FIRST.plus(2), USUAL))

    assert [_change(week) for week in (both, later)] == [Change.NEW_VERSION, Change.OTHER_TEAMS]


@pytest.mark.parametrize(
    ("answers", "figure"),
    [
        (6, Released(6, 12, band=Band(4, 6))),
        (12, Released(12, 12, Mean(44, Reach.AT_LEAST))),
    ],
)
def test_everybody_answered_the_same(
    world: World, writer: AnswerWriter, answers: int, figure: Released
) -> None:
    week = told(world, play(world, writer, FIRST, [5] * answers))

    assert week.digest.tiles[0].figure == figure
    assert week.says(LIMIT)
