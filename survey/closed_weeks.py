"""A closed week with its released figures, and the digest it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from locales.speech import language
from survey.digests import LONGEST_HISTORY, Digest, Point, Talk, Tile, Written
from survey.disclosure.figures import FLOOR, Figure, Released
from survey.disclosure.floors import comments_may_show, participation
from survey.questions import Question
from survey.statistics.missing import whole_team
from survey.statistics.rates import SHORT, ResponseRate, response_rate
from survey.verdicts import SIGNALS, Verdict
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class ClosedQuestion:
    """A question of the closed week: its figure, the earlier ones, oldest first, and what its change is."""

    question: Question
    figure: Figure
    earlier: tuple[Point, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class WrittenQuestion:
    """A question of the closed week that people answered in words, in random order; not gated yet."""

    question: Question
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClosedWeek:
    """What is known of a closed round; the words and the count of people are not gated yet."""

    team: str
    week: Week
    questions: tuple[ClosedQuestion, ...]
    invited: int
    participants: int
    floor: int
    comments: tuple[str, ...]
    lost: bool
    written: tuple[WrittenQuestion, ...] = ()
    rounds: tuple[tuple[int | None, int], ...] = ()
    """Of the latest rounds, this one last: how many took part, where that was released, and were asked."""
    days_off: int = 0


def compose(closed: ClosedWeek) -> Digest:
    """The digest of a closed week."""
    tiles = () if closed.lost else tuple(_tile(closed.week, asked) for asked in closed.questions)
    show_comments = comments_may_show(participants=closed.participants, floor=closed.floor)
    return Digest(
        team=closed.team,
        week=closed.week,
        tiles=tiles,
        invited=closed.invited,
        participants=participation(closed.participants, floor=closed.floor),
        floor=closed.floor,
        comments=closed.comments if show_comments else (),
        written=() if closed.lost else tuple(_written(asked, show=show_comments) for asked in closed.written),
        lost=closed.lost,
        talk=_talk(closed, tiles),
        lately=_lately(closed),
        days_off=closed.days_off,
    )


def _lately(closed: ClosedWeek) -> ResponseRate | None:
    """The rate of the last four rounds; None where one of them is not released, or there are not so many."""
    last = closed.rounds[-SHORT:]
    known = [(answers, invited) for answers, invited in last if answers is not None]
    return response_rate(known, over=SHORT) if len(known) == len(last) and not closed.lost else None


def latest(team: str, asked: Sequence[tuple[Week, ClosedQuestion]], *, weeks: int) -> Digest | None:
    """The latest figures of some questions, each of the week it was asked last; None where there are none.

    Args:
        team: its name.
        asked: the questions with their weeks.
        weeks: how many measurements of each to show.
    """
    tiles = [_tile(week, each) for week, each in asked]
    if not tiles:
        return None
    return Digest(
        team=team,
        week=max(week for week, _ in asked),
        tiles=tuple(replace(each, history=each.history[-weeks:]) for each in tiles),
        invited=0,
        participants=None,
        floor=FLOOR,
    )


def _tile(week: Week, asked: ClosedQuestion) -> Tile:
    question = asked.question.spoken(language())
    scale, figure = question.scale, asked.figure
    return Tile(
        question=question.text,
        theme=question.theme,
        axis=scale.axis,
        ends=_ends(question) if scale.axis else (),
        figure=figure_in_words(asked.question, asked.figure),
        history=(*asked.earlier, Point(week, asked.figure))[-LONGEST_HISTORY:],
        verdict=asked.verdict,
        whole_team=whole_team(figure, scale.axis) if isinstance(figure, Released) and scale.axis else None,
    )


def _written(asked: WrittenQuestion, *, show: bool) -> Written:
    question = asked.question.spoken(language())
    return Written(question.text, question.theme, asked.texts if show else None)


def figure_in_words(question: Question, figure: Figure) -> Figure:
    """A figure with its leader in the language spoken; it is kept as the question was written."""
    if not isinstance(figure, Released) or not figure.leader:
        return figure
    spoken = question.spoken(language()).scale.labels
    return replace(figure, leader=dict(zip(question.scale.labels, spoken, strict=True))[figure.leader])


def _ends(question: Question) -> tuple[str, str]:
    """The words at both ends of the axis; a reversed item is drawn turned, so its ends turn too."""
    first, last = question.scale.labels[0], question.scale.labels[-1]
    return (last, first) if question.reverse else (first, last)


def _talk(closed: ClosedWeek, tiles: tuple[Tile, ...]) -> Talk | None:
    """What to talk about: what changed more than usual, else the theme whose turn it was, else the anchor's.

    By rule and by turn, not by score. Only what is shown can be talked about; where nothing is, nothing is
    chosen.
    """
    shown = [
        (asked.question, tile)
        for asked, tile in zip(closed.questions, tiles, strict=False)
        if isinstance(tile.figure, Released)
    ]
    changed = [tile for _, tile in shown if tile.verdict and tile.verdict.change in SIGNALS]
    turning = [tile for question, tile in shown if not question.anchor] or [tile for _, tile in shown]
    about = next(iter(changed or turning), None)
    return Talk(about.theme or about.question, is_change=bool(changed)) if about else None
