"""What the queries of storage are tried with: values of one workspace, and values of nobody.

The keys are a parameter's name with its type, either alone, or a function's name with the parameter's.
"""

import os
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from storage import calendars, drafts, pulses, rounds, teams, workspaces
from storage.bank.shipped import shipped
from storage.baselines import Baseline
from storage.calendars import each_once
from storage.installations import Installation
from storage.people import Preferences
from storage.references import Reference
from survey.audit import Act
from survey.deliveries import Claim, Kind, Sent
from survey.errors import Trouble
from survey.ids import MessageRef
from survey.people import Audience
from survey.plans import Change, PlanChange
from survey.questions import QuestionDraft
from survey.rotation.fatigue import Count, NewPace, Sign
from survey.rounds import DEFAULT_SCHEDULE, Invitation, Skip, Terms, moments
from survey.scales import MOOD
from tests.storage.neighbours import CHANNEL, GROUP, USERS, Side
from tests.storage.world import DATA_KEY, HELSINKI, MONDAY, TUESDAY, WEEK, profile

Value = Callable[[Side, Session], Any]


def _drafted(side: Side, session: Session) -> drafts.Draft:
    pulse, team = pulses.of_team(session, side.team), teams.get(session, side.team)
    assert pulse is not None
    return drafts.draft(session, pulse, team, WEEK.next(), at=TUESDAY, randomness=bytes)


def _draft(side: Side, key: str) -> QuestionDraft:
    return QuestionDraft(key, f"{side.mark} new", MOOD, goal=side.goal)


def _claim(side: Side) -> Claim:
    return Claim(side.deliveries[0], Kind.ASK, side.round, 0, side.ref, USERS[0], CHANNEL, TUESDAY)


