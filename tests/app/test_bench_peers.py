"""The rules other tools use, beside the published vectors."""

import pytest
from scipy import stats

from app.bench import peers
from app.bench.team_years import Sample
from survey.statistics.student import quantile, tail
from tests.app.test_bench_signals import tile
from tests.survey.statistics.known import SIX, near, vectors


def sample(answers: list[int]) -> Sample:
    return len(answers), float(stats.tmean(answers)), float(stats.tvar(answers))


def test_two_weeks_side_by_side() -> None:
    known = vectors()["two_weeks"]
    then, now = sample(known["week1"]), sample(known["week2"])
    t, df = peers.welch(then, now)
    by = now[1] - then[1]
    half = quantile(0.975, df) * by / t

    assert (by, t, df) == near(known["diff"], known["welch_t"], known["welch_df"])
    assert tail(t, df) == pytest.approx(known["welch_p"], abs=SIX)
    assert (by - abs(half), by + abs(half)) == near(*known["welch_ci"])
    assert peers.week_against_week(tile(38, 31, samples=(then, now))) == 0


def test_two_weeks_side_by_side_in_every_order_and_linked() -> None:
    """What linking people would show, and what Pulssi does without."""
    known = vectors()["two_weeks"]
    weeks = known["week2"], known["week1"]
    mixed = stats.permutation_test(
        weeks, lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis), vectorized=True, n_resamples=100_000
    )

    assert mixed.pvalue == pytest.approx(known["perm_exact_p"], abs=SIX)
    assert stats.ttest_rel(*weeks).pvalue == pytest.approx(known["paired_p_if_linked"], abs=SIX)


def test_how_long_a_run_and_how_few_crossings_are_usual() -> None:
    for known in vectors()["runs"]:
        found = peers.run_limits(known["n_useful"])
        assert found == (known["longest_run_limit"], known["min_crossings"])


def test_the_fewest_crossings_are_a_twentieth_of_what_chance_gives() -> None:
    for useful in range(2, 60):
        assert peers.run_limits(useful)[1] == stats.binom.ppf(0.05, useful - 1, 0.5)


@pytest.mark.parametrize(
    ("tenths", "says"),
    [
        ([36, 38] * 4 + [36], 0),
        ([36, 38] * 6, 0),
        ([36] * 7 + [38, 38, 36] * 2 + [38] * 5, 0),
        ([36] * 8 + [38, 38, 36] * 2 + [38] * 6, 1),
        ([38] * 8 + [36, 36, 38] * 2 + [36] * 6, -1),
        ([36] * 5 + [38] * 5, 1),
    ],
)
def test_a_run_chart_knows_one_side_of_the_median_from_the_other(tenths: list[int], says: int) -> None:
    assert peers.run_chart(tile(*tenths)) == says
