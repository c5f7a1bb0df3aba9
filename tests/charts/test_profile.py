"""The picture of a look back: a row a question, and everything drawn is said."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from charts import profile, review_words
from locales.speech import speaking
from survey.disclosure.figures import Band, Mean, Reach, Released, Withheld
from survey.reviews import Line, Part, Review
from survey.verdicts import Change, Verdict
from survey.weeks import Week

LINE = Line(
    part=Part.THEMES,
    theme="Workload and focus",
    question="My workload this week was manageable within my working hours.",
    axis=(1, 5),
    figure=Released(8, 9, Mean(34), Band(5, 5)),
    week=Week(2026, 48),
    mean=Mean(34),
    before=Mean(37),
    verdict=Verdict(Change.WITHIN, 12, 4, usual=(33, 41)),
)
FALLEN = replace(LINE, mean=Mean(28), verdict=Verdict(Change.DOWN, 12, 4, usual=(33, 41)))
SHARE = replace(LINE, figure=Released(6, 9, band=Band(2, 2)), mean=None, before=None)
CODED = replace(LINE, figure=Released(9, 9, Mean(43, Reach.AT_LEAST)), mean=None, before=None)
HIDDEN = replace(LINE, figure=Withheld(5, 9), mean=None, before=None, verdict=None)
BASELINE = replace(LINE, part=Part.BASELINE, before=None, verdict=None)


def review(*lines: Line, is_quarter: bool = False) -> Review:
    return Review("Support", Week(2026, 45), Week(2026, 48), lines, 5, is_quarter=is_quarter)


def size(drawn: Review) -> tuple[int, int]:
    return Image.open(BytesIO(profile.draw(drawn).png)).size


def colours(drawn: Review) -> set[object]:
    image = Image.open(BytesIO(profile.draw(drawn).png)).convert("RGB")
    return {colour for _, colour in image.getcolors(1 << 24) or ()}


def test_every_row_makes_the_picture_higher_and_none_wider() -> None:
    heights = [size(review(*[LINE] * count))[1] for count in (1, 2, 12)]

    assert heights == sorted(set(heights))
    assert heights[2] - heights[1] == 10 * (heights[1] - heights[0])
    assert size(review(LINE))[0] == 1200


def test_a_quarter_has_titles_for_its_parts() -> None:
    assert size(review(LINE, BASELINE, is_quarter=True))[1] > size(review(LINE, BASELINE))[1]


def test_nothing_is_drawn_of_a_look_back_without_lines() -> None:
    with pytest.raises(ValueError, match="no picture"):
        profile.draw(review())


@pytest.mark.parametrize("line", [SHARE, CODED, HIDDEN])
def test_where_no_mean_was_shown_words_stand_and_no_empty_axis(line: Line) -> None:
    blue = (27, 94, 158)

    assert blue in colours(review(LINE))
    assert blue not in colours(review(line))
    assert size(review(line))[1] > 300


@given(
    st.integers(10, 50),
    st.integers(10, 50),
    st.tuples(st.integers(10, 30), st.integers(30, 50)),
)
def test_the_alternative_text_says_what_is_drawn(mean: int, before: int, usual: tuple[int, int]) -> None:
    line = replace(LINE, mean=Mean(mean), before=Mean(before), verdict=Verdict(Change.WITHIN, 9, 4, usual))

    told = review_words.alt(review(line))

    found = re.search(r"Mean (\S+) on 1–5, before (\S+)\. .* Usually (\S+)–(\S+)\.", told)
    assert found is not None
    assert [round(float(each) * 10) for each in found.groups()] == [mean, before, *usual]
    assert "Support, weeks 45–48, 2026." in told


@pytest.mark.parametrize("spoken", ["en", "fi", "sv"])
def test_a_quarter_of_thirty_lines_fits_an_alternative_text(spoken: str) -> None:
    long = replace(LINE, theme="A theme with a long name that goes on and on " * 3)

    with speaking(spoken):
        told = review_words.alt(review(*[long] * 30))

    assert len(told) <= review_words.LONGEST
    assert told.count("3,4" if spoken != "en" else "3.4") >= 30


def test_of_more_than_fits_only_whose_it_is_is_said() -> None:
    assert review_words.alt(review(*[LINE] * 200)) == "Support, weeks 45–48, 2026."


@settings(max_examples=15)
@given(st.lists(st.sampled_from([LINE, FALLEN, SHARE, CODED, HIDDEN, BASELINE]), min_size=1, max_size=6))
def test_any_mixture_can_be_drawn(lines: list[Line]) -> None:
    assert size(review(*lines, is_quarter=True))[1] > 300
