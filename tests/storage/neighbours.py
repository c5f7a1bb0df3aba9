"""Two workspaces in one database in which everybody and everything is called alike, but for a mark."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col, update

from storage import (
    audit,
    baselines,
    calendars,
    comments,
    goals,
    installations,
    languages,
    people,
    plans,
    pools,
    pulses,
    questions,
    references,
    rounds,
    teams,
    workspaces,
    written,
)
from storage.installations import Installation
from storage.references import Reference
from storage.tables import DeliveryRow, RoundRow, Row
from storage.workspaces import Workspace
from survey.audit import Act
from survey.ids import (
    ChannelRef,
    DeliveryId,
    GoalId,
    GroupRef,
    PersonId,
    RoundId,
    TeamId,
    UserRef,
    WorkspaceId,
)
from survey.people import Audience
from survey.plans import Change, PlanChange
from survey.questions import Question, QuestionDraft, Role
from survey.rounds import DEFAULT_SCHEDULE, Invitation, Pulse, RoundState, moments
from survey.scales import AGREE, MOOD, WORDS
from survey.weeks import Week
from tests.storage.world import DATA_KEY, HELSINKI, MONDAY, TUESDAY, WEEK, profile

USERS = tuple(UserRef(f"U{number}") for number in range(1, 8))
CHANNEL, GROUP = ChannelRef("C1"), GroupRef("S1")
BEFORE = Week(2026, 47)
_REFS = {"reference": "workspace_ref", "installation": "team_ref", "org_workspace": "team_ref"}
"""Tables that name a workspace as its platform does, and the column in which they do."""
_UNBOUND = {"audit": (("person", "actor"), ("team", "team_id"))}
"""Columns that name a row without a foreign key, since they outlive it."""


@dataclass(frozen=True)
class Side:
    """One of the two workspaces.

    Attributes:
        mark: stands in every text that was written there.
        guest: a team that is asked together with ``team``.
        round, closed: of this week and of the one before.
        deliveries: of this week's round.
    """

    mark: str
    ref: str
    workspace: Workspace
    team: TeamId
    guest: TeamId
    people: tuple[PersonId, ...]
    goal: GoalId
    questions: tuple[Question, ...]
    pulse: Pulse
    round: RoundId
    closed: RoundId
    deliveries: tuple[DeliveryId, ...]


def settle(session: Session, ref: str, mark: str) -> Side:
    """Make one of the two, with a row in nearly every table."""
    made = workspaces.ensure(session, ref=ref, name=f"{mark} Inc", zone=HELSINKI, at=MONDAY)
    workspace = workspaces.find(session, ref)
    assert workspace is not None
    members = tuple(people.ensure(session, made, profile(user)) for user in USERS)
    people.make_admin(session, members[0])
    languages.choose(session, members[1], "sv")
    team, guest = _teams(session, made, members, mark)
    goal = goals.add(session, made, f"{mark} goal", owner=members[0])
    asked = tuple(questions.add(session, made, draft) for draft in _drafts(mark, goal.id))
    pulse = pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=WEEK.next(), floor=5)
    closed, now = (_opened(session, pulse, week, asked, (members, guest)) for week in (BEFORE, WEEK))
    comments.keep(session, closed, [f"{mark} comment"], data_key=DATA_KEY, randomness=os.urandom)
    texts = [f"{mark} answer"]
    written.keep(session, closed, asked[2].id, texts, data_key=DATA_KEY, randomness=os.urandom)
    _decorate(session, made, team, members[0], mark)
    _install(session, ref, mark)
    owed = select(col(DeliveryRow.id)).where(col(DeliveryRow.round_id) == now)
    sent = tuple(DeliveryId(found or 0) for found in session.connection().execute(owed).scalars())
    return Side(mark, ref, workspace, team, guest, members, goal.id, asked, pulse, now, closed, sent)


def _teams(
    session: Session, workspace: WorkspaceId, members: tuple[PersonId, ...], mark: str
) -> tuple[TeamId, TeamId]:
    audience, beside = Audience(CHANNEL, GROUP), Audience(ChannelRef("C2"))
    team = teams.add(session, workspace, audience, name=f"{mark} team", zone=HELSINKI, country="FI")
    guest = teams.add(session, workspace, beside, name=f"{mark} guests", zone=HELSINKI, country="")
    teams.set_members(session, team, members[:5])
    teams.set_members(session, guest, members[5:])
    teams.set_lead(session, team, members[0])
    pools.share(session, teams.get(session, guest), teams.get(session, team))
    return team, guest


def _drafts(mark: str, goal: GoalId) -> tuple[QuestionDraft, ...]:
    return (
        QuestionDraft(key="Q1", text=f"How was your {mark} week?", scale=MOOD, role=Role.ANCHOR),
        QuestionDraft(key="Q2", text=f"{mark} matters.", scale=AGREE, theme=f"{mark} theme", goal=goal),
        QuestionDraft(key="Q3", text=f"What about {mark}?", scale=WORDS),
    )


def _opened(
    session: Session,
    pulse: Pulse,
    week: Week,
    asked: tuple[Question, ...],
    whom: tuple[tuple[PersonId, ...], TeamId],
) -> RoundId:
    members, guest = whom
    opened = rounds.open_(
        session,
        pulse,
        week=week,
        moments=moments(DEFAULT_SCHEDULE, week=week, zone=HELSINKI),
        questions=asked,
        invitations=[Invitation(person, TUESDAY) for person in members],
        floor=5,
        key_name=f"{pulse.id}-{week}",
        beside=[guest],
    )
    assert opened is not None
    if week == BEFORE:
        closed = update(RoundRow).where(col(RoundRow.id) == opened).values(state=RoundState.CLOSED)
        session.exec(closed)
    return opened


def _decorate(session: Session, workspace: WorkspaceId, team: TeamId, admin: PersonId, mark: str) -> None:
    """What a team has beside its people and rounds."""
    calendars.add_day_off(session, team, TUESDAY.date(), f"{mark} day")
    plans.change(session, team, PlanChange(WEEK.next(), Change.SKIP, "Q2"))
    baselines.start(session, team, baselines.Baseline(WEEK, spread=False))
    audit.append(session, workspace, Act.SET_UP, at=MONDAY, actor=admin, team=team, detail=mark)


def _install(session: Session, ref: str, mark: str) -> None:
    chat = Reference(ref, ChannelRef(f"D-{mark}"), f"https://{mark}", USERS[0], account=f"{mark}-1")
    references.remember(session, chat)
    references.remember(session, Reference(ref, CHANNEL, f"https://{mark}"))
    found = Installation("", ref, f"{mark} Inc", "B1", "U0BOT", frozenset(), f"xoxb-{mark}", MONDAY)
    installations.save(session, found, data_key=DATA_KEY, randomness=os.urandom)


Rows = Mapping[str, tuple[Mapping[str, Any], ...]]


def rows(session: Session) -> Rows:
    """Everything there is, by table."""
    session.flush()
    read = session.connection().execute
    return {
        name: tuple(dict(row) for row in read(select(table)).mappings())
        for name, table in Row.metadata.tables.items()
    }


def homes(found: Rows) -> list[tuple[str, str, frozenset[int]]]:
    """Every row, as its table and what it says, with the workspaces that it leads to."""
    refs = {row["ref"]: row["id"] for row in found["workspace"]}
    ids = {(name, row["id"]): row for name, all_ in found.items() for row in all_ if "id" in row}

    def home(name: str, row: Mapping[str, Any]) -> frozenset[int]:
        if name == "workspace":
            return frozenset({row["id"]})
        named = {refs[row[_REFS[name]]]} if name in _REFS and row[_REFS[name]] in refs else set()
        keys = [(key.column.table.name, key.parent.name) for key in Row.metadata.tables[name].foreign_keys]
        for table, column in (*keys, *_UNBOUND.get(name, ())):
            if (table, row[column]) in ids:
                named |= home(table, ids[table, row[column]])
        return frozenset(named)

    return [(name, repr(row), home(name, row)) for name, all_ in found.items() for row in all_]
