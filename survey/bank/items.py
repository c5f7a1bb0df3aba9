"""What a question bank holds: scales, themes and items, each in one or several languages."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

GOAL = "{goal}"
"""Stands in an item for the words of a goal."""
FALLBACK = "en"

_Words = TypeVar("_Words")


@dataclass(frozen=True, slots=True)
class Translated(Generic[_Words]):
    """The same words in several languages, in the order they were written.

    Attributes:
        pairs: a language (``sv``, ``pt-BR``) and what is said in it; no language twice.
    """

    pairs: tuple[tuple[str, _Words], ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there are."""
        return tuple(language for language, _ in self.pairs)

    def in_language(self, locale: str) -> _Words:
        """The words for a reader of ``locale``: that one, its language, English, or whatever comes first.

        Raises:
            IndexError: there are no words at all, which no checked bank has.
        """
        known = dict(self.pairs)
        for wanted in (locale, locale.replace("_", "-"), locale.replace("_", "-").split("-")[0], FALLBACK):
            if wanted in known:
                return known[wanted]
        return self.pairs[0][1]


@dataclass(frozen=True, slots=True)
class Texts(Translated[str]):
    """One text a language."""


@dataclass(frozen=True, slots=True)
class Labels(Translated[tuple[str, ...]]):
    """One list of labels a language, all of the same length."""


NO_LABELS = Labels(())


class Part(StrEnum):
    """Where an item belongs, as a bank names it under ``set``."""

    CORE = "core"
    """Rotates week by week."""
    GENERAL = "general"
    """The mood of the week, and whether people would recommend the place."""
    BASELINE = "cx_baseline"
    """Asked at the start and every half-year, as one form or spread over weeks."""
    GOAL_TEMPLATE = "goal_template"
    """Filled with the words of a goal."""


class AnswerType(StrEnum):
    """How a question is answered; the names are those of a bank."""

    AGREE = "agree5"
    FREQUENCY = "freq5"
    MOOD = "mood5"
    RECOMMEND = "rec11"
    CHOICE = "choice1"
    """One of two to ten options of its own."""
    CHOICES = "choices"
    """Any number of two to ten options of its own."""
    TEXT = "text"
    """A few words, kept and shown like a comment."""

    @property
    def takes_options(self) -> bool:
        """Whether the question brings what people choose from."""
        return self in {AnswerType.CHOICE, AnswerType.CHOICES}


@dataclass(frozen=True, slots=True)
class Points:
    """What a scale means; a bank may word a scale, but never change what its points count as.

    Attributes:
        labelled: how many points carry words: all of them, or 2 where only the ends do.
    """

    type: str
    values: tuple[int, ...]
    favourable: tuple[int, ...]
    unfavourable: tuple[int, ...]
    labelled: int


_FIVE = Points("ordinal", (1, 2, 3, 4, 5), (4, 5), (1, 2), labelled=5)
POINTS = {
    AnswerType.AGREE: _FIVE,
    AnswerType.FREQUENCY: _FIVE,
    AnswerType.MOOD: _FIVE,
    AnswerType.RECOMMEND: Points("recommendation", tuple(range(11)), (9, 10), tuple(range(7)), labelled=2),
}
"""The scales with points of their own; every other type has none to average."""


@dataclass(frozen=True, slots=True)
class BankScale:
    """The words of a scale.

    Attributes:
        labels: one label a point, or those of the two ends of ``rec11``.
        skip: the choice that is never counted as the middle one.
        emoji: one a point, never shown without its label; empty where the scale has none.
    """

    key: AnswerType
    labels: Labels
    skip: Texts
    emoji: tuple[str, ...] = ()

    @property
    def points(self) -> Points:
        """What its values are, and how they count."""
        return POINTS[self.key]

    @property
    def values(self) -> tuple[int, ...]:
        """The answers people can give, in order."""
        return self.points.values


@dataclass(frozen=True, slots=True)
class Theme:
    """What items are about, e.g. ``STR``: strategy into daily work."""

    key: str
    names: Texts


@dataclass(frozen=True, slots=True)
class Item:
    """One question of a bank.

    Attributes:
        id: stable for good, e.g. ``STR-01``: trends and translations hang on it.
        theme: key of its theme; empty where it serves none.
        reverse: an answer of 5 is the unfavourable end.
        marker: the one item of its theme whose trend is shown.
        sensitive: needs the higher display floor, and is never shown below a unit.
        options: what people choose from, for the types that take options.
        anchor: asked every week, so that one series has no gaps.
        in_turn: takes turns like a marker, beside the marker of its theme or without one.
    """

    id: str
    theme: str
    scale: AnswerType
    texts: Texts
    reverse: bool = False
    marker: bool = False
    sensitive: bool = False
    part: Part = Part.CORE
    options: Labels = NO_LABELS
    anchor: bool = False
    in_turn: bool = False

    def for_goal(self, goal: str) -> Texts:
        """Its texts with the goal's own words in place of ``{goal}``."""
        return Texts(tuple((language, text.replace(GOAL, goal)) for language, text in self.texts.pairs))


@dataclass(frozen=True, slots=True)
class Bank:
    """Items that belong together.

    Attributes:
        version: counts up with every edition.
        licence: under which terms the texts may be used; empty where nobody said.
    """

    version: int
    licence: str
    scales: tuple[BankScale, ...]
    themes: tuple[Theme, ...]
    items: tuple[Item, ...]

    def item(self, key: str) -> Item | None:
        """The item of that id, however its letters are typed."""
        return next((item for item in self.items if item.id.casefold() == key.casefold()), None)

    def theme(self, key: str) -> Theme | None:
        """The theme of that key, however its letters are typed."""
        return next((theme for theme in self.themes if theme.key.casefold() == key.casefold()), None)

    def scale(self, key: str) -> BankScale | None:
        """The words of a scale; None where the bank leaves them to the product."""
        return next((scale for scale in self.scales if scale.key == key), None)

    def of_part(self, part: Part) -> tuple[Item, ...]:
        """The items of one part, in order."""
        return tuple(item for item in self.items if item.part == part)

    def of_theme(self, key: str) -> tuple[Item, ...]:
        """The items of one theme, in order."""
        return tuple(item for item in self.items if item.theme == key)

    def marker(self, theme: str) -> Item | None:
        """The item whose trend stands for a theme; None where the theme has none."""
        return next((item for item in self.of_theme(theme) if item.marker), None)
