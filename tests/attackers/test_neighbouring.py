"""One person came or went: what the outputs of two rounds tell about that person (P9).

Whoever knows nothing about those who stayed learns nothing. An attacker who believes that they hardly
changed their answers can conclude something from every pair of exact figures; the share alone leaves an
exact answer to nobody who joined, and a bucket hardly ever. SCIENCE 5.4 asks for the share, so the
tests say how much it protects from rather than that it protects from everything.
"""

import pytest

from tests.attackers.neighbouring import compare, try_out
from tests.attackers.published import publish, publish_share

SIZES = [(8, 9), (9, 8), (9, 10), (10, 9)]
BELIEVES_NOTHING = 3
"""So many moves more than the fewest leave every bucket possible, whatever is published."""


@pytest.mark.parametrize("sizes", [(5, 6), (6, 5), (6, 7), (7, 6), (7, 8), *SIZES])
@pytest.mark.parametrize("own", [None, 0, 2, 4])
def test_p9_without_beliefs_about_the_others_nothing_is_certain(
    sizes: tuple[int, int], own: int | None
) -> None:
    assert compare(sizes, publish, publish_share, slack=BELIEVES_NOTHING, own=own).certain == 0


@pytest.mark.parametrize("sizes", [(5, 6), (6, 5), (6, 7), (7, 6), (7, 8)])
@pytest.mark.parametrize("own", [None, 0, 2, 4])
def test_p9_after_a_share_a_share_leaves_no_bucket_even_to_those_who_believe_in_one_change_at_most(
    sizes: tuple[int, int], own: int | None
) -> None:
    assert compare(sizes, publish, publish_share, slack=1, own=own).certain == 0


@pytest.mark.parametrize("sizes", [(7, 8), (8, 9), (9, 10)])
@pytest.mark.parametrize("slack", [0, 1])
def test_p9_the_answer_of_whoever_joined_is_never_left_alone(sizes: tuple[int, int], slack: int) -> None:
    assert compare(sizes, publish, publish_share, slack=slack).exact == 0
    assert compare(sizes, publish, publish, slack=slack).exact > 0


@pytest.mark.parametrize("sizes", SIZES)
def test_p9_drawn_rounds_hardly_ever_tell_a_bucket(sizes: tuple[int, int]) -> None:
    """The reader believes that at most one person more than necessary changed, and in fact nobody did."""
    share = try_out(sizes, publish, publish_share, slack=1, loyal=1.0, rounds=400, seed=9)
    exact = try_out(sizes, publish, publish, slack=1, loyal=1.0, rounds=400, seed=9)

    assert share.concluded <= 0.01 * share.rounds
    assert exact.right == exact.concluded > 0.15 * exact.rounds
