"""Nothing of a person and nothing they gave gets into a log, on good days and on bad ones."""

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from app import logs
from bot.conversations.answer_forms import WHY_FIELD
from sandbox.workspace.company import Channel, Company, Person
from tests.office import ASKED, REPORTED, TEAM, Office, office

STAFF = [f"UCANARY{n}" for n in range(1, 7)]
WORDS = "the-canary-sings-of-tuesday"


def staff() -> Company:
    people = [
        Person(user, f"canary{user[-1]}", f"Canary {user[-1]}", email=f"{user}@example.com", is_admin=n == 0)
        for n, user in enumerate(STAFF)
    ]
    return Company(people=people, channels=[Channel(TEAM, "support", [*STAFF, "U0PULSSI"])])


async def bad_week(at_work: Office) -> None:
    """A week with answers, words, failures of every kind, and a digest."""
    admin, faults = STAFF[0], at_work.sandbox.faults
    for text in ("setup zone=Europe/Helsinki", "team add name=Support zone=Europe/Helsinki"):
        await at_work.member(admin).command(f"/pulse {text}", TEAM)
    await at_work.running.timetable.run_all()
    faults.drop("chat.postMessage")
    faults.server_error("chat.postMessage")
    await at_work.at(ASKED)
    faults.clear()
    reached = [user for user in STAFF if at_work.member(user).inbox()]
    asked = reached[0]
    await at_work.answer(asked, 4)
    await at_work.tap(asked, "why:open")
    view = at_work.member(asked).modal()
    assert view is not None
    await at_work.member(asked).submit(view.id, {WHY_FIELD: {WHY_FIELD: WORDS}})
    for user in reached[1:]:
        faults.server_error("response_url")
        await at_work.answer(user, 4)
    await at_work.sandbox.faults.drop_sockets()
    await at_work.sandbox.wait_connected(seconds=20)
    faults.fail("users.list", "internal_error")
    await at_work.at(ASKED + timedelta(days=2))
    faults.fail("files.getUploadURLExternal", "internal_error")
    await at_work.at(REPORTED)


async def test_p17_no_log_line_has_a_person_or_an_answer_in_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure(as_json=True, level="debug")
    logging.getLogger().setLevel(logging.DEBUG)

    async with office(tmp_path, staff=staff()) as at_work:
        await bad_week(at_work)
    said = "\n".join(capfd.readouterr())

    assert "delivery not sent" in said
    assert "card not updated" in said
    for canary in ("CANARY", "canary", WORDS, "answer:4", "GEN-01"):
        assert canary not in said
