"""Where the app is installed: one row a workspace or organisation, its token encrypted with the data key."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import Session, col, delete, select

from storage.sealing import decrypt, encrypt
from storage.tables import InstallationRow, OrgWorkspaceRow, UsedStateRow
from storage.upserts import upsert
from survey.ports import Randomness


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in a workspace, or in every workspace of an organisation.

    Attributes:
        enterprise: the organisation's name at the platform; empty where there is none.
        team: the workspace's; empty where the whole organisation has the app.
        name: what the workspace or organisation calls itself.
        token: the bot's; never shown in a repr, which ends up in logs.
    """

    enterprise: str
    team: str
    name: str
    bot_id: str
    bot_user: str
    scopes: frozenset[str]
    token: str = field(repr=False)
    installed_at: datetime

    @property
    def is_org_wide(self) -> bool:
        """Whether it serves every workspace of the organisation."""
        return not self.team


def save(session: Session, new: Installation, *, data_key: bytes, randomness: Randomness) -> None:
    """Keep an installation in place of any earlier one of the same workspace or organisation.

    A workspace can move into an organisation; what was kept of it before is superseded.
    """
    statement = upsert(session, InstallationRow).values(
        enterprise_ref=new.enterprise,
        team_ref=new.team,
        name=new.name,
        bot_id=new.bot_id,
        bot_user=new.bot_user,
        scopes=" ".join(sorted(new.scopes)),
        sealed=encrypt(
            data_key, new.token, context=_context(new.enterprise, new.team), randomness=randomness
        ),
        installed_at=new.installed_at,
    )
    given = ("name", "bot_id", "bot_user", "scopes", "sealed", "installed_at")
    statement = statement.on_conflict_do_update(
        index_elements=["enterprise_ref", "team_ref"],
        set_={column: statement.excluded[column] for column in given},
    )
    session.exec(statement)
    if new.team:
        elsewhere = (
            col(InstallationRow.team_ref) == new.team,
            col(InstallationRow.enterprise_ref) != new.enterprise,
        )
        session.exec(delete(InstallationRow).where(*elsewhere))


def find(session: Session, team: str, *, data_key: bytes, enterprise: str = "") -> Installation | None:
    """The installation that serves a workspace: its own, or else that of its organisation.

    Args:
        session: the caller's.
        team: the workspace's name at the platform.
        data_key: opens the token.
        enterprise: its organisation, where a request says so; else what is remembered of it.
    """
    org = enterprise or org_of(session, team)
    whole_org = and_(col(InstallationRow.team_ref) == "", col(InstallationRow.enterprise_ref) == org)
    statement = select(InstallationRow).where(or_(col(InstallationRow.team_ref) == team, whole_org))
    newest_first = (col(InstallationRow.team_ref).desc(), col(InstallationRow.installed_at).desc())
    row = session.exec(statement.order_by(*newest_first).limit(1)).one_or_none() if team else None
    return _installation(row, data_key) if row else None


def org_of(session: Session, team: str) -> str:
    """The organisation whose installation is known to serve a workspace; empty where there is none."""
    statement = select(OrgWorkspaceRow.enterprise_ref).where(col(OrgWorkspaceRow.team_ref) == team)
    return session.exec(statement).one_or_none() or ""


def join_org(session: Session, enterprise: str, teams: Collection[str]) -> None:
    """Remember that an organisation's installation serves these workspaces."""
    for team in teams:
        statement = upsert(session, OrgWorkspaceRow).values(team_ref=team, enterprise_ref=enterprise)
        newer = {"enterprise_ref": statement.excluded.enterprise_ref}
        session.exec(statement.on_conflict_do_update(index_elements=["team_ref"], set_=newer))


def leave_org(session: Session, enterprise: str, teams: Collection[str]) -> tuple[str, ...]:
    """Serve these workspaces no more through their organisation's installation; returns which were."""
    theirs = (
        col(OrgWorkspaceRow.enterprise_ref) == enterprise,
        col(OrgWorkspaceRow.team_ref).in_(teams),
    )
    known = tuple(session.exec(select(OrgWorkspaceRow.team_ref).where(*theirs)))
    session.exec(delete(OrgWorkspaceRow).where(*theirs))
    return known


def remove(session: Session, enterprise: str, team: str, *, before: datetime) -> tuple[str, ...]:
    """Delete an installation and its token for good.

    Args:
        session: the caller's transaction.
        enterprise: the organisation, or empty.
        team: the workspace; empty for an installation of the whole organisation.
        before: when it was uninstalled. What was installed later stays: news can be late.

    Returns:
        The workspaces that it served.
    """
    its = [col(InstallationRow.team_ref) == team, col(InstallationRow.installed_at) <= before]
    if not team:
        its.append(col(InstallationRow.enterprise_ref) == enterprise)
    gone = session.exec(delete(InstallationRow).where(*its))
    if not gone.rowcount:
        return ()
    if team:
        return (team,)
    served = select(OrgWorkspaceRow.team_ref).where(col(OrgWorkspaceRow.enterprise_ref) == enterprise)
    return leave_org(session, enterprise, tuple(session.exec(served)))


def names(session: Session) -> tuple[str, ...]:
    """What the workspaces and organisations with the app call themselves."""
    return tuple(session.exec(select(InstallationRow.name).order_by(col(InstallationRow.name))))


def encrypt_anew(session: Session, old: bytes, new: bytes, *, randomness: Randomness) -> int:
    """Encrypt every token with another data key; returns how many.

    Raises:
        BrokenSealError: one cannot be opened with the old key.
    """
    rows = session.exec(select(InstallationRow)).all()
    for row in rows:
        context = _context(row.enterprise_ref, row.team_ref)
        token = decrypt(old, row.sealed, context=context)
        row.sealed = encrypt(new, token, context=context, randomness=randomness)
    session.flush()
    return len(rows)


def use_state(session: Session, digest: bytes, *, until: datetime, at: datetime) -> bool:
    """Use a ``state`` up; False where it was used before. Those that have expired are forgotten."""
    session.exec(delete(UsedStateRow).where(col(UsedStateRow.until) <= at))
    statement = upsert(session, UsedStateRow).values(digest=digest, until=until).on_conflict_do_nothing()
    return session.exec(statement.returning(col(UsedStateRow.digest))).first() is not None


def _context(enterprise: str, team: str) -> bytes:
    return f"installation:{enterprise}\n{team}".encode()


def _installation(row: InstallationRow, data_key: bytes) -> Installation:
    return Installation(
        enterprise=row.enterprise_ref,
        team=row.team_ref,
        name=row.name,
        bot_id=row.bot_id,
        bot_user=row.bot_user,
        scopes=frozenset(row.scopes.split()),
        token=decrypt(data_key, row.sealed, context=_context(row.enterprise_ref, row.team_ref)),
        installed_at=row.installed_at,
    )
