import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.disclosure.audit import Axis, Known, is_safe, splits
from survey.disclosure.coding import band_of, bands, end_coded, sums_of
from survey.disclosure.figures import (
    COMMENT_FLOOR,
    FLOOR,
    SENSITIVE_FLOOR,
    Band,
    Figure,
    Mean,
    Reach,
    Released,
    Why,
    Withheld,
)
from survey.disclosure.floors import comments_may_show, participation
from survey.disclosure.gate import bands_beside, counts_beside, release
from survey.scales import AGREE, RECOMMEND, SKIP, choice
from survey.tallies import Tally, count
from tests.survey.questions import question

ANSWERS = st.lists(st.sampled_from((*AGREE.values, SKIP)), max_size=40)
FIVE = Axis(1, 5, 2, 4)
ELEVEN = Axis(0, 10, 6, 9)


def histograms(answers: int, values: int = 5) -> Iterator[tuple[int, ...]]:
    """Every way in which so many answers can spread over the values."""
    for bars in itertools.combinations(range(answers + values - 1), values - 1):
        edges = (-1, *bars, answers + values - 1)
        yield tuple(after - before - 1 for before, after in itertools.pairwise(edges))


def figure_of(histogram: tuple[int, ...], **given_: bool) -> Figure:
    counts = {value: times for value, times in enumerate(histogram, start=1) if times}
    return release(Tally(question(), counts), invited=sum(histogram), **given_)


@given(ANSWERS, st.integers(0, 9), st.booleans())
def test_p1_fewer_answers_than_the_floor_show_nothing_at_all(
    answers: list[int], floor: int, sensitive: bool
) -> None:
    given_answers = [answer for answer in answers if answer != SKIP]
    needed = max(floor, SENSITIVE_FLOOR if sensitive else FLOOR)
    figure = release(count(question(sensitive=sensitive), answers), invited=40, floor=floor)

    if len(given_answers) < needed:
        assert figure == Withheld(needed, 40, Why.FEW)
    else:
        assert isinstance(figure, Released)
        assert figure.answers == len(given_answers)


@given(st.lists(st.sampled_from(AGREE.values), min_size=5, max_size=60))
def test_reversing_an_item_turns_its_figure(answers: list[int]) -> None:
    straight = release(count(question(), answers), invited=60)
    turned = release(count(question(reverse=True), [6 - answer for answer in answers]), invited=60)

    assert straight == turned


@given(ANSWERS)
def test_skipping_is_counted_apart_and_never_as_a_middle_answer(answers: list[int]) -> None:
    tally = count(question(), answers)

    assert tally.skipped == answers.count(SKIP)
    assert tally.answers == len(answers) - answers.count(SKIP)
    assert SKIP not in tally.counts


@pytest.mark.parametrize(
    ("answers", "figure"),
    [
        ([4, 4, 3, 5, 4, 2, 4], Released(7, 9, band=Band(5, 7))),
        ([4, 4, 3, 5, 2, 2, 4], Released(7, 9, band=Band(4, 4))),
        ([2, 3, 3, 2, 1, 5], Released(6, 9, band=Band(0, 2))),
        ([1, 2, 4, 4, 2, 3, 4, 5], Released(8, 9, mean=Mean(31), band=Band(4, 4))),
        ([5] * 8, Released(8, 9, mean=Mean(41, Reach.AT_LEAST))),
        ([1] * 7 + [2], Released(8, 9, mean=Mean(19, Reach.AT_MOST), band=Band(0, 2))),
    ],
)
def test_p5_few_answers_show_the_share_and_the_ends_of_the_scale_a_limit(
    answers: list[int], figure: Figure
) -> None:
    assert release(count(question(), answers), invited=9) == figure


@pytest.mark.parametrize("axis", [FIVE, ELEVEN], ids=["1-5", "0-10"])
def test_p5_a_mean_alone_is_safe_and_its_sums_are_those_that_are_told_so(axis: Axis) -> None:
    for answers in range(8, 60):
        for total in range(axis.low * answers, axis.high * answers + 1):
            mean = end_coded(total, answers, axis, insiders=1)
            least, greatest = sums_of(mean, answers, axis, insiders=1)

            assert least <= total <= greatest
            assert end_coded(least, answers, axis, insiders=1) == mean
            assert end_coded(greatest, answers, axis, insiders=1) == mean
            assert is_safe(axis, (Known(answers, (least, greatest), (0, answers)),))


def test_a_mean_is_rounded_half_up_to_tenths() -> None:
    assert end_coded(62, 20, FIVE, insiders=1) == Mean(31)
    assert end_coded(61, 20, FIVE, insiders=1) == Mean(31)
    assert Mean(31).value == 3.1


def knows(histogram: tuple[int, ...], known: Known) -> bool:
    """Whether a histogram is one of those an output leaves possible, tried the plain way."""
    total = sum(value * times for value, times in enumerate(histogram, start=1))
    up, down = sum(histogram[3:]), sum(histogram[:2])
    fits = known.sums[0] <= total <= known.sums[1] and known.favourable[0] <= up <= known.favourable[1]
    return fits and not (known.narrow and min(up, down) >= 3)


def is_safe_plainly(possible: list[tuple[int, ...]]) -> bool:
    """SCIENCE 5.3's audit as it is written: every own answer, every histogram."""
    for own in range(6):
        others = [
            tuple(times - (value == own) for value, times in enumerate(histogram, start=1))
            for histogram in possible
            if own == 0 or histogram[own - 1]
        ]
        nobody_up = others and all(sum(each[3:]) == 0 for each in others)
        nobody_down = others and all(sum(each[:2]) == 0 for each in others)
        if nobody_up or nobody_down:
            return False
    return True


