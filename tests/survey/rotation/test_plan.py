"""One week's plan: which rule asks for what, and why something due is passed over."""

from dataclasses import replace
from hashlib import sha256

import pytest

from survey.rotation.candidates import Candidate, Rotation, Slots, slots_of
from survey.rotation.draft import Chosen, Passed, Reason, WeekPlan, Why
from survey.rotation.plan import plan_week
from survey.rotation.wishes import NO_WISHES, Wishes
from survey.weeks import Week
from tests.survey.rotation.bank import ANCHOR, BASELINE, GOALS, START, THEMES, own, theme, themes

NOW = START.index
STR, RES, SAF = theme("STR"), theme("RES", order=10), theme("SAF", order=20)


def asked(candidates: tuple[Candidate, ...], **weeks_ago: int) -> tuple[Candidate, ...]:
    """The same questions, some of them asked so many weeks ago; ``STR_01=3``."""
    ago = {key.replace("_", "-"): weeks for key, weeks in weeks_ago.items()}
    return tuple(
        replace(each, last_week=NOW - ago[each.key]) if each.key in ago else each for each in candidates
    )


def planned(
    bank: tuple[Candidate, ...],
    slots: Slots,
    *,
    week: Week = START,
    signals: frozenset[str] = frozenset(),
    wishes: Wishes = NO_WISHES,
    baseline_since: int | None = None,
) -> WeekPlan:
    rotation = Rotation("1", slots, baseline_since=baseline_since)
    return plan_week(bank, rotation, week=week, signals=signals, wishes=wishes)


def reasons(plan: WeekPlan) -> dict[str, Reason]:
    return {each.key: each.reason for each in plan.chosen}


@pytest.mark.parametrize(("questions", "turning"), [(1, 0), (2, 1), (3, 2)])
def test_the_anchor_comes_first_and_the_rest_takes_turns(questions: int, turning: int) -> None:
    bank = (*themes(THEMES), ANCHOR)

    plan = planned(bank, slots_of(bank, questions=questions))

    assert plan.chosen[0] == Chosen("GEN-01", "GEN", Reason.ANCHOR)
    assert [each.reason for each in plan.chosen[1:]] == [Reason.TURN] * turning
    assert (plan.passed, plan.empty) == ((), 0)


def test_the_theme_that_waited_longest_for_its_gap_comes_first() -> None:
    bank = asked((*STR, *RES, *SAF), STR_01=7, RES_01=6, SAF_01=5)
    heavy = (*bank[:8], *(replace(each, weight=2.0) for each in bank[8:]))

    light, weighted = (planned(each, Slots(0, 2)).keys for each in (bank, heavy))

    assert light == ("STR-01", "RES-01")
    assert weighted == ("SAF-01", "STR-01")


@pytest.mark.parametrize("week", [START, START.next(), START.plus(2)])
@pytest.mark.parametrize("seed", ["1", "2"])
def test_who_waited_equally_long_is_ordered_by_organisation_week_and_theme(week: Week, seed: str) -> None:
    """Written out, so that no release ever changes a plan that people have seen."""
    by_hand = sorted(THEMES, key=lambda key: sha256(f"{seed}|{week}|{key}".encode()).hexdigest())

    plan = plan_week(themes(THEMES), Rotation(seed, Slots(0, 3)), week=week)

    assert [each.theme for each in plan.chosen] == by_hand[:3]


def test_a_new_theme_comes_before_all_that_were_asked() -> None:
    bank = (*asked((*STR, *RES), STR_01=9, RES_01=8), *own(1))

    plan = planned(bank, Slots(0, 1))

    assert plan.chosen == (Chosen("Q1", "", Reason.TURN),)


