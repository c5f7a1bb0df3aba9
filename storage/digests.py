"""Everything a digest is made of, read at one moment: released figures, and never a tally."""

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from sqlmodel import Session, col, select

from storage import calendars, comments, measurements, releases, rounds, written
from storage.pools import asks
from storage.questions import question
from storage.tables import QuestionRow, ReleaseRow, RoundRow
from storage.teams import Team
from survey.closed_weeks import ClosedQuestion, ClosedWeek, WrittenQuestion, latest
from survey.digests import LONGEST_HISTORY, Digest, Point
from survey.disclosure.floors import participation
from survey.disclosure.record import decode, verdict_of
from survey.ids import RoundId, TeamId
from survey.questions import Question
from survey.rotation.candidates import MOST_QUESTIONS
from survey.rounds import RoundState
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
                item,
                figures[item.id],
                _earlier(session, round_.team, round_.week, item),
                verdict=verdicts.get(item.id),
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
        rounds=participation_of(session, [*measurements.rounds_alike(session, round_), round_id]),
        days_off=calendars.of_team(session, round_.team, round_.week).days_off_in(round_.week),
    )


def participation_of(session: Session, alike: Collection[int]) -> tuple[tuple[int | None, int], ...]:
    """Who took part in the latest closed ones of some rounds, oldest first, and how many were asked.

    Args:
        alike: rounds of the same teams: what a team did before another shared its rounds is told in its own
            channel only.
    """
    statement = (
        select(RoundRow.participants, RoundRow.invited, RoundRow.floor)
        .where(
            col(RoundRow.id).in_(alike),
            col(RoundRow.state) == RoundState.CLOSED,
        )
        .order_by(col(RoundRow.week).desc())
        .limit(LONG)
    )
    return tuple(
        (participation(answers or 0, floor=floor), invited)
        for answers, invited, floor in reversed(session.exec(statement).all())
    )


def results(session: Session, team: Team, keys: AbstractSet[str] | None, *, weeks: int) -> Digest | None:
    """The latest figures of some questions of a team, as in a digest; None where there are none.

    Args:
        session: a reading one will do.
        team: one that was asked, in rounds of its own or in those it shared.
        keys: the questions; None is whatever the last closed round asked.
        weeks: how many measurements of each to show.
    """
    return latest(team.name, _latest(session, team.id, keys), weeks=weeks)


def _latest(
    session: Session, team: TeamId, keys: AbstractSet[str] | None
) -> tuple[tuple[Week, ClosedQuestion], ...]:
    """The questions with the week each was asked last, the newest first."""
    statement = (
        select(RoundRow, QuestionRow, ReleaseRow.figure)
        .join(ReleaseRow, col(ReleaseRow.round_id) == col(RoundRow.id))
        .join(QuestionRow, col(QuestionRow.id) == col(ReleaseRow.question_id))
        .where(asks(team))
        .order_by(col(RoundRow.week).desc(), col(QuestionRow.id))
    )
    rows = session.exec(statement).all()
    last = rows[0][0].week if rows else ""
    found: dict[str, tuple[Week, ClosedQuestion]] = {}
    for round_, row, told in rows:
        wanted = round_.week == last if keys is None else row.key in keys
        if wanted and row.key not in found:
            found[row.key] = Week.parse(round_.week), _closed(session, round_, question(row), told)
    return tuple(found.values())[: MOST_QUESTIONS if keys else None]


def _closed(session: Session, round_: RoundRow, item: Question, told: Mapping[str, Any]) -> ClosedQuestion:
    earlier = _earlier(session, TeamId(round_.team_id), Week.parse(round_.week), item)
    return ClosedQuestion(item, decode(told), earlier, verdict=verdict_of(told))


def _earlier(session: Session, team: TeamId, week: Week, question: Question) -> tuple[Point, ...]:
    """The latest closed rounds of the team with this question, oldest first; lost ones measured nothing."""
    statement = (
        select(RoundRow.week, ReleaseRow.figure)
        .join(ReleaseRow, col(ReleaseRow.round_id) == col(RoundRow.id))
        .where(
            col(RoundRow.team_id) == team,
            col(RoundRow.week) < str(week),
            col(ReleaseRow.question_id) == question.id,
        )
        .order_by(col(RoundRow.week).desc())
        .limit(LONGEST_HISTORY - 1)
    )
    return tuple(
        Point(Week.parse(week), decode(told)) for week, told in reversed(session.exec(statement).all())
    )
