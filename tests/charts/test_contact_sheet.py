"""The sheet of situations in the documents can be drawn anew at any time."""

from collections import Counter

from survey.disclosure.figures import Released
from survey.verdicts import Change
from tests.charts.contact_sheet import FOLDER, month, sheet, situations

_BEGUN_ANEW = {Change.NEW_VERSION, Change.OTHER_TEAMS}
"""They look like "too early", with a sentence of their own."""


def test_it_has_fifteen_situations_with_every_change_among_them() -> None:
    tiles = list(situations())
    changes = Counter(tile.verdict.change for tile in tiles if tile.verdict)

    assert len(tiles) == 15
    assert set(changes) | _BEGUN_ANEW == set(Change)
    assert any(not isinstance(tile.figure, Released) for tile in tiles)


def test_it_is_drawn_in_a_language_and_kept_in_every_one() -> None:
    drawn, looked_back = sheet("fi"), month("fi")

    assert drawn.width > 1900
    assert looked_back.height > 500
    for name in ("situations", "month"):
        assert {file.name for file in FOLDER.glob(f"{name}-*.png")} == {
            f"{name}-{language}.png" for language in ("en", "fi", "sv")
        }
