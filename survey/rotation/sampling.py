"""Asking a part of a large unit: a fresh draw for each round, which nobody can foretell (SCIENCE 3.4)."""

import hmac
from collections.abc import Collection, Iterable
from fractions import Fraction

from survey.ids import PersonId
from survey.rotation.fatigue import Participation

FEWEST_PEOPLE = 30
"""Under it everybody is asked: a part would have too few answers to show."""
WANTED_ANSWERS = 12
"""So many people who answer make at least five answers all but certain."""
SHORTEST_SEED = 16
USUAL_SHARE = Fraction(1, 2)
"""Everybody is asked about every second time; fewer would bring the waiting of a slow pace back."""
_RECENT = 12
"""Rounds from which the response rate is taken; one alone says little (SCIENCE 3.6)."""


def draw_size(people: int, *, share: Fraction, response_rate: Fraction | None) -> int:
    """How many of a unit to ask, so that at least ``WANTED_ANSWERS`` are to be expected.

    Args:
        people: how many can be asked.
        share: the part an admin wants to be asked; more are where that is too few.
        response_rate: answers per person asked so far; None where nobody knows yet, and everybody is asked.
    """
    if not 0 < share <= 1:
        raise ValueError("the part of people asked is above 0 and at most all of them")
    if people < FEWEST_PEOPLE or not response_rate:
        return people
    return min(people, max(_up(share * people), _up(WANTED_ANSWERS / response_rate)))


def draw(
    people: Collection[PersonId], *, seed: bytes, share: Fraction, response_rate: Fraction | None
) -> frozenset[PersonId]:
    """Whom to ask. The same seed gives the same draw; without it nobody can tell who is drawn.

    Halves that take turns would put a saw-tooth into every trend, so that each round has a draw of its own.

    Args:
        people: who can be asked.
        seed: secret and random, of one round only; to be destroyed with it, as the draw itself.
        share: as for ``draw_size``.
        response_rate: as for ``draw_size``.
    """
    if len(seed) < SHORTEST_SEED:
        raise ValueError(f"a seed has at least {SHORTEST_SEED} bytes")
    unique = frozenset(people)
    count = draw_size(len(unique), share=share, response_rate=response_rate)
    if count == len(unique):
        return unique
    ranked = sorted(unique, key=lambda person: hmac.digest(seed, str(person).encode(), "sha256"))
    return frozenset(ranked[:count])


def response_rate(rounds: Iterable[Participation]) -> Fraction | None:
    """Answers per person asked in the latest rounds whose count was released; None where none was."""
    latest = sorted(rounds, key=lambda each: each.week)[-_RECENT:]
    known = [(each.answers, each.eligible) for each in latest if each.answers is not None]
    asked = sum(eligible for _, eligible in known)
    return Fraction(sum(answers for answers, _ in known), asked) if asked else None


def _up(number: Fraction) -> int:
    return -(-number.numerator // number.denominator)
