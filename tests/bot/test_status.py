"""Where a team's week stands: counts of messages, and why nothing was asked."""

from datetime import timedelta
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.conversations.commands import table
from bot.conversations.desk import Desk
from bot.conversations.messages import Message
from bot.conversations.requests import Request
from bot.slack.blocks import render
from bot.slack.directory import SlackDirectory
from sandbox.server import EVENTS
from storage import pulses
from storage.answers import RoundMemory
from storage.database import reading, transaction
from storage.writer import AnswerWriter
from survey.deliveries import MESSAGES
from survey.digests import Picture
from survey.ids import ChannelRef, UserRef
from survey.pace import Pace
from survey.rounds import Round, Skip, Terms
from survey.weeks import Week
from tests.office import ADMIN, ASKED, BEN, CLOSED, MONDAY, REPORTED, TEAM, Office, company, office

A_WEEK = timedelta(weeks=1)
WHY = {
    Skip.LATE: "Pulssi was not running while people could have been asked",
    Skip.QUIET: "it is one of the team's quiet weeks",
    Skip.PAUSED: "the team had paused",
    Skip.NO_CHANNEL: "I was not in the team's channel, or it was archived",
    Skip.NO_QUESTIONS: "there was no question to ask",
    Skip.NOBODY: "nobody had a working day left in it",
}


class NoParcels:
    """To look at the status sends nobody a file."""

    async def send_file(self, user: UserRef, *, name: str, content: bytes, words: str, alt: str = "") -> None:
        raise AssertionError(name)

    async def send_preview(self, user: UserRef, round_: Round) -> None:
        raise AssertionError(round_.week)


async def paced(open_office: Office, per_minute: float) -> str:
    """The status, told by a desk whose messages go at this pace."""

    async def nothing() -> None:
        raise AssertionError("to look at the status opens no round")

    engine, keys = open_office.running.engine, open_office.running.keys
    memory = RoundMemory(engine, keys)
    desk = Desk(
        engine=engine,
        directory=SlackDirectory(AsyncWebClient()),
        clock=open_office.clock,
        wake=lambda: None,
        open_rounds=nothing,
        terms=Terms(5),
        randomness=bytes,
        pace=Pace(seconds=lambda: 0.0, per_minute={MESSAGES: per_minute}),
        parcels=NoParcels(),
        writer=AnswerWriter(engine, keys, memory, randomness=bytes, clock=open_office.clock),
        memory=memory,
        draw=lambda digest: Picture(b"", digest.team),
        later=lambda _, __: None,
    )
    request = Request("T0SANDBOX", UserRef(ADMIN), ChannelRef(TEAM), "support", "status")
    reply = await table.run(desk, request)
    assert isinstance(reply, Message)
    return str(render(reply))


async def test_a_large_send_says_how_long_it_takes(tmp_path: Path) -> None:
    async with office(tmp_path, staff=company(400)) as large:
        await large.set_up()
        await large.at(MONDAY + A_WEEK)
        large.clock.move_to(ASKED + A_WEEK)

        slow, fast = await paced(large, 180), await paced(large, 400)
        slower = await paced(large, 3)

        assert "0 of 400 asked, 400 on their way (about 2 minutes at 180 a minute)." in slow
        assert "(about 2.2 hours at 3 a minute)" in slower
        assert "400 on their way." in fast


async def test_whoever_waits_for_their_hour_or_has_none_left_is_counted(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type("me asked=no", user=BEN)
    await first_day.running.timetable.run_all()

    waiting = await first_day.type("status")
    await first_day.at(ASKED)
    asked = await first_day.type("status")
    await first_day.at(CLOSED)

    assert "0 of 6 asked, 5 waiting for their hour, 1 not asked, since no good moment was left" in waiting
    assert "5 of 6 asked, 1 not asked" in asked
    assert "5 of 6 asked, 1 not asked" in await first_day.type("status")


async def test_when_slack_asks_to_wait_the_status_says_until_when(first_day: Office) -> None:
    await first_day.set_up()
    first_day.sandbox.faults.rate_limit("chat.postMessage", retry_after=300)
    await first_day.at(ASKED)

    held = await first_day.type("status")
    await first_day.at(ASKED + timedelta(seconds=299))
    soon = await first_day.type("status")
    await first_day.at(ASKED + timedelta(seconds=301))
    over = await first_day.type("status")

    assert "The chat service asked to wait; messages go on in 5 minutes." in held
    assert "messages go on in 1 second." in soon
    assert "The chat service asked to wait" not in over
    assert "6 of 6 asked" in over


async def test_a_skipped_week_says_why(at_work: Office) -> None:
    said = {}
    for why in Skip:
        with transaction(at_work.running.engine) as session:
            pulse = pulses.of_team(session, at_work.round().team)
            assert pulse is not None
            pulses.note_skip(session, pulse.id, Week(2026, 49), why)
        said[why] = await at_work.type("status")

    assert {why: f"Week 49 was skipped: {WHY[why]}." in said[why] for why in Skip} == dict.fromkeys(
        Skip, True
    )


async def test_a_channel_that_cannot_be_used_says_what_to_do(tmp_path: Path) -> None:
    events = (*EVENTS, "channel_archive", "channel_unarchive")
    async with office(tmp_path, events=events) as open_office:
        await open_office.asked()

        async def after(event: str, user: str = ADMIN) -> str:
            await open_office.sandbox.announce({"type": event, "channel": TEAM, "user": user})
            return await open_office.type("status")

        archived = await after("channel_archive")
        in_use = await after("channel_unarchive")
        removed = await after("member_left_channel", "U0PULSSI")
        back = await after("member_joined_channel", "U0PULSSI")

        assert "Its channel is archived, so nothing is asked." in archived
        assert "so nothing is asked" not in in_use
        assert "I am not in its channel any more, so nothing is asked." in removed
        assert "so nothing is asked" not in back


async def test_a_digest_that_did_not_get_through_is_told(at_work: Office) -> None:
    at_work.sandbox.faults.fail("chat.postMessage", "restricted_action", times=9)
    await at_work.at(CLOSED)
    await at_work.at(REPORTED)

    with reading(at_work.running.engine) as session:
        assert pulses.last_skip(session, at_work.round().team) is None
    assert "the digest failed: the chat service refused or did not confirm these." in await at_work.type(
        "status"
    )
