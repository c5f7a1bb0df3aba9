"""What a figure amounts to beside those before it and for the whole team: drawn, and said in sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from locales import formats
from locales.speech import marked, say, say_count
from survey.digests import Tile
from survey.disclosure.figures import Reach, Released
from survey.scales import RECOMMEND
from survey.statistics.intervals import recommendation
from survey.statistics.missing import WholeTeam, favourable
from survey.verdicts import SIGNALS, Change, Verdict

_SENTENCES = {
    Change.FEW: marked("Few answers this week, no comparison."),
    Change.EARLY: marked("Too early to say: {measured} of {needed} measurements."),
    Change.NEW_VERSION: marked(
        "The question was changed, so comparison begins anew: {measured} of {needed} measurements."
    ),
    Change.OTHER_TEAMS: marked(
        "Earlier rounds did not ask the same teams, so comparison begins anew: {measured} of {needed} "
        "measurements."
    ),
    Change.UP: marked("Up, and beyond the usual week-to-week variation."),
    Change.DOWN: marked("Down, and beyond the usual week-to-week variation."),
    Change.RISEN: marked("The level seems to have risen over several weeks."),
    Change.FALLEN: marked("The level seems to have fallen over several weeks."),
    Change.WITHIN: marked("Within the usual variation."),
}


@dataclass(frozen=True, slots=True)
class Around:
    """What is drawn around a mean.

    Attributes:
        usual: the limits of the usual variation, in tenths, no wider than the axis.
        whole: the range of the whole team's mean.
    """

    usual: tuple[int, int] | None = None
    whole: WholeTeam | None = None


def around(tile: Tile) -> Around:
    """What is drawn around a tile's mean: nothing without a mean, no range where it is told from one side."""
    mean = tile.figure.mean if isinstance(tile.figure, Released) else None
    if mean is None or tile.axis is None:
        return Around()
    usual = tile.verdict.usual if tile.verdict else None
    whole = tile.whole_team if mean.reach is Reach.EXACTLY else None
    return Around(_clipped(usual, tile.axis) if usual else None, whole)


def judged(tile: Tile) -> Verdict | None:
    """The verdict that is told; none beside a figure that was withheld, and none of a choice."""
    return tile.verdict if isinstance(tile.figure, Released) and tile.axis else None


def told(tile: Tile, *, bold: str = "") -> Iterator[str]:
    """Everything that is said of a tile beside its figure: the whole team, the verdict, what is usual.

    Args:
        tile: the question of the week.
        bold: the mark before and after a verdict that is a change, where the text may have one.
    """
    drawn, given = around(tile), judged(tile)
    if drawn.whole:
        yield whole_team(drawn.whole)
        yield from _favourable(tile)
    yield from _recommendation(tile)
    if given:
        mark = bold if given.change in SIGNALS else ""
        yield f"{mark}{verdict(given)}{mark}"
    if drawn.usual:
        yield usual(drawn.usual)


def is_change(given: Verdict) -> bool:
    """Whether it is one to stop at."""
    return given.change in SIGNALS


def verdict(given: Verdict) -> str:
    """What a change amounts to, and never why."""
    return say(_SENTENCES[given.change], measured=given.measured, needed=given.needed)


def whole_team(given: WholeTeam) -> str:
    """Where the whole team's mean would lie, and what that takes for granted."""
    low, high = _limits((given.low, given.high))
    if given.assumes:
        return say(
            "If those who did not answer are like those who did, the whole team lies at {low}–{high}.",
            low=low,
            high=high,
        )
    return say_count(
        "If the one who did not answer is counted in, whatever the answer would be: {low}–{high}.",
        "If the {count} who did not answer are counted in, whatever they would say: {low}–{high}.",
        given.missing,
        low=low,
        high=high,
    )


def _favourable(tile: Tile) -> Iterator[str]:
    """How many of the whole team would be favourable; it follows the sentence that says under what."""
    found = favourable(tile.figure) if isinstance(tile.figure, Released) else None
    if found is not None:
        low, high = found
        yield say(
            "Of all {invited}, {low}–{high} would be favourable.",
            invited=tile.figure.invited,
            low=low,
            high=high,
        )


def _recommendation(tile: Tile) -> Iterator[str]:
    """The score of a recommendation question, with its interval; not under thirty answers (SCIENCE 4.3)."""
    figure = tile.figure
    if tile.axis != RECOMMEND.axis or not isinstance(figure, Released) or not figure.counts:
        return
    detractors, passives, promoters = sum(figure.counts[:7]), sum(figure.counts[7:9]), sum(figure.counts[9:])
    found = recommendation(promoters, passives, detractors, invited=figure.invited)
    if found is not None:
        told = (found.score, found.interval.low, found.interval.high)
        score, low, high = (str(round(value)).replace("-", "−") for value in told)
        yield say("Recommendation score {score} (from {low} to {high}).", score=score, low=low, high=high)


def usual(limits: tuple[int, int]) -> str:
    """The limits of the grey band, for those who do not see it."""
    low, high = _limits(limits)
    return say("Usually {low}–{high}.", low=low, high=high)


def keys(drawn: Around) -> Iterator[str]:
    """What the grey band and the line through the dot are."""
    if drawn.usual:
        yield say("Grey: the usual variation.")
    if drawn.whole and drawn.whole.assumes:
        yield say("Line through the dot: the whole team, if the others are like those who answered.")
    elif drawn.whole:
        yield say("Line through the dot: the whole team, whatever the others would say.")


def _clipped(limits: tuple[int, int], axis: tuple[int, int]) -> tuple[int, int]:
    low, high = (10 * end for end in axis)
    return min(max(limits[0], low), high), min(max(limits[1], low), high)


def _limits(tenths: tuple[int, int]) -> tuple[str, str]:
    return formats.decimal(tenths[0] / 10), formats.decimal(tenths[1] / 10)
