"""Whose turn it is: themes in the order of how long they waited against how often they should come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from survey.questions import Role
from survey.rotation.candidates import Candidate, longest_waiting
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Theme:
    """The questions that take turns as one, the longest waiting first."""

    key: str
    markers: tuple[Candidate, ...]
    depth: tuple[Candidate, ...]

    @property
    def last_marker(self) -> int | None:
        """When a marker was last asked; None where none ever was."""
        return self.markers[-1].last_week if self.markers else None

    @property
    def last_depth(self) -> int | None:
        """When it was last looked at closer; None where it never was."""
        return self.depth[-1].last_week if self.depth else None

    @property
    def last_week(self) -> int | None:
        """When any of its questions was last asked; None where none ever was."""
        marker, depth = self.last_marker, self.last_depth
        if marker is None or depth is None:
            return depth if marker is None else marker
        return max(marker, depth)

    @property
    def has_answered_its_signal(self) -> bool:
        """Whether a depth question came since the marker, which is what signals."""
        marker, depth = self.last_marker, self.last_depth
        return marker is not None and depth is not None and depth > marker


@dataclass(frozen=True, slots=True)
class Turn:
    """A theme and how much its turn has come: from 1 on, it is due."""

    theme: Theme
    priority: float

    @property
    def is_due(self) -> bool:
        """Whether it waited as long as its gap should be."""
        return self.priority >= 1


def themes(candidates: Iterable[Candidate]) -> dict[str, Theme]:
    """The themes of all markers and depth questions, by key."""
    markers: dict[str, list[Candidate]] = {}
    depth: dict[str, list[Candidate]] = {}
    for candidate in longest_waiting(candidates):
        if candidate.role is Role.MARKER:
            markers.setdefault(candidate.line, []).append(candidate)
        elif candidate.role is Role.DEPTH:
            depth.setdefault(candidate.line, []).append(candidate)
    return {
        key: Theme(key, tuple(markers.get(key, ())), tuple(depth.get(key, ()))) for key in markers | depth
    }


def turns(themes: Mapping[str, Theme], *, week: Week, slots: int, seed: str) -> list[Turn]:
    """Themes that have a marker, the most urgent first.

    The priority is (week - last asked) / target gap, where the target gap is (themes / slots) / weight. A
    theme that was never asked counts as having waited a week longer than any other.

    Args:
        themes: as ``themes`` gives them.
        week: the week planned.
        slots: how many take turns in one week.
        seed: of the organisation; decides, with the week, what waiting does not.
    """
    now, turning = week.index, [theme for theme in themes.values() if theme.markers]
    waited = {theme.key: now - last for theme in turning if (last := theme.last_week) is not None}
    never = max(waited.values(), default=0) + 1
    found = [
        Turn(theme, waited.get(theme.key, never) * theme.markers[0].weight * slots / len(turning))
        for theme in turning
    ]

    def urgency(turn: Turn) -> tuple[float, bytes]:
        return -turn.priority, sha256(f"{seed}|{week}|{turn.theme.key}".encode()).digest()

    return sorted(found, key=urgency)
