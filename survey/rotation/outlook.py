"""The next weeks' plans, as they come if nothing changes meanwhile."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from survey.rotation.candidates import Candidate, Rotation
from survey.rotation.draft import WeekPlan
from survey.rotation.plan import plan_week
from survey.rotation.wishes import NO_WISHES, Wishes
from survey.weeks import Week

USUAL, FARTHEST = 6, 52
_LOOKED_THROUGH = 4 * FARTHEST
"""Weeks of the rhythm among which as many with a round are looked for, quiet as most may be."""


def outlook(
    candidates: Sequence[Candidate],
    rotation: Rotation,
    *,
    first_week: Week,
    weeks: int = USUAL,
    is_quiet: Callable[[Week], bool] = lambda _: False,
    signals: frozenset[str] = frozenset(),
    wishes: Mapping[Week, Wishes] | None = None,
) -> tuple[WeekPlan, ...]:
    """Play the plan forward. Signals of later weeks are unknown, so only the first week's count.

    Args:
        candidates: every question that may be asked, and when it last was.
        rotation: how they take turns.
        first_week: of the next round.
        weeks: how many rounds to look ahead.
        is_quiet: whether a week has no round although it is in the rhythm.
        signals: themes that signalled in the round before the first.
        wishes: what people want, by week.
    """
    if not 1 <= weeks <= FARTHEST:
        raise ValueError(f"plans reach 1 to {FARTHEST} rounds ahead")
    known = {candidate.key: candidate for candidate in candidates}
    plans: list[WeekPlan] = []
    for week in _rounds(first_week, weeks, every=rotation.every, is_quiet=is_quiet):
        wish = (wishes or {}).get(week, NO_WISHES)
        plan = plan_week(tuple(known.values()), rotation, week=week, signals=signals, wishes=wish)
        plans.append(plan)
        known |= {key: replace(known[key], last_week=week.index) for key in plan.keys}
        signals = frozenset()
    return tuple(plans)


def _rounds(first: Week, count: int, *, every: int, is_quiet: Callable[[Week], bool]) -> list[Week]:
    """The weeks of so many rounds; fewer where nearly all weeks are quiet."""
    weeks = (first.plus(number * every) for number in range(_LOOKED_THROUGH))
    return list(islice((week for week in weeks if not is_quiet(week)), count))
