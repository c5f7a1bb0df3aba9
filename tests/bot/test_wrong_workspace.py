"""Commands, buttons and forms of another workspace, sent again from ours: well signed, and of no use.

Everybody and everything is called alike in both workspaces, down to the keys of questions.
"""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import pytest_asyncio

from bot.conversations.commands.table import COMMANDS
from bot.conversations.messages import DO_COMMAND, OPEN_COMMAND
from bot.slack.blocks import CONFIRM
from storage.answers import Place, RoundMemory
from storage.database import reading, transaction
from survey.errors import NotInvitedError
from survey.ids import UserRef
from tests.bot.test_transports import payload, send
from tests.office import TEAM, Office, office
from tests.storage.neighbours import Side, homes, rows, settle

THEIRS = "ALPHA"
OF_CARDS = ("answer:4", "answer:-1", "change:keep", "why:Q1", "choose:Q2", "write:Q3")
Both = tuple[Office, Side]
_TYPED = {"team": "<#C2>", "with": "<#C2>", "key": "Q3", "question": "Q3", "for": "Q2"}
"""What names something of theirs, by field; numbers elsewhere."""


@pytest_asyncio.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    """Our team in its week, and another workspace in the same database in the middle of its own."""
    async with office(tmp_path, transport="http") as ours:
        await ours.asked()
        with transaction(ours.running.engine) as session:
            theirs = settle(session, "T2", THEIRS)
            session.connection().exec_driver_sql("UPDATE delivery SET status = 'sent'")
        ours.running.keys.create(f"{theirs.pulse.id}-{theirs.pulse.next_week.plus(-1)}")
        yield ours, theirs


def kept(both: Both) -> tuple[object, ...]:
    """All rows of theirs, and whatever leads to both."""
    with reading(both[0].running.engine) as session:
        found = homes(rows(session))
    theirs = both[1].workspace.id
    return tuple(sorted((name, row) for name, row, home in found if theirs in home))


async def form(ours: Office, body: dict[str, Any]) -> str:
    status, said = await send(ours, urlencode({"payload": json.dumps(body)}))
    assert status == 200
    await ours.running.followups.finish()
    return said


def submission(name: str, metadata: str, values: dict[str, str]) -> dict[str, Any]:
    state = {"values": {field: {field: {"value": value}} for field, value in values.items()}}
    view = {
        "id": f"V-{name}",
        "callback_id": f"{CONFIRM}:{name}",
        "private_metadata": metadata,
        "state": state,
    }
    return {
        "type": "view_submission",
        "user": {"id": "U1"},
        "team": {"id": "T0SANDBOX"},
        "view": view | {"type": "modal"},
    }


async def test_it_is_the_workspace_alone_that_keeps_their_card_shut(both: Both) -> None:
    ours, theirs = both
    memory = RoundMemory(ours.running.engine, ours.running.keys)

    assert memory.open_round(theirs.round, Place("T2")).person(UserRef("U1")) == theirs.people[0]
    with pytest.raises(NotInvitedError):
        memory.open_round(theirs.round, Place("T0SANDBOX"))


@pytest.mark.parametrize("action", OF_CARDS)
@pytest.mark.parametrize("user", ["U1", "U6"])
async def test_a_button_of_their_card_does_nothing_in_our_workspace(
    both: Both, action: str, user: str
) -> None:
    ours, theirs = both
    before, answers = kept(both), ours.count()
    for round_id in (theirs.round, theirs.closed):
        for key in ("Q1", "Q2", "Q3"):
            tap = payload(ours, user=user, action_id=action, block_id=f"subject:{round_id}:{key}")
            assert THEIRS not in await form(ours, tap)

    assert kept(both) == before
    assert ours.count() == answers
    assert THEIRS not in str(ours.record)


@pytest.mark.parametrize("name", ["why", "choose", "write"])
async def test_a_form_of_their_card_is_not_saved_in_our_workspace(both: Both, name: str) -> None:
    ours, theirs = both
    before, answers = kept(both), ours.count()
    values = {"why": "Hello", "words": "Hello", "choices": "1"}
    for key in ("Q1", "Q2", "Q3"):
        subject = f"{theirs.round}:{key}"
        for metadata in (subject, f"{subject}\n1764000000.1\nD1\n1.1\n"):
            assert THEIRS not in await form(ours, submission(name, metadata, values))

    assert kept(both) == before
    assert ours.count() == answers


@pytest.mark.parametrize("name", sorted(COMMANDS))
async def test_no_command_reaches_a_team_or_number_of_theirs(both: Both, name: str) -> None:
    ours, theirs = both
    before, card = kept(both), payload(ours)
    for number, typed in enumerate(
        ("team=<#C2>", f'team="{THEIRS} guests"', f"with={THEIRS}", "1", "Q3", "")
    ):
        text = f"{name} {typed}".strip()
        body = {
            "command": "/pulse",
            "team_id": "T0SANDBOX",
            "user_id": "U1",
            "channel_id": TEAM,
            "text": text,
        }
        status, said = await send(ours, urlencode(body | {"trigger_id": f"1.{number}"}))
        assert status == 200
        assert f"{theirs.mark} Inc" not in said
        assert f"{theirs.mark} goal" not in said
        for kind in (OPEN_COMMAND, DO_COMMAND):
            button = card["actions"][0] | {"action_id": f"{kind}:{name}", "value": text, "block_id": "b1"}
            await form(ours, card | {"actions": [button]})
    fields = {each: _TYPED.get(each, "1") for each in COMMANDS[name].values}
    await form(ours, submission(name, "C2", fields))

    assert kept(both) == before
