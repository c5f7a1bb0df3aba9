"""Pictures that clients fetch from us, each under a token and for a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from sqlmodel import Session, col, delete, select

from storage.tables import PictureRow

PictureToken = NewType("PictureToken", str)


@dataclass(frozen=True, slots=True)
class Hosted:
    """A picture, and the moment from which it is not given out any more."""

    png: bytes
    until: datetime


def keep(session: Session, token: PictureToken, hosted: Hosted) -> None:
    """Keep a picture under a token that nothing has yet."""
    session.add(PictureRow(token=token, png=hosted.png, until=hosted.until))


def find(session: Session, token: PictureToken, *, at: datetime) -> Hosted | None:
    """The picture of this token; None where there is none, or its time is over."""
    statement = select(PictureRow).where(col(PictureRow.token) == token, col(PictureRow.until) > at)
    row = session.exec(statement).one_or_none()
    return Hosted(row.png, row.until) if row else None


def prune(session: Session, *, at: datetime) -> int:
    """Delete those whose time is over; returns how many."""
    return session.exec(delete(PictureRow).where(col(PictureRow.until) <= at)).rowcount
