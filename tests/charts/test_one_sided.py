"""Near an end of the scale only a limit is told: why is said, and never whether everybody is there."""

from functools import lru_cache
from itertools import combinations_with_replacement

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversations import digest_words
from charts import alt, sentences
from locales.catalogues import languages
from locales.speech import speaking
from survey.digests import Tile
from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Withheld
from survey.disclosure.gate import release
from survey.scales import AGREE
from survey.tallies import count
from tests.charts.digests import digest, history
from tests.charts.reading import LIMIT
from tests.survey.questions import question

_ASKED = question(scale=AGREE)
_ANSWERS = st.integers(1, 9).flatmap(lambda n: st.lists(st.integers(1, 5), min_size=n, max_size=n))
_EVERYBODY = ("everybody", "everyone", "unanim", "jokainen", "yksimieli", "alla svarade", "enhällig")


@lru_cache
def _figures(answers: int) -> dict[tuple[int, ...], Figure]:
    """What is released of every way in which so many people can answer."""
    every = combinations_with_replacement(range(1, 6), answers)
    return {values: release(count(_ASKED, values), invited=10) for values in every}


def _words(figure: Figure) -> tuple[str, ...]:
    """All that a reader is told of a figure: message, alt text, what stands under it, and a report's line."""
    tile = Tile("Why?", "Focus", (1, 5), ("", ""), figure, history(figure))
    under = sentences.note(figure, axis=(1, 5)) if isinstance(figure, Released) else ""
    week = digest(tile)
    return digest_words.bulletin(week).text, alt.text(week), under, *sentences.limits([figure])


@given(_ANSWERS)
def test_whoever_answered_what_the_same_figure_is_told_in_the_same_words(values: list[int]) -> None:
    figures = _figures(len(values))
    mine = figures[tuple(sorted(values))]
    alike = [other for other in figures.values() if other == mine]

    assert {_words(other) for other in alike} == {_words(mine)}


@pytest.mark.parametrize("answers", range(5, 10))
@pytest.mark.parametrize("value", range(1, 6))
def test_that_everybody_answered_the_same_is_told_like_answers_that_are_not(answers: int, value: int) -> None:
    same = (value,) * answers
    figures = _figures(answers)
    others = [values for values, figure in figures.items() if figure == figures[same] and values != same]

    assert others
    assert {_words(figures[values]) for values in others} == {_words(figures[same])}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("answers", [5, 8])
def test_no_word_says_that_everybody_answered_the_same(language: str, answers: int) -> None:
    with speaking(language):
        said = " ".join(word for figure in {*_figures(answers).values()} for word in _words(figure)).lower()

    assert not any(word in said for word in _EVERYBODY)


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (Released(8, 9, Mean(41, Reach.AT_LEAST)), True),
        (Released(8, 9, Mean(19, Reach.AT_MOST), Band(3, 3)), True),
        (Released(8, 9, Mean(34), Band(0, 2)), True),
        (Released(8, 9, Mean(34), Band(6, 8)), True),
        (Released(8, 9, Mean(34), Band(4, 4)), False),
        (Released(8, 9, Mean(34), Band(3, 5)), False),
        (Released(8, 9), False),
        (Withheld(5, 9), False),
    ],
)
def test_the_figure_alone_decides_whether_it_is_said(figure: Figure, *, told: bool) -> None:
    assert sentences.limits([figure, figure]) == [LIMIT] * told
    assert [LIMIT in said for said in _words(figure)[:2]] == [told] * 2
