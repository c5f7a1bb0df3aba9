"""What can be drawn, how wide it is, and where lines break."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends import backend_agg

from charts.type import BOLD, REGULAR, Face, Measure, drawable, fit

_MEASURES = (Measure(40, 2), Measure(24, 3))


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Älä jätä Åsaa yksin – ”nyt”!", "Älä jätä Åsaa yksin – ”nyt”!"),
        ("a\u0308iti", "äiti"),
        ("two\n lines\tone ", "two lines one"),
        ("done 🎉.", "done."),
        ("👩‍👩‍👧 family", "family"),
        ("漢字 name", "?? name"),
        ("soft\u00adhyphen\x00", "softhyphen"),
        ("une pause ?", "une pause ?"),
    ],
)
def test_what_cannot_be_drawn_is_left_out(written: str, shown: str) -> None:
    assert drawable(written) == shown


@settings(deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_left_has_a_glyph_in_both_weights(text: str) -> None:
    assert all(REGULAR.has(character) and BOLD.has(character) for character in drawable(text))


@pytest.mark.parametrize("face", [REGULAR, BOLD])
@pytest.mark.parametrize("text", ["Strongly disagree", "TYÖMÄÄRÄ", "WAVE To AV", "10", "iiiillll"])
def test_a_measured_line_is_as_wide_as_a_drawn_one(face: Face, text: str) -> None:
    renderer = backend_agg.RendererAgg(10, 10, 72)  # type: ignore[no-untyped-call]
    drawn = renderer.get_text_width_height_descent(text, face.at(40), ismath=False)[0]  # type: ignore[no-untyped-call]

    assert drawn - 4 <= face.width(text, 40) <= drawn + 16


@settings(deadline=None)
@given(st.lists(st.text("abWi", min_size=1, max_size=60), max_size=20), st.integers(60, 900))
def test_lines_are_never_wider_than_their_column(words: list[str], width: int) -> None:
    text = " ".join(words)

    size, lines = fit(text, REGULAR, width, _MEASURES)

    assert len(lines) <= 3
    assert all(REGULAR.width(line, size) <= width + 0.01 for line in lines)
    assert "".join(lines).replace(" ", "").startswith(text.replace(" ", "")[:1])


def test_lines_are_of_about_equal_length() -> None:
    _, lines = fit("The work we call most important gets time.", REGULAR, 760, _MEASURES)

    assert lines == ("The work we call most", "important gets time.")


def test_what_has_no_room_in_the_smallest_size_is_cut() -> None:
    size, lines = fit("sana " * 40 + "loppu", REGULAR, 300, _MEASURES)

    assert (size, len(lines)) == (24, 3)
    assert lines[-1].endswith("…")


def test_a_glyph_is_loaded_once_since_the_font_keeps_each_it_loads(monkeypatch: pytest.MonkeyPatch) -> None:
    face = Face("DejaVuSans.ttf")
    loaded: list[int] = []
    font = face._font

    class Counting:
        def load_char(self, code: int) -> object:
            loaded.append(code)
            return font.load_char(code)

    monkeypatch.setattr(face, "_font", Counting())

    assert [face.inks(letter) for letter in "a a⠀aa"] == [True, False, True, False, True, True]
    assert loaded == [ord(letter) for letter in "a ⠀"]
