"""What the ledger says, for tests that look at it."""

from sqlmodel import col, select

from storage.database import reading
from storage.tables import DeliveryRow, RoundRow
from tests.office import Office

CARD = "chat.postMessage"
LOOKS_UP = ("im:history", "im:write")
"""Scopes with which a question in doubt can be looked up."""


def statuses(office: Office, kind: str = "ask") -> list[str]:
    """Where the deliveries of a kind stand, sorted."""
    with reading(office.running.engine) as session:
        rows = session.exec(select(DeliveryRow).where(col(DeliveryRow.kind) == kind))
        return sorted(row.status for row in rows)


def weeks(office: Office) -> list[str]:
    """The weeks that had a round."""
    with reading(office.running.engine) as session:
        return list(session.exec(select(RoundRow.week).order_by(col(RoundRow.week))))


def asked(office: Office) -> list[str]:
    """Who got a question card, in order, reminders left out."""
    return [post["user"] for post in cards(office) if not post["text"].startswith("A reminder")]


def reminded(office: Office) -> list[str]:
    """Who got a reminder, in order."""
    return [post["user"] for post in cards(office) if post["text"].startswith("A reminder")]


def cards(office: Office) -> list[dict[str, str]]:
    """What was sent to people."""
    return [post for post in office.posts(CARD) if post["user"]]
