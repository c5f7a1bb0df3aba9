"""How many people it takes: under the floors, nothing is said."""

from survey.disclosure.figures import COMMENT_FLOOR, FLOOR, SENSITIVE_FLOOR


def floor_of(*, sensitive: bool, floor: int) -> int:
    """The floor that applies to a question."""
    return max(floor, SENSITIVE_FLOOR if sensitive else FLOOR)


def comment_floor(floor: int) -> int:
    """Fewest people taking part at which words are shown; a round's own floor counts, too."""
    return max(COMMENT_FLOOR, floor)


def comments_may_show(*, participants: int, floor: int = FLOOR) -> bool:
    """Whether so many took part that a comment, or an answer in words, points at nobody."""
    return participants >= comment_floor(floor)


def participation(participants: int, *, floor: int = FLOOR) -> int | None:
    """How many took part, or None while so few did that the number itself would point at people."""
    return participants if participants >= max(floor, FLOOR) else None
