"""Picture, alt text and digest say the same."""

from hypothesis import HealthCheck, given, settings

from charts import layout
from charts.stamp import StampedText
from charts.weekly import Sheet, WeeklyPicture
from survey.digests import Digest
from tests.charts import reading
from tests.charts.digests import DIGESTS

_PICTURE = WeeklyPicture()
_drawing = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_drawing
@given(DIGESTS)
def test_alt_text_and_artists_agree_with_the_digest(digest: Digest) -> None:
    picture = _PICTURE.draw(digest)

    team, week, said = reading.parse_alt(picture.alt)
    assert (team, week) == (digest.team, digest.week.number)
    assert said == [reading.given(tile) for tile in digest.tiles]
    sheet = _PICTURE.sheet(len(digest.tiles))
    pairs = zip(sheet.tiles, digest.tiles, strict=True)
    assert [reading.drawn(artists, tile.axis) for artists, tile in pairs] == said


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
        span = reading.given(tile).mean
        if span is None or tile.axis is None or not len(artists.scale.dot.get_xdata()):  # type: ignore[arg-type]
            continue
        mean = span[0]
        dot = artists.scale.dot.get_transform().transform((mean, 0))[0]
        part = (mean - tile.axis[0]) / (tile.axis[1] - tile.axis[0])
        assert abs(dot - (layout.AXIS_LEFT + part * (layout.AXIS_RIGHT - layout.AXIS_LEFT))) < 0.01


def _boxes(sheet: Sheet) -> list[tuple[float, float, float, float, str]]:
    figure = sheet.team.get_figure()
    assert figure
    shown = [text for text in figure.findobj(StampedText) if text.get_visible() and text.get_text()]
    return [(*text.get_window_extent().extents, text.get_text()) for text in shown]
