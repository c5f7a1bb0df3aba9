"""Where the app is installed, and what installing takes."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from storage.tables.base import WITHOUT_ROWID, Row
from storage.utc import UTCDateTime


class InstallationRow(Row, table=True):
    """The app in one workspace; with an empty ``team_ref``, in every workspace of an organisation.

    ``sealed`` is the bot's token, encrypted with the data key and bound to both names. Copies of the database
    leave these rows out: a token is to be gone everywhere once the app is uninstalled.
    """

    __tablename__ = "installation"
    __table_args__ = (Index(None, "team_ref"),)

    enterprise_ref: str = Field(primary_key=True)
    team_ref: str = Field(primary_key=True)
    name: str
    bot_id: str
    bot_user: str
    scopes: str
    sealed: bytes
    installed_at: datetime = Field(sa_type=UTCDateTime)


class OrgWorkspaceRow(Row, table=True):
    """A workspace that an installation of its whole organisation serves."""

    __tablename__ = "org_workspace"
    __table_args__ = (Index(None, "enterprise_ref"), WITHOUT_ROWID)

    team_ref: str = Field(primary_key=True)
    enterprise_ref: str


class UsedStateRow(Row, table=True):
    """A ``state`` that came back from Slack, so that it opens nothing twice; its digest, until it expires."""

    __tablename__ = "used_state"
    __table_args__ = WITHOUT_ROWID

    digest: bytes = Field(primary_key=True)
    until: datetime = Field(sa_type=UTCDateTime)
