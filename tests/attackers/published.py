"""What the real gate publishes for a histogram, and the gate with a rule switched off."""

from collections.abc import Sequence

from survey.disclosure import audit, gate
from survey.disclosure.figures import Figure
from survey.questions import Question
from survey.scales import RECOMMEND, choice
from survey.tallies import Tally
from tests.survey.questions import question

QUESTION = question()
REVERSED = question(reverse=True)
RECOMMENDED = question(scale=RECOMMEND)
OPTIONS = {size: question(scale=choice(tuple("ABCDE"[:size]))) for size in range(2, 6)}


def publish(spread: Sequence[int], *, asked: Question = QUESTION, **given: bool) -> Figure:
    """The complete output of the gate; what it holds back is part of it."""
    counts = {value: times for value, times in zip(asked.scale.values, spread, strict=True) if times}
    tally = Tally(asked, counts)
    return gate.release(tally, invited=sum(spread), floor=5, **given)


def publish_reversed(spread: Sequence[int]) -> Figure:
    """The same for a question on which less is better, written down with more is better."""
    return publish(spread[::-1], asked=REVERSED)


def publish_recommendation(spread: Sequence[int]) -> Figure:
    """The same for a question from 0 to 10."""
    return publish(spread, asked=RECOMMENDED)


def publish_share(spread: Sequence[int]) -> Figure:
    """What is left to publish where a few people came or went (P9)."""
    return publish(spread, moved=True)


def publish_choice(spread: Sequence[int]) -> Figure:
    """The same for a single choice with as many options."""
    return publish(spread, asked=OPTIONS[len(spread)])


def forget_decisions() -> None:
    """Empty the gate's memory of what it decided, after a rule was switched on or off."""
    for remembered in (gate.bands_beside, gate.counts_beside, audit.is_safe):
        clear = getattr(remembered, "cache_clear", None)
        if clear is not None:
            clear()
