"""What people who plan want of one week."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from survey.plans import Change, PlanChange
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Wishes:
    """Changes of one week; the rules that protect people hold against them.

    Attributes:
        pinned: keys of questions to be asked, the most wanted first.
        skipped: keys of questions not to be asked.
        swapped: by key, the key of the question to be asked in its place where it would be asked.
        themes: keys of themes the team or its lead wants to look at, the most wanted first.
    """

    pinned: tuple[str, ...] = ()
    skipped: frozenset[str] = frozenset()
    swapped: Mapping[str, str] = field(default_factory=dict)
    themes: tuple[str, ...] = ()


NO_WISHES = Wishes()


def wishes_of(changes: Iterable[PlanChange]) -> dict[Week, Wishes]:
    """What was changed, by week; what was said first is wanted most."""
    by_week: dict[Week, list[PlanChange]] = {}
    for change in changes:
        by_week.setdefault(change.week, []).append(change)
    return {week: _together(said) for week, said in by_week.items()}


def _together(said: Iterable[PlanChange]) -> Wishes:
    by_kind: dict[Change, list[PlanChange]] = {kind: [] for kind in Change}
    for change in said:
        by_kind[change.change].append(change)
    return Wishes(
        pinned=tuple(change.key for change in by_kind[Change.PIN]),
        skipped=frozenset(change.key for change in by_kind[Change.SKIP]),
        swapped={change.key: change.instead for change in by_kind[Change.SWAP]},
        themes=tuple(change.key for change in by_kind[Change.THEME]),
    )
