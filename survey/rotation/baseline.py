"""The customer baseline: its questions as one form or a few at a time, until all were asked once in a run."""

from collections.abc import Iterable

from survey.questions import Role
from survey.rotation.candidates import Candidate

HALF_A_YEAR = 26
"""Weeks between the beginnings of two runs (SCIENCE R29)."""


def due_baseline(candidates: Iterable[Candidate], *, since: int | None, week: int) -> list[Candidate]:
    """The questions of a run that are still to be asked, in the order of the bank.

    A week without a round, or a question that was skipped, makes a run longer and leaves nothing out.

    Args:
        candidates: all questions.
        since: the index of the week in which the first run began or begins; None for no run.
        week: the index of the week planned.
    """
    if since is None or week < since:
        return []
    began = latest_run(since, week=week)
    left = [
        candidate
        for candidate in candidates
        if candidate.role is Role.BASELINE and (candidate.last_week is None or candidate.last_week < began)
    ]
    return sorted(left, key=lambda candidate: (candidate.order, candidate.key))


def latest_run(since: int, *, week: int) -> int:
    """The index of the week in which the latest run began; that of the first, where it is still to come."""
    return since + max(week - since, 0) // HALF_A_YEAR * HALF_A_YEAR
