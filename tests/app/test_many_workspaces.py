"""Several workspaces in one service: a week in each, and nothing of one in another."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from sandbox.roads.delivery import Envelope
from sandbox.roads.payloads import event_callback
from tests.office import ASKED, BEN, CLOSED, REPORTED, TEAM, Office
from tests.workspaces import ACME, BOLT, TEAMS, Workspaces, workspace, workspaces

NAMES = {ACME: "Sales", BOLT: "Support"}
LATER = ASKED + timedelta(weeks=1)


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Workspaces]:
    """Installed and set up in two workspaces; people and channels are called alike in both."""
    async with workspaces(tmp_path, [workspace(ACME), workspace(BOLT)]) as opened:
        for name in (ACME, BOLT):
            await set_up(opened, name)
        yield opened


async def set_up(slack: Workspaces, name: str) -> None:
    assert (await slack.install(name)).status == 200
    await slack.offices[name].set_up(team=f"name={NAMES[name]} zone=Europe/Helsinki")


def of(slack: Workspaces) -> tuple[Office, Office]:
    return slack.offices[ACME], slack.offices[BOLT]


def tokens(slack: Workspaces) -> list[str]:
    with slack.running.engine.connect() as connection:
        return list(connection.execute(text("SELECT team_ref FROM installation ORDER BY team_ref")).scalars())


def cards(office: Office) -> list[str]:
    return [str(entry["user"]) for entry in office.to_people() if "answer:" in str(entry)]


async def test_a_week_in_two_workspaces_uninstall_one_and_install_it_again(slack: Workspaces) -> None:
    acme, bolt = of(slack)
    await slack.at(ASKED)
    assert len(cards(acme)) == len(cards(bolt)) == 6
    for office, value in ((acme, 4), (bolt, 2)):
        for number in range(1, 7):
            await office.answer(f"U{number}", value)
    await slack.at(CLOSED)
    await slack.at(REPORTED)
    for office, name, other in ((acme, "Sales", "Support"), (bolt, "Support", "Sales")):
        (digest,) = office.digests()
        assert "6 of 6 took part" in str(digest["text"])
        assert name in str(digest["text"])
        assert other not in str(office.record)

    await slack.distribution.uninstall(BOLT)
    assert tokens(slack) == [TEAMS[ACME]]
    await slack.at(LATER)
    assert (len(cards(acme)), len(cards(bolt))) == (12, 6)

    assert (await slack.install(BOLT)).status == 200
    assert "invite" in await bolt.type("status")
    await bolt.member().command("/invite @pulssi", TEAM)
    await slack.at(LATER + timedelta(weeks=1))
    assert (len(cards(acme)), len(cards(bolt))) == (18, 12)
    assert "Support" in await bolt.type("team list")


@pytest.mark.parametrize(
    "order",
    [
        ("app_uninstalled", "tokens_revoked"),
        ("tokens_revoked", "app_uninstalled"),
        ("app_uninstalled",),
        ("tokens_revoked",),
    ],
)
async def test_the_token_is_deleted_at_once_whichever_way_slack_tells(
    slack: Workspaces, order: tuple[str, ...]
) -> None:
    ack = await slack.distribution.uninstall(BOLT, order=order)

    assert ack.ok
    assert tokens(slack) == [TEAMS[ACME]]
    assert "Sales" in await slack.offices[ACME].type("team list")


async def test_a_persons_token_that_was_revoked_is_none_of_ours(slack: Workspaces) -> None:
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    ack = await slack.offices[BOLT].sandbox.announce(revoked)

    assert ack.ok
    assert tokens(slack) == sorted(TEAMS[name] for name in (ACME, BOLT))


async def test_late_news_of_an_uninstall_leaves_the_token_of_the_next_install(slack: Workspaces) -> None:
    bolt = slack.offices[BOLT]
    await slack.distribution.uninstall(BOLT)
    told = event_callback(bolt.sandbox.workspace, {"type": "app_uninstalled"})
    slack.clock.move_to(slack.clock() + timedelta(minutes=5))
    await slack.install(BOLT)
    late = Envelope("events_api", told, id="E-late")
    assert (await bolt.sandbox._delivery.road.deliver(late, retry=2)).ok

    assert TEAMS[BOLT] in tokens(slack)


async def test_a_workspace_without_the_app_is_nobodys(slack: Workspaces) -> None:
    bolt = slack.offices[BOLT]
    await slack.at(ASKED)
    await slack.distribution.uninstall(BOLT)
    await bolt.member().command("/pulse status", TEAM)
    await bolt.tap(BEN, "answer:4")

    assert bolt.count()[0] == 0


async def test_one_workspace_that_is_told_to_wait_keeps_the_other_from_nothing(slack: Workspaces) -> None:
    acme, bolt = of(slack)
    bolt.sandbox.faults.rate_limit(times=500, retry_after=3600)
    await slack.at(ASKED)

    assert len(cards(acme)) == 6
    assert cards(bolt) == []


@pytest.mark.parametrize("error", ["invalid_auth", "account_inactive", "token_revoked"])
async def test_a_token_that_is_refused_in_one_workspace_stops_no_other(slack: Workspaces, error: str) -> None:
    acme, bolt = of(slack)
    bolt.sandbox.faults.fail("*", error, times=500)
    await slack.at(ASKED)

    assert len(cards(acme)) == 6
    assert cards(bolt) == []
    assert "Sales" in await acme.type("status")


async def test_a_night_compares_each_workspace_with_its_own_people(slack: Workspaces) -> None:
    acme, bolt = of(slack)
    bolt.sandbox.faults.server_error("users.list", times=50)
    del acme.sandbox.workspace.channels[TEAM].members[5]
    await slack.at(ASKED + timedelta(days=1))
    await slack.at(LATER)

    assert len(cards(acme)) == 11
    assert len(cards(bolt)) == 12


async def test_what_is_typed_in_one_workspace_says_nothing_of_another(slack: Workspaces) -> None:
    acme, bolt = of(slack)
    await acme.type('question add "Only asked at Acme?" scale=agree5')
    await acme.type("goal add Zebras")
    asked = ("question list", "goal list", "team list", "status", "audit", "plan", "admin list", "results")

    for command in asked:
        said = await bolt.type(command)
        assert "Acme" not in said, command
        assert "Sales" not in said, command
        assert "Zebras" not in said, command
    assert "no team of that name" in await bolt.type("status team=Sales")


async def test_nobody_remembers_what_was_chosen_under_the_same_name_elsewhere(slack: Workspaces) -> None:
    acme, bolt = of(slack)
    await slack.at(ASKED)
    await acme.type("language suomi", user=BEN)
    await acme.type("me forget confirm=yes", user="U3")
    await bolt.answer("U3", 4)
    await bolt.answer(BEN, 4)

    assert bolt.count()[0] == 2
    assert "Saved" in str(bolt.card(BEN).blocks) or "answer" in str(bolt.card(BEN).blocks)
