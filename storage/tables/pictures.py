"""Pictures of what was published."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from storage.tables.base import Row
from storage.utc import UTCDateTime


class PictureRow(Row, table=True):
    """A picture that clients fetch from us; nothing says whose it is or which round it shows."""

    __tablename__ = "picture"
    __table_args__ = (Index(None, "until"),)

    token: str = Field(primary_key=True)
    png: bytes = Field(sa_type=LargeBinary)
    until: datetime = Field(sa_type=UTCDateTime)
