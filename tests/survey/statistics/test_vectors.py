"""Every published vector of the statistics that digests use, to six decimals."""

import re
from math import sqrt
from pathlib import Path
from statistics import mean, stdev

import pytest
from scipy import stats

from survey.statistics import intervals, lists, variation
from survey.statistics.intervals import Interval
from survey.statistics.variation import Variation
from tests.survey.statistics.known import SIX, near, vectors

AXIS = (1, 5)
TESTS = Path(__file__).parents[2]


def test_every_vector_and_every_figure_of_it_is_read_by_a_test() -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(TESTS.rglob("test_*.py"))]
    for name, known in vectors().items():
        if name != "_meta":
            reads = [text for text in texts if f'vectors()["{name}"]' in text]
            fields = set(re.findall(r'\["(\w+)"\]', "".join(reads))) | {"published_counts"}

            assert reads, name
            assert _fields(known) <= fields, name


def _fields(known: object) -> set[str]:
    """The names of a vector's figures; numbers for names, as of baseline lengths, are figures themselves."""
    if isinstance(known, dict):
        names = {name for name in known if not re.match(r"[\d.]+$", name)}
        return names.union(*map(_fields, known.values()))
    return set().union(*map(_fields, known)) if isinstance(known, list) else set()


@pytest.mark.parametrize("place", range(5))
def test_the_interval_of_a_mean(place: int) -> None:
    known = vectors()["mean_ci"][place]
    told, df = intervals.shrunken_sd(known["x"])
    found = intervals.of_mean(known["x"], invited=known["N"], axis=AXIS)
    bounds = intervals.of_missing(sum(known["x"]), len(known["x"]), invited=known["N"], axis=AXIS)

    assert (mean(known["x"]), stdev(known["x"])) == near(known["mean"], known["s"])
    assert (told, df) == near(known["s_shrunk"], known["df"])
    assert (bounds.low, bounds.high) == near(*known["bounds"])
    assert (found.low, found.high) == near(*known["published"])


@pytest.mark.parametrize("place", range(5))
def test_the_interval_of_a_mean_before_it_is_cut_off_at_what_is_possible(place: int) -> None:
    known = vectors()["mean_ci"][place]
    n, everybody = len(known["x"]), known["N"]
    found = intervals.of_mean(known["x"], invited=everybody, axis=(-100, 100))
    plain = stats.t.ppf(0.975, n - 1) * known["s"] / sqrt(n) * sqrt(1 - n / everybody)

    assert (found.low, found.high) == near(*known["t_fpc_shrunk"])
    assert (known["mean"] - plain, known["mean"] + plain) == pytest.approx(known["t_fpc"], abs=2e-6)


@pytest.mark.parametrize("place", range(6))
def test_the_interval_of_a_proportion(place: int) -> None:
    known = vectors()["proportion"][place]
    k, n, everybody = known["k"], known["n"], known["N"]
    plain = intervals.wilson(k, n)
    low, high = intervals.of_people(k, n, invited=everybody)

    assert (plain.low, plain.high) == near(*known["wilson"])
    assert (low / everybody, high / everybody) == near(*known["published"])
    assert [low, high] == known.get("published_counts", [k, k])
    if "n_eff" in known:
        assert n * (everybody - 1) / (everybody - n) == pytest.approx(known["n_eff"])
        effective = intervals.wilson(k * known["n_eff"] / n, known["n_eff"])
        assert (effective.low, effective.high) == near(*known["wilson_fpc"])