def test_a_signal_brings_one_depth_question_a_week_later() -> None:
    signalled = asked((*STR, *RES, *SAF), STR_01=1, RES_01=2)
    looked_at = asked(signalled, STR_01=2, STR_02=1)

    first, second = (
        planned(bank, Slots(0, 2), signals=frozenset({"STR"})) for bank in (signalled, looked_at)
    )

    assert reasons(first) == {"STR-02": Reason.SIGNAL, "SAF-01": Reason.TURN}
    assert "STR" not in {each.theme for each in second.chosen}


def test_a_signal_for_which_there_is_no_room_is_told() -> None:
    bank = asked((*STR, *RES), STR_01=1, RES_01=1)

    plan = planned(bank, Slots(0, 1), signals=frozenset({"STR", "RES"}))

    (seen,) = plan.chosen
    (missed,) = plan.passed
    assert {seen.key, missed.key} == {"STR-02", "RES-02"}
    assert (seen.reason, missed.why) == (Reason.SIGNAL, Why.NO_ROOM)


def test_a_sensitive_depth_question_leaves_its_place_to_the_next() -> None:
    bank = asked((*theme("LEA"), *SAF), SAF_01=1, SAF_02=6, SAF_03=5, LEA_02=1, LEA_04=9)
    signals = frozenset({"LEA", "SAF"})

    plan = planned(bank, Slots(0, 2), signals=signals)

    assert len({"LEA-01", "SAF-04"} & set(plan.keys)) == 1
    assert {each.reason for each in plan.chosen} == {Reason.SIGNAL}
    assert {each.why for each in plan.passed} == {Why.SENSITIVE}


def test_a_sensitive_question_is_not_asked_beside_another_even_when_it_is_the_anchor() -> None:
    bank = (replace(ANCHOR, sensitive=True), Candidate("Q1", sensitive=True))

    plan = planned(bank, Slots())

    assert plan.keys == ("GEN-01",)
    assert plan.passed == (Passed("Q1", "", Why.SENSITIVE),)
    assert plan.empty == 2


def test_a_chosen_theme_brings_a_depth_question_or_else_its_marker() -> None:
    wishes = Wishes(themes=("STR", "Q1", "OLD"))

    plan = planned((*STR, *RES, *own(1)), Slots(0, 3), wishes=wishes)

    assert reasons(plan) == {"STR-02": Reason.CHOSEN, "Q1": Reason.CHOSEN, "RES-01": Reason.TURN}
    assert plan.passed == (Passed("", "OLD", Why.GONE),)


def test_a_theme_chosen_too_soon_again_is_refused_with_the_reason() -> None:
    bank = asked((*own(2), STR[1]), Q1=2, STR_02=3)
    wishes = Wishes(themes=("Q1", "STR"))

    plan = planned(bank, Slots(0, 2), wishes=wishes)

    assert plan.keys == ("Q2",)
    assert plan.passed == (Passed("Q1", "", Why.RECENT), Passed("STR-02", "STR", Why.RECENT))


def test_a_pin_comes_before_every_turn_and_takes_the_turn_of_its_theme() -> None:
    wishes = Wishes(pinned=("RES-03", "Q9"), themes=("RES",))

    plan = planned((*STR, *RES), Slots(0, 2), wishes=wishes, signals=frozenset({"RES"}))

    assert reasons(plan) == {"RES-03": Reason.PINNED, "STR-01": Reason.TURN}
    assert plan.passed == (Passed("Q9", "", Why.GONE),)


@pytest.mark.parametrize(("weeks_ago", "comes"), [(1, False), (3, False), (4, True)])
def test_no_pin_brings_a_question_back_within_four_weeks(weeks_ago: int, comes: bool) -> None:
    bank = asked((*STR, *RES), STR_03=weeks_ago)

    plan = planned(bank, Slots(0, 1), wishes=Wishes(pinned=("STR-03",)))

    assert ("STR-03" in plan.keys) is comes
    assert (Passed("STR-03", "STR", Why.RECENT) in plan.passed) is not comes


