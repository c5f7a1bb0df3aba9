"""What is tied to a person: they see it, take it along, take it back, and have it erased."""

import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlmodel import Session

from sandbox.workspace.company import Channel, Company, Person
from storage import audit, people, personal, workspaces
from storage.database import reading, transaction
from storage.tables import RoundTeamRow
from survey.audit import Act
from survey.ids import PersonId, TeamId, UserRef, WorkspaceId
from tests.office import ADMIN, ASKED, CLOSED, MONDAY, OTHER, TEAM, Office, company, office

BEN = "U0BENBENBEN"
"""A name that cannot turn up by chance."""
ONE_SCREEN = 1500
"""Characters that somebody reads without scrolling for long."""


@pytest_asyncio.fixture
async def at_work(tmp_path: Path) -> AsyncIterator[Office]:
    """A team in the middle of its week, of which one has a name as long as Slack's."""
    usual = company()
    staff = Company(
        people=[*usual.people, Person(BEN, "ben", "Ben B")],
        channels=[Channel(TEAM, "support", [*usual.channels[0].members, BEN]), usual.channels[1]],
    )
    async with office(tmp_path, staff=staff) as open_office:
        await open_office.asked()
        yield open_office


def known(office: Office, user: str = BEN) -> people.Person | None:
    with reading(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        return people.find(session, workspace.id, UserRef(user))


def change(office: Office, sql: str) -> None:
    with transaction(office.running.engine) as session:
        session.connection().execute(text(sql))


def note(session: Session, at_work: Office, detail: str) -> None:
    audit.append(
        session,
        WorkspaceId(1),
        Act.REPORT,
        at=at_work.clock(),
        actor=PersonId(1),
        team=TeamId(1),
        detail=detail,
    )


def file(office: Office) -> dict[str, Any]:
    stored = list(office.sandbox.workspace.files.values())[-1]
    found: dict[str, Any] = json.loads(stored.content)
    return found


async def test_privacy_tells_what_is_stored_and_until_when_it_can_be_taken_back(at_work: Office) -> None:
    before = await at_work.type("privacy", user=BEN)
    await at_work.answer(BEN, 4)
    after = await at_work.type("privacy", user=BEN)
    other = await at_work.type("privacy")

    assert "that you are on: Support. You are asked at your team's hour (Helsinki time)" in before
    assert "*Support, week 48, is open.* You have not taken part so far." in before
    assert "You have taken part: that is stored until it closes, with your answers sealed beside it." in after
    assert "You can take them back until Friday 27 Nov, 12:00 (Helsinki time)." in after
    assert "5 people of Support who answered the same question. For a sensitive question: 8." in after
    assert "up to 24 months" in after
    assert "the key that sealed them is destroyed" in after
    assert "You have not taken part so far." in other
    assert "that you are an admin" in other
    assert BEN not in other


async def test_privacy_is_one_screen_for_a_member_of_one_team_with_an_open_round(at_work: Office) -> None:
    quiet = await at_work.type("privacy", user=BEN)
    await at_work.answer(BEN, 4)
    with transaction(at_work.running.engine) as session:
        for _ in range(12):
            note(session, at_work, "opened by an admin")

    told = await at_work.type("privacy", user=BEN)

    assert "You have taken part" in told
    assert "…and 7 more." in told
    assert len(quiet) <= 1300
    assert len(told) <= ONE_SCREEN


async def test_privacy_between_rounds_tells_of_the_next_one(at_work: Office) -> None:
    await at_work.type(f"team add lead=<@{BEN}>")
    at_work.clock.move_to(CLOSED)

    told = await at_work.type("privacy", user=BEN)

    member = await at_work.type("privacy")

    assert "that you lead: Support" in told
    assert "You lead it, so you are not asked: its figures are about the others." in told
    assert "*Support, next round.* The smallest group your answer can appear in: 5 people" in member


async def test_privacy_names_who_opened_a_report_of_ones_team_and_when(at_work: Office) -> None:
    nobody = await at_work.type("privacy", user=BEN)
    for days, detail in ((0, "opened by an admin"), (1, "opened as a file by an admin")):
        at_work.clock.move_to(ASKED + timedelta(days=days))
        with transaction(at_work.running.engine) as session:
            note(session, at_work, detail)

    told = await at_work.type("privacy", user=BEN)
    at_work.clock.move_to(ASKED + timedelta(days=92))
    later = await at_work.type("privacy", user=BEN)

    assert "in the last 90 days:* nobody." in nobody
    assert (
        "Wed 25 Nov: opened as a file by an admin (<@U1>)\nTue 24 Nov: opened by an admin (<@U1>)"
    ) in told
    assert "in the last 90 days:* nobody." in later


async def test_privacy_counts_the_looks_for_which_there_is_no_room(at_work: Office) -> None:
    with transaction(at_work.running.engine) as session:
        for _ in range(12):
            note(session, at_work, "opened by an admin")

    told = await at_work.type("privacy", user=BEN)

    assert told.count("opened by an admin") == 5
    assert "…and 7 more." in told


async def test_privacy_tells_of_a_pool_and_of_a_missing_zone(at_work: Office) -> None:
    at_work.sandbox.workspace.set_membership(
        at_work.sandbox.workspace.channel(OTHER), "U0PULSSI", member=True
    )
    await at_work.type("team add name=Design", channel=OTHER)
    with transaction(at_work.running.engine) as session:
        session.add(RoundTeamRow(round_id=1, team_id=2))
        note(session, at_work, "opened by an admin")
    change(at_work, "UPDATE person SET zone = NULL")

    told = await at_work.type("privacy", user=BEN)
    of_two_teams = await at_work.type("privacy", user="U2")

    assert "no time zone" in told
    assert "Tue 24 Nov: Support, opened by an admin (<@U1>)" in of_two_teams
    assert "that you are on: Design and Support" in of_two_teams
    assert "*Support and Design, week 48, is open.*" in told
    assert "5 people of Support and Design who answered the same question" in told


async def test_a_stranger_reads_that_nothing_is_stored_and_the_promise(at_work: Office) -> None:
    await at_work.sandbox.hire(Person("U50", "olga", "Olga Out"))

    told = await at_work.type("privacy", user="U50")

    assert "*About you* nothing is stored" in told
    assert "Never kept:" in told
    for typed in ("me export", "me withdraw", "me forget", "me forget yes"):
        assert "Nothing is stored about you here" in await at_work.type(typed, user="U50")


async def test_an_export_holds_everything_tied_to_oneself_and_nothing_of_others(at_work: Office) -> None:
    await at_work.answer(BEN, 4)
    await at_work.answer("U2", 5)
    await at_work.type("me hour=10:00", user=BEN)
    await at_work.type(f"admin add <@{BEN}>")
    await at_work.type("schedule every=2", user=BEN)
    change(at_work, "INSERT INTO patience SELECT id, x'0000' FROM person")

    told = await at_work.type("me export", user=BEN)
    found = file(at_work)

    person = known(at_work)
    assert person is not None
    assert "pulssi-my-data-2026-11-24.json is in your direct messages" in told
    tables = found["tables"]
    assert tables["person"][0]["ref"] == BEN
    assert (tables["person"][0]["own_hour"], tables["person"][0]["is_admin"]) == ("10:00", True)
    assert [row["team"] for row in tables["team_member"]] == ["Support"]
    assert tables["participation"] == [
        {"round_id": 1, "person_id": person.id, "team": "Support", "week": "2026-W48"}
    ]
    assert {row["kind"] for row in tables["delivery"]} == {"ask", "reminder"}
    assert tables["patience"][0]["ignored"] == "sealed, 2 bytes"
    assert [act["act"] for act in found["what_you_did_in_the_audit_log"]] == ["schedule"]
    assert "stored sealed" in found["sealed"]
    assert not any(f'"U{n}"' in json.dumps(found) for n in range(1, 7))
    upload = at_work.posts("files.completeUploadExternal")[-1]
    assert upload["channel"] == at_work.card(BEN).channel


async def test_what_one_answered_can_be_taken_back_until_the_round_closes(at_work: Office) -> None:
    await at_work.answer(BEN, 4, 4)
    await at_work.answer("U2", 5)

    told = await at_work.type("me withdraw", user=BEN)
    left = at_work.count()
    at_work.clock.move_to(CLOSED)
    late = await at_work.type("me withdraw", user=BEN)

    assert "*Taken back.* Support, week 48: whatever you had answered or written is erased" in told
    assert "until Friday 27 Nov, 12:00 (Helsinki time)" in told
    assert left == (1, 0, 1)
    assert "No round is open for you" in late


async def test_a_round_that_closes_in_between_is_not_said_to_be_taken_back(
    at_work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await at_work.answer(BEN, 4)
    looked = personal.open_rounds

    def closes_after_the_look(*given: Any, **named: Any) -> tuple[personal.OpenRound, ...]:
        found = looked(*given, **named)
        closing.submit(change, at_work, "UPDATE round SET state = 'closed'").result()
        return found

    with ThreadPoolExecutor() as closing:
        monkeypatch.setattr(personal, "open_rounds", closes_after_the_look)
        told = await at_work.type("me withdraw", user=BEN)

    assert "No round is open for you" in told


async def test_somebody_is_forgotten_after_saying_so_in_the_form(at_work: Office) -> None:
    await at_work.answer(BEN, 4)
    await at_work.answer("U2", 5)
    form = await at_work.member(BEN).command("/pulse me forget", TEAM)
    assert form.view is not None
    warned = str(form.view.blocks)

    unsure = await at_work.member(BEN).submit(form.view.id, {"sure": {"sure": "no"}})
    still = known(at_work)
    again = await at_work.member(BEN).command("/pulse me forget", TEAM)
    assert again.view is not None
    done = await at_work.member(BEN).submit(again.view.id, {"sure": {"sure": "yes"}})

    assert "This erases your settings" in warned
    assert "Your teams: Support. A team is whoever is in its channel: as long as you stay in it" in warned
    assert unsure.view is not None
    assert "Nothing was changed" in str(unsure.view.blocks)
    assert still is not None
    assert done.view is not None
    assert "You are forgotten. Every value of the database was read again afterwards" in str(done.view.blocks)
    assert "none of them names you" in str(done.view.blocks)
    assert known(at_work) is None
    assert at_work.count() == (1, 0, 1)


async def test_typed_with_yes_it_needs_no_form_and_the_card_takes_no_more_taps(at_work: Office) -> None:
    await at_work.answer(BEN, 4)

    told = await at_work.type("me forget yes", user=BEN)
    tapped = await at_work.tap(BEN, "answer:4")

    assert "The log in which the database keeps changes for a while was emptied." in told
    assert "new, unknown person there" in told
    assert tapped.ok
    assert at_work.count() == (0, 0, 0)
    assert "*About you* nothing is stored" in await at_work.type("privacy", user=BEN)


async def test_text_that_still_names_them_is_pointed_at(at_work: Office) -> None:
    await at_work.type(f'holiday add 2026-12-07 "Birthday of {BEN}"')

    told = await at_work.type("me forget yes", user=BEN)

    assert "you are still named in text that somebody typed: `day_off.name`" in told
    assert known(at_work) is None


async def test_a_log_that_is_being_read_is_said_to_be_emptied_later(at_work: Office) -> None:
    with reading(at_work.running.engine) as session:
        session.connection().execute(text("SELECT count(*) FROM person")).scalar_one()
        told = await at_work.type("me forget yes", user=BEN)

    assert "is being read just now; it is emptied within minutes" in told


async def test_an_only_admin_hands_over_first(at_work: Office) -> None:
    refused = [await at_work.type(typed) for typed in ("me forget", "me forget yes")]
    await at_work.type(f"admin add <@{BEN}>")
    done = await at_work.type("me forget yes")

    assert all("You are the only admin of Pulssi here. Hand that over first" in each for each in refused)
    assert "You are forgotten" in done
    assert known(at_work, ADMIN) is None


async def test_whoever_left_every_team_reads_no_warning_about_channels(at_work: Office) -> None:
    await at_work.member(BEN).leave(TEAM)

    told = await at_work.type("me forget yes", user=BEN, channel=OTHER)

    assert "You are forgotten" in told
    assert "channel" not in told


async def test_whoever_stays_in_the_channel_is_somebody_new_after_the_night(at_work: Office) -> None:
    before = known(at_work)
    assert before is not None
    await at_work.type("me hour=15:00", user=BEN)

    await at_work.type("me forget yes", user=BEN)
    await at_work.at(MONDAY + timedelta(days=2))
    after = known(at_work)

    assert after is not None
    assert after.id > before.id
    assert after.preferences.hour is None
