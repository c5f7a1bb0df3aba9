"""What must be told apart can be: by colour-blind eyes, and in grey by outline, shape or word."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox
from numpy.typing import NDArray

from charts import layout
from charts.stamp import StampedText
from charts.weekly import Sheet, WeeklyPicture
from survey.digests import Tile
from survey.disclosure.figures import Mean, Released
from survey.verdicts import Change, Verdict
from tests.charts import colours
from tests.charts.colours import EYES, GREY, Colour, Drawn
from tests.charts.contact_sheet import situations
from tests.charts.digests import FULL, GLAD, LARGE, SMALL, digest, share

APART = 27.7
"""The smallest difference in any eyes (SCIENCE 8), to one decimal."""
TEXT, EDGE = 4.5, 3.0
"""WCAG 1.4.3 and 1.4.11."""
WHITE = (255, 255, 255)
_PICTURE = WeeklyPicture()
EVERY_EYES = pytest.mark.parametrize("eyes", EYES.values(), ids=EYES)
WITHIN = Verdict(Change.WITHIN, 8, 4, (31, 41))


@dataclass(frozen=True)
class Seen:
    """A tile as it was drawn."""

    sheet: Sheet
    drawn: Drawn

    def box_colour(self, box: Bbox) -> Colour:
        """The fill of a bar: what is just inside its left lower corner, where no number stands."""
        return self.drawn.at(box.x0 + 4.5, box.y0 + 4.5)


def _see(tile: Tile) -> Seen:
    png = _PICTURE.draw(digest(tile)).png
    sheet = _PICTURE.sheet(1)
    figure = sheet.team.get_figure()
    assert figure
    return Seen(sheet, Drawn(png, figure.bbox.height))


def _place(line: Line2D, number: int) -> tuple[float, float]:
    """Where a point of a line lies in the picture."""
    points = np.column_stack([line.get_xdata(), line.get_ydata()]).astype(float)
    x, y = line.get_transform().transform(points)[number]
    return float(x), float(y)


def _spread() -> Iterator[tuple[Colour, Colour]]:
    seen = _see(replace(LARGE, figure=Released(30, 40, Mean(30), counts=(6, 6, 6, 6, 6))))
    fills = [seen.box_colour(bar.get_window_extent()) for bar in seen.sheet.tiles[0].spread.bars]
    yield from combinations(fills, 2)


def _mean() -> Iterator[tuple[Colour, Colour]]:
    seen = _see(replace(FULL, figure=Released(8, 9, Mean(35)), verdict=Verdict(Change.UP, 8, 4, (20, 41))))
    scale, history = seen.sheet.tiles[0].scale, seen.sheet.tiles[0].history
    x, y = _place(scale.usual, 0)
    band = seen.drawn.at(x + 20, y + 15)
    yield seen.drawn.at(*_place(scale.dot, 0)), band
    x, y = _place(scale.whole, 1)
    yield seen.drawn.at(x - 3, y), band
    x, y = _place(history.line, 0)
    yield seen.drawn.at(x, y), seen.drawn.at(x - 15, y)


def _open() -> Iterator[tuple[Colour, Colour]]:
    seen = _see(replace(GLAD, verdict=Verdict(Change.WITHIN, 8, 4, (11, 50))))
    scale, history = seen.sheet.tiles[0].scale, seen.sheet.tiles[0].history
    x, y = _place(scale.open, 0)
    yield seen.drawn.at(x + 20, y), seen.drawn.at(x - 20, y + 15)
    for line, number in ((history.strokes, 4), (history.last, 1)):
        x, y = _place(line, number)
        yield seen.drawn.at(x, y - 5 if line is history.last else y + 5), seen.drawn.at(x - 20, y - 8)


def _shares() -> Iterator[tuple[Colour, Colour]]:
    """Certain against possible, and either against the rest, wherever they lie side by side."""
    for figure in (share(0, 2), share(4, 6), share(3, 3)):
        seen = _see(replace(SMALL, figure=figure))
        bars = seen.sheet.tiles[0].share
        fills = [
            seen.box_colour(bar.get_window_extent())
            for bar in (bars.certain, bars.possible)
            if bar.get_width()
        ]
        rest = bars.all.get_window_extent()
        if (figure.band.high if figure.band else 0) < figure.answers:
            fills.append(seen.drawn.at(rest.x1 - 10, (rest.y0 + rest.y1) / 2))
        assert len(fills) == 2
        yield fills[0], fills[1]


@EVERY_EYES
@pytest.mark.parametrize("pairs", [_spread, _mean, _open, _shares])
def test_what_must_be_told_apart_is_for_all_eyes(
    pairs: Callable[[], Iterator[tuple[Colour, Colour]]], eyes: NDArray[np.float64]
) -> None:
    found = list(pairs())

    assert found
    for one, other in found:
        assert round(colours.distance(one, other, eyes), 1) >= APART, (one, other)


def test_the_palette_is_as_far_apart_as_its_source_says() -> None:
    palette = [colours.of(name) for name in layout.DIVERGING]

    smallest = min(
        colours.distance(one, other, eyes)
        for eyes in EYES.values()
        for one, other in combinations(palette, 2)
    )

    assert smallest == pytest.approx(27.7, abs=0.05)


def test_contrast_is_what_its_source_says() -> None:
    found = [colours.contrast(colours.of(name), WHITE) for name in layout.DIVERGING]

    assert found == pytest.approx([6.0, 2.3, 1.6, 2.3, 6.7], abs=0.06)


def test_in_grey_the_parts_of_a_bar_are_told_apart_by_outlines_and_by_their_values() -> None:
    seen = _see(replace(LARGE, figure=Released(30, 40, Mean(30), counts=(6, 6, 6, 6, 6))))
    spread = seen.sheet.tiles[0].spread
    fills = [seen.box_colour(bar.get_window_extent()) for bar in spread.bars]

    close = [pair for pair in combinations(fills, 2) if colours.distance(*pair, GREY["grey"]) < APART]
    assert close, "then the words under the bar could go"
    assert [label.get_text() for label in spread.values] == ["1", "2", "3", "4", "5"]
    for left, right in pairwise(spread.bars):
        edge, low = right.get_window_extent().x0, left.get_window_extent().y0
        between = {seen.drawn.at(round(edge) + away + 0.5, low + 10) for away in (-2, -1, 0, 1)}
        assert colours.of(layout.QUIET) in between


def test_in_grey_a_possible_share_is_told_from_the_rest_by_its_height_and_in_words() -> None:
    tile = _see(replace(SMALL, figure=share(0, 2))).sheet.tiles[0]

    assert tile.share.possible.get_window_extent().height > 2 * tile.share.all.get_window_extent().height
    assert tile.share.value.said.startswith("At most 2 of 6")


def test_in_grey_certain_is_darker_than_possible() -> None:
    seen = _see(replace(SMALL, figure=share(4, 6)))
    bars = seen.sheet.tiles[0].share
    certain, possible = (seen.box_colour(bar.get_window_extent()) for bar in (bars.certain, bars.possible))

    assert colours.distance(certain, possible, GREY["grey"]) >= APART


def _outlines() -> Iterator[tuple[Seen, float, float]]:
    """A point on every outline that a light fill needs."""
    seen = _see(LARGE)
    for bar in seen.sheet.tiles[0].spread.bars:
        box = bar.get_window_extent()
        yield seen, (box.x0 + box.x1) / 2, box.y0
    seen = _see(SMALL)
    for bar in (seen.sheet.tiles[0].share.possible, seen.sheet.tiles[0].share.all):
        box = bar.get_window_extent()
        yield seen, box.x1 - 20, box.y0
    seen = _see(replace(FULL, verdict=WITHIN))
    scale, history = seen.sheet.tiles[0].scale, seen.sheet.tiles[0].history
    x, y = _place(scale.edges, 0)
    yield seen, x, y + 15
    for edge in history.edges:
        x, y = _place(edge, 0)
        yield seen, x + 5, y


def test_outlines_stand_out_of_the_page() -> None:
    for seen, x, y in _outlines():
        near = [seen.drawn.at(x + right, y + up) for right in (-1, 0, 1) for up in (-1, 0, 1)]
        assert max(colours.contrast(colour, WHITE) for colour in near) >= EDGE, (x, y)


def _texts(sheet: Sheet) -> list[StampedText]:
    figure = sheet.team.get_figure()
    assert figure
    return [text for text in figure.findobj(StampedText) if text.get_visible() and text.get_text().strip()]


@pytest.mark.parametrize("number", range(len(list(situations()))))
def test_every_text_stands_out_of_what_is_behind_it(number: int) -> None:
    """What is most frequent is behind; what is furthest from that is the ink."""
    seen = _see(list(situations())[number])

    for text in _texts(seen.sheet):
        behind, *others = seen.drawn.inside(text.get_window_extent())
        assert max(colours.contrast(behind, other) for other in others) >= TEXT, text.get_text()


def test_counts_are_read_on_every_colour_of_the_bar() -> None:
    seen = _see(replace(LARGE, figure=Released(30, 40, Mean(30), counts=(6, 6, 6, 6, 6))))

    for fill, label in zip(layout.DIVERGING, seen.sheet.tiles[0].spread.inside, strict=True):
        behind, *others = seen.drawn.inside(label.get_window_extent())
        assert behind == colours.of(fill)
        assert max(colours.contrast(behind, other) for other in others) >= TEXT


@pytest.mark.parametrize("number", range(len(list(situations()))))
def test_a_picture_brings_its_own_white_page_into_dark_mode(number: int) -> None:
    drawn = _see(list(situations())[number]).drawn

    assert drawn.mode == "P"
    assert "transparency" not in drawn.info
    edges = np.concatenate([drawn.pixels[0], drawn.pixels[-1], drawn.pixels[:, 0], drawn.pixels[:, -1]])
    assert (edges == 255).all()
