"""A week on Teams through real HTTP, authentication on."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import references
from storage.database import reading
from survey.ids import UserRef
from tests.office import ASKED, CLOSED, REPORTED
from tests.teams_office import TEAM, TeamsOffice, teams_office


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        await office.at(ASKED)
        yield office


async def test_a_week_from_installing_to_the_digest(office: TeamsOffice) -> None:
    for number in range(1, 7):
        assert (await office.press(f"U{number}", {"act": f"answer:{3 + number % 2}"})).ok
    await office.at(CLOSED)
    await office.at(REPORTED)

    (digest,) = office.posted(TEAM)
    assert "6 of 6 took part" in digest
    assert "data:image/png;base64," in digest
    assert "altText" in digest
    assert office.connector.warnings == []


async def test_a_tap_is_answered_alike_whatever_was_chosen_and_shown_in_every_client(
    office: TeamsOffice,
) -> None:
    low, high = await office.press("U2", {"act": "answer:1"}), await office.press("U3", {"act": "answer:5"})

    assert low.card == high.card
    (edited,) = [post for post in office.member("U2").posts() if post.edited]
    assert edited.activity["attachments"][0]["content"] == low.card
    assert office.answers() == 2


async def test_an_answer_is_changed_until_the_round_closes_and_refused_afterwards(
    office: TeamsOffice,
) -> None:
    await office.press("U2", {"act": "answer:1"})
    opened = await office.press("U2", "Change")
    kept = await office.press("U2", {"act": "answer:5"})
    card = office.card("U2")
    await office.at(CLOSED)
    late = await office.member("U2").press(card, {"act": "answer:2"})

    assert (opened.ok, kept.ok, office.answers()) == (True, True, 0)
    assert "closed" in str(late.body)


async def test_a_repeated_delivery_is_answered_as_the_first_and_done_once(office: TeamsOffice) -> None:
    first = await office.press("U2", {"act": "answer:4"})
    again = await office.member("U2").replay()

    assert again.body == first.body
    assert office.answers() == 1


async def test_why_is_said_in_a_window_and_on_the_card_where_windows_fail(office: TeamsOffice) -> None:
    await office.press("U2", {"act": "answer:4"})
    opened = await office.press("U2", "Say why")
    done = await office.member("U2").submit_dialog({"why": "It was a calm week."})

    assert opened.title == "Say why"
    assert "Your words are in" in str(done.body)
    assert "calm" not in str(done.body)


async def test_whoever_removed_the_app_is_left_alone_until_they_are_back(office: TeamsOffice) -> None:
    await office.member("U2").uninstall()
    before = len(office.connector.calls)
    await office.at(ASKED + timedelta(weeks=1))
    tried = [call for call in office.connector.calls[before:] if "a:1U2" in call.path]
    with reading(office.running.engine) as session:
        known = references.of_person(session, office.connector.tenant.id, UserRef("29:1U2"))
    await office.member("U2").install()
    await office.at(ASKED + timedelta(weeks=1, hours=1))

    assert known is not None
    assert not known.reachable
    assert tried == []
    assert (await office.press("U2", {"act": "answer:4"})).ok


@pytest.mark.parametrize("shape", ["blocked_by_user", "writes_blocked", "not_in_roster"])
async def test_a_refusal_in_any_shape_makes_a_person_unreachable(office: TeamsOffice, shape: str) -> None:
    office.member("U2").block(shape)  # type: ignore[arg-type]
    await office.at(CLOSED)
    await office.at(ASKED + timedelta(weeks=1))

    with reading(office.running.engine) as session:
        known = references.of_person(session, office.connector.tenant.id, UserRef("29:1U2"))
    assert known is not None
    assert not known.reachable
    assert "1 failed" in await office.type("pulse status")
