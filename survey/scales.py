"""Answer scales: which values a question takes, in which words, and how they are read.

Scales and labels follow the question bank: every point of a five-point scale is labelled, an emoji never
stands without its word, and the skip choice is never counted as a middle answer (SCIENCE 2.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from locales.speech import marked_in, say_in

SKIP = -1
"""Stored for "not relevant this week"; it is counted apart and never enters a mean."""
CHOICE_KEY, CHOICES_KEY, TEXT_KEY = "choice1", "choices", "text"


@dataclass(frozen=True, slots=True)
class Scale:
    """The values of a question with one label each.

    Attributes:
        key: name of the scale in the question bank, e.g. ``agree5``.
        values: the answers a person can give, in order; of a multiple choice the places of its options, of
            which an answer is a set (:func:`together`); none where people answer in words.
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

    @property
    def has_own_options(self) -> bool:
        """Whether the question brings its own options."""
        return self.key in {CHOICE_KEY, CHOICES_KEY}

    def spoken(self, options: tuple[str, ...] = ()) -> "Scale":
        """The scale in the language spoken; a choice in the options given, where there are as many."""
        own = options if len(options) == len(self.labels) else self.labels
        labels = own if self.has_own_options else tuple(say_in(self.key, label) for label in self.labels)
        return replace(self, labels=labels, skip=say_in("skip", self.skip))

    @property
    def takes_several(self) -> bool:
        """Whether an answer is a set of options."""
        return self.key == CHOICES_KEY

    @property
    def takes_words(self) -> bool:
        """Whether it is answered in words, so that skipping is all that is a value."""
        return self.key == TEXT_KEY

    def accepts(self, value: int) -> bool:
        """Whether a person may give this answer (skipping included)."""
        if self.takes_several:
            return value == SKIP or 0 < value < 1 << len(self.values)
        return value == SKIP or value in self.values


_NOT_THIS_WEEK = marked_in("skip", "Not relevant this week")
_RATHER_NOT = marked_in("skip", "Prefer not to say")

AGREE = Scale(
    key="agree5",
    values=(1, 2, 3, 4, 5),
    labels=(
        marked_in("agree5", "Strongly disagree"),
        marked_in("agree5", "Disagree"),
        marked_in("agree5", "Neither agree nor disagree"),
        marked_in("agree5", "Agree"),
        marked_in("agree5", "Strongly agree"),
    ),
    emoji=(),
    skip=_NOT_THIS_WEEK,
    axis=(1, 5),
)
FREQUENCY = Scale(
    key="freq5",
    values=(1, 2, 3, 4, 5),
    labels=(
        marked_in("freq5", "Never"),
        marked_in("freq5", "Rarely"),
        marked_in("freq5", "Sometimes"),
        marked_in("freq5", "Often"),
        marked_in("freq5", "Always"),
    ),
    emoji=(),
    skip=_NOT_THIS_WEEK,
    axis=(1, 5),
)
MOOD = Scale(
    key="mood5",
    values=(1, 2, 3, 4, 5),
    labels=(
        marked_in("mood5", "Very bad"),
        marked_in("mood5", "Bad"),
        marked_in("mood5", "So-so"),
        marked_in("mood5", "Good"),
        marked_in("mood5", "Very good"),
    ),
    emoji=("😞", "🙁", "😐", "🙂", "😀"),
    skip=_RATHER_NOT,
    axis=(1, 5),
)
RECOMMEND = Scale(
    key="rec11",
    values=tuple(range(11)),
    labels=(
        marked_in("rec11", "0 Not at all likely"),
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        marked_in("rec11", "10 Extremely likely"),
    ),
    emoji=(),
    skip=_RATHER_NOT,
    axis=(0, 10),
    sides=(6, 9),
)
SCALES = {scale.key: scale for scale in (AGREE, FREQUENCY, MOOD, RECOMMEND)}
"""The scales with fixed labels; a choice brings its own (:func:`choice`, :func:`choices`)."""
SCALE_KEYS = (*SCALES, CHOICE_KEY, CHOICES_KEY, TEXT_KEY)
"""Every way to answer."""
WORDS = Scale(key=TEXT_KEY, values=(), labels=(), emoji=(), skip=_NOT_THIS_WEEK, axis=None)
"""Answered in words of one's own."""


def choice(options: tuple[str, ...]) -> Scale:
    """The scale of a single-choice question; values are the places of the options, from 0."""
    return _own(CHOICE_KEY, options)


def choices(options: tuple[str, ...]) -> Scale:
    """The scale of a multiple-choice question: an answer is one or more of the options."""
    return _own(CHOICES_KEY, options)


def scale_of(key: str, options: tuple[str, ...] = ()) -> Scale:
    """The scale of a key; one of ``SCALE_KEYS``."""
    if key == TEXT_KEY:
        return WORDS
    return SCALES.get(key) or _own(key, options)


def together(places: Iterable[int]) -> int:
    """Several options as one answer: a bit for each place."""
    return sum(1 << place for place in frozenset(places))


def apart(answer: int) -> tuple[int, ...]:
    """The places of the options that an answer chose."""
    return tuple(place for place in range(answer.bit_length()) if answer >> place & 1)


def _own(key: str, options: tuple[str, ...]) -> Scale:
    return Scale(
        key=key,
        values=tuple(range(len(options))),
        labels=options,
        emoji=(),
        skip=_NOT_THIS_WEEK,
        axis=None,
    )
