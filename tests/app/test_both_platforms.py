"""One service on Slack and on Teams: a team on each, one week, and each message goes to its own platform."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from app.clock import VirtualClock, unhurried
from app.doctor import NEEDED_SCOPES
from app.transport import listening
from app.wiring import service
from sandbox.server import Sandbox
from sandbox.teams.connector import Connector
from tests.jobs.ledger import LOOKS_UP
from tests.office import ASKED, CLOSED, MONDAY, REPORTED, Office, company, settings_for
from tests.teams_office import TEAM, TeamsOffice, joined, words

Both = tuple[Office, TeamsOffice]


@pytest.fixture
async def both(ready: Both) -> Both:
    """Both have been asked."""
    await ready[0].at(ASKED)
    return ready


@pytest.fixture
async def ready(tmp_path: Path) -> AsyncIterator[Both]:
    clock = VirtualClock(MONDAY)
    on_slack: list[dict[str, object]] = []
    sandbox = Sandbox(
        company(),
        clock=clock,
        transcript=on_slack.append,
        retries=(),
        scopes=sorted({*NEEDED_SCOPES, *LOOKS_UP}),
    )
    connector = Connector(company(7), clock=clock)
    async with AsyncExitStack() as stack:
        for end in (sandbox, connector):
            await end.start()
            stack.push_async_callback(end.stop)
        settings = settings_for(sandbox, tmp_path, transport="http", **joined(connector))
        running = await stack.enter_async_context(service(settings, clock=clock, pace=unhurried(clock)))
        address = await stack.enter_async_context(listening(settings, running))
        await sandbox.connect_http(address)
        connector.connect(address.replace("/slack/events", "/api/messages"))
        slack = Office(sandbox, running, clock, settings, address, on_slack)
        teams = TeamsOffice(connector, running, clock, settings, address)
        await slack.set_up(team="name=Sales zone=Europe/Helsinki")
        await teams.set_up(installed=7)
        yield slack, teams


async def test_each_message_goes_to_the_platform_of_its_team(both: Both) -> None:
    slack, teams = both
    for number in range(1, 7):
        await slack.answer(f"U{number}", 4)
    await teams.answer(3, 4, people=7)
    await slack.at(CLOSED)
    await slack.at(REPORTED)
    (on_slack,), (on_teams,) = slack.digests(), teams.posted(TEAM)

    assert "6 of 6 took part" in str(on_slack["text"])
    assert "7 of 7 took part" in on_teams
    assert "Sales" in str(on_slack["text"])
    assert "Support" not in str(slack.record)
    assert "Sales" not in on_teams + "".join(
        words(post) for number in range(1, 8) for post in teams.replies(f"U{number}")
    )


async def test_everybody_has_one_card_on_their_own_platform(both: Both) -> None:
    slack, teams = both

    assert sorted(str(entry["user"]) for entry in slack.to_people() if "answer:" in str(entry)) == [
        f"U{number}" for number in range(1, 7)
    ]
    for number in range(1, 8):
        assert sum("answer:4" in words(post) for post in teams.replies(f"U{number}")) == 1


async def test_what_is_typed_on_one_platform_is_about_that_platform(both: Both) -> None:
    slack, teams = both
    added = await slack.type('question add "Only asked on Slack?" scale=agree5')
    listed = await teams.type("question list")

    assert "Q1" in added
    assert "Only asked on Slack?" not in listed
    assert "Sales" in await slack.type("team list")
    assert "Sales" not in await teams.type("team list")
    assert "Support" in await teams.type("team list")


async def test_one_platform_that_is_down_keeps_the_other_from_nothing(both: Both) -> None:
    slack, teams = both
    await slack.at(CLOSED)
    teams.connector.faults.rate_limit(times=50, retry_after=3600)
    before = len(slack.to_people())
    await slack.at(ASKED + timedelta(weeks=1))

    assert len(slack.to_people()) == before + 6
    assert all(sum("answer:4" in words(post) for post in teams.replies(f"U{n}")) == 1 for n in range(1, 8))


async def test_the_night_compares_each_platform_with_its_own_people(both: Both) -> None:
    slack, teams = both
    teams.connector.team(TEAM, by="U1").team.members.remove(teams.connector.tenant.user_id("U7"))
    await slack.at(ASKED + timedelta(days=1))
    await slack.at(CLOSED)
    await slack.at(ASKED + timedelta(weeks=1))

    assert sum("answer:4" in words(post) for post in teams.replies("U7")) == 1
    assert sum("answer:4" in words(post) for post in teams.replies("U6")) == 2
    assert len([entry for entry in slack.to_people() if "answer:" in str(entry)]) == 12


async def test_a_card_in_doubt_is_looked_up_where_the_platform_lets_us(ready: Both) -> None:
    slack, teams = ready
    slack.sandbox.faults.drop("chat.postMessage")
    teams.connector.faults.drop("POST activities")
    for hours in (0, 1, 2):
        await slack.at(ASKED + timedelta(hours=hours))

    assert sum("answer:" in str(entry) for entry in slack.to_people()) == 6
    assert "unsure" not in await slack.type("status")
    assert "1 unsure" in await teams.type("status")
    for number in range(1, 8):
        assert sum("answer:4" in words(post) for post in teams.replies(f"U{number}")) == 1
