"""What a round promised when it opened, how that differs from the one before, and how often one comes."""

from dataclasses import dataclass

from survey.rotation.fatigue import NewPace
from survey.rounds import Round


@dataclass(frozen=True, slots=True)
class Announcement:
    """A change of promise or of pace, for the channel of a team that it concerns.

    Attributes:
        now: the round with the new promise.
        before: the round before, in which the same team was asked; None where there was none.
        raised: the floor until now and from now on, where that of an open round was raised.
        pace: how often a round comes from this one on, where people tired or came back.
    """

    now: Round
    before: Round | None = None
    raised: tuple[int, int] | None = None
    pace: NewPace | None = None


def needs_saying(now: Round, before: Round | None) -> bool:
    """Whether a team has to be told of the promise of a new round: it differs, or begins with a pool."""
    return now.is_pooled if before is None else _terms(now) != _terms(before)


def _terms(round_: Round) -> tuple[object, ...]:
    return round_.floor, round_.leads_count, round_.retention_months, frozenset(round_.teams)