def test_pins_beyond_the_room_are_told() -> None:
    plan = planned(own(3), Slots(0, 2), wishes=Wishes(pinned=("Q3", "Q1", "Q2")))

    assert plan.keys == ("Q3", "Q1")
    assert plan.passed == (Passed("Q2", "", Why.NO_ROOM),)


def test_a_skipped_question_leaves_its_place_to_the_next_theme_and_comes_a_week_later() -> None:
    bank = (ANCHOR, *asked((*STR, *RES, *SAF), STR_01=9, RES_01=8, SAF_01=7))
    wishes = Wishes(skipped=frozenset({"STR-01", "GEN-01"}))

    plan = planned(bank, Slots(1, 2), wishes=wishes)
    later = planned(asked(bank, RES_01=0, SAF_01=0), Slots(1, 2), week=START.next())

    assert plan.keys == ("RES-01", "SAF-01")
    assert plan.passed == (Passed("GEN-01", "GEN", Why.SKIPPED), Passed("STR-01", "STR", Why.SKIPPED))
    assert later.keys[:2] == ("GEN-01", "STR-01")


def test_a_swapped_question_is_replaced_where_it_would_come() -> None:
    bank = asked((*STR, *RES), STR_01=9, RES_01=8)
    wishes = Wishes(swapped={"STR-01": "STR-04", "RES-02": "STR-03"})

    plan = planned(bank, Slots(0, 2), wishes=wishes)

    assert plan.chosen == (
        Chosen("STR-04", "STR", Reason.SWAPPED, instead_of="STR-01"),
        Chosen("RES-01", "RES", Reason.TURN),
    )
    assert plan.passed == ()


@pytest.mark.parametrize(("instead", "why"), [("RES-04", Why.RECENT), ("Q9", Why.GONE)])
def test_a_question_swapped_for_one_that_cannot_come_stays_away(instead: str, why: Why) -> None:
    bank = asked((*STR, *RES), STR_01=9, RES_01=8, RES_04=2)

    plan = planned(bank, Slots(0, 1), wishes=Wishes(swapped={"STR-01": instead}))

    assert plan.keys == ("RES-01",)
    assert {each.key: each.why for each in plan.passed} == {instead: why, "STR-01": Why.SWAPPED}


def test_two_questions_can_change_places() -> None:
    wishes = Wishes(pinned=("Q1", "Q1"), swapped={"Q1": "Q2", "Q2": "Q1"})

    plan = planned(own(2), Slots(0, 1), wishes=wishes)

    assert plan.chosen == (Chosen("Q2", "", Reason.SWAPPED, instead_of="Q1"),)
    assert plan.passed == ()


def test_a_goal_takes_one_place_each_week_and_its_questions_take_turns() -> None:
    other = tuple(replace(each, key=f"G{each.key}", theme="goal 2", order=900) for each in GOALS[:1])
    bank = (*STR, *RES, *GOALS, *other)
    later = asked(bank, GOAL_01=1, STR_01=1)

    first, second = (planned(each, Slots(0, 2)) for each in (bank, later))

    assert first.chosen[0] == Chosen("GOAL-01", "goal 1", Reason.GOAL)
    assert second.chosen[0] == Chosen("GGOAL-01", "goal 2", Reason.GOAL)
    assert [each.reason for each in (*first.chosen[1:], *second.chosen[1:])] == [Reason.TURN] * 2


def test_goals_and_themes_share_a_single_place_and_a_place_that_is_none_stays_none() -> None:
    bank = (*STR, *GOALS)

    after_goal = planned(asked(bank, GOAL_01=1, STR_01=5), Slots(0, 1))
    after_theme = planned(asked(bank, GOAL_01=6, STR_01=5), Slots(0, 1))
    alone = planned(asked(GOALS, GOAL_01=1), Slots(0, 1))
    none = planned(bank, Slots(0, 0))

    assert (after_goal.keys, after_theme.keys) == (("STR-01",), ("GOAL-02",))
    assert alone.keys == ("GOAL-02",)
    assert (none.keys, none.passed) == ((), ())


