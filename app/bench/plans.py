"""What a week's plan costs for many teams, each with a year of rounds behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from storage import pulses, questions, rotation, schema, teams, workspaces
from storage.bank.shipped import shipped
from storage.database import connect, reading, transaction
from survey.bank.drafts import to_start_with
from survey.disclosure.figures import FLOOR
from survey.ids import ChannelRef, TeamId, WorkspaceId
from survey.people import Audience
from survey.rounds import DEFAULT_SCHEDULE
from survey.weeks import Week

_ZONE = ZoneInfo("Europe/Helsinki")
_ROUND = (
    "INSERT INTO round (id, pulse_id, team_id, week, state, key_name, floor, opens_at, closes_at, digest_at, "
    "invited, leads_count, retention_months) VALUES (?, ?, ?, ?, 'closed', ?, 5, ?, ?, ?, 8, 0, 24)"
)
_ASKED = "INSERT INTO round_question (round_id, position, question_id) VALUES (?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Plans:
    """What was measured.

    Attributes:
        teams: how many were planned, each with so many ``rounds`` behind it.
        questions: how many were chosen for them.
        seconds: all of it.
        planning_seconds: of these, choosing; the rest is reading.
        worst_ms: the slowest team.
        ratio: choosing to reading.
    """

    teams: int
    rounds: int
    questions: int
    seconds: float
    planning_seconds: float
    worst_ms: float
    ratio: float


def measure(*, at: datetime, team_count: int = 1000, weeks: int = 52) -> Plans:
    """Plan the next week of so many teams, one after the other, as the job does before it opens a round."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pulssi.db'}"
        schema.upgrade(url)
        engine = connect(url)
        try:
            _settle(engine, at=at, team_count=team_count, weeks=weeks)
            return _measured(engine, week=Week.of(at.date()), weeks=weeks)
        finally:
            engine.dispose()


def _measured(engine: Engine, *, week: Week, weeks: int) -> Plans:
    took, chose, chosen = [], [], 0
    with reading(engine) as session:
        for team, pulse in [(teams.get(session, each.team), each) for each in pulses.all_of(session)]:
            began = perf_counter()
            planning = rotation.of_team(session, team, pulse)
            read = perf_counter()
            keys = planning.of_week(week).keys
            chose.append(perf_counter() - read)
            chosen += len(rotation.named(session, team.workspace, keys))
            took.append(perf_counter() - began)
    return Plans(
        teams=len(took),
        rounds=weeks,
        questions=chosen,
        seconds=round(sum(took), 3),
        planning_seconds=round(sum(chose), 3),
        worst_ms=round(1000 * max(took), 2),
        ratio=round(sum(chose) / (sum(took) - sum(chose)), 3),
    )


def _settle(engine: Engine, *, at: datetime, team_count: int, weeks: int) -> None:
    with transaction(engine) as session:
        workspace = workspaces.ensure(session, ref="T0BENCH", name="Bench", zone=_ZONE, at=at)
        questions.add_new(session, workspace, to_start_with(shipped()))
        week = Week.of(at.date())
        known = [_team(session, workspace, number, week) for number in range(team_count)]
        _play(session, workspace, known, [week.plus(-number) for number in range(1, weeks + 1)], at=at)


def _team(session: Session, workspace: WorkspaceId, number: int, week: Week) -> TeamId:
    audience = Audience(ChannelRef(f"C{number}"))
    team = teams.add(session, workspace, audience, name=f"Team {number}", zone=_ZONE, country="FI")
    pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=week, floor=FLOOR)
    return team


def _play(
    session: Session, workspace: WorkspaceId, known: Iterable[TeamId], weeks: list[Week], *, at: datetime
) -> None:
    """Rounds of every team, each with three questions in turn, written past the job: that is not measured."""
    asked = [question.id for question in questions.of_workspace(session, workspace)]
    numbers, rows, of_rounds = count(1), [], []
    for team in known:
        pulse = pulses.of_team(session, team)
        for place, week in enumerate(weeks):
            number = next(numbers)
            rows.append((number, pulse.id if pulse else 0, team, str(week), f"key-{number}", at, at, at))
            turn = (asked[0], *(asked[1 + (2 * place + step) % (len(asked) - 1)] for step in (0, 1)))
            of_rounds += [(number, position, question) for position, question in enumerate(turn)]
    connection = session.connection()
    connection.exec_driver_sql(_ROUND, rows)
    connection.exec_driver_sql(_ASKED, of_rounds)
