"""What was released of closed rounds: the only figures that leave the store after a round's digest."""

from dataclasses import dataclass

from sqlalchemy import or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from storage.questions import question
from storage.tables import QuestionRow, ReleaseRow, RoundQuestionRow, RoundRow, RoundTeamRow
from survey.disclosure.figures import Figure
from survey.disclosure.record import decode
from survey.ids import TeamId
from survey.rounds import RoundState
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Release:
    """What was let out of one question in one week, as it was decided when the round closed."""

    week: Week
    key: str
    text: str
    theme: str
    axis: tuple[int, int] | None
    figure: Figure


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
    return tuple(
        Release(
            week=Week.parse(week),
            key=asked.key,
            text=asked.text,
            theme=asked.theme,
            axis=question(asked).scale.axis,
            figure=decode(figure),
        )
        for week, asked, figure in session.exec(statement)
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
