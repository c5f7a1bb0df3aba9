"""Question banks made by Hypothesis, and one small enough to read."""

from dataclasses import replace

from hypothesis import strategies as st

from storage.bank.shipped import shipped
from survey.bank.drafts import draft
from survey.bank.items import (
    GOAL,
    NO_LABELS,
    POINTS,
    AnswerType,
    Bank,
    BankScale,
    Item,
    Labels,
    Part,
    Texts,
    Theme,
)

SMALL = """\
version: 1
license: CC0-1.0
themes:
  STR: {en: Strategy, fi: Strategia}
items:
- id: STR-01
  theme: STR
  scale: agree5
  text:
    en: I know where we are going.
    fi: Tiedän, minne olemme menossa.
- id: STR-02
  theme: STR
  scale: choice1
  text: {en: Work suits me best at}
  options:
    en: [Office, Home]
- id: STR-03
  theme: STR
  scale: agree5
  set: goal_template
  text: {en: "I know “{goal}”."}
"""

LANGUAGES = ("en", "fi", "sv", "no", "pt-BR", "zh-Hant", "yes")
_KEYS = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,19}", fullmatch=True)
_AWKWARD = (
    "no",
    "null",
    "~",
    "1",
    "true",
    "- x",
    "a: b",
    "#",
    "'",
    '"',
    "{x}",
    "=",
    "2026-11-22",
    "é",
    "👩‍👧",
)


def _one_line(longest: int) -> st.SearchStrategy[str]:
    letters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
    typed = st.text(letters, min_size=1, max_size=longest)
    fine = typed.map(lambda text: " ".join(text.split())).filter(bool)
    return st.one_of(st.sampled_from(_AWKWARD), fine)


_LABEL = _one_line(12)


def _distinct(count: int) -> st.SearchStrategy[tuple[str, ...]]:
    several = st.lists(_LABEL, min_size=count, max_size=count, unique_by=lambda word: word.casefold())
    return several.map(tuple)


def _texts(draw: st.DrawFn, languages: list[str], words: st.SearchStrategy[str]) -> Texts:
    return Texts(tuple((language, draw(words)) for language in languages))


def _labels(draw: st.DrawFn, languages: list[str], count: int) -> Labels:
    return Labels(tuple((language, draw(_distinct(count))) for language in languages))


def _scale(draw: st.DrawFn, key: AnswerType, languages: list[str]) -> BankScale:
    points = POINTS[key]
    emoji = ("😞", "🙁", "😐", "🙂", "😀") if len(points.values) == 5 and draw(st.booleans()) else ()
    return BankScale(key, _labels(draw, languages, points.labelled), _texts(draw, languages, _LABEL), emoji)


def _item(draw: st.DrawFn, key: str, theme: str, languages: list[str]) -> Item:
    scale = draw(st.sampled_from(AnswerType))
    part = draw(st.sampled_from(Part))
    wording = _texts(draw, languages, _one_line(40))
    # The id makes every text the only one of its kind.
    texts = tuple((language, f"{key} {text}") for language, text in wording.pairs)
    if part is Part.GOAL_TEMPLATE:
        texts = tuple((language, f"{text} {GOAL}") for language, text in texts)
    return Item(
        id=key,
        theme=theme,
        scale=scale,
        texts=Texts(texts),
        reverse=scale in POINTS and scale is not AnswerType.RECOMMEND and draw(st.booleans()),
        sensitive=draw(st.booleans()),
        part=part,
        anchor=draw(st.booleans()),
        in_turn=draw(st.booleans()),
        options=_labels(draw, languages, draw(st.integers(2, 10))) if scale.takes_options else NO_LABELS,
    )


def _marked(items: list[Item]) -> tuple[Item, ...]:
    """The first item of each theme that can be a marker is one."""
    done: set[str] = set()
    marked = []
    for item in items:
        marks = bool(item.theme) and item.scale in POINTS and item.theme not in done
        done |= {item.theme} if marks else set()
        marked.append(replace(item, marker=marks))
    return tuple(marked)


@st.composite
def banks(draw: st.DrawFn) -> Bank:
    """Any bank that a file may hold."""
    languages = draw(st.lists(st.sampled_from(LANGUAGES), min_size=1, max_size=3, unique=True))
    themes = draw(st.lists(_KEYS, min_size=1, max_size=3, unique_by=lambda key: key.casefold()))
    ids = draw(st.lists(_KEYS, min_size=1, max_size=4, unique_by=lambda key: key.casefold()))
    scales = draw(st.lists(st.sampled_from(tuple(POINTS)), max_size=2, unique=True))
    items = [_item(draw, key, draw(st.sampled_from([*themes, ""])), languages) for key in ids]
    return Bank(
        version=draw(st.integers(1, 999_999)),
        licence=draw(st.one_of(st.just(""), _LABEL)),
        scales=tuple(_scale(draw, key, languages) for key in scales),
        themes=tuple(Theme(key, _texts(draw, languages, _LABEL)) for key in themes),
        items=_marked(items),
    )


STARTERS = tuple(
    draft(item, shipped())
    for item in shipped().items
    if item.id in {"GEN-01", "STR-01", "RES-01", "CUS-01", "IDE-01"}
)
