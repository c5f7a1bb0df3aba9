"""The digest in words."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from charts import alt
from survey.disclosure.figures import Band, Mean, Released, Why
from tests.charts.digests import LUNCH, RECOMMENDATION, RESOURCES, SMALL, WORRY, digest, history
from tests.charts.reading import parse_alt


def test_a_week_reads_as_a_paragraph() -> None:
    assert alt.text(digest(RESOURCES, WORRY, LUNCH)) == (
        "Support, week 48. The work we call most important gets enough people and time: mean 3.4 on 1–5; "
        "4 of 8 favourable; 8 of 9 answered. Last 6: 3.6, 3.5, 3.8, not shown, 3.4, 3.4. "
        "This week I kept a worry to myself because raising it felt risky: not shown: fewer than 8 answers. "
        "Last 4: 3.1, 3.4, not shown, not shown. "
        "Which day suits a shared lunch best?: most chosen Tuesday; 6 of 9 answered."
    )


def test_one_measurement_is_not_repeated_as_a_history() -> None:
    assert alt.text(digest(replace(RESOURCES, history=history(3.4)))).endswith("8 of 9 answered.")


def test_weeks_that_were_all_withheld_make_no_history() -> None:
    assert alt.text(digest(replace(WORRY, history=history(None, None)))).endswith("8 answers.")


def test_line_breaks_in_a_question_become_spaces() -> None:
    assert "Why now?: mean" in alt.text(digest(replace(RESOURCES, question="Why\n now?")))


def test_older_history_goes_before_a_question_is_cut() -> None:
    tile = replace(RECOMMENDATION, question="sana " * 115, history=history(*[10.0] * 12))

    said = alt.text(digest(tile, tile, tile))

    assert len(said) <= alt.LONGEST
    assert "Last 11:" not in said
    assert said.count(" ".join(["sana"] * 115)) == 3


def test_long_questions_and_options_are_cut_where_nothing_else_is_left() -> None:
    tile = replace(LUNCH, question="sana " * 140, figure=Released(10, 10, leader="x" * 60))

    said = alt.text(digest(tile, tile, tile, team="T" * 300))

    assert len(said) <= alt.LONGEST
    assert "…: most chosen " + "x" * 60 in said


def test_small_teams_and_large_ones_read_as_what_they_show() -> None:
    large = Released(24, 30, mean=Mean(34), band=Band(12, 12), counts=(3, 4, 5, 7, 5))
    moved = Released(9, 10, band=Band(7, 9), why=Why.MOVED)

    assert alt.text(digest(SMALL)).removeprefix("Support, week 48. ") == (
        "How did your work week feel?: 3 of 6 favourable; 6 of 7 answered. "
        "Last 4, favourable: at most 2 of 6, not shown, at least 3 of 5, 3 of 6."
    )
    counts = "mean 3.4 on 1–5; 12 of 24 favourable; answers 1 to 5: 3, 4, 5, 7, 5; 24 of 30 answered."
    assert counts in alt.text(digest(replace(SMALL, figure=large, history=())))
    assert alt.text(digest(replace(SMALL, figure=moved, history=()))).endswith(
        "at least 7 of 9 favourable; 9 of 10 answered; "
        "few people joined or left, so only the favourable share is shown."
    )


@settings(deadline=None)
@given(st.integers(0, 900), st.integers(0, 900), st.integers(1, 60), st.integers(1, 12))
def test_it_fits_and_no_number_is_cut(team: int, question: int, option: int, weeks: int) -> None:
    measured = replace(RECOMMENDATION, question="a" + "b" * question, history=history(*[10.0] * weeks))
    chosen = replace(LUNCH, question="c" + "d" * question, figure=Released(400, 999, leader="e" * option))

    said = alt.text(digest(measured, chosen, chosen, team="T" + "t" * team))

    assert len(said) <= alt.LONGEST
    _, _, facts = parse_alt(said)
    assert [fact.count for fact in facts] == [(8, 9), (400, 999), (400, 999)]
    assert facts[0].mean == (7.9, 7.9)
    assert [fact.leads for fact in facts] == [None, True, True]
    assert {*facts[0].values} <= {(10.0, 10.0)}
