"""The one place where figures leave the survey package.

Chart, digest, command reply and alt text accept what :func:`release` returns and nothing else.
"""

from survey.figures import COMMENT_FLOOR, FLOOR, SENSITIVE_FLOOR, Figure, Released, Withheld
from survey.tallies import Tally


def floor_of(*, sensitive: bool, floor: int) -> int:
    """The floor that applies to a question."""
    return max(floor, SENSITIVE_FLOOR if sensitive else FLOOR)


def release(tally: Tally, *, invited: int, floor: int = FLOOR) -> Figure:
    """Let a figure out, or say that it stays in.

    Args:
        tally: the closed answers to one question.
        invited: people on the round's list, N.
        floor: the round's promise; anything under five is read as five.
    """
    needed = floor_of(sensitive=tally.question.sensitive, floor=floor)
    if tally.answers < needed:
        return Withheld(needed, invited)
    return Released(tally.answers, invited, _mean(tally), _leaders(tally))


def comments_may_show(*, participants: int, floor: int = FLOOR) -> bool:
    """Whether so many took part that a comment points at nobody; a round's own floor counts, too."""
    return participants >= max(COMMENT_FLOOR, floor)


def participation(participants: int, *, floor: int = FLOOR) -> int | None:
    """How many took part, or None while so few did that the number itself would point at people."""
    return participants if participants >= max(floor, FLOOR) else None


def _mean(tally: Tally) -> float | None:
    axis = tally.question.scale.axis
    if axis is None:
        return None
    mean = sum(value * times for value, times in tally.counts.items()) / tally.answers
    return round(sum(axis) - mean if tally.question.reverse else mean, 1)


def _leaders(tally: Tally) -> tuple[str, ...]:
    if tally.question.scale.axis is not None:
        return ()
    most = max(tally.counts.values())
    scale = tally.question.scale
    labels = dict(zip(scale.values, scale.labels, strict=True))
    return tuple(labels[value] for value, times in tally.counts.items() if times == most)