OF_A_SIDE: Mapping[str, Value] = {
    "WorkspaceId": lambda side, _: side.workspace.id,
    "Workspace": lambda side, session: workspaces.find(session, side.ref),
    "TeamId": lambda side, _: side.team,
    "Team": lambda side, session: teams.get(session, side.team),
    "PersonId": lambda side, _: side.people[5],
    "RoundId": lambda side, _: side.round,
    "Round": lambda side, session: rounds.get(session, side.round),
    "PulseId": lambda side, _: side.pulse.id,
    "Pulse": lambda side, session: pulses.of_team(session, side.team),
    "QuestionId": lambda side, _: side.questions[1].id,
    "GoalId": lambda side, _: side.goal,
    "DeliveryId": lambda side, _: side.deliveries[0],
    "Draft": _drafted,
    "QuestionDraft": lambda side, _: _draft(side, "Q9"),
    "Iterable[QuestionDraft]": lambda side, _: [_draft(side, "Q9")],
    "Reference": lambda side, _: Reference(side.ref, CHANNEL, f"https://{side.mark}/new"),
    "Installation": lambda side, _: Installation("", side.ref, side.mark, "B", "U", frozenset(), "x", MONDAY),
    "Collection[Claim]": lambda side, _: [_claim(side)],
    "Iterable[tuple[Claim": lambda side, _: [(_claim(side), Sent(CHANNEL, MessageRef("1.1")))],
    "Collection[DeliveryId]": lambda side, _: side.deliveries,
    "Collection[RoundId]": lambda side, _: [side.round, side.closed],
    "Iterable[RoundId]": lambda side, _: [side.round],
    "Collection[QuestionId]": lambda side, _: [each.id for each in side.questions],
    "Iterable[QuestionId]": lambda side, _: [each.id for each in side.questions],
    "Iterable[GoalId]": lambda side, _: [side.goal],
    "Iterable[GoalId | None]": lambda side, _: [side.goal],
    "Iterable[Question]": lambda side, _: side.questions,
    "Iterable[Invitation]": lambda side, _: [Invitation(person, TUESDAY) for person in side.people],
    "Iterable[PersonId]": lambda side, _: side.people[:2],
    "Iterable[PersonId | None]": lambda side, _: side.people[:2],
    "Collection[PersonId]": lambda side, _: side.people[:5],
    "Iterable[TeamId]": lambda side, _: [side.team],
    "Iterable[TeamId | None]": lambda side, _: [side.team],
    "Sequence[TeamId]": lambda side, _: [side.guest],
    "Mapping[TeamId": lambda side, session: {
        team: each_once(session)(team, WEEK) for team in (side.team, side.guest)
    },
    "reached: frozenset[int]": lambda side, _: frozenset(side.people),
    "alike: Collection[int]": lambda side, _: [side.round, side.closed],
    "teams.add_member people": lambda side, _: side.people[5:],
    "workspace: str": lambda side, _: side.ref,
    "team: str": lambda side, _: side.ref,
    "teams: Collection[str]": lambda side, _: [side.ref],
    "workspaces.ensure ref": lambda side, _: side.ref,
    "workspaces.find ref": lambda side, _: side.ref,
    "questions.edit draft": lambda side, _: _draft(side, "Q1"),
    "questions.translate draft": lambda side, _: _draft(side, "Q1"),
    "questions.move draft": lambda side, _: _draft(side, "Q1"),
}
"""What belongs to one of the two workspaces."""
OF_NOBODY: Mapping[str, Value] = {
    "at": lambda *_: TUESDAY,
    "since: datetime": lambda *_: MONDAY - timedelta(days=30),
    "since: date": lambda *_: MONDAY.date(),
    "since: Week": lambda *_: WEEK,
    "until: date": lambda *_: MONDAY.date() + timedelta(days=9),
    "until: datetime": lambda *_: TUESDAY,
    "before": lambda *_: TUESDAY,
    "due_at": lambda *_: TUESDAY,
    "digest_at": lambda *_: TUESDAY,
    "lease": lambda *_: timedelta(minutes=1),
    "within": lambda *_: timedelta(minutes=1),
    "moments: Iterable[datetime | None]": lambda *_: [TUESDAY],
    "rounds.open_ week": lambda *_: WEEK.plus(3),
    "week: Week": lambda *_: WEEK,
    "week: str": lambda *_: str(WEEK),
    "next_week": lambda *_: WEEK.next(),
    "to": lambda *_: WEEK.plus(2),
    "day": lambda *_: TUESDAY.date(),
    "user": lambda *_: USERS[1],
    "ref": lambda *_: USERS[1],
    "person: UserRef": lambda *_: USERS[0],
    "people: Collection[UserRef]": lambda *_: USERS,
    "accounts": lambda *_: ["BRAVO-1", "ALPHA-1"],
    "conversation": lambda *_: CHANNEL,
    "channel": lambda *_: CHANNEL,
    "group": lambda *_: GROUP,
    "quiet": lambda *_: dict.fromkeys(USERS, TUESDAY),
    "audience": lambda *_: Audience(CHANNEL),
    "profile": lambda *_: profile(USERS[2], HELSINKI),
    "profiles": lambda *_: [profile(user, HELSINKI) for user in USERS],
    "key": lambda *_: "Q2",
    "keys": lambda *_: ["Q1", "Q2"],
    "key_name": lambda *_: "key-of-another",
    "name": lambda *_: "Anew",
    "words": lambda *_: "Anew",
    "texts": lambda *_: ["Anew"],
    "country": lambda *_: "SE",
    "enterprise": lambda *_: "E1",
    "language": lambda *_: "fi",
    "zone": lambda *_: HELSINKI,
    "number": lambda *_: 1,
    "limit": lambda *_: 99,
    "weeks": lambda *_: 9,
    "floor": lambda *_: 9,
    "bank": lambda *_: shipped(),
    "act": lambda *_: Act.PAUSE,
    "actor": lambda side, _: side.people[0],
    "owner": lambda side, _: side.people[0],
    "why": lambda *_: Skip.LATE,
    "trouble": lambda *_: Trouble.REMOVED,
    "kind": lambda *_: Kind.NOTICE,
    "Collection[Kind]": lambda *_: [Kind.ASK],
    "terms": lambda *_: Terms(5, 24),
    "schedule": lambda *_: DEFAULT_SCHEDULE,
    "moments": lambda *_: moments(DEFAULT_SCHEDULE, week=WEEK.plus(3), zone=HELSINKI),
    "pace": lambda *_: NewPace(2, Sign.FEW, Count(4, 8), Count(8, 8)),
    "wanted: Baseline": lambda *_: Baseline(WEEK, spread=True),
    "wanted: Preferences": lambda *_: Preferences(opted_out=True),
    "wanted: PlanChange": lambda *_: PlanChange(WEEK.next(), Change.PIN, "Q1"),
    "wanted: CalendarSettings": lambda side, session: calendars.settings(session, side.team),
    "calendar_of": lambda _, session: each_once(session),
    "tallies": lambda *_: (),
    "token": lambda *_: "token",
    "hosted": lambda *_: None,
    "row": lambda *_: None,
    "data_key": lambda *_: DATA_KEY,
    "bytes": lambda *_: DATA_KEY,
    "randomness": lambda *_: os.urandom,
    "bool": lambda *_: True,
}
"""What is of no workspace, or called alike in both."""
OF_EITHER = ("actor", "owner")
"""Of a side in spite of that."""
