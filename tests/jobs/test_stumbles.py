"""What a platform, a network or a clock that stumbles must not lead to: nobody asked, or somebody twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from app.doctor import NEEDED_SCOPES
from bot.followups import Followups
from bot.slack.directory import SlackDirectory, profile
from sandbox.workspace.company import UserGroup
from survey.ids import UserRef
from survey.people import Audience
from tests.jobs.ledger import CARD, LOOKS_UP, asked, cards, reminded, statuses
from tests.jobs.test_dispatch import Plant, Wire, plant
from tests.office import ADMIN, ASKED, BEN, CLOSED, REPORTED, TEAM, Office, company, office
from tests.sandbox.workbench import eventually

__all__ = ["plant"]
ALL = ["sent"] * 6


@pytest_asyncio.fixture
async def looking(tmp_path: Path) -> AsyncIterator[Office]:
    """A team whose installation lets questions in doubt be looked up."""
    async with office(tmp_path, scopes=sorted({*NEEDED_SCOPES, *LOOKS_UP})) as open_office:
        await open_office.set_up()
        yield open_office


async def test_a_network_that_is_down_at_the_hour_leaves_nobody_out(
    workplace: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as down:

        async def refuse(*_: object, **__: object) -> None:
            raise aiohttp.ClientConnectorError(None, OSError("no route"))  # type: ignore[arg-type]

        down.setattr("slack_sdk.web.async_client.AsyncWebClient.api_call", refuse)
        for minutes in range(0, 20, 1):
            await workplace.at(ASKED + timedelta(minutes=minutes))
        meanwhile = statuses(workplace)
    await workplace.at(ASKED + timedelta(minutes=25))

    assert meanwhile == ["pending"] * 6
    assert statuses(workplace) == ALL


async def test_ask_now_tries_anew_what_failed_for_certain(workplace: Office) -> None:
    workplace.sandbox.faults.fail(CARD, "restricted_action", times=6)
    await workplace.at(ASKED)
    failed = statuses(workplace)
    told = await workplace.type("ask now")
    await workplace.running.timetable.run_all()

    assert failed == ["failed"] * 6
    assert "6 people are asked now" in told
    assert statuses(workplace) == ALL


async def test_a_clock_ahead_of_the_platforms_finds_what_arrived(looking: Office) -> None:
    looking.sandbox.faults.drop(CARD)
    true_time = looking.sandbox.workspace.now
    looking.sandbox.workspace.now = lambda: true_time() - timedelta(hours=1)  # type: ignore[method-assign]
    await looking.at(ASKED)
    await looking.at(ASKED + timedelta(minutes=2))

    assert statuses(looking) == ALL
    assert len(cards(looking)) == 6


async def test_no_log_line_tells_of_a_reminder(workplace: Office, capfd: pytest.CaptureFixture[str]) -> None:
    await workplace.at(ASKED)
    await workplace.answer(BEN, 4)
    capfd.readouterr()
    workplace.sandbox.faults.fail(CARD, "channel_not_found", times=2)
    await workplace.at(ASKED + timedelta(days=2))
    said = "\n".join(capfd.readouterr())

    assert len(reminded(workplace)) == 3
    assert "reminder" not in said
    assert "delivery" not in said


async def test_nothing_is_asked_of_a_team_whose_channel_is_out_of_use(workplace: Office) -> None:
    await workplace.sandbox.archive(TEAM)
    await workplace.at(ASKED)
    meanwhile = asked(workplace)
    await workplace.sandbox.unarchive(TEAM)
    await workplace.member().command("/invite @Pulssi", TEAM)
    await workplace.at(ASKED + timedelta(hours=1))

    assert meanwhile == []
    assert len(asked(workplace)) == 6


async def test_a_form_that_cannot_be_opened_now_is_a_sentence(workplace: Office) -> None:
    await workplace.at(ASKED)
    workplace.sandbox.faults.rate_limit("views.open", retry_after=600)
    first = await workplace.type("me")
    second = await workplace.type("me")

    assert "too long for a form" in first
    assert "too long for a form" in second


async def test_an_absence_made_shorter_is_noticed(workplace: Office) -> None:
    beyond = int((CLOSED + timedelta(days=7)).timestamp())
    await workplace.sandbox.change_person(BEN, status_emoji=":palm_tree:", status_expiration=beyond)
    await workplace.at(ASKED)
    sooner = int((ASKED + timedelta(hours=2)).timestamp())
    await workplace.sandbox.change_person(BEN, status_emoji=":palm_tree:", status_expiration=sooner)
    await workplace.at(ASKED + timedelta(hours=1))
    before = asked(workplace)
    await workplace.at(ASKED + timedelta(hours=2))

    assert BEN not in before
    assert asked(workplace)[-1] == BEN


async def test_whoever_installed_the_app_is_a_person(workplace: Office) -> None:
    account = {"id": "U1", "is_app_user": True, "tz": "Europe/Helsinki"}
    assert profile(account).is_person


async def test_a_group_that_is_gone_keeps_no_other_team_from_being_compared(tmp_path: Path) -> None:
    staff = company()
    group = UserGroup("S1", "support", "Support", ["U1", "U2", "U3", "U4", "U5"])
    with_group = type(staff)(people=staff.people, channels=staff.channels, groups=[group])
    async with office(
        tmp_path, staff=with_group, scopes=sorted({*NEEDED_SCOPES, "usergroups:read"})
    ) as at_work:
        await at_work.set_up(team="name=Aaa zone=Europe/Helsinki group=<!subteam^S1|@support>")
        await at_work.member().command("/invite @Pulssi", "C2")
        await at_work.type("team add name=Zeta zone=Europe/Helsinki", channel="C2")
        ws = at_work.sandbox.workspace
        del ws.groups["S1"]
        ws.set_membership(ws.channel("C2"), "U3", member=True)
        await at_work.at(ASKED)

        assert "3 people" in await at_work.type("team list")


async def test_stopping_waits_for_no_more_than_it_was_given(plant: Plant) -> None:
    plant.team("T0", "TEAM", 100)
    wire = Wire(seconds=60)
    dispatcher = plant.dispatcher(wire)
    await dispatcher.run()
    await eventually(lambda: len(wire.users) >= 50)

    async with asyncio.timeout(5):
        await dispatcher.stop(seconds=0.05)


async def test_cards_that_hang_do_not_keep_the_service_from_stopping() -> None:
    followups = Followups()
    for number in range(40):
        followups.start(f"card {number}", lambda: asyncio.sleep(60))

    async with asyncio.timeout(5):
        await followups.finish(seconds=0.05)


async def test_a_reminder_row_says_nothing_of_whose_question_stands_before_it(workplace: Office) -> None:
    await workplace.at(ASKED)
    with_rows = workplace.running.engine.connect()
    with with_rows as connection:
        rows = connection.exec_driver_sql(
            "SELECT kind FROM delivery WHERE kind IN ('ask', 'reminder') ORDER BY id"
        ).scalars()
        kinds = list(rows)

    assert kinds == ["ask"] * 6 + ["reminder"] * 6
    assert ADMIN in asked(workplace)


async def test_how_late_a_message_is_counts_from_its_planned_moment(workplace: Office) -> None:
    workplace.sandbox.faults.revoke(workplace.sandbox.bot_token)
    await workplace.at(ASKED)
    workplace.sandbox.faults.restore(workplace.sandbox.bot_token)
    await workplace.at(ASKED + timedelta(minutes=6))
    told = workplace.running.metrics.exposition(workplace.running.engine, clock=workplace.clock).decode()
    (total,) = (line for line in told.splitlines() if line.startswith("pulssi_delivery_lag_seconds_sum"))

    assert float(total.split()[-1]) >= 6 * 360


async def test_an_account_that_ends_during_the_nightly_comparison_stays_ended(
    workplace: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    members_of = SlackDirectory.members_of

    async def meanwhile(self: SlackDirectory, audience: Audience) -> frozenset[UserRef]:
        found = await members_of(self, audience)
        await workplace.sandbox.change_person("U5", deleted=True)
        return found

    with monkeypatch.context() as night:
        night.setattr(SlackDirectory, "members_of", meanwhile)
        await workplace.at(ASKED - timedelta(hours=5))
    await workplace.at(ASKED)

    assert sorted(asked(workplace)) == ["U1", "U2", "U3", "U4", "U6"]


async def test_without_the_permission_for_pictures_the_words_are_posted_and_nothing_waits(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, scopes=sorted(NEEDED_SCOPES - {"files:write"})) as at_work:
        await at_work.set_up()
        await at_work.at(REPORTED)

        assert statuses(at_work, "digest") == ["sent"]
        assert at_work.running.timetable.is_alive()
