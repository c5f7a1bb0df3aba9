"""The last weeks of many questions beside those before: where one week is shown, several can be judged.

Each question is compared with itself only (SCIENCE 3.3). Of many comparisons at once some lie beyond their
limits by chance, so whatever is named as changed also passes Benjamini and Hochberg's rule (4.8, 4.9).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from survey.disclosure.figures import Mean, Reach
from survey.statistics import lists, variation
from survey.statistics.judging import Ranges, planned, shown_limits, spread_of
from survey.statistics.variation import ALPHA, POOLED_FROM, Comparison
from survey.verdicts import Change, Measurement, Verdict


@dataclass(frozen=True, slots=True)
class Block:
    """Measurements of one question, oldest first: those of the last weeks, and what they are held against."""

    last: tuple[Measurement, ...]
    before: tuple[Measurement, ...]


def judge_blocks(blocks: Sequence[Block], *, pooled: Ranges) -> tuple[Verdict | None, ...]:
    """What the changes of several questions amount to, judged together.

    Args:
        blocks: one a question, all on an axis of 1 to 5.
        pooled: the moving ranges of all the team's 1-5 questions before the last weeks.

    Returns:
        None where the last weeks measured nothing that may be compared.
    """
    compared = [_compared(each, pooled) for each in blocks]
    tested = [each for each in compared if isinstance(each, _Compared)]
    named = iter(lists.listed([each.comparison.p for each in tested]))
    return tuple(
        each.verdict(is_listed=next(named)) if isinstance(each, _Compared) else each for each in compared
    )


def level_of(measurements: Sequence[Measurement]) -> Mean | None:
    """The mean of means that were all shown exactly, in tenths; None of others: it would tell of them."""
    if not measurements or not all(
        each.is_shown and each.level.reach is Reach.EXACTLY for each in measurements
    ):
        return None
    total, count = sum(each.level.tenths for each in measurements), len(measurements)
    return Mean((2 * total + count) // (2 * count))


@dataclass(frozen=True, slots=True)
class _Compared:
    block: Block
    comparison: Comparison

    def verdict(self, *, is_listed: bool) -> Verdict:
        """A change only where its limits are passed and the whole list bears it."""
        beyond = is_listed and self.comparison.p < ALPHA
        way = Change.UP if self.comparison.t > 0 else Change.DOWN
        block = self.block
        usual = shown_limits(self.comparison.limits, (*block.before, *block.last))
        return Verdict(way if beyond else Change.WITHIN, len(block.before), POOLED_FROM, usual)


def _compared(block: Block, pooled: Ranges) -> _Compared | Verdict | None:
    if not block.last:
        return None
    block = _comparable(block)
    if len(block.before) < POOLED_FROM:
        return Verdict(Change.EARLY, len(block.before), POOLED_FROM)
    if 2 * median(each.answers for each in block.last) < median(each.answers for each in block.before):
        return Verdict(Change.FEW, len(block.before))
    usual = fmean(planned(each) for each in block.before)
    comparison = variation.compare_blocks(
        [each.level.value for each in block.last],
        [each.level.value for each in block.before],
        variation=spread_of(usual, pooled.beside((*block.before, *block.last))),
        weight=fmean(planned(each) for each in block.last) / usual,
    )
    return _Compared(block, comparison)


def _comparable(block: Block) -> Block:
    """Means that are shown beside those that were, as long as there are enough of them."""
    shown = tuple(each for each in block.before if each.is_shown)
    if len(shown) >= POOLED_FROM and all(each.is_shown for each in block.last):
        return replace(block, before=shown)
    return block
