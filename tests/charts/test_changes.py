"""What a change amounts to and where the whole team may lie: said, drawn, and said alike."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from matplotlib.lines import Line2D
from PIL import Image

from bot.conversations import digest_words
from charts import alt, changes, layout
from charts.tile import TileArtists
from charts.weekly import WeeklyPicture
from locales.catalogues import languages
from locales.speech import speaking
from survey.digests import Tile
from survey.disclosure.figures import Band, Mean, Released, Why, Withheld
from survey.statistics.missing import WholeTeam
from survey.verdicts import SIGNALS, Change, Verdict
from tests.charts import reading
from tests.charts.digests import (
    FULL,
    GLAD,
    LARGE,
    LUNCH,
    MOVED,
    RECOMMENDATION,
    RESOURCES,
    SMALL,
    WORRY,
    digest,
)

_SAID = [
    (Verdict(Change.FEW, 5), "Few answers this week, no comparison."),
    (Verdict(Change.EARLY, 2, 4), "Too early to say: 2 of 4 measurements."),
    (
        Verdict(Change.NEW_VERSION, 1, 4),
        "The question was changed, so comparison begins anew: 1 of 4 measurements.",
    ),
    (
        Verdict(Change.OTHER_TEAMS, 0, 4),
        "Earlier rounds did not ask the same teams, so comparison begins anew: 0 of 4 measurements.",
    ),
    (Verdict(Change.UP, 5, 4), "Up, and beyond the usual week-to-week variation."),
    (Verdict(Change.DOWN, 5, 4), "Down, and beyond the usual week-to-week variation."),
    (Verdict(Change.RISEN, 12, 6), "The level seems to have risen over several weeks."),
    (Verdict(Change.FALLEN, 12, 6), "The level seems to have fallen over several weeks."),
    (Verdict(Change.WITHIN, 5, 4), "Within the usual variation."),
]
_ONE = WholeTeam(31, 36, 1, assumes=False)
_TWO = WholeTeam(29, 39, 2, assumes=False)
_MANY = WholeTeam(28, 41, 8, assumes=True)
_WITHIN = Verdict(Change.WITHIN, 5, 4, (30, 41))
_FORBIDDEN = (
    *("significant", "because", "thanks to", "improved", "merkitsev", "koska", "ansiosta", "parani"),
    *("signifikant", "eftersom", "på grund av", "tack vare", "förbättra", "%", "↑", "↓"),
)


def _drawn(tile: Tile) -> TileArtists:
    picture = WeeklyPicture()
    picture.draw(digest(tile))
    return picture.sheet(1).tiles[0]


def _xs(line: Line2D) -> list[float]:
    return [float(place) for place in np.asarray(line.get_xdata())]


@pytest.mark.parametrize(("verdict", "said"), _SAID)
def test_every_change_has_its_sentence(verdict: Verdict, said: str) -> None:
    assert changes.verdict(verdict) == said


def test_there_is_no_change_without_a_sentence() -> None:
    assert {verdict.change for verdict, _ in _SAID} == {*Change}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("verdict", [verdict for verdict, _ in _SAID])
def test_no_sentence_praises_or_explains(language: str, verdict: Verdict) -> None:
    with speaking(language):
        said = changes.verdict(verdict).lower()

    assert not {"significant", "because", "thanks to", "merkitsevä", "koska", "ansiosta", "tack vare"} & {
        said
    }
    assert not any(sign in said for sign in "%↑↓↗↘")


@pytest.mark.parametrize(
    ("whole", "said"),
    [
        (_ONE, "If the one who did not answer is counted in, whatever the answer would be: 3.1–3.6."),
        (_TWO, "If the 2 who did not answer are counted in, whatever they would say: 2.9–3.9."),
        (_MANY, "If those who did not answer are like those who did, the whole team lies at 2.8–4.1."),
    ],
)
def test_the_whole_team_lies_somewhere_under_what_is_said(whole: WholeTeam, said: str) -> None:
    assert changes.whole_team(whole) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "fi",
            [
                "Jos mukaan lasketaan myös yksi vastaamatta jättänyt, vastasipa hän mitä tahansa: 3,1–3,6.",
                "Tavallisen vaihtelun rajoissa.",
                "Tavallisesti 3,0–4,1.",
            ],
        ),
        (
            "sv",
            [
                "Om den som inte svarade räknas med, vad svaret än skulle vara: 3,1–3,6.",
                "Inom den vanliga variationen.",
                "Vanligen 3,0–4,1.",
            ],
        ),
    ],
)
def test_it_is_said_as_the_language_says_it(language: str, said: list[str]) -> None:
    with speaking(language):
        assert list(changes.told(FULL)) == said


def test_the_alt_text_says_it_between_the_figure_and_the_weeks_before() -> None:
    assert (
        "8 of 9 answered. If the one who did not answer is counted in, whatever the answer would be: "
        "3.1–3.6. Within the usual variation. Usually 3.0–4.1. Last 6: 3.6"
    ) in alt.text(digest(FULL))


@pytest.mark.parametrize(("verdict", "said"), _SAID)
def test_only_a_signal_is_bold_in_the_message_and_in_the_picture(verdict: Verdict, said: str) -> None:
    tile = replace(RESOURCES, verdict=verdict)
    foot = _drawn(tile).foot

    is_signal = verdict.change in SIGNALS
    assert (f"answered. **{said}** Before: " in digest_words.tile(tile)) == is_signal
    assert f"{said}" in digest_words.tile(tile)
    assert (foot.bold.text, foot.plain.text) == ((said, "") if is_signal else ("", said))


def test_band_and_line_lie_on_the_axis_and_words_name_them() -> None:
    tile = _drawn(FULL)

    assert _xs(tile.scale.usual) == _xs(tile.scale.edges) == [3.0, 4.1]
    assert _xs(tile.scale.whole) == [3.1, 3.6]
    assert tile.foot.note.text == (
        "5 of 8 favourable. Favourable: 4 or more on 1–5. Grey: the usual variation. "
        "Line through the dot: the whole team, whatever the others would say."
    )


def test_without_limits_and_range_nothing_grey_is_drawn_and_nothing_named() -> None:
    tile = _drawn(replace(RESOURCES, verdict=Verdict(Change.WITHIN, 5, 4)))

    assert not _xs(tile.scale.usual) + _xs(tile.scale.edges) + _xs(tile.scale.whole) + _xs(tile.scale.inside)
    assert not _xs(tile.history.usual)
    assert tile.foot.note.text == "5 of 8 favourable. Favourable: 4 or more on 1–5."


def test_a_range_the_dot_would_hide_is_white_in_it() -> None:
    hidden = _drawn(replace(RESOURCES, whole_team=WholeTeam(33, 35, 1, assumes=False)))

    assert _xs(hidden.scale.inside) == [3.3, 3.5]
    assert _xs(_drawn(FULL).scale.inside) == []


@pytest.mark.parametrize(
    ("tile", "usual", "drawn"),
    [
        (RESOURCES, (4, 62), [1.0, 5.0]),
        (RECOMMENDATION, (71, 108), [7.1, 10.0]),
        (GLAD, (36, 52), [3.6, 5.0]),
    ],
)
def test_the_usual_ends_with_the_axis(tile: Tile, usual: tuple[int, int], drawn: list[float]) -> None:
    artists = _drawn(replace(tile, verdict=replace(_WITHIN, usual=usual)))

    assert _xs(artists.scale.usual) == drawn
    assert [float(end) for end in np.asarray(artists.history.usual.get_ydata())] == drawn


def test_the_band_of_a_history_runs_along_all_its_weeks() -> None:
    band = _drawn(FULL).history.usual
    middle, _ = band.get_transform().transform(np.asarray(band.get_xydata()))[0]

    assert middle == pytest.approx((layout.HISTORY_LEFT + layout.HISTORY_RIGHT) / 2)
    assert band.get_linewidth() == layout.HISTORY_RIGHT - layout.HISTORY_LEFT


@pytest.mark.parametrize("tile", [SMALL, MOVED, replace(RESOURCES, figure=Released(9, 9))])
def test_what_has_no_mean_has_its_verdict_and_neither_band_nor_line(tile: Tile) -> None:
    artists = _drawn(replace(tile, verdict=_WITHIN, whole_team=_ONE))

    assert artists.foot.verdict == "Within the usual variation."
    assert changes.around(replace(tile, verdict=_WITHIN, whole_team=_ONE)) == changes.Around()
    assert not artists.scale.usual.get_visible() or not _xs(artists.scale.usual)
    assert not _xs(artists.history.usual)
    assert not {"Grey", "Line"} & {*artists.foot.note.text.split()}


def test_a_mean_told_from_one_side_has_no_line() -> None:
    tile = _drawn(replace(GLAD, verdict=_WITHIN, whole_team=_ONE))

    assert not _xs(tile.scale.whole)
    assert "Line" not in tile.foot.note.text


@pytest.mark.parametrize("tile", [WORRY, LUNCH, replace(LUNCH, figure=Withheld(5, 9, Why.TOGETHER))])
def test_nothing_is_compared_where_nothing_is_shown_or_where_there_is_no_axis(tile: Tile) -> None:
    given = replace(tile, verdict=_WITHIN, whole_team=_ONE)

    assert list(changes.told(given)) == []
    assert not _drawn(given).foot.verdict


def test_a_reversed_question_says_the_same_of_its_turned_figure() -> None:
    turned = replace(FULL, ends=("Strongly agree", "Strongly disagree"))

    assert list(changes.told(turned)) == list(changes.told(FULL))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("change", Change)
def test_the_longest_that_can_be_said_still_fits(language: str, change: Change) -> None:
    wordy = "Mm " * 15
    verdict = Verdict(change, 52, 6, (28, 44))
    figure = Released(24, 32, Mean(36), Band(22, 24), counts=(1, 2, 6, 11, 4))
    tile = replace(LARGE, figure=figure, question="W" * 200, ends=(wordy, wordy), verdict=verdict)
    picture = WeeklyPicture()
    with speaking(language):
        drawn = picture.draw(digest(*[replace(tile, whole_team=_MANY)] * 3))

    sheet = picture.sheet(3)
    assert len(drawn.alt) <= alt.LONGEST
    assert sheet.privacy.get_window_extent().y0 >= 0
    assert not any(
        tile.foot.note.text.endswith("…") or tile.foot.verdict.endswith("…") for tile in sheet.tiles
    )
    assert all(float(tile.foot.note.lines[0].get_fontsize()) >= 24 for tile in sheet.tiles)


def test_the_grey_of_the_usual_stays_grey_in_the_file() -> None:
    without = replace(RESOURCES, verdict=Verdict(Change.UP, 5, 4))

    grey = _grey(replace(RESOURCES, verdict=Verdict(Change.UP, 5, 4, (20, 26)))) - _grey(without)

    assert grey > layout.BAND_HEIGHT * 80


def _grey(tile: Tile) -> int:
    """How many pixels of a picture have the shade of the band, as somebody without colours sees them."""
    with Image.open(BytesIO(WeeklyPicture().draw(digest(tile)).png)) as image:
        return sum(image.convert("L").histogram()[0xE5:0xE8])


def test_a_week_without_a_verdict_leaves_nothing_of_the_one_before() -> None:
    picture = WeeklyPicture()
    before = picture.draw(digest(RESOURCES))

    with_everything = picture.draw(digest(FULL))

    assert with_everything != before
    assert picture.draw(digest(RESOURCES)) == before


def test_range_and_limits_are_read_back_as_they_were_said() -> None:
    tile = replace(RESOURCES, figure=Released(8, 16, Mean(34)), verdict=_WITHIN, whole_team=_MANY)

    (said,) = reading.parse_alt(alt.text(digest(tile)))[2]

    assert (said.whole, said.usual) == ((28, 41, True), (30, 41))
    assert reading.drawn(_drawn(tile)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Of all 52, 28–38 would be favourable."),
        ("fi", "Koko 52 hengen tiimistä myönteisiä olisi 28–38."),
        ("sv", "Av alla 52 skulle 28–38 vara positiva."),
    ],
)
def test_how_many_of_the_whole_team_would_be_favourable_follows_its_mean(language: str, said: str) -> None:
    tile = replace(LARGE, figure=Released(36, 52, Mean(35), Band(23, 23)), whole_team=_MANY)

    with speaking(language):
        assert list(changes.told(tile))[:2] == [changes.whole_team(_MANY), said]
        assert said in digest_words.tile(tile)
    if language == "en":
        (read,) = reading.parse_alt(alt.text(digest(tile)))[2]
        assert read.all_favourable == (28, 38, 52)


@pytest.mark.parametrize(
    "figure",
    [
        Released(19, 52, Mean(35), Band(12, 12)),
        Released(36, 52, Mean(35), Band(34, 36)),
        Released(36, 52, Mean(35)),
        Released(36, 36, Mean(35), Band(23, 23)),
    ],
)
def test_of_the_whole_team_no_share_is_told_that_was_not_shown_exactly(figure: Released) -> None:
    assert not any("favourable" in said for said in changes.told(replace(LARGE, figure=figure)))


def test_a_recommendation_score_is_told_from_thirty_answers_on_with_its_interval() -> None:
    """V11 of SCIENCE 4.3, of three hundred people."""
    counts = (0, 0, 0, 5, 10, 5, 5, 15, 20, 20, 20)
    mean = Mean(72)
    few = (0, 0, 0, 0, 2, 2, 2, 4, 6, 4, 4)
    of_many = replace(RECOMMENDATION, figure=Released(100, 300, mean=mean, counts=counts))
    of_few = replace(RECOMMENDATION, figure=Released(24, 30, mean=mean, counts=few))

    assert "Recommendation score 15 (from 2 to 27)." in changes.told(of_many)
    assert not any("score" in said for said in changes.told(of_few))
