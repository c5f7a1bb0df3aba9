"""What the real gate publishes of a multiple choice, for an attacker who writes down whole answer sheets."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from survey.disclosure import gate
from survey.disclosure.figures import Figure
from survey.scales import choices
from survey.tallies import count
from tests.attackers.certainty import Spreads
from tests.survey.questions import question

ASKED = {size: question(scale=choices(tuple("ABCDE"[:size]))) for size in range(2, 6)}


def sheets(options: int) -> int:
    """In how many ways one person can answer: every set of options but the empty one."""
    return (1 << options) - 1


def publish(spread: Sequence[int]) -> Figure:
    """The complete output for so many people with each answer; the first is the first option alone."""
    options = (len(spread) + 1).bit_length() - 1
    answers = [sheet for sheet, times in enumerate(spread, start=1) for _ in range(times)]
    return gate.release(count(ASKED[options], answers), invited=sum(spread))


def of_sheets(others: Spreads) -> dict[str, NDArray[np.bool_]]:
    """Certain: something about one of the others, however little.

    People are alike to an attacker, so whatever is certain of one of the others is certain of all. Something
    is certain of one of them where there is an answer that surely nobody of them gave.
    """
    return {f"nobody answered {sheet + 1:b}": others[:, sheet] == 0 for sheet in range(others.shape[1])}
