"""The closed rounds of some weeks with their released figures, and the look back they become."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from locales.speech import language
from survey.digests import Point, Talk
from survey.disclosure.figures import Released
from survey.questions import Question, Role
from survey.reviews import MONTH, QUARTER, Line, Part, Review
from survey.rotation.baseline import HALF_A_YEAR
from survey.statistics.blocks import Block, judge_blocks, level_of
from survey.statistics.judging import LONGEST_BASELINE, Ranges
from survey.statistics.rates import LONG, SHORT, ResponseRate, response_rate
from survey.verdicts import SIGNALS, Measurement, Verdict
from survey.weeks import Week

_BEFORE = 12
"""Weeks before the last that a question asked every week is held against (SCIENCE 4.9)."""
_PARTS = {
    Role.ANCHOR: Part.THEMES,
    Role.MARKER: Part.THEMES,
    Role.GOAL: Part.GOALS,
    Role.BASELINE: Part.BASELINE,
}
"""Depth questions have no trend (SCIENCE 3.3), so no look back shows them."""
_COVERED = {Part.THEMES: MONTH, Part.GOALS: QUARTER, Part.BASELINE: HALF_A_YEAR}


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with an axis of 1 to 5: its figures, and all it measured, oldest first.

    The measurements are for comparisons only; not all of them were shown.
    """

    question: Question
    figures: tuple[Point, ...]
    measured: tuple[Measurement, ...]

    def latest(self, since: Week) -> Point:
        """The latest figure that was shown since a week; where none was, the latest at all."""
        shown = (each for each in self.figures if each.week >= since and isinstance(each.figure, Released))
        return max(shown, key=lambda each: each.week, default=self.figures[-1])


@dataclass(frozen=True, slots=True)
class ClosedMonth:
    """What is known of the rounds up to a week.

    Attributes:
        questions: in the order of the bank.
        rounds: of the latest, oldest first: how many took part, where that was released, and were asked.
    """

    team: str
    last: Week
    questions: tuple[Asked, ...]
    rounds: tuple[tuple[int | None, int], ...]
    floor: int
    is_quarter: bool


def compose_review(closed: ClosedMonth) -> Review:
    """The look back at a month; where a quarter ended, also at its goals and the customer baseline."""
    shown = [(asked, part) for asked in closed.questions if (part := _part(asked, closed))]
    verdicts = _verdicts(shown, closed)
    lines = tuple(
        _line(asked, part, verdict, last=closed.last)
        for (asked, part), verdict in zip(shown, verdicts, strict=True)
    )
    return Review(
        team=closed.team,
        first=closed.last.plus(1 - MONTH),
        last=closed.last,
        lines=lines,
        floor=closed.floor,
        lately=_rate(closed, SHORT),
        longer=_rate(closed, LONG),
        is_quarter=closed.is_quarter,
        talk=_talk(lines),
    )


def _part(asked: Asked, closed: ClosedMonth) -> Part | None:
    """Where a question stands; None where it was not asked in the weeks covered."""
    part = _PARTS.get(asked.question.role)
    if part is None or (part is not Part.THEMES and not closed.is_quarter):
        return None
    return part if asked.figures[-1].week >= _since(part, closed.last) else None


def _verdicts(shown: Sequence[tuple[Asked, Part]], closed: ClosedMonth) -> Iterator[Verdict | None]:
    """Themes and goals are judged together; the baseline comes too seldom to be."""
    judged = [(asked, part) for asked, part in shown if part is not Part.BASELINE]
    blocks = [_block(asked, part, closed.last) for asked, part in judged]
    begins = _since(Part.THEMES, closed.last)
    before = ([each for each in asked.measured if each.week < begins] for asked in closed.questions)
    pooled = Ranges.of(before)
    found = iter(judge_blocks(blocks, pooled=pooled))
    for _, part in shown:
        yield None if part is Part.BASELINE else next(found)


def _block(asked: Asked, part: Part, last: Week) -> Block:
    """The measurements of the weeks covered, and those before.

    A question that takes turns was asked two or three times in twelve weeks, so it is held against a year.
    """
    covered = _since(part, last)
    back = _BEFORE if asked.question.anchor else LONGEST_BASELINE
    since = covered.plus(-back)
    return Block(
        tuple(each for each in asked.measured if each.week >= covered),
        tuple(each for each in asked.measured if since <= each.week < covered),
    )


def _since(part: Part, last: Week) -> Week:
    """The first of the weeks that a part covers."""
    return last.plus(1 - _COVERED[part])


def _line(asked: Asked, part: Part, verdict: Verdict | None, *, last: Week) -> Line:
    question, block = asked.question.spoken(language()), _block(asked, part, last)
    latest = asked.latest(_since(part, last))
    return Line(
        part=part,
        theme=question.theme,
        question=question.text,
        axis=asked.question.scale.axis or (1, 5),
        figure=latest.figure,
        week=latest.week,
        mean=level_of(block.last),
        before=level_of(block.before),
        verdict=verdict,
    )


def _rate(closed: ClosedMonth, over: int) -> ResponseRate | None:
    known = [(answers, invited) for answers, invited in closed.rounds[-over:] if answers is not None]
    return response_rate(known, over=over)


def _talk(lines: Sequence[Line]) -> Talk | None:
    """What changed, the first of it in the order of the bank; else the theme whose turn is next.

    By rule and by turn, never by score: the theme asked longest ago has waited longest.
    """
    shown = [line for line in lines if isinstance(line.figure, Released)]
    changed = [line for line in shown if line.verdict and line.verdict.change in SIGNALS]
    waiting = sorted((line for line in shown if line.theme), key=lambda line: line.week)
    about = next(iter([*changed, *waiting, *shown]), None)
    return Talk(about.theme or about.question, is_change=bool(changed)) if about else None
