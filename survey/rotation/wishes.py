"""What people who plan want of one week."""

from collections.abc import Mapping
from dataclasses import dataclass, field


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
