"""The message beside the picture: the facts of the picture, in words."""

from dataclasses import replace

import pytest

from bot.conversations import digest_words
from survey.digests import Talk, Tile, Written
from survey.disclosure.figures import Figure, Released, Why, Withheld
from survey.statistics.intervals import Interval
from survey.statistics.rates import ResponseRate
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


def _said(tile: Tile) -> str:
    """What a tile says under its question."""
    return digest_words.tile(tile).partition("\n")[2]


@pytest.mark.parametrize(
    ("tile", "said"),
    [
        (
            RESOURCES,
            (
                "Mean 3.4 on 1–5. 5 of 8 favourable. 8 of 9 answered. "
                "Before: 3.6 (wk 43), 3.5 (wk 44), 3.8 (wk 45), not shown (wk 46), 3.4 (wk 47)."
            ),
        ),
        (
            GLAD,
            (
                "Mean 4.1 or higher on 1–5. At least 6 of 8 favourable. 8 of 9 answered. "
                "Before: 3.9 (wk 45), 1.9 or lower (wk 46), not shown (wk 47)."
            ),
        ),
        (
            SMALL,
            (
                "At most 2 of 6 favourable. 6 of 9 answered. "
                "Favourable before: 3 of 6 (wk 45), not shown (wk 46), at least 4 of 6 (wk 47)."
            ),
        ),
        (
            MOVED,
            (
                "8 of 12 favourable. 12 of 14 answered. So few people joined or left since this was last "
                "asked that only the favourable share is shown. Before: 3.4 (wk 46), 3.6 (wk 47)."
            ),
        ),
        (
            LARGE,
            "Mean 3.6 on 1–5. 15 of 24 favourable. 24 of 27 answered. Answers from 1 to 5: 1, 2, 6, 11, 4.",
        ),
        (RECOMMENDATION, "Mean 7.9 on 0–10. 8 of 9 answered. Before: 8.2 (wk 44)."),
        (LUNCH, "Chosen most often: Tuesday. 6 of 9 answered."),
        (
            WORRY,
            "Not shown: fewer than 8 answers. Before: 3.1 (wk 45), 3.4 (wk 46), not shown (wk 47).",
        ),
    ],
)
def test_a_question_says_the_facts_of_its_picture(tile: Tile, said: str) -> None:
    assert _said(tile) == said


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Released(9, 9), "No option stood out. 9 of 9 answered."),
        (
            Withheld(5, 9, Why.TOGETHER),
            "Not shown: beside another team's figure it would tell about fewer than 5 people.",
        ),
        (
            Withheld(5, 9, Why.MOVED),
            (
                "Not shown: so few people joined or left since this was last asked that a change would tell "
                "about them."
            ),
        ),
    ],
)
def test_a_choice_without_a_leader_says_why(figure: Figure, said: str) -> None:
    assert _said(replace(LUNCH, figure=figure)) == said


def test_where_no_figure_is_safe_that_is_said() -> None:
    tile = replace(RESOURCES, figure=Released(9, 9), history=history(None, None))

    assert _said(tile) == "No figure that would be safe to show. 9 of 9 answered."


def test_a_whole_week_ends_with_the_promise() -> None:
    said = digest_words.bulletin(replace(digest(LUNCH), talk=Talk("Focus"))).text

    assert said.startswith("**Support, week 48** · 7 of 9 took part")
    assert "**To talk about:** “Focus”" in said
    assert said.endswith("Figures with fewer than 5 answers are never shown. `/pulse privacy` says more.")


CHANGE = Written("What one thing would you change?", "Change", ("Fewer meetings", "<!here> *now*"))
STAY = Written("What should stay?", "", ("The coffee",))


def test_a_question_answered_in_words_shows_no_figure_and_not_how_many_wrote() -> None:
    week = replace(digest(LUNCH), written=(CHANGE, replace(STAY, texts=()), replace(STAY, texts=None)))

    said = digest_words.bulletin(week).text

    follows = "Answered in words. Whatever was written follows in a message of its own."
    assert f"**Change** – What one thing would you change?\n{follows}" in said
    assert f"**Question** – What should stay?\n{follows}" in said
    assert "Answered in words. They are read only where 10 people or more take part." in said
    assert "meetings" not in said


def test_too_few_hear_the_rounds_own_number_where_that_is_higher() -> None:
    assert "only where 12 people or more" in digest_words.written(replace(CHANGE, texts=None), floor=12)


def test_a_week_of_words_alone_is_told_as_well() -> None:
    said = digest_words.bulletin(replace(digest(), written=(CHANGE,))).text

    assert said.startswith("**Support, week 48** · 7 of 9 took part\n\n**Change** – ")


def test_words_stand_under_their_question_and_comments_under_none() -> None:
    week = replace(digest(LUNCH), written=(CHANGE, replace(STAY, texts=())), comments=("A reason",))

    assert digest_words.comments(week) == (
        "**Support, week 48, in people's own words**\n"
        "**Change** – What one thing would you change?\nIn random order and without names.\n"
        "• Fewer meetings\n• <!here> ∗now∗\n\n"
        "In random order, without names, and tied to no question and no figure.\n• A reason"
    )


@pytest.mark.parametrize(("few", "shown"), [(1, 1 + 5), (40, 3 + 3)])
def test_what_does_not_fit_is_left_out_of_each_part(few: int, shown: int) -> None:
    """3,500 characters: half for each part, and what the first leaves free for the second."""
    long = tuple(f"{number:02} " + "x" * 497 for number in range(40))
    said = digest_words.comments(
        replace(digest(LUNCH), written=(replace(CHANGE, texts=long[:few]),), comments=long)
    )

    assert said.count("•") == shown
    assert len(said) < 4000
    assert said.endswith("more, for which there is no room here; which are shown is chance.")


def test_the_last_four_rounds_are_told_in_one_count() -> None:
    lately = ResponseRate(29, 36, Interval(0.65, 0.9))

    said = digest_words.bulletin(replace(digest(LUNCH), lately=lately)).text

    assert " took part · in the last four rounds 29 of 36\n" in said
