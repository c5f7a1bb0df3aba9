"""Everything a digest is made of, read at one moment."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from storage import comments, rounds
from storage.tables import RoundQuestionRow, RoundRow, TallyRow
from survey.digests import LONGEST_HISTORY
from survey.ids import QuestionId, RoundId
from survey.questions import Question
from survey.rounds import Round, RoundState
from survey.scales import SKIP
from survey.tallies import Tally
from survey.weeks import Week


@dataclass(frozen=True, slots=True)
class Measurement:
    """An earlier week of the same team in which a question was asked.

    Attributes:
        floor: what that round promised when it opened; what is shown of it keeps that promise.
    """

    week: Week
    tally: Tally
    invited: int
    floor: int


@dataclass(frozen=True, slots=True)
class Summary:
    """One ended round, ungated: only ``survey`` may turn this into something shown.

    Attributes:
        participants: how many people took part; None while the round is open.
        tallies: one a question, in the round's order; all empty where the round was lost.
        earlier: oldest first, so many that each question has at most twelve measurements with this one.
        comments: all of them, in random order.
    """

    round: Round
    invited: int
    participants: int | None
    tallies: tuple[Tally, ...]
    earlier: tuple[Measurement, ...]
    comments: tuple[str, ...]
    lost: bool


def summary(session: Session, round_id: RoundId, *, data_key: bytes) -> Summary:
    """What is known of a round that ended.

    Raises:
        UnknownQuestionError: there is no such round.
        BrokenSealError: the data key is not the one its comments were written with.
    """
    round_ = rounds.get(session, round_id)
    counted = select(RoundRow.invited, RoundRow.participants).where(col(RoundRow.id) == round_id)
    invited, participants = session.exec(counted).one()
    counts = _counts(session, {round_id})
    return Summary(
        round=round_,
        invited=invited,
        participants=participants,
        tallies=tuple(_tally(item, counts[round_id, item.id]) for item in round_.questions),
        earlier=_earlier(session, round_),
        comments=comments.of_round(session, round_id, data_key=data_key),
        lost=round_.state is RoundState.LOST,
    )


_Counts = dict[tuple[RoundId, QuestionId], dict[int, int]]


def _counts(session: Session, wanted: Collection[RoundId]) -> _Counts:
    statement = select(TallyRow).where(col(TallyRow.round_id).in_(wanted))
    found: _Counts = defaultdict(dict)
    for row in session.exec(statement.order_by(col(TallyRow.value))):
        found[RoundId(row.round_id), QuestionId(row.question_id)][row.value] = row.count
    return found


def _tally(question: Question, counts: dict[int, int]) -> Tally:
    given = {value: times for value, times in counts.items() if value != SKIP}
    return Tally(question, given, skipped=counts.get(SKIP, 0))


def _earlier(session: Session, round_: Round) -> tuple[Measurement, ...]:
    asked = {item.id: _rounds_before(session, round_, item) for item in round_.questions}
    counts = _counts(session, {RoundId(row.id or 0) for rows in asked.values() for row in rows})
    measurements = (
        Measurement(
            Week.parse(row.week), _tally(item, counts[RoundId(row.id or 0), item.id]), row.invited, row.floor
        )
        for item in round_.questions
        for row in asked[item.id]
    )
    return tuple(sorted(measurements, key=lambda measurement: measurement.week))


def _rounds_before(session: Session, round_: Round, question: Question) -> list[RoundRow]:
    """The latest closed rounds of the team that asked a question; lost ones measured nothing."""
    statement = (
        select(RoundRow)
        .join(RoundQuestionRow, col(RoundQuestionRow.round_id) == col(RoundRow.id))
        .where(
            col(RoundRow.team_id) == round_.team,
            col(RoundRow.week) < str(round_.week),
            col(RoundRow.state) == RoundState.CLOSED,
            col(RoundQuestionRow.question_id) == question.id,
        )
        .order_by(col(RoundRow.week).desc())
        .limit(LONGEST_HISTORY - 1)
    )
    return list(session.exec(statement))
