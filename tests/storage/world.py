"""A small organisation to test with: one team of twelve, three questions, weeks that can be opened."""

import os
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlmodel import col, update

from storage import closing, deliveries, people, pulses, questions, queue, rounds, teams, workspaces
from storage.answers import RoundMemory
from storage.database import reading, transaction
from storage.keys import KeyFolder
from storage.tables import RoundRow, Row
from storage.writer import AnswerWriter
from survey.deliveries import Claim, End, Kind
from survey.ids import ChannelRef, PersonId, RoundId, TeamId, UserRef, WorkspaceId
from survey.people import Audience, Profile
from survey.questions import Question, QuestionDraft, Role
from survey.rounds import DEFAULT_SCHEDULE, Invitation, Pulse, RoundState, moments
from survey.scales import AGREE, MOOD, choice
from survey.weeks import Week

HELSINKI = ZoneInfo("Europe/Helsinki")
TOKYO = ZoneInfo("Asia/Tokyo")
WEEK = Week(2026, 48)
MONDAY = datetime(2026, 11, 22, 22, tzinfo=UTC)
TUESDAY = datetime(2026, 11, 24, 9, tzinfo=UTC)
FRIDAY_NOON = datetime(2026, 11, 27, 10, tzinfo=UTC)
"""When the round of the week closes."""
FRIDAY_TWO = datetime(2026, 11, 27, 12, tzinfo=UTC)
"""When its digest is due."""
DATA_KEY = bytes(range(32))
LEASE = timedelta(minutes=1)

MOOD_Q = QuestionDraft(key="Q1", text="How was your week?", scale=MOOD, role=Role.ANCHOR)
AGREE_Q = QuestionDraft(key="Q2", text="I know what matters this week.", scale=AGREE, theme="Focus")
CHOICE_Q = QuestionDraft(key="Q3", text="What slowed you down?", scale=choice(("Meetings", "Tools")))


