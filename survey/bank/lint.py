"""Warns of wordings that spoil an answer: two questions in one, a push, too many words, no words, no purpose.

The lint only warns; a person decides. It reads grammar by its commonest words, so it was tuned to leave good
questions alone rather than to catch every bad one.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from survey.bank.items import GOAL, NO_LABELS, POINTS, AnswerType, Item, Labels, Texts
from survey.bank.phrases import PHRASES, Phrases

COMFORTABLE = 120
"""Characters people read in one go on a telephone."""
_QUOTED = re.compile(r'["“”„«»][^"“”„«»]*["“”„«»]')
_FEWEST_BARE = 4


class Smell(StrEnum):
    """What may be wrong with a question."""

    DOUBLE_BARRELLED = "double_barrelled"
    """It asks two things, and one answer cannot tell which is meant."""
    LEADING = "leading"
    """It lets on which answer is hoped for."""
    TOO_LONG = "too_long"
    """It has more than 120 characters in one of its languages."""
    UNLABELLED = "unlabelled"
    """A point or an option without words, or two with the same."""
    GOALLESS = "goalless"
    """It serves no goal and no theme."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as somebody would ask it.

    Attributes:
        labels: the options, or the labels of the points; none where the product's own labels are used.
        theme: its theme, in whatever words; empty where it has none.
        goal: the goal it serves, in whatever words; empty where it serves none.
    """

    texts: Texts
    scale: AnswerType
    labels: Labels = NO_LABELS
    theme: str = ""
    goal: str = ""

    @classmethod
    def of(cls, item: Item) -> "Wording":
        """The wording of an item of a bank."""
        return cls(texts=item.texts, scale=item.scale, labels=item.options, theme=item.theme)


def lint(wording: Wording) -> tuple[Smell, ...]:
    """What may be wrong, in the order of :class:`Smell`; nothing where the question reads well."""
    texts = wording.texts.pairs
    known = [
        (_plain(text), PHRASES[base])
        for language, text in texts
        if (base := language.split("-")[0]) in PHRASES
    ]
    smells = {
        Smell.DOUBLE_BARRELLED: any(_asks_twice(text, phrases) for text, phrases in known),
        Smell.LEADING: any(phrases.leading.search(text) for text, phrases in known),
        Smell.TOO_LONG: any(len(text) > COMFORTABLE for _, text in texts),
        Smell.UNLABELLED: not _labelled(wording.scale, wording.labels),
        Smell.GOALLESS: not wording.theme.strip() and not wording.goal.strip(),
    }
    return tuple(smell for smell, smells_so in smells.items() if smells_so)


def _plain(text: str) -> str:
    """A text without the words of its goal, which nobody worded as a question."""
    without = _QUOTED.sub(" x ", text).replace(GOAL, "x")
    return " ".join(without.lower().replace("’", "'").split())


def _asks_twice(text: str, phrases: Phrases) -> bool:
    if text.count("?") > 1:
        return True
    chosen = phrases.either.search(text)
    if chosen and not _one_thing(chosen["left"], chosen["right"], phrases):
        return True
    if phrases.joint.search(text):
        return False
    joined = phrases.both.finditer(phrases.harmless.sub(" ", text))
    return any(not _one_thing(match["left"], match["right"], phrases) for match in joined)


def _one_thing(left: str | None, right: str | None, phrases: Phrases) -> bool:
    """Whether two joined words still name one thing, like "people and time"."""
    ahead = (right or "").split()
    return any(
        _begins(left or "", group) and any(_begins(word, group) for word in ahead)
        for group in phrases.one_thing
    )


def _begins(word: str, stems: frozenset[str]) -> bool:
    return word.startswith(tuple(stems))


def _labelled(scale: AnswerType, labels: Labels) -> bool:
    if scale is AnswerType.TEXT:
        return True
    if not labels.pairs:
        return scale in POINTS
    return all(_in_words(words, scale) for _, words in labels.pairs)


def _in_words(words: tuple[str, ...], scale: AnswerType) -> bool:
    """Whether every point or option can be told by its label; bare numbers tell nothing, except as counts."""
    plain = [word.strip().casefold() for word in words]
    if not all(plain) or len(set(plain)) < len(plain):
        return False
    if scale is AnswerType.RECOMMEND:
        return len(plain) >= POINTS[scale].labelled and all(_worded(word) for word in (plain[0], plain[-1]))
    if scale in POINTS:
        return len(plain) == POINTS[scale].labelled and all(map(_worded, plain))
    ranks = [str(rank) for rank in range(1, len(plain) + 1)]
    return len(plain) > 1 and not (len(plain) >= _FEWEST_BARE and plain in (ranks, ranks[::-1]))


def _worded(label: str) -> bool:
    return any(letter.isalpha() for letter in label)
