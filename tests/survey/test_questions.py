from hypothesis import given
from hypothesis import strategies as st

from survey.questions import Asked, choose
from survey.scales import AGREE, MOOD, RECOMMEND, SCALES, SKIP, choice
from tests.survey.questions import question

ASKED = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.none() | st.integers(2900, 2950)), min_size=0, max_size=12
).map(
    lambda rows: tuple(
        Asked(question(f"Q{number:02d}", number=number, anchor=anchor, retired=retired), last)
        for number, (anchor, retired, last) in enumerate(rows)
    )
)


@given(ASKED, st.integers(1, 3))
def test_a_plan_has_the_count_asked_for_where_there_are_so_many(asked: tuple[Asked, ...], count: int) -> None:
    chosen = choose(asked, week=2951, count=count)
    askable = [each.question for each in asked if not each.question.retired]

    assert len(chosen) == min(count, len(askable))
    assert len(set(chosen)) == len(chosen)
    assert all(not each.retired for each in chosen)


@given(ASKED, st.integers(1, 3))
def test_the_same_history_gives_the_same_plan_in_any_order(asked: tuple[Asked, ...], count: int) -> None:
    assert choose(asked, week=2951, count=count) == choose(asked[::-1], week=2951, count=count)


@given(ASKED, st.integers(1, 3))
def test_anchors_come_first_and_nobody_overtakes_one_who_waited_longer(
    asked: tuple[Asked, ...], count: int
) -> None:
    chosen = choose(asked, week=2951, count=count)
    waited = {each.question: each.last_week for each in asked}

    left = [each for each in asked if each.question not in chosen and not each.question.retired]
    if any(each.question.anchor for each in left):
        assert all(each.anchor for each in chosen)
    turning = [waited[each] for each in chosen if not each.anchor]
    for other in left:
        if not other.question.anchor and turning:
            longest_of_chosen = [week is None or other.last_week is not None for week in turning]
            assert all(longest_of_chosen)


def test_questions_take_turns_over_the_weeks() -> None:
    last: dict[str, int | None] = dict.fromkeys(["A", "B", "C", "D"])
    turns = []
    for week in range(3000, 3008):
        asked = tuple(Asked(question(key, number=place), last[key]) for place, key in enumerate(last))
        chosen = choose(asked, week=week, count=2)
        turns.append([each.key for each in chosen])
        last |= {each.key: week for each in chosen}

    assert turns == [["A", "B"], ["C", "D"]] * 4


def test_a_scale_takes_its_values_and_skipping_and_nothing_else() -> None:
    assert [value for value in range(-2, 12) if AGREE.accepts(value)] == [SKIP, 1, 2, 3, 4, 5]
    assert all(scale.accepts(SKIP) for scale in SCALES.values())
    assert choice(("Office", "Home")).values == (0, 1)


def test_every_point_of_a_scale_has_its_words() -> None:
    for scale in (*SCALES.values(), choice(("Office", "Home"))):
        assert len(scale.values) == len(scale.labels)
        assert all(scale.labels)
    assert len(MOOD.emoji) == len(MOOD.labels)
    assert RECOMMEND.axis == (0, 10)