@dataclass
class World:
    """What the fixtures set up; ``users`` are U01 to U12."""

    engine: Engine
    folder: Path
    keys: KeyFolder
    workspace: WorkspaceId
    team: TeamId
    people: dict[UserRef, PersonId]
    questions: tuple[Question, ...]
    pulse: Pulse
    memory: RoundMemory = field(init=False)

    def __post_init__(self) -> None:
        self.memory = RoundMemory(self.engine, self.keys)

    @property
    def users(self) -> tuple[UserRef, ...]:
        return tuple(self.people)

    def open(
        self,
        week: Week = WEEK,
        *,
        invited: int = 12,
        asked: int = 3,
        due_at: datetime = TUESDAY,
        remind_at: datetime | None = None,
    ) -> RoundId:
        """Open a round and its key the way a job does."""
        with transaction(self.engine) as session:
            opened = rounds.open_(
                session,
                self.pulse,
                week=week,
                moments=moments(DEFAULT_SCHEDULE, week=week, zone=HELSINKI),
                questions=self.questions[:asked],
                invitations=[
                    Invitation(person, due_at, remind_at) for person in list(self.people.values())[:invited]
                ],
                floor=5,
                key_name=f"key-{week}",
            )
            assert opened is not None
            self.keys.create(f"key-{week}")
        return opened

    def open_another(
        self, channel: str, size: int, *, workspace: WorkspaceId | None = None, due_at: datetime = TUESDAY
    ) -> RoundId:
        """Open a round of another team, with so many people of its own."""
        home = workspace or self.workspace
        with transaction(self.engine) as session:
            audience = Audience(ChannelRef(channel))
            team = teams.add(session, home, audience, name=channel, zone=HELSINKI, country="")
            refs = [UserRef(f"U-{channel}-{number}") for number in range(size)]
            members = [people.ensure(session, home, profile(ref)) for ref in refs]
            teams.set_members(session, team, members)
            opened = rounds.open_(
                session,
                pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=WEEK, floor=5),
                week=WEEK,
                moments=moments(DEFAULT_SCHEDULE, week=WEEK, zone=HELSINKI),
                questions=(),
                invitations=[Invitation(person, due_at) for person in members],
                floor=5,
                key_name=f"key-{channel}",
            )
        assert opened is not None
        return opened

    def close(self, round_id: RoundId) -> None:
        """Close a round the way a job does."""
        closing.close(
            self.engine,
            self.keys,
            round_id,
            data_key=DATA_KEY,
            randomness=os.urandom,
            memory=self.memory,
        )

    def take(
        self,
        at: datetime = TUESDAY,
        *,
        limit: int = 99,
        look_up: Collection[Kind] = (),
        workspace: str = "T1",
    ) -> tuple[Claim, ...]:
        """Claim what is due, the way a job does."""
        with transaction(self.engine) as session:
            deliveries.end_leases(session, at=at)
            due = queue.due(session, workspace, at=at, limit=limit, look_up=look_up)
            claims = queue.candidates(session, [each.id for each in due], at=at, look_up=look_up)
            deliveries.claim(session, claims, at=at, lease=LEASE)
        return claims

    def end(self, claim: Claim, how: End, *, at: datetime = TUESDAY) -> bool:
        """Note how a sending ended, the way a job does."""
        with transaction(self.engine) as session:
            return deliveries.note(session, [(claim, how)], at=at) == 1

    def ask_everybody(self) -> None:
        """Let every question owed arrive."""
        self.execute("UPDATE delivery SET status = 'sent', message = '1.1' WHERE kind = 'ask'")

    def writer(self) -> AnswerWriter:
        """A writer that has not started."""
        return AnswerWriter(self.engine, self.keys, self.memory, randomness=os.urandom, clock=lambda: TUESDAY)

    def rows(self, table: str, columns: str = "*") -> list[tuple[object, ...]]:
        """What a table holds, by its key where nothing else is said."""
        keys = [column.name for column in Row.metadata.tables[table.split(maxsplit=1)[0]].primary_key]
        order = "" if "ORDER BY" in table else f" ORDER BY {', '.join(keys)}"
        return self.lying(f"{table}{order}", columns)

    def lying(self, table: str, columns: str = "*") -> list[tuple[object, ...]]:
        """What a table holds, in the order in which the database keeps it."""
        with reading(self.engine) as session:
            found = session.connection().execute(text(f"SELECT {columns} FROM {table}"))  # noqa: S608
            return [tuple(row) for row in found]

    def unguard(self, guard: str, table: str) -> None:
        """Take away what refuses a change, as somebody who owns the database could."""
        on = "" if self.engine.dialect.name == "sqlite" else f" ON {table}"
        self.execute(f"DROP TRIGGER IF EXISTS {guard}{on}")

    def blob(self, data: bytes) -> str:
        """How bytes are written in this database's SQL."""
        return (
            f"x'{data.hex()}'" if self.engine.dialect.name == "sqlite" else f"decode('{data.hex()}', 'hex')"
        )

    def pretend(self, round_id: RoundId, state: RoundState) -> None:
        """Give a round a state without closing it."""
        with transaction(self.engine) as session:
            session.exec(update(RoundRow).where(col(RoundRow.id) == round_id).values(state=state))

    def execute(self, sql: str) -> None:
        """Do what no query of ours would."""
        with transaction(self.engine) as session:
            session.connection().execute(text(sql))


def profile(user: UserRef, zone: ZoneInfo | None = None, *, is_person: bool = True) -> Profile:
    """What the platform says of somebody."""
    return Profile(user=user, zone=zone, is_workspace_admin=False, is_person=is_person)


def settle(engine: Engine, folder: Path) -> World:
    """Write the organisation into an empty database."""
    with transaction(engine) as session:
        workspace = workspaces.ensure(session, ref="T1", name="Acme", zone=HELSINKI, at=MONDAY)
        channel = Audience(ChannelRef("C1"))
        team = teams.add(session, workspace, channel, name="Web", zone=HELSINKI, country="FI")
        refs = [UserRef(f"U{number:02}") for number in range(1, 13)]
        members = {ref: people.ensure(session, workspace, profile(ref)) for ref in refs}
        teams.set_members(session, team, members.values())
        drafts = (MOOD_Q, AGREE_Q, CHOICE_Q)
        asked = tuple(questions.add(session, workspace, draft) for draft in drafts)
        pulse = pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=WEEK, floor=5)
    keys = KeyFolder(folder / "keys", randomness=os.urandom)
    return World(engine, folder, keys, workspace, team, members, asked, pulse)
