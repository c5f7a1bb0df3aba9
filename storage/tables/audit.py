"""What admins did and who looked at a report, and what the data key can be told by."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import Row, one_of
from storage.utc import UTCDateTime
from survey.audit import Act


class AuditRow(Row, table=True):
    """One act; no row is ever changed or removed, and each carries the hash of the one before.

    ``actor`` is a person's number and no key: forgetting a person leaves a number that means nobody.
    """

    __tablename__ = "audit"
    __table_args__ = (one_of("act", Act), Index(None, "workspace_id", "at"))

    id: int = Field(primary_key=True)
    at: datetime = Field(sa_type=UTCDateTime)
    workspace_id: int
    actor: int | None = None
    act: str
    team_id: int | None = None
    detail: str = ""
    chain: bytes


class KeyCheckRow(Row, table=True):
    """A known word encrypted with the data key, by which a wrong key is told at the start."""

    __tablename__ = "key_check"

    id: int = Field(primary_key=True)
    sealed: bytes
