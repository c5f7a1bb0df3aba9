"""Sending at the platform's pace, in turn, and for every workspace by itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from sqlalchemy import Engine

from app import slack
from app.clock import VirtualClock, unhurried
from app.metrics import Metrics
from app.settings import load
from bot.slack.messenger import SlackMessenger
from jobs.admission import Admission
from jobs.ask import Cards
from jobs.dispatch import Dispatcher
from jobs.post import Post
from sandbox.server import Sandbox
from sandbox.workspace.company import Channel, Company, Person
from storage import people, pulses, questions, rounds, teams, workspaces
from storage.database import connect, reading, transaction
from survey.deliveries import MESSAGES, Claim, Kind, Sent
from survey.disclosure.figures import FLOOR
from survey.ids import ChannelRef, MessageRef, UserRef
from survey.pace import Pace
from survey.people import Audience, Profile
from survey.rounds import DEFAULT_SCHEDULE, Invitation, Round, moments
from survey.weeks import Week
from tests import databases
from tests.sandbox.workbench import eventually
from tests.storage.world import MOOD_Q

HELSINKI = ZoneInfo("Europe/Helsinki")
NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
WEEK = Week(2026, 48)


class Nobody:
    """Nobody wants quiet."""

    async def away(self, workspace: str, users: object) -> Mapping[UserRef, datetime]:
        return {}


@dataclass
class Platforms:
    """A messenger for several workspaces, each with a sandbox of its own behind it."""

    by_workspace: dict[str, SlackMessenger] = field(default_factory=dict)

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        return await self.by_workspace[claim.workspace].ask(claim, round_)

    def can_look_up(self, kind: Kind, workspace: str | None = None) -> bool:
        return False


@dataclass
class Plant:
    """A database, a clock, and a dispatcher that sends to the platforms."""

    engine: Engine
    clock: VirtualClock
    platforms: Platforms
    pace: Pace

    def dispatcher(self, messenger: object | None = None) -> Dispatcher:
        sends = messenger or self.platforms
        cards = Cards(self.engine, sends)  # type: ignore[arg-type]
        post = Post(sends, Nobody(), {Kind.ASK: cards.ask})  # type: ignore[arg-type]
        admission = Admission(data_key=bytes(32))
        return Dispatcher(self.engine, post, admission, self.pace, clock=self.clock, observer=Metrics())

    def team(self, workspace: str, channel: str, size: int) -> None:
        """A team with an open round whose questions are due now."""
        with transaction(self.engine) as session:
            known = workspaces.ensure(session, ref=workspace, name=workspace, zone=HELSINKI, at=NOW)
            if not questions.of_workspace(session, known):
                questions.add(session, known, MOOD_Q)
            audience = Audience(ChannelRef(channel))
            team = teams.add(session, known, audience, name=channel, zone=HELSINKI, country="")
            members = [
                people.ensure(
                    session, known, Profile(UserRef(f"U{channel}{n}"), HELSINKI, False, is_person=True)
                )
                for n in range(size)
            ]
            teams.set_members(session, team, members)
            pulse = pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=WEEK, floor=FLOOR)
            rounds.open_(
                session,
                pulse,
                week=WEEK,
                moments=moments(DEFAULT_SCHEDULE, week=WEEK, zone=HELSINKI),
                questions=questions.of_workspace(session, known),
                invitations=[Invitation(member, NOW) for member in members],
                floor=FLOOR,
                key_name=f"{workspace}-{channel}",
            )

    def sent(self) -> int:
        with reading(self.engine) as session:
            rows = session.connection().exec_driver_sql("SELECT count(*) FROM delivery WHERE status = 'sent'")
            return int(rows.scalar_one())


@pytest_asyncio.fixture
async def plant(tmp_path: Path) -> AsyncIterator[Plant]:
    engine = connect(databases.fresh(tmp_path))
    clock = VirtualClock(NOW)
    yield Plant(engine, clock, Platforms(), unhurried(clock))
    engine.dispose()


@dataclass
class Wire:
    """Notes who was written to, and lets a test say how long that takes."""

    seconds: float = 0.0
    users: list[str] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    most_at_once: int = 0
    now: int = 0

    async def ask(self, claim: Claim, round_: Round) -> Sent:
        self.users.append(str(claim.user))
        self.at.append(time.monotonic())
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1
        return Sent(ChannelRef("D1"), MessageRef("1.0"))

    def can_look_up(self, kind: Kind, workspace: str | None = None) -> bool:
        return False


async def sandboxed(plant: Plant, stack: AsyncExitStack, workspace: str, channel: str, size: int) -> Sandbox:
    """A workspace of its own with one team, and the way to it."""
    staff = [Person(f"U{channel}{n}", f"p{n}", f"Person {n}") for n in range(size)]
    company = Company(people=staff, channels=[Channel(channel, channel.lower())], team_id=workspace)
    sandbox = Sandbox(company, clock=plant.clock)
    await sandbox.start()
    stack.push_async_callback(sandbox.stop)
    settings = load(_env_file=None, slack_bot_token=sandbox.bot_token, slack_api_url=sandbox.api_url)
    session = await stack.enter_async_context(slack.sharing())
    joined = (await slack.join(slack.Lines(settings, session, plant.pace, plant.clock))).slack
    plant.platforms.by_workspace[workspace] = SlackMessenger(joined.sender)
    plant.team(workspace, channel, size)
    return sandbox


def posted(sandbox: Sandbox) -> int:
    return sum(len(sandbox.member(user).inbox()) for user in sandbox.workspace.people if user != "U0PULSSI")


@pytest.mark.parametrize("trouble", ["rate_limit", "revoke", "time_out"])
async def test_a_workspace_in_trouble_delays_no_other(plant: Plant, trouble: str) -> None:
    async with AsyncExitStack() as stack:
        troubled = await sandboxed(plant, stack, "T0SLOW", "CSLOW", 4)
        well = await sandboxed(plant, stack, "T0WELL", "CWELL", 4)
        if trouble == "revoke":
            troubled.faults.revoke(troubled.bot_token)
        elif trouble == "rate_limit":
            troubled.faults.rate_limit("chat.postMessage", retry_after=3000)
        else:
            troubled.faults.time_out("chat.postMessage", seconds=60, times=99)
        dispatcher = plant.dispatcher()
        await dispatcher.run()
        await eventually(lambda: posted(well) == 4)
        await dispatcher.stop(seconds=0.1)

        assert plant.pace.held("T0WELL") == 0
        assert posted(well) == 4


async def test_teams_take_turns_so_a_large_one_keeps_no_small_one_waiting(plant: Plant) -> None:
    plant.team("T0", "LARGE", 200)
    plant.team("T0", "SMALL", 5)
    wire = Wire()
    dispatcher = plant.dispatcher(wire)
    await dispatcher.run()
    await dispatcher.settle()

    # Six groups of ten are under way at once, in whatever order their threads come.
    assert len(wire.users) == 205
    assert max(wire.users.index(f"USMALL{n}") for n in range(5)) < 60


async def test_everybody_is_written_to_once_however_often_it_is_told_to_run(plant: Plant) -> None:
    plant.team("T0", "TEAM", 40)
    wire = Wire(seconds=0.01)
    dispatcher = plant.dispatcher(wire)
    for _ in range(5):
        await dispatcher.run()
    await dispatcher.settle()

    assert sorted(wire.users) == sorted(f"UTEAM{n}" for n in range(40))


async def test_two_dispatchers_on_one_ledger_send_nothing_twice(plant: Plant) -> None:
    plant.team("T0", "TEAM", 40)
    wire = Wire(seconds=0.005)
    both = [plant.dispatcher(wire), plant.dispatcher(wire)]
    await asyncio.gather(*(each.run() for each in both))
    await asyncio.gather(*(each.settle() for each in both))

    assert sorted(wire.users) == sorted(f"UTEAM{n}" for n in range(40))


async def test_messages_keep_the_pace_that_was_set(plant: Plant) -> None:
    plant.team("T0", "TEAM", 30)
    plant.pace = Pace(seconds=time.monotonic, per_minute={MESSAGES: 1200})
    wire = Wire()
    dispatcher = plant.dispatcher(wire)
    began = time.monotonic()
    await dispatcher.run()
    await dispatcher.settle()

    # Twenty a second, and what may be saved up is a second's worth; slower is always allowed.
    assert all(number <= 20 + 20 * (at - began) + 1 for number, at in enumerate(wire.at, start=1))
    assert plant.sent() == 30


async def test_a_slow_platform_is_not_waited_for_one_by_one(plant: Plant) -> None:
    plant.team("T0", "TEAM", 30)
    wire = Wire(seconds=0.05)
    dispatcher = plant.dispatcher(wire)
    await dispatcher.run()
    await dispatcher.settle()

    assert wire.most_at_once > 8


async def test_stopping_lets_what_is_under_way_end_and_begins_nothing_new(plant: Plant) -> None:
    plant.team("T0", "TEAM", 300)
    wire = Wire(seconds=0.2)
    dispatcher = plant.dispatcher(wire)
    await dispatcher.run()
    await eventually(lambda: wire.users)
    await dispatcher.stop(seconds=5)
    begun = len(wire.users)
    await dispatcher.run()
    await asyncio.sleep(0)

    assert 0 < begun < 300
    assert plant.sent() == begun == len(wire.users)


async def test_what_hangs_longer_than_the_patience_at_the_end_is_left_in_doubt(plant: Plant) -> None:
    plant.team("T0", "TEAM", 3)
    wire = Wire(seconds=60)
    dispatcher = plant.dispatcher(wire)
    await dispatcher.run()
    await eventually(lambda: len(wire.users) == 3)
    await dispatcher.stop(seconds=0.1)
    with reading(plant.engine) as session:
        rows = session.connection().exec_driver_sql("SELECT DISTINCT status FROM delivery WHERE kind = 'ask'")
        states = set(rows.scalars())

    assert states == {"sending"}


async def test_a_held_workspace_comes_back_by_itself(plant: Plant) -> None:
    plant.team("T0", "TEAM", 3)
    plant.pace = Pace(seconds=time.monotonic, per_minute={})
    plant.pace.hold("T0", 0.2)
    wire = Wire()
    dispatcher = plant.dispatcher(wire)
    await dispatcher.run()
    await dispatcher.settle()
    before = len(wire.users)
    await eventually(lambda: len(wire.users) == 3)
    await dispatcher.settle()

    assert before == 0
    assert plant.sent() == 3


async def test_an_hour_that_has_passed_for_the_day_is_moved_and_not_sent_at_night(plant: Plant) -> None:
    plant.team("T0", "TEAM", 3)
    plant.clock.move_to(NOW + timedelta(hours=12))
    wire = Wire()
    dispatcher = plant.dispatcher(wire)
    await dispatcher.run()
    await dispatcher.settle()
    at_night = list(wire.users)
    plant.clock.move_to(datetime(2026, 11, 25, 7, tzinfo=UTC))
    await dispatcher.run()
    await dispatcher.settle()

    assert at_night == []
    assert len(wire.users) == 3
