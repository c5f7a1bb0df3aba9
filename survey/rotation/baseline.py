"""The customer baseline spread over weeks: a few of its questions at a time, until all were asked once."""

from collections.abc import Iterable

from survey.rotation.candidates import Candidate, Role
from survey.weeks import Week

HALF_A_YEAR = 26
"""Weeks between the beginnings of two runs (SCIENCE R29)."""


def due_baseline(candidates: Iterable[Candidate], *, since: int | None, week: int) -> list[Candidate]:
    """The questions of a run that are still to be asked, in the order of the bank.

    A week without a round, or a question that was skipped, makes a run longer and leaves nothing out.

    Args:
        candidates: all questions.
        since: the index of the week in which the run began or begins; None for no run.
        week: the index of the week planned.
    """
    if since is None or week < since:
        return []
    left = [
        candidate
        for candidate in candidates
        if candidate.role is Role.BASELINE and (candidate.last_week is None or candidate.last_week < since)
    ]
    return sorted(left, key=lambda candidate: (candidate.order, candidate.key))


def next_run(began: Week) -> Week:
    """When the next run begins, half a year after one."""
    return began.plus(HALF_A_YEAR)
