from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from survey.figures import COMMENT_FLOOR, FLOOR, SENSITIVE_FLOOR, Released, Withheld
from survey.gate import comments_may_show, participation, release
from survey.scales import AGREE, SKIP, choice
from survey.tallies import count
from tests.survey.questions import question

ANSWERS = st.lists(st.sampled_from((*AGREE.values, SKIP)), max_size=40)


@given(ANSWERS, st.integers(0, 9), st.booleans())
def test_fewer_answers_than_the_floor_show_nothing_at_all(
    answers: list[int], floor: int, sensitive: bool
) -> None:
    given_answers = [answer for answer in answers if answer != SKIP]
    needed = max(floor, SENSITIVE_FLOOR if sensitive else FLOOR)
    figure = release(count(question(sensitive=sensitive), answers), invited=40, floor=floor)

    if len(given_answers) < needed:
        assert figure == Withheld(needed, 40)
    else:
        assert isinstance(figure, Released)
        assert figure.answers == len(given_answers)


@given(st.lists(st.sampled_from(AGREE.values), min_size=5, max_size=40))
def test_a_mean_lies_on_the_axis_and_reversing_turns_it(answers: list[int]) -> None:
    straight = release(count(question(), answers), invited=40)
    turned = release(count(question(reverse=True), answers), invited=40)

    assert isinstance(straight, Released)
    assert isinstance(turned, Released)
    assert straight.mean is not None
    assert turned.mean is not None
    assert 1 <= straight.mean <= 5
    assert abs(straight.mean + turned.mean - 6) < 0.11


@given(ANSWERS)
def test_skipping_is_counted_apart_and_never_as_a_middle_answer(answers: list[int]) -> None:
    tally = count(question(), answers)

    assert tally.skipped == answers.count(SKIP)
    assert tally.answers == len(answers) - answers.count(SKIP)
    assert SKIP not in tally.counts


@given(st.lists(st.sampled_from((0, 1, 2)), min_size=5, max_size=30))
def test_a_single_choice_names_what_was_chosen_most_often_and_has_no_mean(answers: list[int]) -> None:
    options = ("Office", "Home", "Both")
    figure = release(count(question(scale=choice(options)), answers), invited=30)

    most = max(Counter(answers).values())
    assert isinstance(figure, Released)
    assert figure.mean is None
    assert figure.leaders == tuple(options[value] for value in (0, 1, 2) if answers.count(value) == most)


def test_comments_and_participation_have_floors_of_their_own() -> None:
    assert not comments_may_show(participants=COMMENT_FLOOR - 1)
    assert comments_may_show(participants=COMMENT_FLOOR)
    assert not comments_may_show(participants=COMMENT_FLOOR, floor=COMMENT_FLOOR + 1)
    assert participation(4) is None
    assert participation(5) == 5
    assert participation(6, floor=7) is None
    assert participation(3, floor=2) is None
