"""A digest's figures as lines: exact means alone, and what is left out is said."""

from dataclasses import replace

import pytest

from bot.conversations import trends
from survey.digests import Point, Tile
from survey.verdicts import Change, Verdict
from survey.weeks import Week
from tests.charts.digests import GLAD, LUNCH, RECOMMENDATION, RESOURCES, SMALL, digest


def test_a_line_has_the_exact_means_and_names_the_weeks_without_one() -> None:
    (line,) = trends.of_week(digest(RESOURCES))

    assert line.title == RESOURCES.theme
    assert line.scale == "Mean on 1–5"
    assert line.points == (
        *(("wk 43", 3.6), ("wk 44", 3.5), ("wk 45", 3.8)),
        *(("wk 47", 3.4), ("wk 48", 3.4)),
    )
    assert line.note == "Not in the line, for want of an exact mean: wk 46."


@pytest.mark.parametrize("tile", [SMALL, LUNCH, GLAD])
def test_shares_choices_and_single_exact_means_make_no_line(tile: Tile) -> None:
    assert trends.of_week(digest(tile)) == ()


def test_a_line_that_would_end_before_this_week_is_not_drawn() -> None:
    ends_early = replace(RESOURCES, history=(*RESOURCES.history, GLAD.history[-1]))

    assert trends.of_week(digest(ends_early)) == ()


def test_what_changed_comes_first() -> None:
    changed = replace(RECOMMENDATION, verdict=Verdict(Change.DOWN, measured=9, needed=4, usual=(70, 90)))

    lines = trends.of_week(digest(RESOURCES, changed))

    assert [line.scale for line in lines] == ["Mean on 0–10", "Mean on 1–5"]
    assert lines[0].note == ""


def test_a_week_number_that_comes_twice_is_told_with_its_year() -> None:
    figure = RESOURCES.figure
    years = tuple(Point(Week(year, 48), figure) for year in (2025, 2026))

    (line,) = trends.of_week(digest(replace(RESOURCES, history=years)))

    assert [label for label, _ in line.points] == ["48/2025", "48/2026"]


def test_a_question_without_a_theme_stands_for_itself() -> None:
    (line,) = trends.of_week(digest(replace(RESOURCES, theme="")))

    assert line.title == RESOURCES.question