@pytest.mark.parametrize("place", range(4))
def test_the_interval_of_a_recommendation_score(place: int) -> None:
    known = vectors()["enps"][place]
    counts = known["P"], known["Pa"], known["D"]
    plain = intervals.adjusted_wald(*counts)
    finite = intervals.adjusted_wald(*counts, invited=known["N"])
    told = intervals.recommendation(*counts, invited=known["N"])

    assert (plain.low, plain.high) == near(*known["adj_wald"])
    assert (finite.low, finite.high) == near(*known["adj_wald_fpc"])
    n = sum(counts)
    up, down = counts[0] / n, counts[2] / n
    score, error = 100 * (up - down), 100 * sqrt((up + down - (up - down) ** 2) / n)
    wald = stats.norm.interval(0.95, score, error) if error else (score, score)

    assert (score, error, 100 / n) == near(known["enps"], known["se"], known["step_one_person"])
    assert wald == near(*known["wald"])
    if n < 30:
        assert told is None
    else:
        assert told is not None
        assert told.score == pytest.approx(known["enps"], abs=SIX)
        assert told.interval == finite


def test_the_limits_of_a_series_of_its_own() -> None:
    known = vectors()["xmr"]
    ranges = variation.moving_ranges(known["baseline"])
    found = variation.own_limits(known["baseline"])

    centre, usual = mean(known["baseline"]), mean(ranges)

    assert (centre, usual) == near(known["xbar"], known["mr_bar"])
    assert usual / variation.FROM_RANGES == pytest.approx(known["sigma"], abs=SIX)
    assert (centre - 2.66 * usual, centre + 2.66 * usual) == near(*known["npl_2_66"])
    assert 3.267 * usual == pytest.approx(known["url_3_267"], abs=SIX)
    assert variation.factor(12) == known["c12"]
    assert (found.low, found.high) == near(*known["limits_alpha01"])
    for value, said in known["classify"].items():
        assert (found.low <= float(value) <= found.high) is (said == "within")


def test_the_factors_of_every_length_that_was_simulated() -> None:
    known = vectors()["xmr_c_m_alpha01"]

    assert {length: variation.factor(int(length)) for length in known} == known


@pytest.mark.parametrize("place", range(3))
def test_the_pooled_rule(place: int) -> None:
    known = vectors()["pooled_T"][place]
    pooled = Variation(known["sigma"], known["M"])
    found = variation.compare(known["x"], known["xbar"], measured=known["m"], variation=pooled)

    assert pooled.df == pytest.approx(known["nu"], abs=SIX)
    assert (found.t, found.p) == near(known["T"], known["p"])
    assert (found.limits.low, found.limits.high) == near(*known["limits_alpha01"])


def test_the_smoothed_series() -> None:
    known = vectors()["ewma"]
    values = [row["x"] for row in known["rows"]]
    # The vector prints sigma rounded, and its limits from the whole one.
    ranges = variation.moving_ranges(vectors()["xmr"]["baseline"])
    sigma = mean(ranges) / variation.FROM_RANGES
    found = variation.smoothed(values, centre=known["mu"], sigma=sigma, limit=known["L"])

    assert sigma == pytest.approx(known["sigma"], abs=SIX)
    assert variation.shift_limit(12) == known["L"]
    assert found[0].z == pytest.approx(known["lam"] * values[0] + (1 - known["lam"]) * known["mu"])
    assert [row["t"] for row in known["rows"]] == list(range(1, len(found) + 1))
    for step, row in zip(found, known["rows"], strict=True):
        assert (step.z, step.limits.low, step.limits.high) == near(row["z"], row["lo"], row["hi"])
        assert bool(step.shift) is row["signal"]


def test_lists_of_many() -> None:
    known = vectors()["bh"]

    assert lists.adjusted(known["p"]) == near(*known["adjusted"])
    assert list(lists.listed(known["p"])) == known["reject_q10"]
    assert list(lists.listed(known["p"], rate=0.05)) == known["reject_q05"]
    assert lists.adjusted(known["p"]) == near(*stats.false_discovery_control(known["p"]))


def test_what_does_not_use_the_answers_of_the_week() -> None:
    """V5 of SCIENCE 4.1."""
    assert intervals.half_width(7, invited=9) == pytest.approx(0.314, abs=5e-4)
    assert intervals.half_width(9, invited=9) == 0


def test_everybody_answered_is_no_interval() -> None:
    """V4."""
    assert intervals.of_mean([5, 4, 4, 3, 2], invited=5, axis=AXIS) == Interval(3.6, 3.6)
