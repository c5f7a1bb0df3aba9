"""Variance shared out among themes: the published vector, and what holds for any."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.statistics.drivers import MOST_THEMES, explained_by, listed, lmg, ranked, relative_weights
from tests.survey.statistics.known import SIX, near, vectors

SEEDS = st.integers(0, 2**32 - 1)


def played(seed: int, *, points: int, themes: int) -> tuple[dict[str, list[float]], list[float]]:
    """Themes that have something in common, and an outcome that is made of them, the first above all."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(themes, points)) + rng.normal(size=points) * 0.5
    outcome = values.sum(axis=0) + 2 * values[0] + rng.normal(size=points)
    return {f"theme {place}": list(row) for place, row in enumerate(values)}, list(outcome)


def correlations(seed: int, themes: int) -> tuple[np.ndarray, np.ndarray]:
    values, outcome = played(seed, points=60, themes=themes)
    found = np.corrcoef([*values.values(), outcome])
    return found[:-1, :-1], found[-1, :-1]


def test_the_published_shares() -> None:
    known = vectors()["drivers"]
    themes, outcome = np.array(known["C"], dtype=float), np.array(known["r_y"])

    assert tuple(lmg(themes, outcome)) == near(*known["lmg"])
    assert tuple(relative_weights(themes, outcome)) == near(*known["johnson"])
    assert float(explained_by(themes, outcome, (0, 1, 2))) == pytest.approx(known["R2"], abs=SIX)


@given(SEEDS, st.integers(1, 6))
def test_shares_make_all_that_is_explained(seed: int, count: int) -> None:
    themes, outcome = correlations(seed, count)
    explained = float(explained_by(themes, outcome, range(count)))
    shares, quick = lmg(themes, outcome), relative_weights(themes, outcome)

    assert shares.sum() == pytest.approx(explained)
    assert quick.sum() == pytest.approx(explained)
    assert (shares > -1e-9).all()
    assert np.abs(shares - quick).max() < 0.1
    assert 0 <= explained <= 1


@given(SEEDS, st.permutations(range(4)))
def test_the_order_of_themes_does_not_matter(seed: int, order: list[int]) -> None:
    themes, outcome = correlations(seed, 4)

    assert lmg(themes[np.ix_(order, order)], outcome[order]) == pytest.approx(lmg(themes, outcome)[order])


def test_themes_that_say_the_same_get_the_same() -> None:
    themes = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])

    assert lmg(themes, np.array([0.6, 0.6, 0.2])) == pytest.approx([0.18, 0.18, 0.04], abs=1e-6)


@pytest.mark.parametrize(("points", "right"), [(12, 0.39), (52, 0.60), (300, 0.87)])
def test_of_few_points_the_wrong_theme_leads_more_often_than_not(points: int, right: float) -> None:
    """Five themes that go together by 0.4 and weigh 4, 3, 2, 1 and 0 in half of what moves the outcome."""
    rng, themes, weights = (
        np.random.default_rng(1),
        np.full((5, 5), 0.4) + 0.6 * np.eye(5),
        np.arange(4.0, -1, -1),
    )
    values = np.einsum("ij,sjn->sin", np.linalg.cholesky(themes), rng.normal(size=(2000, 5, points)))
    moved = np.einsum("i,sin->sn", weights / np.sqrt(weights @ themes @ weights), values)
    outcome = moved + rng.normal(size=moved.shape)
    found = [np.corrcoef([*rows, last]) for rows, last in zip(values, outcome, strict=True)]
    shares = lmg(np.array([each[:-1, :-1] for each in found]), np.array([each[-1, :-1] for each in found]))

    assert (shares.argmax(axis=-1) == 0).mean() == pytest.approx(right, abs=0.03)


def test_under_thirty_points_there_is_no_list_and_under_a_hundred_no_ranking() -> None:
    themes, outcome = played(1, points=99, themes=3)
    short = {name: values[:29] for name, values in themes.items()}

    with pytest.raises(ValueError, match="a list of themes needs 30 points, not 29"):
        listed(outcome[:29], short)
    with pytest.raises(ValueError, match="a ranking of themes needs 100 points, not 99"):
        ranked(outcome, themes, rng=np.random.default_rng(1))


def test_a_list_is_alphabetical_whatever_it_says() -> None:
    themes, outcome = played(1, points=30, themes=1)
    found = listed(outcome, {"Workload": themes["theme 0"], "aims": [3.0] * 30})

    assert [name for name, _ in found] == ["aims", "Workload"]
    assert found[0][1].rho == 0
    assert found[1][1].rho > 0.8
    assert found[1][1].points == 30


def test_a_theme_is_ahead_only_where_chance_does_not_explain_it() -> None:
    themes, outcome = played(4, points=150, themes=4)
    found = ranked(outcome, {**themes, "level": [3.0] * 150}, rng=np.random.default_rng(1), samples=300)
    by_name = {each.name: each for each in found}

    assert list(by_name) == ["level", "theme 0", "theme 1", "theme 2", "theme 3"]
    assert by_name["theme 0"].ahead_of == ("level", "theme 1", "theme 2", "theme 3")
    assert all(
        {"level"} >= set(each.ahead_of) - {"theme 0"} for name, each in by_name.items() if name != "theme 0"
    )
    assert by_name["level"].share == pytest.approx(0, abs=1e-9)
    assert all(each.interval.low <= each.share <= each.interval.high for each in found)


def test_more_than_ten_themes_are_refused() -> None:
    with pytest.raises(ValueError, match="among at most 10 themes, not 11"):
        lmg(np.eye(MOST_THEMES + 1), np.zeros(MOST_THEMES + 1))
