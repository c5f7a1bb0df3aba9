"""The digest in words."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from charts import alt
from survey.disclosure.figures import Mean, Released
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
from tests.charts.reading import parse_alt


def test_a_week_reads_as_a_paragraph() -> None:
    assert alt.text(digest(RESOURCES, WORRY, LUNCH)) == (
        "Support, week 48. “The work we call most important gets enough people and time.” Mean 3.4 on 1–5. "
        "5 of 8 favourable. 8 of 9 answered. Last 6: 3.6, 3.5, 3.8, not shown, 3.4, 3.4. "
        "“This week I kept a worry to myself because raising it felt risky.” "
        "Not shown: fewer than 8 answers. Last 4: 3.1, 3.4, not shown, not shown. "
        "“Which day suits a shared lunch best?” Chosen most often: Tuesday. 6 of 9 answered. "
        "Favourable: 4 or more on 1–5."
    )


def test_what_is_known_from_one_side_is_said_so() -> None:
    assert alt.text(digest(GLAD, SMALL)) == (
        "Support, week 48. “How did your work week feel?” Mean 4.1 or higher on 1–5. At least 6 of 8 "
        "favourable. 8 of 9 answered. Last 4: 3.9, 1.9 or lower, not shown, 4.1 or higher. "
        "“I know what is expected of me.” At most 2 of 6 favourable. 6 of 9 answered. "
        "Favourable, last 4: 3 of 6, not shown, at least 4 of 6, at most 2 of 6. "
        "Favourable: 4 or more on 1–5. Near an end only a limit is told. It is the same whether all answers "
        "lie there or only most, so that nobody's answer can be read from it."
    )


def test_a_large_team_reads_its_distribution_and_a_moved_one_why_it_has_no_mean() -> None:
    assert alt.text(digest(LARGE, MOVED)) == (
        "Support, week 48. “I could refuse work that did not matter.” Mean 3.6 on 1–5. 15 of 24 favourable. "
        "24 of 27 answered. Answers from 1 to 5: 1, 2, 6, 11, 4. "
        "“This week I could see how my tasks serve our goals.” 8 of 12 favourable. 12 of 14 answered. "
        "So few people joined or left since this was last asked that only the favourable share is shown. "
        "Last 3: 3.4, 3.6, not shown. Favourable: 4 or more on 1–5."
    )


def test_days_off_stand_beside_the_week() -> None:
    assert alt.text(replace(digest(LUNCH), days_off=1)).startswith(
        "Support, week 48. A week with 1 day off. “Which day"
    )
    assert alt.text(replace(digest(LUNCH), days_off=3)).startswith(
        "Support, week 48. A week with 3 days off. "
    )


def test_one_measurement_is_not_repeated_as_a_history() -> None:
    assert alt.text(digest(replace(RESOURCES, history=history(3.4)))).endswith(
        "8 of 9 answered. Favourable: 4 or more on 1–5."
    )


def test_weeks_that_were_all_withheld_make_no_history() -> None:
    assert alt.text(digest(replace(WORRY, history=history(None, None)))).endswith("8 answers.")


def test_line_breaks_in_a_question_become_spaces() -> None:
    assert "“Why now?” Mean" in alt.text(digest(replace(RESOURCES, question="Why\n now?")))


def test_older_history_goes_before_a_question_is_cut() -> None:
    tile = replace(RECOMMENDATION, question="sana " * 115, history=history(*[10.0] * 12))

    said = alt.text(digest(tile, tile, tile))

    assert len(said) <= alt.LONGEST
    assert "Last 11:" not in said
    assert said.count(" ".join(["sana"] * 115)) == 3


def test_questions_and_options_are_cut_where_nothing_else_is_left_to_cut() -> None:
    tile = replace(LUNCH, question="sana " * 160, figure=Released(10, 10, leader="x" * 300))

    said = alt.text(digest(tile, tile, tile, team="T" * 300))

    assert len(said) <= alt.LONGEST
    assert said.count("…” Chosen most often: xxx") == 3
    assert said.count("…. 10 of 10 answered.") == 3


@settings(deadline=None)
@given(st.integers(0, 900), st.integers(0, 900), st.integers(1, 60), st.integers(1, 12))
def test_it_fits_and_no_number_is_cut(team: int, question: int, option: int, weeks: int) -> None:
    measured = replace(RECOMMENDATION, question="a" + "b" * question, history=history(*[10.0] * weeks))
    chosen = replace(LUNCH, question="c" + "d" * question, figure=Released(400, 999, leader="e" * option))

    said = alt.text(digest(measured, chosen, chosen, team="T" + "t" * team))

    assert len(said) <= alt.LONGEST
    _, _, facts, legends = parse_alt(said)
    assert [fact.count for fact in facts] == [(8, 9), (400, 999), (400, 999)]
    assert facts[0].mean == Mean(79)
    assert {*facts[0].values} <= {Mean(100)}
    assert legends == []
