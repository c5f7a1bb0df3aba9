"""What is said of a figure: by the scale it was asked on, and in the reader's way of writing numbers."""

from dataclasses import replace
from gettext import NullTranslations

import pytest

from charts import alt, sentences, words
from charts.weekly import WeeklyPicture
from locales import speech
from locales.speech import speaking
from survey.disclosure.figures import Band, Mean, Reach, Released
from survey.scales import SCALES, Scale
from tests.charts.digests import GLAD, LUNCH, RECOMMENDATION, RESOURCES, SMALL, WORRY, digest, history, share
from tests.charts.reading import LIMIT


@pytest.mark.parametrize("scale", SCALES.values(), ids=lambda scale: scale.key)
def test_a_legend_names_the_lowest_favourable_value_of_the_scale(scale: Scale) -> None:
    assert scale.axis is not None
    low, high = scale.axis

    assert sentences.legend(scale.axis) == f"Favourable: {scale.sides[1]} or more on {low}–{high}."


def test_a_scale_that_is_not_known_any_more_has_no_legend() -> None:
    assert sentences.legend((1, 7)) == ""
    assert sentences.note(Released(8, 9, band=Band(3, 3)), axis=(1, 7)) == ""


def test_a_digest_names_each_scale_once_and_only_where_it_tells_of_favourable_answers() -> None:
    rated = replace(RECOMMENDATION, figure=Released(8, 9, band=Band(3, 3)))
    shares_before = replace(WORRY, history=history(share(3, 3), None))

    assert sentences.legends([RESOURCES, SMALL, GLAD, rated]) == [
        "Favourable: 4 or more on 1–5.",
        "Favourable: 9 or more on 0–10.",
        LIMIT,
    ]
    assert sentences.legends([shares_before]) == ["Favourable: 4 or more on 1–5."]
    assert sentences.legends([WORRY, LUNCH, RECOMMENDATION]) == []


@pytest.mark.parametrize(
    ("band", "said", "item"),
    [
        (Band(5, 5), "5 of 8 favourable.", "5 of 8"),
        (Band(0, 2), "At most 2 of 8 favourable.", "at most 2 of 8"),
        (Band(6, 8), "At least 6 of 8 favourable.", "at least 6 of 8"),
        (Band(3, 5), "3 to 5 of 8 favourable.", "3 to 5 of 8"),
    ],
)
def test_a_share_is_said_as_a_label_an_item_and_a_sentence(band: Band, said: str, item: str) -> None:
    labels = " ".join(words.share(band, 8)).strip()

    assert sentences.told(Released(8, 9, band=band), axis=(1, 5)) == f"{said} 8 of 9 answered."
    assert words.whole_share(band, 8) == item
    assert labels.lower() == item


_LABELS = {
    "or higher": "tai enemmän",
    "favourable": "myönteistä",
    "week {number}, {year}": "viikko {number}, {year}",
    "week {number}": "vko {number}",
    "answers {answers} of {invited}": "vastauksia {answers}/{invited}",
    "{some} of {answers}": "{some}/{answers}",
    "At most": "Enintään",
}


class Finnish(NullTranslations):
    """As much Finnish as a picture of two questions needs."""

    def pgettext(self, context: str, message: str) -> str:
        return _LABELS.get(message, message)


@pytest.fixture
def finnish(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogues = {"fi": Finnish()}
    monkeypatch.setattr(speech, "catalogue", lambda code: catalogues.get(code, NullTranslations()))


@pytest.mark.usefixtures("finnish")
def test_a_picture_is_drawn_in_the_language_spoken_and_leaves_nothing_for_the_next() -> None:
    week, picture = digest(GLAD, SMALL), WeeklyPicture()
    english = picture.draw(week)
    with speaking("fi"):
        finnish = picture.draw(week)
    first, second = picture.sheet(2).tiles

    assert first.scale.value.said == "4,1 tai enemmän"
    assert first.answers.get_text() == "vastauksia 8/9"
    assert first.history.weeks[0].get_text() == "vko 45"
    assert second.share.value.said == "Enintään 2/6 myönteistä"
    assert picture.sheet(2).week.get_text() == "· viikko 48, 2026"
    assert finnish != english
    assert picture.draw(week) == english


@pytest.mark.usefixtures("finnish")
def test_means_are_written_as_the_language_writes_decimals() -> None:
    with speaking("fi"):
        said = alt.text(digest(replace(GLAD, figure=Released(8, 9, Mean(19, Reach.AT_MOST)))))
        plain = sentences.told(Released(8, 9, Mean(34)), axis=(1, 5))

    assert "Mean 1,9 or lower on 1–5." in said
    assert "Last 4: 3,9; 1,9 or lower; not shown; 4,1 or higher." in said
    assert plain == "Mean 3,4 on 1–5. 8 of 9 answered."
