"""Answer scales: which values a question takes, in which words, and how they are read.

Scales and labels follow the question bank: every point of a five-point scale is labelled, an emoji never
stands without its word, and the skip choice is never counted as a middle answer (SCIENCE 2.1).
"""

from dataclasses import dataclass

SKIP = -1
"""Stored for "not relevant this week"; it is counted apart and never enters a mean."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The values of a question with one label each.

    Attributes:
        key: name of the scale in the question bank, e.g. ``agree5``.
        values: the answers a person can give, in order.
        labels: one label a value.
        emoji: one emoji a value where the scale has them, else empty.
        skip: the words of the skip choice.
        axis: lowest and highest point of the axis a mean is drawn on, or None where a mean makes no sense.
        sides: the highest unfavourable and the lowest favourable value, for a scale with an axis.
    """

    key: str
    values: tuple[int, ...]
    labels: tuple[str, ...]
    emoji: tuple[str, ...]
    skip: str
    axis: tuple[int, int] | None
    sides: tuple[int, int] = (2, 4)

    def accepts(self, value: int) -> bool:
        """Whether a person may give this answer (skipping included)."""
        return value == SKIP or value in self.values


_NOT_THIS_WEEK = "Not relevant this week"
_RATHER_NOT = "Prefer not to say"

AGREE = Scale(
    key="agree5",
    values=(1, 2, 3, 4, 5),
    labels=("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"),
    emoji=(),
    skip=_NOT_THIS_WEEK,
    axis=(1, 5),
)
FREQUENCY = Scale(
    key="freq5",
    values=(1, 2, 3, 4, 5),
    labels=("Never", "Rarely", "Sometimes", "Often", "Always"),
    emoji=(),
    skip=_NOT_THIS_WEEK,
    axis=(1, 5),
)
MOOD = Scale(
    key="mood5",
    values=(1, 2, 3, 4, 5),
    labels=("Very bad", "Bad", "So-so", "Good", "Very good"),
    emoji=("😞", "🙁", "😐", "🙂", "😀"),
    skip=_RATHER_NOT,
    axis=(1, 5),
)
RECOMMEND = Scale(
    key="rec11",
    values=tuple(range(11)),
    labels=("0 Not at all likely", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10 Extremely likely"),
    emoji=(),
    skip=_RATHER_NOT,
    axis=(0, 10),
    sides=(6, 9),
)
CHOICE_KEY = "choice1"
SCALES = {scale.key: scale for scale in (AGREE, FREQUENCY, MOOD, RECOMMEND)}
"""The scales with fixed labels; a single choice brings its own (:func:`choice`)."""


def choice(options: tuple[str, ...]) -> Scale:
    """The scale of a single-choice question; values are the places of the options, from 0."""
    return Scale(
        key=CHOICE_KEY,
        values=tuple(range(len(options))),
        labels=options,
        emoji=(),
        skip=_NOT_THIS_WEEK,
        axis=None,
    )