def test_a_goal_whose_questions_rest_leaves_its_place_to_a_theme() -> None:
    bank = asked((*STR, *RES, *GOALS[:1]), GOAL_01=2)

    plan = planned(bank, Slots(0, 2))

    assert {each.reason for each in plan.chosen} == {Reason.TURN}


def test_a_goal_for_which_there_is_no_room_is_told() -> None:
    plan = planned((*own(2), *GOALS), Slots(0, 2), wishes=Wishes(pinned=("Q1", "Q2")))

    assert plan.passed == (Passed("GOAL-01", "goal 1", Why.NO_ROOM),)


def test_a_marker_that_rests_is_stood_in_for_where_its_turn_has_come() -> None:
    bank = asked((*STR, *RES), STR_01=2, RES_01=2, RES_02=1)

    plan = planned(bank, Slots(0, 1))

    assert plan.chosen == (Chosen("STR-02", "STR", Reason.DEPTH),)


@pytest.mark.parametrize(("every", "comes"), [(1, True), (2, False)])
def test_a_cycle_is_counted_in_rounds(every: int, comes: bool) -> None:
    """Two themes and one place: two rounds, which are two weeks or four."""
    bank = asked((*STR, *RES), STR_01=2, STR_02=3, RES_01=1)

    plan = plan_week(bank, Rotation("1", Slots(0, 1), every=every), week=START)

    assert ("STR-03" in plan.keys) is comes


def test_with_several_anchors_the_one_that_waited_longest_is_asked_where_there_is_room_for_one() -> None:
    second = replace(ANCHOR, key="GEN-09", last_week=NOW - 2)

    plan = planned((*asked((ANCHOR,), GEN_01=1), second), Slots(1, 0))

    assert plan.keys == ("GEN-09",)
    assert plan.passed == (Passed("GEN-01", "GEN", Why.NO_ROOM),)


def test_two_markers_of_one_theme_take_turns_inside_it() -> None:
    twins = (Candidate("Q1", "our words", order=1), Candidate("Q2", "our words", order=2))

    plans = [
        planned(bank, Slots(0, 2)).keys for bank in (twins, asked(twins, Q1=5), asked(twins, Q1=5, Q2=4))
    ]

    assert plans == [("Q1",), ("Q2",), ("Q1",)]


def test_the_baseline_replaces_the_rotation_for_four_weeks_and_a_pin_still_comes() -> None:
    bank = (ANCHOR, *themes(THEMES), *GOALS, *BASELINE)

    plan = planned(bank, Slots(), baseline_since=NOW, wishes=Wishes(pinned=("STR-01",)))

    assert plan.keys == ("GEN-01", "STR-01", "CXL-01", "CXL-02")
    assert Passed("GOAL-01", "goal 1", Why.NO_ROOM) in plan.passed


def test_places_that_the_last_of_the_baseline_leaves_go_to_the_rotation() -> None:
    done = {question.key.replace("-", "_"): 1 for question in BASELINE[:11]}
    bank = asked((*STR, *RES, *BASELINE), **done)

    plan = planned(bank, Slots(0, 2), baseline_since=NOW - 4)

    assert [each.reason for each in plan.chosen] == [Reason.BASELINE, Reason.TURN]


@pytest.mark.parametrize("places", [{"anchors": 4}, {"anchors": -1}, {"turning": -1}, {"baseline": 0}])
def test_places_that_no_week_has_are_refused(places: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="a week"):
        Slots(**places)


@pytest.mark.parametrize("weight", [0.0, -1.0, float("nan"), float("inf")])
def test_a_weight_that_gives_no_turns_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        Candidate("Q1", weight=weight)


def test_more_questions_than_a_minute_has_room_for_are_refused() -> None:
    with pytest.raises(ValueError, match="0 to 3"):
        slots_of((), questions=4)