@pytest.mark.parametrize("answers", range(5, 13))
def test_p6_the_exact_audit_says_what_trying_every_histogram_says(answers: int) -> None:
    everything = list(histograms(answers))
    for mean in {end_coded(total, answers, FIVE, insiders=1) for total in range(answers, 5 * answers + 1)}:
        sums = sums_of(mean, answers, FIVE, insiders=1)
        for band in bands(answers, insiders=1):
            for narrow in (False, True):
                known = Known(answers, sums, (band.low, band.high), narrow=narrow)
                possible = [each for each in everything if knows(each, known)]

                assert is_safe(FIVE, (known,)) == is_safe_plainly(possible)
                if not narrow:
                    ways = {(sum(each[3:]), sum(each[:2])) for each in possible}
                    assert splits(FIVE, known) == len(ways)


@pytest.mark.parametrize("answers", [*range(5, 13), 20])
def test_p6_no_output_of_the_gate_makes_anything_certain(answers: int) -> None:
    outputs: dict[Figure, list[tuple[int, ...]]] = defaultdict(list)
    for histogram in histograms(answers):
        outputs[figure_of(histogram)].append(histogram)

    assert all(is_safe_plainly(possible) for possible in outputs.values())


def test_p6_parts_are_refused_and_shown() -> None:
    """At eight answers both happen; a rule that refused all would pass the attackers, too."""
    shown = [figure_of(each) for each in histograms(8)]
    with_band = [each for each in shown if isinstance(each, Released) and each.band and each.mean]

    assert 0.7 < len(with_band) / len(shown) < 0.9


def test_a_refused_band_takes_others_along_until_its_absence_tells_nothing() -> None:
    shown = bands_beside(FIVE, Mean(40), 8)

    assert shown == frozenset()
    assert bands_beside(FIVE, Mean(31), 8) >= {Band(3, 3), Band(4, 4), Band(5, 5)}


def test_counts_are_shown_from_twenty_answers_up_where_both_sides_are_wide() -> None:
    wide = figure_of((3, 3, 5, 5, 4))
    narrow = figure_of((1, 1, 8, 5, 5))

    assert isinstance(wide, Released)
    assert wide.counts == (3, 3, 5, 5, 4)
    assert isinstance(narrow, Released)
    assert narrow.counts == ()
    assert not counts_beside(FIVE, Mean(31), Band(9, 9), 19)


def test_p9_where_a_few_came_or_went_the_share_is_all_that_is_shown() -> None:
    assert figure_of((1, 1, 2, 3, 2), moved=True) == Released(9, 9, band=Band(5, 5), why=Why.MOVED)
    assert figure_of((1, 1, 1, 2, 1), moved=True) == Released(6, 6, band=Band(3, 3))


def test_p7_what_is_unsafe_beside_others_stays_in() -> None:
    assert figure_of((1, 1, 2, 3, 2), together=False) == Withheld(5, 9, Why.TOGETHER)
    assert figure_of((1, 1, 1, 1, 0), together=False) == Withheld(5, 4, Why.FEW)


def test_a_recommendation_has_its_own_sides() -> None:
    figure = release(count(question(scale=RECOMMEND), [0, 3, 6, 7, 8, 9, 10, 9, 5, 4]), invited=12)

    assert figure == Released(10, 12, mean=Mean(61), band=Band(3, 3))


@given(st.lists(st.sampled_from((0, 1, 2)), min_size=5, max_size=30))
def test_a_single_choice_names_one_option_that_leads_and_nothing_else(answers: list[int]) -> None:
    options = ("Office", "Home", "Both")
    figure = release(count(question(scale=choice(options)), answers), invited=30)

    (first, most), *others = Counter(answers).most_common()
    alone = all(times < most for _, times in others)
    assert figure == Released(len(answers), 30, leader=options[first] if alone else "")


@pytest.mark.parametrize("options", range(2, 6))
@pytest.mark.parametrize("answers", range(5, 9))
def test_p6_the_leading_option_makes_nothing_certain(options: int, answers: int) -> None:
    asked = question(scale=choice(tuple("ABCDE"[:options])))
    outputs: dict[Figure, list[tuple[int, ...]]] = defaultdict(list)
    for histogram in histograms(answers, options):
        tally = Tally(asked, {value: times for value, times in enumerate(histogram) if times})
        outputs[release(tally, invited=answers)].append(histogram)

    for possible in outputs.values():
        for own in range(-1, options):
            others = [
                tuple(times - (value == own) for value, times in enumerate(each))
                for each in possible
                if own < 0 or each[own]
            ]
            assert not any(others and all(each[value] == 0 for each in others) for value in range(options))
            assert not any(
                others and all(each[value] == sum(each) for each in others) for value in range(options)
            )


def test_a_band_tells_a_limit_near_none_and_near_all() -> None:
    told = [band_of(up, 8, insiders=1) for up in range(9)]

    assert told == [
        *[Band(0, 2)] * 3,
        *[Band(up, up) for up in (3, 4, 5)],
        *[Band(6, 8)] * 3,
    ]
    assert bands(8, insiders=1) == tuple(dict.fromkeys(told))


def test_comments_and_participation_have_floors_of_their_own() -> None:
    assert not comments_may_show(participants=COMMENT_FLOOR - 1)
    assert comments_may_show(participants=COMMENT_FLOOR)
    assert not comments_may_show(participants=COMMENT_FLOOR, floor=COMMENT_FLOOR + 1)
    assert participation(4) is None
    assert participation(5) == 5
    assert participation(6, floor=7) is None
    assert participation(3, floor=2) is None
