"""A bank as large as the product's own: ten themes of four questions, and what a year of it looks like."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from survey.questions import Role
from survey.rotation.candidates import Candidate
from survey.rotation.draft import WeekPlan
from survey.weeks import Week

START = Week(2026, 49)
THEMES = ("STR", "RES", "CUS", "SAF", "WOR", "REC", "GRO", "WEL", "LEA", "IDE")
SENSITIVE = {"SAF-04", "LEA-01", "LEA-03"}
MARKERS = {"LEA": 2}
"""The marker of a theme is its first question, but for these."""
ANCHOR = Candidate("GEN-01", "GEN", Role.ANCHOR)
BASELINE = tuple(Candidate(f"CXL-{n:02d}", "CXL", Role.BASELINE, order=500 + n) for n in range(1, 13))
GOALS = tuple(Candidate(f"GOAL-{n:02d}", "goal 1", Role.GOAL, order=600 + n) for n in range(1, 5))


def theme(key: str, *, weight: float = 1.0, order: int = 0) -> tuple[Candidate, ...]:
    """The four questions of a theme."""
    return tuple(
        Candidate(
            f"{key}-{number:02d}",
            key,
            Role.MARKER if number == MARKERS.get(key, 1) else Role.DEPTH,
            sensitive=f"{key}-{number:02d}" in SENSITIVE,
            weight=weight,
            order=order + number,
        )
        for number in range(1, 5)
    )


def themes(keys: Iterable[str], weights: Mapping[str, float] | None = None) -> tuple[Candidate, ...]:
    """The questions of several themes."""
    chosen = [
        theme(key, weight=(weights or {}).get(key, 1.0), order=place * 10) for place, key in enumerate(keys)
    ]
    return tuple(question for questions in chosen for question in questions)


def own(count: int) -> tuple[Candidate, ...]:
    """An admin's own questions, without a theme."""
    return tuple(Candidate(f"Q{number}", order=700 + number) for number in range(1, count + 1))


def weeks_of(plans: Sequence[WeekPlan], theme: str) -> list[int]:
    """The weeks in which a theme was asked, counted from the first."""
    return [
        plan.week.index - plans[0].week.index
        for plan in plans
        if any(theme in (each.theme, each.key) for each in plan.chosen)
    ]


def longest_gap(plans: Sequence[WeekPlan], themes: Iterable[str]) -> int:
    """The longest a theme waited: between two times, before the first, or after the last so far."""
    ends = (-1, plans[-1].week.index - plans[0].week.index + 1)
    return max(
        later - earlier
        for theme in themes
        for weeks in [[ends[0], *weeks_of(plans, theme), ends[1]]]
        for earlier, later in itertools.pairwise(weeks)
    )


def bound(themes: int, slots: int) -> int:
    """No theme waits longer (SCIENCE 3.2)."""
    return math.ceil(themes / slots) + 1
