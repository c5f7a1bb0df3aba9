"""What was released of closed rounds: the only figures that leave the store after a round's digest."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.pools import asks
from storage.questions import question
from storage.tables import QuestionRow, ReleaseRow, RoundQuestionRow, RoundRow, RoundTeamRow
from survey.disclosure.figures import Figure, Released
from survey.disclosure.record import decode, verdict_of
from survey.ids import TeamId
from survey.questions import Question
from survey.rounds import RoundState
from survey.verdicts import Verdict
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Release:
    """What was let out of one question in one week, as it was decided when the round closed.

    Attributes:
        verdict: what its change was said to be; None where nothing was compared or nothing is shown.
    """

    week: Week
    key: str
    text: str
    theme: str
    axis: tuple[int, int] | None
    figure: Figure
    verdict: Verdict | None = None


def of_team(session: Session, team: TeamId, *, limit: int) -> tuple[Release, ...]:
    """What a team was told in its latest closed rounds, newest week first, questions as they were asked.

    Args:
        session: any session.
        team: the team; where its people were asked in another team's round, that round is theirs.
        limit: how many rounds.
    """
    statement = (
        select(RoundRow.week, QuestionRow, ReleaseRow.figure)
        .join(ReleaseRow, col(ReleaseRow.round_id) == col(RoundRow.id))
        .join(QuestionRow, col(QuestionRow.id) == col(ReleaseRow.question_id))
        .join(
            RoundQuestionRow,
            (col(RoundQuestionRow.round_id) == col(RoundRow.id))
            & (col(RoundQuestionRow.question_id) == col(QuestionRow.id)),
        )
        .where(col(RoundRow.id).in_(_latest(team, limit)))
        .order_by(col(RoundRow.week).desc(), col(RoundRow.id).desc(), col(RoundQuestionRow.position))
    )
    return tuple(_release(Week.parse(week), asked, told) for week, asked, told in session.exec(statement))


def questions_of(session: Session, team: TeamId) -> tuple[Question, ...]:
    """The questions of which a team was told anything, by key, each as it was asked last."""
    told = (
        select(ReleaseRow.question_id)
        .join(RoundRow, col(RoundRow.id) == col(ReleaseRow.round_id))
        .where(asks(team), col(RoundRow.state) == RoundState.CLOSED)
    )
    statement = select(QuestionRow).where(col(QuestionRow.id).in_(told))
    rows = session.exec(statement.order_by(col(QuestionRow.key), col(QuestionRow.version)))
    return tuple({row.key: question(row) for row in rows}.values())


def _release(week: Week, asked: QuestionRow, told: Mapping[str, Any]) -> Release:
    axis, figure = question(asked).scale.axis, decode(told)
    return Release(
        week=week,
        key=asked.key,
        text=asked.text,
        theme=asked.theme,
        axis=axis,
        figure=figure,
        verdict=verdict_of(told) if axis and isinstance(figure, Released) else None,
    )


def _latest(team: TeamId, limit: int) -> SelectOfScalar[int | None]:
    """The rounds of a team that are closed and let something out, at most so many."""
    shared = select(RoundTeamRow.round_id).where(col(RoundTeamRow.team_id) == team)
    return (
        select(col(RoundRow.id))
        .where(
            or_(col(RoundRow.team_id) == team, col(RoundRow.id).in_(shared)),
            col(RoundRow.state) == RoundState.CLOSED,
            col(RoundRow.id).in_(select(ReleaseRow.round_id)),
        )
        .order_by(col(RoundRow.week).desc(), col(RoundRow.id).desc())
        .limit(limit)
    )
