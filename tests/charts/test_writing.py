"""People's own words in the picture: no box ever, and no empty place where there were words."""

import warnings
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from matplotlib import _text_helpers
from matplotlib.ft2font import FT2Font

from charts import stamp, writing
from charts.stamp import StampedText
from charts.type import BOLD, REGULAR, capitals, drawable, is_legible, is_whole
from charts.weekly import Sheet, WeeklyPicture
from locales.catalogues import languages
from locales.speech import speaking
from survey.digests import Digest
from survey.disclosure.figures import Released
from tests.charts.contact_sheet import situations
from tests.charts.digests import LARGE, LUNCH, RESOURCES, SMALL, digest

_PICTURE = WeeklyPicture()
_FONTS = {face.file: FT2Font(str(face.at(20).get_file())) for face in (REGULAR, BOLD)}
_UNSEEN = "The question is in the message: this picture cannot draw its letters or signs."
_UNNAMED = "The option chosen most often is in the message: this picture cannot draw its letters or signs."

_EMOJI = ("🙂", "👩\u200d👩\u200d👧", "🇫🇮", "👍🏽", "1️⃣", "❤️", "\u200d", "\ufe0f")
_SCRIPTS = ("漢", "字", "ア", "한", "ت", "ש", "न", "ก", "ŉ", "ა", "ɜ", "ß", "Å", "ä")
_MARKED = ("e\u0301", "q\u0323", "\u0301")
_ODD = ("\u202e", "\u2800", "\ud800", "\U000f0000", " ", "\n", "$")
_SIGNS = st.sampled_from((*_EMOJI, *_SCRIPTS, *_MARKED, *_ODD))
_WRITTEN = st.lists(_SIGNS | st.characters(), min_size=1, max_size=40).map("".join)


def _shown(sheet: Sheet) -> Iterator[StampedText]:
    figure = sheet.team.get_figure()
    assert figure
    return (text for text in figure.findobj(StampedText) if text.get_visible() and text.get_text())


def _draw(drawn: Digest) -> list[str]:
    """Draw it with every line rasterised anew, and look every glyph up: none is the box of a missing one."""
    stamp.forget()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        _PICTURE.draw(drawn)
    texts = list(_shown(_PICTURE.sheet(len(drawn.tiles))))
    for text in texts:
        font = _FONTS[str(text.get_fontproperties().get_file()).rpartition("/")[2]]
        glyphs = [item.glyph_index for item in _text_helpers.layout(text.get_text(), font)]
        assert 0 not in glyphs, text.get_text()
    return [text.get_text() for text in texts]


def test_the_look_at_glyphs_would_find_a_box() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        glyphs = [item.glyph_index for item in _text_helpers.layout("a漢", _FONTS[REGULAR.file])]

    assert glyphs[1] == 0


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_WRITTEN, _WRITTEN, _WRITTEN, _WRITTEN, _WRITTEN)
@example("🙂", "🙂", "🙂", "🙂", "🙂")
@example("漢字", "漢字", "漢字", "漢字", "漢字")
@example("\u2800", "\u2800", "\u2800", "\u2800", "\u2800")
def test_no_box_is_drawn_and_no_place_is_empty(
    team: str, theme: str, question: str, end: str, option: str
) -> None:
    asked = replace(RESOURCES, theme=theme, question=question, ends=(end, end))
    counted = replace(LARGE, theme=theme, question=question, ends=(end, end))
    chosen = replace(LUNCH, theme=theme, question=question, figure=Released(6, 9, leader=option))

    _draw(digest(asked, counted, chosen, team=team))

    sheet = _PICTURE.sheet(3)
    assert _has_ink(sheet.team.get_text())
    for tile in sheet.tiles:
        assert _has_ink(tile.question.text)
    last = sheet.tiles[-1]
    assert _has_ink(last.leader.text or last.sentence.text)
    assert bool(last.leader.text) != bool(last.sentence.text)
    assert bool(last.leader.text) == bool(last.chosen.get_text())


def _has_ink(text: str) -> bool:
    return any(REGULAR.inks(character) for character in text)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("🙂 Team Ä", "Team Ä"),
        ("Åsa & Örjan", "Åsa & Örjan"),
        ("🙂", "This team"),
        ("漢字チーム", "This team"),
        ("漢字 Support", "?? Support"),
        ("فريق الدعم", "فريق الدعم"),
        ("Käyttö 👩‍👩‍👧", "Käyttö"),
        ("\u2800", "This team"),
        ("🇫🇮", "This team"),
        ("★", "★"),
    ],
)
def test_a_team_has_a_name_in_every_script(name: str, shown: str) -> None:
    assert shown in _draw(digest(SMALL, team=name))


@pytest.mark.parametrize("text", ["本周你感觉如何？", "🙂🙂🙂", "你好 ok 本周感觉如何"])
def test_a_question_that_cannot_be_drawn_says_where_it_is(text: str) -> None:
    _draw(digest(replace(SMALL, question=text)))

    assert _PICTURE.sheet(1).tiles[0].question.text == _UNSEEN


@pytest.mark.parametrize(
    ("option", "leader", "sentence", "note"),
    [
        ("Tuesday", "Tuesday", "", ""),
        ("❤️", "❤️", "", ""),
        (
            "🎉 Tuesday",
            "Tuesday",
            "",
            "Some signs of this option cannot be drawn here. The message has it in full.",
        ),
        ("🎉", "", _UNNAMED, ""),
        ("火曜日", "", _UNNAMED, ""),
        ("👍 !", "", _UNNAMED, ""),
    ],
)
def test_an_option_that_cannot_be_drawn_says_where_it_is(
    option: str, leader: str, sentence: str, note: str
) -> None:
    _draw(digest(replace(LUNCH, figure=Released(6, 9, leader=option))))

    tile = _PICTURE.sheet(1).tiles[0]
    assert (tile.leader.text, tile.sentence.text, tile.foot.note.text) == (leader, sentence, note)


def test_an_end_that_cannot_be_drawn_leaves_its_number() -> None:
    _draw(digest(replace(RESOURCES, ends=("🙁", "🙂"))))

    scale = _PICTURE.sheet(1).tiles[0].scale
    assert (scale.low.text, scale.high.text) == ("1", "5")


def test_capitals_are_drawn_only_where_there_are_some() -> None:
    assert capitals("työmäärä") == "TYÖMÄÄRÄ"
    assert capitals("ა ɜ ß") == "ა ɜ SS"
    assert writing.theme("🙂") == ""


@given(_WRITTEN)
def test_what_is_whole_and_not_blank_is_legible(text: str) -> None:
    assert is_legible(text) or not is_whole(text) or not _has_ink(drawable(text))


@pytest.mark.parametrize("language", languages())
def test_nothing_that_is_said_in_any_language_has_a_box(language: str) -> None:
    with speaking(language):
        for tile in situations():
            assert _draw(digest(tile, team="Å ä ö"))
