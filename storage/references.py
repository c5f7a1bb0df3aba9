"""Where conversations are reached, and what a platform tells of people only in passing: zone and language."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select, update

from storage.tables import ReferenceRow
from storage.upserts import upsert
from survey.ids import ChannelRef, UserRef


@dataclass(frozen=True, slots=True)
class Reference:
    """One conversation.

    Attributes:
        service: the address under which the platform takes messages to it; it can change at any time.
        person: whose chat it is; None for a channel.
        account: what the organisation's directory calls them.
        reachable: whether messages to it arrived, as far as is known.
    """

    workspace: str
    conversation: ChannelRef
    service: str
    person: UserRef | None = None
    account: str | None = None
    zone: ZoneInfo | None = None
    language: str | None = None
    reachable: bool = True


def remember(session: Session, found: Reference) -> None:
    """Keep the newest; what is not told this time stays as it was. Whoever writes can be reached again."""
    told: Mapping[str, object] = {
        "service_url": found.service,
        "person_ref": found.person,
        "account": found.account,
        "zone": found.zone.key if found.zone else None,
        "language": found.language,
    }
    statement = upsert(session, ReferenceRow).values(
        workspace_ref=found.workspace, conversation=found.conversation, reachable=found.reachable, **told
    )
    new = {name: value for name, value in told.items() if value is not None}
    session.exec(
        statement.on_conflict_do_update(
            index_elements=["workspace_ref", "conversation"], set_={**new, "reachable": found.reachable}
        )
    )


def of_conversation(session: Session, workspace: str, conversation: ChannelRef) -> Reference | None:
    """Where a conversation is."""
    statement = select(ReferenceRow).where(
        col(ReferenceRow.workspace_ref) == workspace, col(ReferenceRow.conversation) == conversation
    )
    row = session.exec(statement).one_or_none()
    return _reference(row) if row else None


def of_person(session: Session, workspace: str, person: UserRef) -> Reference | None:
    """Somebody's chat, where there is one."""
    statement = select(ReferenceRow).where(
        col(ReferenceRow.workspace_ref) == workspace, col(ReferenceRow.person_ref) == person
    )
    row = session.exec(statement.order_by(col(ReferenceRow.conversation)).limit(1)).one_or_none()
    return _reference(row) if row else None


def of_people(session: Session, workspace: str, people: Collection[UserRef]) -> Mapping[UserRef, Reference]:
    """The chats of these people, as far as there are any."""
    statement = select(ReferenceRow).where(
        col(ReferenceRow.workspace_ref) == workspace, col(ReferenceRow.person_ref).in_(people)
    )
    # Of two chats with one person the first by name counts, here as in ``of_person``.
    rows = session.exec(statement.order_by(col(ReferenceRow.conversation).desc()))
    return {UserRef(row.person_ref or ""): _reference(row) for row in rows}


def by_account(session: Session, workspace: str, accounts: Collection[str]) -> Mapping[str, UserRef]:
    """Who people are whom a directory calls so."""
    statement = select(ReferenceRow.account, ReferenceRow.person_ref).where(
        col(ReferenceRow.workspace_ref) == workspace, col(ReferenceRow.account).in_(accounts)
    )
    return {account: UserRef(ref) for account, ref in session.exec(statement) if account and ref}


def channels(session: Session, workspace: str) -> tuple[Reference, ...]:
    """The channels that something was heard from."""
    statement = select(ReferenceRow).where(
        col(ReferenceRow.workspace_ref) == workspace, col(ReferenceRow.person_ref).is_(None)
    )
    return tuple(map(_reference, session.exec(statement)))


def service_of(session: Session, workspace: str) -> str | None:
    """An address under which the platform takes messages to a workspace at all."""
    statement = select(ReferenceRow.service_url).where(col(ReferenceRow.workspace_ref) == workspace)
    return session.exec(statement.order_by(col(ReferenceRow.reachable).desc()).limit(1)).one_or_none()


def note_reachable(session: Session, workspace: str, conversation: ChannelRef, *, reachable: bool) -> None:
    """Remember whether messages to a conversation arrive."""
    theirs = (col(ReferenceRow.workspace_ref) == workspace, col(ReferenceRow.conversation) == conversation)
    session.exec(update(ReferenceRow).where(*theirs).values(reachable=reachable))


def _reference(row: ReferenceRow) -> Reference:
    return Reference(
        workspace=row.workspace_ref,
        conversation=ChannelRef(row.conversation),
        service=row.service_url,
        person=UserRef(row.person_ref) if row.person_ref else None,
        account=row.account,
        zone=ZoneInfo(row.zone) if row.zone else None,
        language=row.language,
        reachable=row.reachable,
    )
