"""The questions of a workspace as a bank that others can take over."""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from survey.bank.differences import origin
from survey.bank.items import (
    NO_LABELS,
    POINTS,
    AnswerType,
    Bank,
    Item,
    Labels,
    Part,
    Texts,
    Theme,
)
from survey.questions import Question, Role

_LONGEST_KEY = 20
_PARTS = {Role.BASELINE: Part.BASELINE}


def collected(questions: Iterable[Question], shipped: Bank, *, language: str) -> Bank:
    """A bank with these questions, in all their languages.

    Questions made for a goal are left out: they come from a template and say the goal's own words.

    Args:
        questions: in the order of the file.
        shipped: whose themes keep their keys and names.
        language: what the words are in of which nobody said it.
    """
    kept = [each for each in questions if not is_from_template(each)]
    themes = _themes(kept, shipped, language)
    marked: set[str] = set()
    items = []
    for each in kept:
        key = themes[each.theme_key].key if each.theme_key in themes else ""
        marks = bool(key) and each.role is Role.MARKER and each.scale.key in POINTS and key not in marked
        marked |= {key} if marks else set()
        items.append(_item(each, key, marks=marks, language=language))
    own = {theme.key: theme for theme in themes.values()}
    return Bank(version=1, licence="", scales=(), themes=tuple(own.values()), items=tuple(items))


def is_from_template(question: Question) -> bool:
    """Whether a question was made with the words of a goal; its key says so: ``GOAL-01.1``."""
    return question.role is Role.GOAL and "." in question.key


def _item(question: Question, theme: str, *, marks: bool, language: str) -> Item:
    texts = _texts(question, language)
    kind, part = AnswerType(question.scale.key), _PARTS.get(question.role, Part.CORE)
    return Item(
        id=question.key,
        theme=theme,
        scale=kind,
        texts=texts,
        reverse=question.reverse,
        marker=marks,
        sensitive=question.sensitive,
        part=part,
        options=_options(question, texts) if kind.takes_options else NO_LABELS,
        anchor=question.role is Role.ANCHOR,
        in_turn=question.role is Role.MARKER and not marks,
    )


def _texts(question: Question, language: str) -> Texts:
    """The original first, so that whoever reads the file finds it again."""
    said = {each: words.text for each, words in question.wordings}
    spoken = origin(question) or _free(said, language)
    return Texts(((spoken, question.text), *((each, text) for each, text in said.items() if each != spoken)))


def _free(said: Mapping[str, str], language: str) -> str:
    """A language that nothing is said in yet; nobody knows which the original is in."""
    return next(each for each in (language, "en", "mul") if each not in said)


def _options(question: Question, texts: Texts) -> Labels:
    own = {language: words.options for language, words in question.wordings}
    return Labels(
        tuple((language, own.get(language) or question.scale.labels) for language in texts.languages)
    )


def _themes(questions: Iterable[Question], shipped: Bank, language: str) -> dict[str, Theme]:
    """By the key questions have: a theme that ships with Pulssi, or one of their own."""
    themes: dict[str, Theme] = {}
    for each in questions:
        if each.theme and each.goal is None and each.theme_key not in themes:
            known = shipped.theme(each.theme_key) or _called(each.theme, shipped)
            taken = {theme.key.casefold() for theme in themes.values()}
            themes[each.theme_key] = known or _own(each, language, taken)
    return themes


def _called(name: str, shipped: Bank) -> Theme | None:
    plain = name.casefold()
    return next(
        (theme for theme in shipped.themes if plain in {text.casefold() for _, text in theme.names.pairs}),
        None,
    )


def _own(question: Question, language: str, taken: set[str]) -> Theme:
    names = {each: words.theme for each, words in question.wordings if words.theme}
    names = {origin(question) or language: question.theme} | names
    return Theme(_key(question.theme_key, taken), Texts(tuple(names.items())))


def _key(known: str, taken: set[str]) -> str:
    """A key people can type: the one a theme has, or one made of its name."""
    plain = unicodedata.normalize("NFKD", known).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    stem = stem if stem[:1].isalpha() else f"theme-{stem}".rstrip("-")
    keys = (stem[:_LONGEST_KEY].rstrip("-"), *(f"{stem[: _LONGEST_KEY - 4]}-{n}" for n in range(2, 1000)))
    return next(key for key in keys if key.casefold() not in taken)
