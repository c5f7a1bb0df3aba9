"""What ``pulssi doctor`` says of installing by OAuth, and how it looks into a database."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app.findings import Finding
from app.needs import missing_for_slack
from app.settings import Settings
from storage import installations, schema
from storage.database import connect, file_of, reading
from storage.errors import StorageError

Result = TypeVar("Result")


def examine(settings: Settings) -> list[Finding]:
    """What installing by OAuth takes, and where the app is."""
    found = [Finding("Installing", "cannot work yet", sentence) for sentence in missing_for_slack(settings)]
    allowed = settings.slack_allowed_workspaces
    if allowed:
        found.append(Finding("Who may install", allowed.replace(",", ", ")))
    else:
        mend = "Put the ids of workspaces (T…) or organisations (E…) into SLACK_ALLOWED_WORKSPACES."
        found.append(Finding("Who may install", "nobody", mend))
    if settings.pulssi_public_url is not None:
        where = f"at {settings.pulssi_public_url}/slack/install"
        found.append(Finding("Install address", f"an admin of each workspace agrees {where}"))
    try:
        known = ask(settings.database_url, installations.names)
    except (StorageError, SQLAlchemyError, OSError):
        return [*found, Finding("Installed in", "could not be looked up: see Database")]
    return [*found, Finding("Installed in", ", ".join(known or ()) or "no workspace yet")]


def ask(url: str, look: Callable[[Session], Result]) -> Result | None:
    """What a database says that has today's shape; None where there is none."""
    file = file_of(url)
    if (file is not None and not file.exists()) or schema.pending(url):
        return None
    engine = connect(url)
    try:
        with reading(engine) as session:
            return look(session)
    finally:
        engine.dispose()
