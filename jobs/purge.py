"""Purge: every night, delete what is kept long enough, and write down how much that was."""

from dataclasses import asdict
from datetime import date, datetime

import structlog
from sqlalchemy import Engine

from storage import audit, pictures, retention, workspaces
from storage.database import erase_traces, transaction
from storage.retention import Purged
from survey.audit import Act

_log = structlog.get_logger(__name__)


class Purging:
    """Purges once a day, at the first look after midnight (UTC) and at every start."""

    def __init__(self, engine: Engine) -> None:
        """Assume that today was not purged yet."""
        self._engine = engine
        self._done: date | None = None

    def purge(self, *, at: datetime) -> Purged | None:
        """Purge unless that was done today; returns what went, None where it was not the time."""
        if self._done == at.date():
            return None
        with transaction(self._engine) as session:
            # What they show is published, and nobody was promised anything about them: they are not counted.
            pictures.prune(session, at=at)
            purged = retention.purge(session, at=at)
            if purged:
                for workspace in workspaces.all_of(session):
                    audit.append(session, workspace.id, Act.PURGE, at=at, actor=None, detail=_detail(purged))
        if purged:
            erase_traces(self._engine, repack=True)
            _log.info("purged", **{f"purged_{name}": count for name, count in asdict(purged).items()})
        self._done = at.date()
        return purged


def _detail(purged: Purged) -> str:
    return ", ".join(f"{count} {name}" for name, count in asdict(purged).items() if count)
