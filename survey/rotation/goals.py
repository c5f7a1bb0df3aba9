"""Questions of goals, which take the place of one marker while the goal is pursued."""

from collections.abc import Iterable, Sequence

from survey.questions import Role
from survey.rotation.candidates import Candidate, longest_waiting


def goals_in_turn(candidates: Sequence[Candidate], *, turning: int) -> list[Candidate]:
    """The questions of all goals: the goal that waited longest first, and its question that waited longest.

    None where no place turns. Where a single one does, goals and themes take it in turns, since otherwise
    a goal would end every trend.

    Args:
        candidates: all questions.
        turning: places that take turns in one week.
    """
    goals = [each for each in candidates if each.role is Role.GOAL]
    others = [each for each in candidates if each.role in {Role.MARKER, Role.DEPTH}]
    if not turning or (turning == 1 and others and _last(goals) > _last(others)):
        return []
    last = {
        line: _last(each for each in goals if each.line == line) for line in {each.line for each in goals}
    }
    return sorted(longest_waiting(goals), key=lambda goal: last[goal.line])


def _last(questions: Iterable[Candidate]) -> int:
    """When any of them was last asked; before all time where none was."""
    return max((each.last_week for each in questions if each.last_week is not None), default=-1_000_000)
