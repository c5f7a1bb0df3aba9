"""Everything a digest is made of, read at one moment: released figures, and never a tally."""

from sqlmodel import Session, col, select

from storage import comments, releases, rounds, written
from storage.tables import ReleaseRow, RoundRow
from survey.closed_weeks import ClosedQuestion, ClosedWeek, WrittenQuestion
from survey.digests import LONGEST_HISTORY, Point
from survey.disclosure.floors import participation
from survey.disclosure.record import decode
from survey.ids import RoundId
from survey.questions import Question
from survey.rounds import Round, RoundState
from survey.statistics.rates import LONG
from survey.weeks import Week


def closed_week(session: Session, round_id: RoundId, *, data_key: bytes) -> ClosedWeek:
    """What is known of a round that ended.

    Raises:
        UnknownQuestionError: there is no such round.
        BrokenSealError: the data key is not the one its words were written with.
    """
    round_ = rounds.get(session, round_id)
    counted = select(RoundRow.invited, RoundRow.participants).where(col(RoundRow.id) == round_id)
    invited, participants = session.exec(counted).one()
    figures = releases.of_round(session, round_id)
    verdicts = releases.verdicts(session, round_id)
    texts = written.of_round(session, round_id, data_key=data_key)
    return ClosedWeek(
        team=round_.team_name,
        week=round_.week,
        questions=tuple(
            ClosedQuestion(
                item, figures[item.id], _earlier(session, round_, item), verdict=verdicts.get(item.id)
            )
            for item in round_.questions
            if item.id in figures
        ),
        invited=invited,
        participants=participants or 0,
        floor=round_.floor,
        comments=comments.of_round(session, round_id, data_key=data_key),
        written=tuple(
            WrittenQuestion(item, texts.get(item.id, ()))
            for item in round_.questions
            if item.scale.takes_words
        ),
        lost=round_.state is RoundState.LOST,
        rounds=_participation(session, round_),
    )


def _participation(session: Session, round_: Round) -> tuple[tuple[int | None, int], ...]:
    """Who took part in the latest closed rounds of a team, this one last, and how many were asked."""
    statement = (
        select(RoundRow.participants, RoundRow.invited, RoundRow.floor)
        .where(
            col(RoundRow.team_id) == round_.team,
            col(RoundRow.week) <= str(round_.week),
            col(RoundRow.state) == RoundState.CLOSED,
        )
        .order_by(col(RoundRow.week).desc())
        .limit(LONG)
    )
    return tuple(
        (participation(answers or 0, floor=floor), invited)
        for answers, invited, floor in reversed(session.exec(statement).all())
    )


def _earlier(session: Session, round_: Round, question: Question) -> tuple[Point, ...]:
    """The latest closed rounds of the team with this question, oldest first; lost ones measured nothing."""
    statement = (
        select(RoundRow.week, ReleaseRow.figure)
        .join(ReleaseRow, col(ReleaseRow.round_id) == col(RoundRow.id))
        .where(
            col(RoundRow.team_id) == round_.team,
            col(RoundRow.week) < str(round_.week),
            col(ReleaseRow.question_id) == question.id,
        )
        .order_by(col(RoundRow.week).desc())
        .limit(LONGEST_HISTORY - 1)
    )
    return tuple(
        Point(Week.parse(week), decode(told)) for week, told in reversed(session.exec(statement).all())
    )
