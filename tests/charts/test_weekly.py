"""The picture: what it shows, what it leaves out, and that nothing of an earlier one stays."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from charts import layout, sentences
from charts.stamp import StampedText
from charts.tile import TileArtists
from charts.weekly import WeeklyPicture
from survey.digests import Digest, Point, Tile
from survey.disclosure.figures import Band, Figure, Mean, Released, Why, Withheld
from survey.weeks import Week
from tests.charts.digests import (
    GLAD,
    LARGE,
    LUNCH,
    MOVED,
    RECOMMENDATION,
    RESOURCES,
    SMALL,
    WORRY,
    digest,
    history,
)

_THREE = Released(9, 9, Mean(30))


def _shown(digest_: Digest) -> list[str]:
    """Every text a reader sees, in the order of reading tiles."""
    picture = WeeklyPicture()
    picture.draw(digest_)
    sheet = picture.sheet(len(digest_.tiles))
    figure = sheet.team.get_figure()
    assert figure
    texts = figure.findobj(StampedText)
    return [text.get_text() for text in texts if text.get_visible() and text.get_text()]


def _tile(digest_: Digest) -> TileArtists:
    picture = WeeklyPicture()
    picture.draw(digest_)
    return picture.sheet(len(digest_.tiles)).tiles[0]


def _weeks(tile: TileArtists) -> list[str]:
    return [label.get_text() for label in tile.history.weeks if label.get_text()]


@pytest.mark.parametrize("tiles", [(RESOURCES,), (RESOURCES, WORRY), (LUNCH, WORRY, RECOMMENDATION)])
def test_a_picture_is_a_png_of_twelve_hundred_pixels_width(tiles: tuple[()]) -> None:
    picture = WeeklyPicture().draw(digest(*tiles))

    assert picture.png.startswith(b"\x89PNG\r\n\x1a\n")
    with Image.open(BytesIO(picture.png)) as image:
        assert image.width == 1200
        assert image.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def _height(*tiles: Tile) -> int:
    with Image.open(BytesIO(WeeklyPicture().draw(digest(*tiles)).png)) as image:
        return image.height


def test_a_picture_is_as_high_as_what_it_shows() -> None:
    short, long, longest = (replace(RESOURCES, question=text) for text in ("Why?", "sana " * 16, "W" * 200))

    heights = [_height(tile) for tile in (short, long, longest)]

    assert heights == sorted({*heights})
    assert heights[-1] <= layout.HEADER + layout.HIGHEST_TILE + layout.FOOTER
    assert _height(short, longest) - _height(longest) == _height(short) - layout.HEADER - layout.FOOTER
    assert _height(LUNCH) < _height(short)


def test_what_is_longest_everywhere_still_has_room(monkeypatch: pytest.MonkeyPatch) -> None:
    wordy = "Mm " * 15
    monkeypatch.setattr(sentences, "note", lambda *_, **__: "Mm " * 60)
    tile = replace(LARGE, question="W" * 200, ends=(wordy, wordy))

    picture = WeeklyPicture()
    picture.draw(digest(tile))

    assert not picture.sheet(1).tiles[0].foot.note.text.endswith("…")
    assert picture.sheet(1).privacy.get_window_extent().y0 >= 0


def test_the_figure_lies_close_under_its_question_however_long_that_is() -> None:
    for question in ("Why?", "sana " * 16, "W" * 200):
        tile = _tile(digest(replace(RESOURCES, question=question)))
        lowest = min(line.get_window_extent().y0 for line in tile.question.lines if line.get_text())

        assert 50 <= lowest - tile.scale.value.number.get_window_extent().y1 <= 90


@pytest.mark.parametrize("tiles", [(), (RESOURCES,) * 4])
def test_a_picture_has_one_to_three_tiles(tiles: tuple[()]) -> None:
    with pytest.raises(ValueError, match="one to three"):
        WeeklyPicture().draw(digest(*tiles))


def test_header_and_footer_say_whose_week_it_is_and_what_is_never_shown() -> None:
    shown = _shown(digest(RESOURCES, team="Tuki & käyttö", floor=6))

    assert shown[:2] == ["Tuki & käyttö", "· week 48, 2026"]
    assert "Team figures only. Nothing is shown from fewer than 6 answers." in shown


def test_a_released_mean_has_axis_end_words_value_and_count() -> None:
    shown = _shown(digest(RECOMMENDATION))

    assert {"7.9", "0 Not at all likely", "Extremely likely 10", "answers 8 of 9"} <= {*shown}
    assert {"week 44", "48", "0", "10"} <= {*shown}


def test_a_scale_without_end_words_shows_its_numbers() -> None:
    tile = _tile(digest(replace(RESOURCES, ends=())))

    assert (tile.scale.low.text, tile.scale.high.text) == ("1", "5")


def test_a_withheld_figure_shows_its_sentence_and_the_history_only() -> None:
    shown = _shown(digest(WORRY))

    body = {text for text in shown if "\u200a" not in text}
    assert body == {
        "Support",
        "· week 48, 2026",
        "This week I kept a worry to myself",
        "because raising it felt risky.",
        "Not shown: fewer than 8 answers.",
        *("1", "5", "week 45", "46", "47", "48"),
        "Team figures only. Nothing is shown from fewer than 5 answers.",
    }


def test_a_withheld_week_leaves_a_gap_and_no_end_point() -> None:
    history_ = _tile(digest(WORRY)).history

    np.testing.assert_array_equal(np.asarray(history_.line.get_ydata()), [3.1, 3.4, np.nan, np.nan])
    np.testing.assert_array_equal(np.asarray(history_.end.get_ydata()), [np.nan])


def test_the_end_point_of_a_history_is_marked() -> None:
    history_ = _tile(digest(RESOURCES)).history

    assert list(np.asarray(history_.end.get_ydata())) == [3.4]


def test_a_mean_known_from_one_side_fills_the_axis_to_its_end_and_has_no_dot() -> None:
    scale = _tile(digest(GLAD)).scale

    assert scale.value.said == "4.1 or higher"
    assert list(np.asarray(scale.open.get_xdata())) == [4.1, 5]
    assert not len(np.asarray(scale.dot.get_xdata()))


def test_such_a_mean_is_a_hollow_mark_with_a_stroke_in_the_history() -> None:
    history_ = _tile(digest(GLAD)).history

    np.testing.assert_array_equal(np.asarray(history_.hollow.get_ydata()), [np.nan, 1.9, np.nan, 4.1])
    strokes = np.asarray(history_.strokes.get_ydata()).reshape(-1, 3)[:, :2]
    np.testing.assert_array_equal(strokes, [[3.9, 3.9], [1, 1.9], [np.nan, np.nan], [4.1, 5]])
    np.testing.assert_array_equal(np.asarray(history_.end.get_ydata()), [np.nan])


def test_a_small_team_sees_its_favourable_share_and_the_shares_before() -> None:
    tile = _tile(digest(SMALL))

    assert tile.share.value.said == "At most 2 of 6 favourable"
    assert (tile.share.none.get_text(), tile.share.every.get_text()) == ("0", "all 6")
    assert (tile.share.possible.get_x(), tile.share.possible.get_width()) == (0, 2)
    assert (tile.history.low.get_text(), tile.history.high.get_text()) == ("0", "all")
    np.testing.assert_array_equal(np.asarray(tile.history.dots.get_ydata()), [0.5, *[np.nan] * 3])
    assert not tile.scale.axis.get_visible()


def test_the_bar_of_a_large_team_is_in_one_piece_and_its_words_stay_above_it() -> None:
    figure = Released(120, 140, band=Band(118, 120))
    share = _tile(digest(replace(SMALL, figure=figure))).share

    assert not len(np.asarray(share.parts.get_xdata()))
    assert share.value.after.get_window_extent().x1 <= layout.AXIS_RIGHT + 4


def test_the_favourable_share_beside_a_mean_is_a_line_under_it() -> None:
    assert _tile(digest(RESOURCES)).foot.note.text == "5 of 8 favourable. Favourable: 4 or more on 1–5."


def test_a_week_after_few_moved_says_why_it_has_no_mean_and_is_a_gap() -> None:
    tile = _tile(digest(MOVED))

    assert tile.foot.note.text.startswith("So few people joined or left")
    np.testing.assert_array_equal(np.asarray(tile.history.line.get_ydata()), [3.4, 3.6, np.nan])


def test_a_choice_names_its_leader_and_has_no_axis() -> None:
    tile = _tile(digest(LUNCH))

    assert (tile.chosen.get_text(), tile.leader.text) == ("Chosen most often", "Tuesday")
    assert not any(artist.get_visible() for artist in (tile.scale.dot, tile.scale.axis, tile.history.line))


@pytest.mark.parametrize(
    ("figure", "sentence"),
    [
        (Released(9, 9), "No option stood out."),
        (
            Released(9, 9, why=Why.MOVED),
            "Not shown: so few people joined or left since this was last asked that",
        ),
        (Withheld(5, 9), "Not shown: fewer than 5 answers."),
        (
            Withheld(5, 9, Why.TOGETHER),
            "Not shown: beside another team's figure it would tell about fewer than 5",
        ),
    ],
)
def test_what_has_no_figure_has_a_sentence(figure: Figure, sentence: str) -> None:
    tile = _tile(digest(replace(LUNCH, figure=figure)))

    assert tile.sentence.text.startswith(sentence)
    assert not tile.leader.text


def test_where_no_figure_is_safe_that_is_said() -> None:
    tile = _tile(digest(replace(RESOURCES, figure=Released(9, 9))))

    assert tile.sentence.text == "No figure that would be safe to show."


def test_one_measurement_is_one_labelled_point() -> None:
    tile = _tile(digest(replace(RESOURCES, history=history(3.4))))

    assert _weeks(tile) == ["week 48"]


def test_each_of_a_few_weeks_is_named_under_its_point() -> None:
    history_ = _tile(digest(replace(RESOURCES, history=history(3.0, None, 3.2)))).history

    assert [label.get_text() for label in history_.weeks] == ["week 46", "47", "48", ""]
    weeks = np.asarray(history_.line.get_xdata())
    middle = history_.line.get_transform().transform(np.array([weeks[1], 1.0]))[0]
    extent = history_.weeks[1].get_window_extent()
    assert abs((extent.x0 + extent.x1) / 2 - middle) < 2


def test_weeks_too_close_to_be_named_each_are_named_by_their_ends() -> None:
    points = tuple(Point(Week(2026, number), _THREE) for number in (2, 3, 48))

    assert _weeks(_tile(digest(replace(RESOURCES, history=points)))) == ["week 2", "week 48"]


def test_two_measurements_over_new_year_are_named_in_one() -> None:
    tile = _tile(
        digest(replace(RESOURCES, history=(Point(Week(2025, 52), _THREE), Point(Week(2026, 2), _THREE))))
    )

    assert _weeks(tile) == ["week 52, 2025 – week 2"]


def test_a_history_over_new_year_names_the_earlier_year() -> None:
    tile = _tile(digest(replace(RESOURCES, history=history(*[3.0] * 12, apart=5))))

    assert _weeks(tile) == ["week 45, 2025", "week 48"]


def test_only_the_last_twelve_measurements_are_drawn() -> None:
    tile = _tile(digest(replace(RESOURCES, history=history(*[1.0] * 3, *[3.0] * 12))))

    assert list(np.asarray(tile.history.line.get_ydata())) == [3.0] * 12


@pytest.mark.parametrize("question", ["W" * 200, "ä" * 200, "sana " * 40, "Epäjärjestelmällisyys " * 9])
def test_two_hundred_characters_are_shown_in_full(question: str) -> None:
    tile = _tile(digest(replace(RESOURCES, question=question)))

    assert tile.question.text.replace(" ", "") == question.replace(" ", "")


def test_a_question_with_emoji_and_dollar_signs_is_drawn_without_boxes_or_formulas() -> None:
    tile = _tile(digest(replace(RESOURCES, question="Räcker $5 och 10$ till 🎉 fika 👍🏽?")))

    assert tile.question.text == "Räcker $5 och 10$ till fika?"


def test_the_same_digest_gives_the_same_bytes_whatever_was_drawn_before() -> None:
    picture = WeeklyPicture()
    short = replace(LUNCH, question="Why?", theme="")
    long = replace(RECOMMENDATION, question="sana " * 40, theme="Pitkä " * 9, history=history(*[5.0] * 12))
    weeks = [
        digest(LARGE, SMALL),
        digest(short, WORRY),
        digest(GLAD, MOVED),
        digest(long, long, team="Pitkä " * 9),
        digest(WORRY, RESOURCES),
    ]

    first = [WeeklyPicture().draw(week).png for week in weeks]
    again = [picture.draw(week).png for week in (*weeks, *reversed(weeks))]

    assert again == [*first, *reversed(first)]


def test_threads_share_one_picture() -> None:
    picture = WeeklyPicture()
    weeks = [digest(RESOURCES, WORRY), digest(LUNCH, RECOMMENDATION), digest(WORRY)]
    alone = [picture.draw(week) for week in weeks]

    with ThreadPoolExecutor(6) as threads:
        together = list(threads.map(picture.draw, weeks * 8))

    assert together == alone * 8


def test_drawing_never_loads_pyplot_and_the_words_never_load_matplotlib() -> None:
    code = (
        "import sys; import charts, charts.alt; assert 'matplotlib' not in sys.modules\n"
        "from charts.weekly import WeeklyPicture\n"
        "from tests.charts.digests import RESOURCES, digest\n"
        "WeeklyPicture().draw(digest(RESOURCES))\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )

    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
