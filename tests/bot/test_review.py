"""A look back in words: what changed first, everything else in a line a kind."""

from dataclasses import replace

from bot.conversations import review_words
from survey.digests import Talk
from survey.disclosure.figures import Band, Mean, Released, Withheld
from survey.reviews import Line, Part, Review
from survey.statistics.rates import response_rate
from survey.verdicts import Change, Verdict
from survey.weeks import Week

LINE = Line(
    part=Part.THEMES,
    theme="Workload",
    question="Is your workload manageable?",
    axis=(1, 5),
    figure=Released(8, 9, Mean(34), Band(5, 5)),
    week=Week(2026, 48),
    mean=Mean(34),
    before=Mean(37),
    verdict=Verdict(Change.WITHIN, 12, 4, usual=(33, 41)),
)
FALLEN = replace(LINE, theme="Focus", mean=Mean(28), verdict=Verdict(Change.DOWN, 12, 4, usual=(33, 41)))
MONTH = Review("Support", Week(2026, 45), Week(2026, 48), (LINE,), 5)


def words(review: Review) -> str:
    return review_words.bulletin(review).text


def test_what_changed_stands_first_and_in_full() -> None:
    said = words(replace(MONTH, lines=(LINE, FALLEN), talk=Talk("Focus", is_change=True)))

    head, changed, within, talk, _ = said.split("\n\n")
    assert head == "**Support, looking back at weeks 45–48**"
    assert changed == (
        "**Focus** – Is your workload manageable?\nMean 2.8 on 1–5, before 3.7. Down, and beyond the usual "
        "week-to-week variation. Usually 3.3–4.1."
    )
    assert within == "Within the usual variation: Workload 3.4 (before 3.7)."
    assert "what was different" in talk


def test_that_nothing_changed_is_said_too() -> None:
    said = words(MONTH)

    assert "Nothing went beyond its usual variation." in said


def test_what_cannot_be_compared_is_named_by_kind() -> None:
    early = replace(LINE, theme="Ideas", before=None, verdict=Verdict(Change.EARLY, 1, 4))
    few = replace(LINE, theme="Growth", verdict=Verdict(Change.FEW, 9))
    hidden = replace(
        LINE, theme="Safety", figure=Withheld(5, 9), mean=None, before=None, verdict=Verdict(Change.WITHIN, 9)
    )

    said = words(replace(MONTH, lines=(early, few, hidden)))

    assert "Too early to compare: Ideas 3.4." in said
    assert "Few answers, no comparison: Growth 3.4 (before 3.7)." in said
    assert "Not shown or not compared: Safety." in said


def test_a_quarter_lists_goals_and_the_baseline_with_their_questions() -> None:
    goal = replace(LINE, part=Part.GOALS, question="Did we come closer to “fewer handovers”?")
    baseline = replace(LINE, part=Part.BASELINE, question="We know our customers.", before=None, verdict=None)
    quarter = replace(MONTH, lines=(LINE, goal, baseline), is_quarter=True)

    said = words(quarter)

    assert "**Support, looking back at weeks 45–48 and the quarter**" in said
    assert "**Goals**\n• Did we come closer to “fewer handovers”? Mean 3.4 on 1–5, before 3.7." in said
    assert "**Customer baseline**\n• We know our customers. Mean 3.4 on 1–5." in said


def test_rates_are_counts_over_four_and_twelve_rounds() -> None:
    rates = replace(
        MONTH,
        lately=response_rate([(8, 9)] * 4, over=4),
        longer=response_rate([(7, 9)] * 12, over=12),
    )

    head = words(rates).split("\n\n")[0]

    assert head.endswith(
        " · in the last 4 rounds 32 of 36 took part · in the last 12 rounds 84 of 108 took part"
    )
