"""The ledger of what was released: decided once, inside the transaction that closes a round."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_
from sqlmodel import Session, col, select

from storage import likeness, measurements, owed
from storage.tables import DeliveryRow, ReleaseRow, RoundRow, RoundTeamRow, TeamMemberRow
from survey.deliveries import Kind
from survey.disclosure import ledger
from survey.disclosure.figures import Figure, Released
from survey.disclosure.floors import floor_of
from survey.disclosure.gate import level, release
from survey.disclosure.ledger import Group
from survey.disclosure.record import decode, encode, verdict_of
from survey.ids import QuestionId, RoundId
from survey.rounds import Round, RoundState
from survey.tallies import Tally
from survey.verdicts import Verdict


def decide(session: Session, round_: Round, tallies: Sequence[Tally]) -> None:
    """Let the figures of a closing round out, as far as they are safe beside all released before.

    The order of closing decides whose figure stays in where two would tell too much together.
    """
    reached = frozenset(int(person) for person in owed.reached(session, round_.id))
    past, stay = measurements.before(session, round_), _members(session, round_)
    asked_before = _asked_before(session, round_)
    # Another version, or the same words under another key, must not begin a ledger of its own.
    every = likeness.alike(session, [tally.question.id for tally in tallies])
    for tally in tallies:
        alike = every[tally.question.id]
        needed = floor_of(sensitive=tally.question.sensitive, floor=round_.floor)
        group = Group(reached, tally.answers)
        beside = _same_week(session, round_, alike)
        moved = _has_moved(session, round_, alike, reached, stay=stay, asked_before=asked_before)
        figure = release(
            tally,
            invited=len(reached),
            floor=round_.floor,
            moved=moved,
            together=ledger.is_safe(group, beside, floor=needed),
        )
        told = level(tally, figure, moved=moved)
        verdict = past.verdict(tally.question, measurements.measurement(round_.week, figure, told))
        kept = encode(figure, level=told, verdict=verdict)
        session.add(ReleaseRow(round_id=round_.id, question_id=tally.question.id, figure=kept))


def of_round(session: Session, round_id: RoundId) -> Mapping[QuestionId, Figure]:
    """What was released of each question of a closed round; empty for a lost one."""
    statement = select(ReleaseRow).where(col(ReleaseRow.round_id) == round_id)
    return {QuestionId(row.question_id): decode(row.figure) for row in session.exec(statement)}


def verdicts(session: Session, round_id: RoundId) -> Mapping[QuestionId, Verdict]:
    """What the change of each question came to when the round closed; without those nothing is said of."""
    statement = select(ReleaseRow).where(col(ReleaseRow.round_id) == round_id)
    told = ((QuestionId(row.question_id), verdict_of(row.figure)) for row in session.exec(statement))
    return {question: verdict for question, verdict in told if verdict is not None}


def _same_week(session: Session, round_: Round, alike: frozenset[QuestionId]) -> list[Group]:
    """The groups of whom a figure of the same question and week is out."""
    statement = (
        select(RoundRow, ReleaseRow.figure)
        .join(ReleaseRow, col(ReleaseRow.round_id) == col(RoundRow.id))
        .where(
            col(ReleaseRow.question_id).in_(alike),
            col(RoundRow.week) == str(round_.week),
            col(RoundRow.state) == RoundState.CLOSED,
        )
        .order_by(col(RoundRow.id))
    )
    return [
        Group(_everybody(session, row), figure.answers)
        for row, told in session.exec(statement)
        if isinstance(figure := decode(told), Released)
    ]


def _everybody(session: Session, row: RoundRow) -> frozenset[int]:
    """Whom a closed round reached; people forgotten since stand in as numbers of nobody."""
    known = frozenset(int(person) for person in owed.reached(session, RoundId(row.id or 0)))
    nobody = range(max(0, row.invited - len(known)))
    return known | {-(1000 * (row.id or 0) + number + 1) for number in nobody}


def _has_moved(
    session: Session,
    round_: Round,
    alike: frozenset[QuestionId],
    now: frozenset[int],
    *,
    stay: frozenset[int],
    asked_before: frozenset[int],
) -> bool:
    """Whether a difference to the last figure released of this question would be of a few people (P9).

    Whoever is away for a week neither came nor went: who was asked by this team before is no joiner, who is
    still on it no leaver.
    """
    last = _last_released(session, round_, alike)
    if last is None:
        return False
    last_id, invited = last
    before = frozenset(int(person) for person in owed.reached(session, last_id))
    unknown = max(0, invited - len(before))
    if unknown and not before:
        # Who was asked is kept for half a year; how many came or went since cannot be told any more.
        return True
    returned = now & asked_before
    return ledger.has_moved(before | returned, now | (before & stay), floor=round_.floor, unknown=unknown)


def _last_released(
    session: Session, round_: Round, alike: frozenset[QuestionId]
) -> tuple[RoundId, int] | None:
    """The last round that released a figure of these questions, and how many it asked."""
    statement = (
        select(RoundRow.id, RoundRow.invited, ReleaseRow.figure)
        .join(ReleaseRow, col(ReleaseRow.round_id) == col(RoundRow.id))
        .where(
            col(RoundRow.team_id) == round_.team,
            col(RoundRow.week) < str(round_.week),
            col(ReleaseRow.question_id).in_(alike),
        )
        .order_by(col(RoundRow.week).desc())
    )
    for number, invited, told in session.exec(statement):
        if isinstance(decode(told), Released):
            return RoundId(number or 0), invited
    return None


def _members(session: Session, round_: Round) -> frozenset[int]:
    """Who is on a team of the round now."""
    beside = select(RoundTeamRow.team_id).where(col(RoundTeamRow.round_id) == round_.id)
    teams = or_(col(TeamMemberRow.team_id) == round_.team, col(TeamMemberRow.team_id).in_(beside))
    return frozenset(session.exec(select(TeamMemberRow.person_id).where(teams)))


def _asked_before(session: Session, round_: Round) -> frozenset[int]:
    """Whom earlier rounds of this team were meant for, whether or not their card arrived."""
    statement = (
        select(DeliveryRow.person_id)
        .join(RoundRow, col(RoundRow.id) == col(DeliveryRow.round_id))
        .where(
            col(RoundRow.team_id) == round_.team,
            col(RoundRow.week) < str(round_.week),
            col(DeliveryRow.kind) == Kind.ASK,
        )
        .distinct()
    )
    return frozenset(person for person in session.exec(statement) if person is not None)
