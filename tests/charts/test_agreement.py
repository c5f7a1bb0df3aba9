"""Picture, alt text and digest say the same."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from charts import layout, words
from charts.stamp import StampedText
from charts.weekly import Sheet, WeeklyPicture
from survey.digests import Digest
from tests.charts import reading
from tests.charts.digests import DIGESTS
from tests.charts.reading import Facts

_PICTURE = WeeklyPicture()
_drawing = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_drawing
@given(DIGESTS)
def test_alt_text_and_artists_agree_with_the_digest(digest: Digest) -> None:
    picture = _PICTURE.draw(digest)

    team, week, said, legends = reading.parse_alt(picture.alt)
    assert (team, week) == (digest.team, digest.week.number)
    given_ = [reading.given(tile) for tile in digest.tiles]
    tiles = _PICTURE.sheet(len(digest.tiles)).tiles
    assert [reading.drawn(tile) for tile in tiles] == [replace(facts, counts=()) for facts in given_]
    pieces = [reading.given_pieces(tile) for tile in digest.tiles]
    assert [reading.drawn_pieces(tile) for tile in tiles] == pieces
    named = [reading.given_legend(tile) for tile in digest.tiles]
    assert [reading.drawn_legend(tile) for tile in tiles] == named
    assert {legend for legend in named if legend} <= {*legends}
    assert len({*legends}) == len(legends)
    limits = [reading.given_limit(tile) for tile in digest.tiles]
    assert [tile.foot.note.text.count(reading.LIMIT) for tile in tiles] == limits
    assert picture.alt.count(reading.LIMIT) == any(limits)
    assert reading.alt_days_off(picture.alt) == digest.days_off
    assert _PICTURE.sheet(len(digest.tiles)).days_off.get_text() == words.days_off(digest)
    assert said == [_as_long(facts, beside) for facts, beside in zip(given_, said, strict=True)]


@_drawing
@given(DIGESTS)
def test_no_two_texts_touch_and_none_leaves_the_picture(digest: Digest) -> None:
    _PICTURE.draw(digest)

    boxes = _boxes(_PICTURE.sheet(len(digest.tiles)))
    for number, (left, low, right, high, text) in enumerate(boxes):
        assert left >= layout.LEFT - 12, text
        assert right <= layout.RIGHT + 12, text
        for other in boxes[number + 1 :]:
            apart = right <= other[0] or other[2] <= left or high <= other[1] or other[3] <= low
            assert apart, (text, other[4])


@_drawing
@given(DIGESTS)
def test_a_mean_lies_where_the_whole_scale_puts_it(digest: Digest) -> None:
    _PICTURE.draw(digest)

    for artists, tile in zip(_PICTURE.sheet(len(digest.tiles)).tiles, digest.tiles, strict=True):
        mean = reading.given(tile).mean
        if mean is None or tile.axis is None:
            continue
        dot = artists.scale.dot.get_transform().transform((mean.value, 0))[0]
        part = (mean.value - tile.axis[0]) / (tile.axis[1] - tile.axis[0])
        assert abs(dot - (layout.AXIS_LEFT + part * (layout.AXIS_RIGHT - layout.AXIS_LEFT))) < 0.01


def _as_long(facts: Facts, said: Facts) -> Facts:
    """An alt text without room leaves out the older weeks of a history."""
    return replace(facts, values=facts.values[len(facts.values) - len(said.values) :])


def _boxes(sheet: Sheet) -> list[tuple[float, float, float, float, str]]:
    figure = sheet.team.get_figure()
    assert figure
    shown = [text for text in figure.findobj(StampedText) if text.get_visible() and text.get_text()]
    return [(*text.get_window_extent().extents, text.get_text()) for text in shown]
