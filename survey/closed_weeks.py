"""A closed week before the gate, and the digest it becomes on the other side."""

from dataclasses import dataclass

from survey.digests import LONGEST_HISTORY, Digest, Point, Tile
from survey.figures import Released
from survey.gate import comments_may_show, participation, release
from survey.questions import Question
from survey.tallies import Tally
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Earlier:
    """One closed week in which a question was asked."""

    week: Week
    tally: Tally
    invited: int
    floor: int


@dataclass(frozen=True, slots=True)
class ClosedQuestion:
    """A question of the closed week: its tally and the earlier ones of the same item, oldest first."""

    tally: Tally
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosedWeek:
    """What is known of a closed round, before the gate."""

    team: str
    week: Week
    questions: tuple[ClosedQuestion, ...]
    invited: int
    participants: int
    floor: int
    comments: tuple[str, ...]
    lost: bool


def compose(closed: ClosedWeek) -> Digest:
    """Let a closed week through the gate."""
    tiles = () if closed.lost else tuple(_tile(closed, question) for question in closed.questions)
    show_comments = comments_may_show(participants=closed.participants, floor=closed.floor)
    return Digest(
        team=closed.team,
        week=closed.week,
        tiles=tiles,
        invited=closed.invited,
        participants=participation(closed.participants, floor=closed.floor),
        floor=closed.floor,
        comments=closed.comments if show_comments else (),
        lost=closed.lost,
        talk=_talk(closed, tiles),
    )


def _tile(closed: ClosedWeek, asked: ClosedQuestion) -> Tile:
    question, scale = asked.tally.question, asked.tally.question.scale
    now = Earlier(closed.week, asked.tally, closed.invited, closed.floor)
    weeks = [*asked.earlier, now][-LONGEST_HISTORY:]
    return Tile(
        question=question.text,
        theme=question.theme,
        axis=scale.axis,
        ends=_ends(question) if scale.axis else (),
        figure=release(asked.tally, invited=closed.invited, floor=closed.floor),
        history=tuple(Point(week.week, _mean(week)) for week in weeks),
    )


def _mean(week: Earlier) -> float | None:
    figure = release(week.tally, invited=week.invited, floor=week.floor)
    return figure.mean if isinstance(figure, Released) else None


def _ends(question: Question) -> tuple[str, str]:
    """The words at both ends of the axis; a reversed item is drawn turned, so its ends turn too."""
    first, last = question.scale.labels[0], question.scale.labels[-1]
    return (last, first) if question.reverse else (first, last)


def _talk(closed: ClosedWeek, tiles: tuple[Tile, ...]) -> str:
    """What to talk about: the theme whose turn it was, else the anchor's; by turn, not by score.

    Only what is shown can be talked about; where nothing is, nothing is chosen.
    """
    shown = [
        (asked.tally.question, tile)
        for asked, tile in zip(closed.questions, tiles, strict=False)
        if isinstance(tile.figure, Released)
    ]
    turning = [tile for question, tile in shown if not question.anchor] or [tile for _, tile in shown]
    return (turning[0].theme or turning[0].question) if turning else ""
