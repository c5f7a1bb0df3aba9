"""A look back in words: the labels of its picture, all of it in one paragraph, and each line of a message."""

from collections.abc import Iterator, Sequence

from charts import changes, sentences, words
from locales.speech import marked_in, say, say_in
from survey.disclosure.figures import Released
from survey.reviews import Line, Part, Review

LONGEST = 2000
"""Characters of an alternative text; Slack takes no more."""
TITLES = {
    Part.THEMES: marked_in("part of a review", "Themes"),
    Part.GOALS: marked_in("part of a review", "Goals"),
    Part.BASELINE: marked_in("part of a review", "Customer baseline"),
}


def when(review: Review) -> str:
    """The weeks it covers, as a label: "weeks 45–48, 2026"."""
    return say_in(
        "picture",
        "weeks {first}–{last}, {year}",
        first=review.first.number,
        last=review.last.number,
        year=review.last.year,
    )


def name(line: Line) -> str:
    """What a line is called where there is no room for its question.

    The questions of a goal, and of the baseline, share a theme, so they go by their words.
    """
    if line.part is Part.THEMES and line.theme:
        return words.one_line(line.theme)
    return say("“{question}”", question=words.one_line(line.question))


def told(line: Line) -> str:
    """Everything that is known of a line: its means or its latest figure, and what its change amounts to."""
    return " ".join([figure(line), *_verdict(line)])


def figure(line: Line) -> str:
    """The means of a line, or where these were not shown, its latest figure."""
    if line.mean is None:
        return sentences.told(line.figure, axis=line.axis)
    low, high = line.axis
    mean = words.number(line.mean)
    if line.before is None:
        return say("Mean {mean} on {low}–{high}.", mean=mean, low=low, high=high)
    before = words.number(line.before)
    return say("Mean {mean} on {low}–{high}, before {before}.", mean=mean, low=low, high=high, before=before)


def _verdict(line: Line) -> Iterator[str]:
    if line.verdict is None or not isinstance(line.figure, Released):
        return
    yield changes.verdict(line.verdict)
    if line.verdict.usual and line.mean is not None:
        yield changes.usual(line.verdict.usual)


def alt(review: Review) -> str:
    """The picture in words, as much of it as fits: numbers are never cut, but verdicts and names may go."""
    return next(said for said in _shorter_and_shorter(review) if len(said) <= LONGEST)


def _shorter_and_shorter(review: Review) -> Iterator[str]:
    for longest in (200, 80, 40, 20):
        yield _alt(review, [f"{_shortened(name(line), longest)}: {told(line)}" for line in review.lines])
    for longest in (20, 10):
        yield _alt(review, [f"{_shortened(name(line), longest)}: {figure(line)}" for line in review.lines])
    yield _alt(review, [])


def _alt(review: Review, lines: Sequence[str]) -> str:
    head = say("{team}, {weeks}.", team=_shortened(words.one_line(review.team), 80), weeks=when(review))
    return " ".join([head, *lines])


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
