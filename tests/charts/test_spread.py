"""The bar of a distribution: what it is made of, where it lies, and that every count can be read."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from charts import layout
from charts.diverging import Group, apart, groups, pieces
from charts.spread import Spread
from charts.stamp import StampedText
from charts.weekly import WeeklyPicture
from survey.digests import Tile
from survey.disclosure.figures import Mean, Released
from tests.charts import reading
from tests.charts.digests import LARGE, RECOMMENDATION, RESOURCES, digest

_PICTURE = WeeklyPicture()


def _counted(*counts: int, axis: tuple[int, int] = (1, 5)) -> Tile:
    tile = LARGE if axis == (1, 5) else replace(RECOMMENDATION, axis=axis)
    return replace(tile, figure=Released(sum(counts), 400, Mean(axis[0] * 10 + 20), counts=counts))


def _drawn(tile: Tile) -> Spread:
    _PICTURE.draw(digest(tile))
    return _PICTURE.sheet(1).tiles[0].spread


def _said(labels: list[StampedText]) -> list[str]:
    return [label.get_text() for label in labels if label.get_visible()]


@pytest.mark.parametrize(
    ("axis", "made_of"),
    [
        ((1, 5), ["1", "2", "3", "4", "5"]),
        ((0, 10), ["0–6", "7–8", "9–10"]),
        ((0, 4), ["0", "1", "2", "3", "4"]),
        ((1, 4), ["1", "2", "3", "4"]),
        ((0, 1), ["0", "1"]),
        ((1, 3), ["1", "2", "3"]),
        ((1, 6), ["1–3", "4–6"]),
        ((1, 7), ["1–3", "4", "5–7"]),
    ],
)
def test_a_scale_has_its_values_or_its_two_sides_and_what_is_between(
    axis: tuple[int, int], made_of: list[str]
) -> None:
    found = groups(axis)

    assert [group.name for group in found] == made_of
    assert [group.colour for group in found] == sorted({group.colour for group in found})


def test_unfavourable_colours_come_before_the_neutral_one_and_favourable_after() -> None:
    assert groups((1, 4)) == (Group(1, 1, 0), Group(2, 2, 1), Group(3, 3, 3), Group(4, 4, 4))
    assert [group.colour for group in groups((0, 10))] == [0, 2, 4]


def test_neutral_answers_lie_half_on_either_side_of_the_middle() -> None:
    found = pieces((1, 5), (1, 2, 6, 11, 4))

    assert [(piece.start, piece.count) for piece in found] == [(-6, 1), (-5, 2), (-3, 6), (3, 11), (14, 4)]


def test_what_nobody_chose_has_no_part_and_leaves_no_hole() -> None:
    assert [(piece.group.name, piece.start) for piece in pieces((1, 5), (0, 3, 0, 20, 0))] == [
        ("2", -3),
        ("4", 0),
    ]


def test_every_part_has_its_value_under_it_and_its_count_in_or_above_it() -> None:
    spread = _drawn(LARGE)

    assert _said(spread.values) == ["1", "2", "3", "4", "5"]
    assert (_said(spread.above), _said(spread.inside)) == (["1"], ["2", "6", "11", "4"])
    assert (spread.low.text, spread.high.text) == ("1 Strongly disagree", "Strongly agree 5")


def test_the_axis_above_the_bar_keeps_its_numbers_and_the_words_stand_once() -> None:
    _drawn(LARGE)

    scale = _PICTURE.sheet(1).tiles[0].scale
    assert (scale.low.text, scale.high.text) == ("1", "5")


def test_a_scale_of_eleven_is_three_groups() -> None:
    spread = _drawn(_counted(0, 1, 0, 1, 2, 3, 1, 6, 10, 12, 8, axis=(0, 10)))

    assert (_said(spread.inside), _said(spread.values)) == (["8", "16", "20"], ["0–6", "7–8", "9–10"])
    assert (spread.low.text, spread.high.text) == ("0 Not at all likely", "Extremely likely 10")


def test_two_bars_are_equally_long_however_many_answered() -> None:
    lengths = []
    for tile in (LARGE, _counted(90, 80, 70, 60, 50)):
        bars = [bar.get_window_extent() for bar in _drawn(tile).bars if bar.get_visible()]
        lengths.append(max(bar.x1 for bar in bars) - min(bar.x0 for bar in bars))

    assert lengths == [pytest.approx(layout.COLUMN / 2, abs=4)] * 2


def test_without_counts_there_is_no_bar_and_the_words_are_back_under_the_axis() -> None:
    _drawn(LARGE)
    spread = _drawn(RESOURCES)

    assert spread.bottom == 0
    assert not any(bar.get_visible() for bar in (*spread.bars, spread.middle, spread.ties))
    tile = _PICTURE.sheet(1).tiles[0]
    ends = tile.scale.low.lines[0].get_window_extent().y0
    assert 12 <= ends - tile.foot.note.lines[0].get_window_extent().y1 <= 26
    assert _PICTURE.sheet(1).tiles[0].scale.low.text == "1 Strongly disagree"


def test_a_picture_says_what_its_bar_is_only_where_there_is_one() -> None:
    _drawn(LARGE)
    note = _PICTURE.sheet(1).tiles[0].foot.note
    assert "Bar: how many gave each answer." in note.text

    _drawn(RESOURCES)
    assert "Bar:" not in note.text


_COUNTS = st.lists(st.integers(0, 400) | st.integers(0, 3), min_size=5, max_size=5).filter(
    lambda counts: sum(counts) >= 20
)


@settings(max_examples=60, deadline=None)
@given(_COUNTS)
@example([1, 1, 1, 1, 9999])
@example([9999, 1, 1, 1, 1])
@example([1, 1, 9999, 1, 1])
@example([0, 0, 0, 0, 20])
def test_no_label_touches_another_or_a_part_that_is_not_its_own(counts: list[int]) -> None:
    tile = _counted(*counts)
    spread = _drawn(tile)

    assert reading.drawn_pieces(_PICTURE.sheet(1).tiles[0]) == reading.given_pieces(tile)
    bars = {id(bar): bar.get_window_extent() for bar in spread.bars}
    for row in (spread.above, spread.values):
        boxes = [label.get_window_extent() for label in row if label.get_visible()]
        assert all(left.x1 <= right.x0 for left, right in pairwise(boxes))
        assert all(box.x0 >= layout.LEFT - 1 and box.x1 <= layout.RIGHT + 1 for box in boxes)
        assert all(box.y0 >= bar.y1 or box.y1 <= bar.y0 for box in boxes for bar in bars.values())
    for bar, label in zip(spread.bars, spread.inside, strict=True):
        if label.get_visible():
            assert bars[id(bar)].x0 < label.get_window_extent().x0
            assert label.get_window_extent().x1 < bars[id(bar)].x1
    shown = [bars[id(bar)] for bar in spread.bars if bar.get_visible()]
    assert all(bar.x0 >= layout.LEFT - 2 and bar.x1 <= layout.RIGHT + 2 for bar in shown)


@given(
    st.lists(st.tuples(st.floats(0, 1000), st.floats(5, 60)), min_size=1, max_size=9),
    st.floats(0, 20),
)
def test_labels_make_way_without_touching_and_stay_in_order(
    labels: list[tuple[float, float]], gap: float
) -> None:
    wanted, widths = sorted(place for place, _ in labels), [width for _, width in labels]

    placed = apart(wanted, widths, between=(0, 1000), gap=gap)

    for (left, before), (right, after) in pairwise(zip(placed, widths, strict=True)):
        assert right - left >= (before + after) / 2 + gap - 1e-6
    assert placed[0] - widths[0] / 2 >= -1e-6
    assert placed[-1] + widths[-1] / 2 <= 1000 + 1e-6


def test_labels_with_room_stay_where_they_want_to_be_and_others_share_the_way() -> None:
    assert apart([100, 300], [40, 40], between=(0, 1000), gap=10) == [100, 300]
    assert apart([100, 100], [40, 40], between=(0, 1000), gap=10) == [75, 125]
    assert apart([0, 990], [40, 40], between=(0, 1000), gap=10) == [20, 980]
    assert apart([], [], between=(0, 1000), gap=10) == []
