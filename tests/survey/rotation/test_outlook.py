from dataclasses import replace

import pytest

from survey.rotation.baseline import HALF_A_YEAR
from survey.rotation.candidates import Rotation, Slots, slots_of
from survey.rotation.draft import Reason
from survey.rotation.outlook import outlook
from survey.rotation.wishes import Wishes
from tests.survey.rotation.bank import ANCHOR, BASELINE, GOALS, START, THEMES, own, themes

DEFAULT = Rotation("1")
BANK = (ANCHOR, *themes(THEMES), *BASELINE)


def test_six_weeks_are_shown_unless_others_are_wanted() -> None:
    plans = outlook(BANK, DEFAULT, first_week=START)

    assert [str(plan.week) for plan in plans] == [
        "2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53", "2027-W01"
    ]  # fmt: skip


def test_the_weeks_keep_the_rhythm_and_leave_out_the_quiet_ones() -> None:
    plans = outlook(
        BANK,
        Rotation("1", every=2),
        first_week=START,
        weeks=3,
        is_quiet=[START.plus(2), START.plus(3)].__contains__,
    )

    assert [plan.week for plan in plans] == [START, START.plus(4), START.plus(6)]


def test_a_team_that_is_quiet_all_year_has_no_plan() -> None:
    assert outlook(BANK, DEFAULT, first_week=START, is_quiet=lambda _: True) == ()


def test_what_is_known_of_a_week_changes_that_week_only() -> None:
    plain, changed = (
        outlook(
            own(12), Rotation("1", Slots(0, 1)), first_week=START, weeks=3, signals=signals, wishes=wishes
        )
        for signals, wishes in (
            (frozenset[str](), None),
            (frozenset({"Q1"}), {START.next(): Wishes(pinned=("Q7",))}),
        )
    )

    assert plain[0] == changed[0]
    assert changed[1].keys == ("Q7",)
    assert plain[1].keys != ("Q7",)
    assert changed[2].keys != ("Q7",)


def test_a_signal_counts_for_the_first_week_only() -> None:
    plans = outlook(
        themes(THEMES), Rotation("1", Slots(0, 1)), first_week=START, weeks=3, signals=frozenset({"WEL"})
    )

    assert [plan.chosen[0].reason for plan in plans] == [Reason.SIGNAL, Reason.TURN, Reason.TURN]


@pytest.mark.parametrize(("places", "weeks"), [(3, 4), (2, 6)])
def test_the_baseline_takes_three_questions_a_week_for_four_weeks_or_two_for_six(
    places: int, weeks: int
) -> None:
    plans = outlook(
        BANK,
        Rotation("1", Slots(1, 2, baseline=places), baseline_since=START.index + 1),
        first_week=START,
        weeks=10,
    )

    run = [[each.key for each in plan.chosen if each.reason is Reason.BASELINE] for plan in plans]
    assert [len(each) for each in run] == [0, *[places] * weeks, *[0] * (9 - weeks)]
    assert [key for each in run for key in each] == [question.key for question in BASELINE]
    assert all(plan.keys[0] == "GEN-01" for plan in plans)


def test_a_skipped_question_makes_the_baseline_longer() -> None:
    wishes = {START: Wishes(skipped=frozenset({"CXL-02"}))}

    plans = outlook(BANK, Rotation("1", baseline_since=START.index), first_week=START, wishes=wishes)

    asked = [each.key for plan in plans for each in plan.chosen if each.reason is Reason.BASELINE]
    assert asked[:5] == ["CXL-01", "CXL-03", "CXL-04", "CXL-02", "CXL-05"]
    assert sorted(asked) == [question.key for question in BASELINE]


def test_the_baseline_comes_again_after_half_a_year() -> None:
    plans = outlook(BANK, Rotation("1", baseline_since=START.index), first_week=START, weeks=52)

    run = {plan.week: [each.key for each in plan.chosen if each.reason is Reason.BASELINE] for plan in plans}
    again = START.plus(HALF_A_YEAR)
    assert str(again) == "2027-W22"
    assert [week for week, keys in run.items() if keys] == [
        first.plus(number) for first in (START, again) for number in range(4)
    ]
    assert sum(len(keys) for keys in run.values()) == 2 * len(BASELINE)


def test_as_one_form_the_baseline_comes_whole_beside_the_anchor() -> None:
    slots = slots_of(BANK, questions=3, form=True)

    plans = outlook(BANK, Rotation("1", slots, baseline_since=START.index + 1), first_week=START, weeks=3)

    assert plans[1].keys == ("GEN-01", *(question.key for question in BASELINE))
    assert [len(plan.keys) for plan in plans] == [3, 13, 3]


@pytest.mark.parametrize("questions", [1, 2, 3])
def test_spread_over_weeks_the_baseline_makes_no_week_longer(questions: int) -> None:
    slots = slots_of(BANK, questions=questions)

    plans = outlook(BANK, Rotation("1", slots, baseline_since=START.index), first_week=START, weeks=12)

    assert max(len(plan.keys) for plan in plans) == max(questions, 2)
    asked = [each.key for plan in plans for each in plan.chosen if each.reason is Reason.BASELINE]
    assert asked == [question.key for question in BASELINE]


def test_a_goal_is_asked_about_up_to_its_last_week() -> None:
    until = START.index + 1
    bank = (*themes(THEMES), *(replace(question, until=until) for question in GOALS))

    plans = outlook(bank, Rotation("1", Slots(0, 2)), first_week=START, weeks=4)

    asked = [any(each.reason is Reason.GOAL for each in plan.chosen) for plan in plans]
    assert asked == [True, True, False, False]


@pytest.mark.parametrize("weeks", [0, 53])
def test_a_plan_reaches_a_year_at_most(weeks: int) -> None:
    with pytest.raises(ValueError, match="1 to 52"):
        outlook(BANK, DEFAULT, first_week=START, weeks=weeks)
