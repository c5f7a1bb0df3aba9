"""The ledger of what was released: decided once, inside the transaction that closes a round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy
from sqlalchemy import bindparam
from sqlmodel import Session

from storage import likeness, measurements, reach
from storage.beside import Beside, beside
from storage.measurements import Past
from storage.tables import ReleaseRow, table
from survey.disclosure import ledger
from survey.disclosure.figures import Figure
from survey.disclosure.floors import floor_of
from survey.disclosure.gate import level, release
from survey.disclosure.ledger import Group
from survey.disclosure.record import decode, encode, verdict_of
from survey.ids import QuestionId, RoundId
from survey.rounds import Round
from survey.tallies import Tally
from survey.verdicts import Verdict

_RELEASE = table(ReleaseRow)
_OF_ROUND = sqlalchemy.select(_RELEASE.c.question_id, _RELEASE.c.figure).where(
    _RELEASE.c.round_id == bindparam("round")
)


@dataclass(frozen=True, slots=True)
class Told:
    """What was released of one question, and what its change came to; None where nothing is said of that."""

    figure: Figure
    verdict: Verdict | None


def decide(session: Session, round_: Round, tallies: Sequence[Tally]) -> None:
    """Let the figures of a closing round out, as far as they are safe beside all released before.

    The order of closing decides whose figure stays in where two would tell too much together.
    """
    reached = frozenset(map(int, reach.reached(session, round_.id)))
    # Another version, or the same words under another key, must not begin a ledger of its own.
    every = likeness.alike(session, [tally.question.id for tally in tallies])
    out = beside(session, round_, frozenset().union(*every.values()), reached)
    past = measurements.before(session, round_)
    kept = [
        {
            "round_id": round_.id,
            "question_id": tally.question.id,
            "figure": _decided(tally, round_, reached, every[tally.question.id], out=out, past=past),
        }
        for tally in tallies
    ]
    if kept:
        session.connection().execute(_RELEASE.insert(), kept)


def _decided(
    tally: Tally,
    round_: Round,
    reached: frozenset[int],
    alike: frozenset[QuestionId],
    *,
    out: Beside,
    past: Past,
) -> dict[str, object]:
    """What is kept of one question: its figure, what that is compared by, and what its change came to."""
    needed = floor_of(sensitive=tally.question.sensitive, floor=round_.floor)
    moved = out.has_moved(alike, reached, floor=round_.floor)
    group = Group(reached, tally.answers)
    figure = release(
        tally,
        invited=len(reached),
        floor=round_.floor,
        moved=moved,
        together=ledger.is_safe(group, out.groups_of(alike), floor=needed),
    )
    told = level(tally, figure, moved=moved)
    verdict = past.verdict(tally.question, measurements.measurement(round_.week, figure, told))
    return encode(figure, level=told, verdict=verdict)


def told(session: Session, round_id: RoundId) -> Mapping[QuestionId, Told]:
    """What was released of each question of a closed round; empty for a lost one."""
    rows = session.connection().execute(_OF_ROUND, {"round": round_id})
    return {QuestionId(each): Told(decode(kept), verdict_of(kept)) for each, kept in rows}
