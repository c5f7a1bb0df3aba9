"""Wake-ups: jobs of procrastinate that say in which workspace something will be due, and when.

Whoever owes a message leaves one in the same transaction, so that it is there exactly if the message is. The
ledger stays the truth: a wake-up holds the name of a workspace and nothing else, and one too many, too early
or lost costs a look at the tables. On SQLite one process looks by itself, and none is left.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from storage.errors import DatabaseUrlError
from storage.tables import PersonRow, RoundRow, TeamRow, WorkspaceRow, table
from survey.ids import PersonId, RoundId, TeamId

SEND, LOOK = "send", "look"
"""What is asked for, and what the queue is called: of workers, and of schedulers."""
AT_ONCE: None = None
TABLES = "procrastinate_"
"""How the names of the queue's tables begin."""
_WORKSPACE, _TEAM = table(WorkspaceRow), table(TeamRow)
_ROUND, _PERSON = table(RoundRow), table(PersonRow)
_OF_TEAM = (
    select(_WORKSPACE.c.ref)
    .join(_TEAM, _TEAM.c.workspace_id == _WORKSPACE.c.id)
    .where(_TEAM.c.id == bindparam("it"))
)
_OF_ROUND = (
    select(_WORKSPACE.c.ref)
    .join(_TEAM, _TEAM.c.workspace_id == _WORKSPACE.c.id)
    .join(_ROUND, _ROUND.c.team_id == _TEAM.c.id)
    .where(_ROUND.c.id == bindparam("it"))
)
_OF_PERSON = (
    select(_WORKSPACE.c.ref)
    .join(_PERSON, _PERSON.c.workspace_id == _WORKSPACE.c.id)
    .where(_PERSON.c.id == bindparam("it"))
)
_IS_LEFT = text(
    "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' AND task_name = :task "
    "AND args ->> 'workspace' = :workspace AND scheduled_at = :at)"
)
_SOON_ENOUGH = text(
    "SELECT now() + :within, EXISTS (SELECT FROM procrastinate_jobs WHERE status = 'todo' "
    "AND task_name = :task AND args ->> 'workspace' = :workspace "
    "AND scheduled_at > now() AND scheduled_at <= now() + :within)"
)
_SHORTEST = timedelta(seconds=1)


def for_round(session: Session, round_id: RoundId, moments: Iterable[datetime | None]) -> None:
    """Messages of a round will be due at these moments."""
    _find_and_leave(session, _OF_ROUND, round_id, moments)


def for_team(session: Session, team: TeamId, moments: Iterable[datetime | None]) -> None:
    """Messages of a team's rounds will be due at these moments."""
    _find_and_leave(session, _OF_TEAM, team, moments)


def for_person(session: Session, person: PersonId, moments: Iterable[datetime | None]) -> None:
    """Messages to somebody will be due at these moments."""
    _find_and_leave(session, _OF_PERSON, person, moments)


def for_workspace(session: Session, workspace: str, moments: Iterable[datetime | None]) -> None:
    """Something will be due in a workspace at these moments; each is left once, however often it is asked."""
    if not _has_queue(session):
        return
    for moment in set(moments):
        given = {"task": SEND, "workspace": workspace, "at": moment}
        if moment is AT_ONCE or not session.connection().execute(_IS_LEFT, given).scalar():
            _defer(session, SEND, at=moment, workspace=workspace)


def again(session: Session, workspace: str, *, within: timedelta) -> None:
    """Something will be due in a workspace after so long, by the server's clock.

    None is left where another comes first: whoever is woken by that one leaves the next.
    """
    if not _has_queue(session):
        return
    given = {"task": SEND, "workspace": workspace, "within": max(within, _SHORTEST)}
    moment, is_left = session.connection().execute(_SOON_ENOUGH, given).one()
    if not is_left:
        _defer(session, SEND, at=moment, workspace=workspace)


def for_schedulers(session: Session) -> None:
    """Some scheduler should look at once what is due: a command changed something."""
    if _has_queue(session):
        _defer(session, LOOK, at=AT_ONCE)


def schema() -> str:
    """The tables and functions of the queue, in SQL.

    Raises:
        DatabaseUrlError: procrastinate is not installed.
    """
    return str(_queue().schema_manager.get_schema())


def _find_and_leave(
    session: Session, workspaces: Select[Any], it: int, moments: Iterable[datetime | None]
) -> None:
    if _has_queue(session):
        for workspace in session.connection().execute(workspaces, {"it": it}).scalars().all():
            for_workspace(session, workspace, moments)


def _defer(session: Session, task: str, *, at: datetime | None, **about: str) -> None:
    from procrastinate.exceptions import ConnectorException  # noqa: PLC0415 - only where there is a queue

    ours = session.connection().connection.driver_connection
    job = _queue().configure_task(task, queue=task, schedule_at=at, connection=ours)
    try:
        job.defer(**about)
    except ConnectorException as problem:
        # To whoever called us it is what it is: the database took nothing.
        raise OperationalError(task, None, problem) from problem


def _has_queue(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


@cache
def _queue() -> Any:
    """Procrastinate without a connection of its own: it writes through ours."""
    try:
        from procrastinate import App, SyncPsycopgConnector  # noqa: PLC0415 - as above
    except ImportError:
        raise DatabaseUrlError(
            "DATABASE_URL names PostgreSQL, which needs the package procrastinate; install it with: "
            "pip install 'pulssi[scale]'"
        ) from None
    return App(connector=SyncPsycopgConnector())
