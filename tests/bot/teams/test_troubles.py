"""What goes wrong between us and Teams: nothing is lost without a word, and nothing is sent twice."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import ASKED
from tests.teams_office import TEAM, TeamsOffice, teams_office, words

POST, MAKE = "POST activities", "POST conversations"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        yield office


def asked(office: TeamsOffice) -> list[int]:
    """How many cards each of the six has."""
    return [
        sum("open until" in words(post) for post in office.replies(f"U{number}")) for number in range(1, 7)
    ]


async def test_too_fast_is_waited_for_as_long_as_teams_says(office: TeamsOffice) -> None:
    office.connector.faults.rate_limit(POST, times=6, retry_after=120)
    await office.at(ASKED)
    tried = office.sent(POST, "open until")
    office.connector.faults.clear()
    await office.at(ASKED + timedelta(seconds=100))
    early = asked(office)
    await office.at(ASKED + timedelta(seconds=125))

    assert tried == 0
    assert early == [0] * 6
    assert asked(office) == [1] * 6


async def test_two_calls_that_met_are_tried_again(office: TeamsOffice) -> None:
    office.connector.faults.fail(POST, 412, "PreconditionFailed", times=2)
    await office.at(ASKED)
    first = asked(office)
    await office.at(ASKED + timedelta(seconds=10))

    assert sum(first) == 4
    assert asked(office) == [1] * 6


@pytest.mark.parametrize("status", [500, 502, 503, 504])
@pytest.mark.parametrize("kept", [True, False])
async def test_what_may_have_arrived_is_never_sent_again(
    office: TeamsOffice, status: int, *, kept: bool
) -> None:
    office.connector.faults.server_error(POST, status=status, kept=kept)
    for minutes in (0, 1, 10, 120):
        await office.at(ASKED + timedelta(minutes=minutes))

    assert sorted(asked(office)) == ([1] * 6 if kept else [0, *[1] * 5])
    assert "1 unsure" in await office.type("status")


async def test_a_connection_that_breaks_leaves_a_doubt_and_no_second_card(office: TeamsOffice) -> None:
    office.connector.faults.drop(POST, kept=True)
    for minutes in (0, 1, 10, 120):
        await office.at(ASKED + timedelta(minutes=minutes))

    assert asked(office) == [1] * 6
    assert "1 unsure" in await office.type("status")


async def test_a_chat_that_is_gone_is_made_anew_once(office: TeamsOffice) -> None:
    office.connector.faults.fail(POST, 404, "ConversationNotFound")
    await office.at(ASKED)

    assert asked(office) == [1] * 6
    assert office.sent(MAKE, "29:1U") == 1


async def test_a_chat_that_stays_gone_is_not_made_for_ever(office: TeamsOffice) -> None:
    office.connector.faults.fail(POST, 404, "ConversationNotFound", times=12)
    for minutes in (0, 1, 10, 120):
        await office.at(ASKED + timedelta(minutes=minutes))

    assert asked(office) == [0] * 6
    assert office.sent(MAKE, "29:1U") == 6


async def test_being_told_to_wait_is_not_being_removed(office: TeamsOffice) -> None:
    """The night's comparison falls into two minutes in which Teams wants to be left alone."""
    office.clock.move_to(ASKED - timedelta(seconds=30))
    office.connector.faults.rate_limit(POST, retry_after=120)
    await office.type("status", channel=TEAM)
    await office.at(ASKED)
    await office.at(ASKED + timedelta(minutes=5))

    assert asked(office) == [1] * 6
    assert "not in its channel" not in await office.type("status")
