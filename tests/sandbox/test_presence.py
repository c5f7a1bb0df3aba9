"""Who is away, and until when."""

import re
from typing import Any

import pytest

from sandbox.workspace.company import Company, Person
from tests.sandbox.workbench import MONDAY, Bench, Json, bench, eventually, refused

NOW = int(MONDAY.timestamp())
NOON = NOW + 3 * 3600
LOUD = {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}


async def profile(at_work: Bench, user: str = "U1") -> Json:
    shown: Json = (await at_work.slack.users_info(user=user))["user"]["profile"]
    return {name: value for name, value in shown.items() if name.startswith("status_")}


async def test_a_status_says_until_when(at_work: Bench) -> None:
    await at_work.sandbox.change_person(
        "U1", status_text="At lunch", status_emoji=":bread:", status_expiration=NOON
    )

    shown = await profile(at_work)

    assert shown == {"status_text": "At lunch", "status_emoji": ":bread:", "status_expiration": NOON}


async def test_a_status_is_gone_once_its_time_is_up(at_work: Bench) -> None:
    await at_work.sandbox.change_person("U1", status_text="At lunch", status_expiration=NOON)
    await at_work.sandbox.change_person("U2", status_text="Part time")

    at_work.time.later(hours=3)

    gone = {"status_text": "", "status_emoji": "", "status_expiration": 0}
    assert await profile(at_work) == gone
    assert (await profile(at_work, "U2"))["status_text"] == "Part time"


async def test_a_snooze_is_a_window_that_is_open_until_it_ends(at_work: Bench) -> None:
    await at_work.sandbox.change_person("U1", dnd_until=NOON)

    during = await at_work.slack.dnd_info(user="U1")
    at_work.time.later(hours=3)
    after = await at_work.slack.dnd_info(user="U1")

    quiet = {"dnd_enabled": True, "next_dnd_start_ts": NOW, "next_dnd_end_ts": NOON}
    assert during.data == {"ok": True, **quiet}
    assert after.data == {"ok": True, **LOUD}


async def test_only_its_own_snooze_is_told_to_a_bot(at_work: Bench) -> None:
    assert "snooze_enabled" not in (await at_work.slack.dnd_info(user="U1")).data
    assert (await at_work.slack.dnd_info())["snooze_enabled"] is False


async def test_the_silence_of_many_is_asked_for_at_once(at_work: Bench) -> None:
    await at_work.sandbox.change_person("U2", dnd_until=NOON)

    answer = await at_work.slack.dnd_teamInfo(users=["U1", "U2"])

    quiet = {"dnd_enabled": True, "next_dnd_start_ts": NOW, "next_dnd_end_ts": NOON}
    assert answer["users"] == {"U1": LOUD, "U2": quiet}


@pytest.mark.parametrize(
    ("users", "error"),
    [("", "no_users_provided"), ("U1,U404", "user_not_visible"), (",".join(["U1"] * 51), "too_many_users")],
)
async def test_silence_is_told_of_fifty_people_who_are_there(at_work: Bench, users: str, error: str) -> None:
    assert (await refused(at_work.slack.dnd_teamInfo(users=users)))["error"] == error


async def test_fifty_people_are_not_too_many() -> None:
    people = [Person(f"U{n}", f"p{n}", f"Person {n}") for n in range(50)]
    async with bench(company=Company(people, [])) as at_work:
        answer = await at_work.slack.dnd_teamInfo(users=[person.id for person in people])

    assert len(answer["users"]) == 50


async def test_silence_needs_a_scope_and_is_asked_for_twenty_times_a_minute() -> None:
    async with bench(scopes=["dnd:read"], enforce_rates=True) as at_work:
        for _ in range(20):
            await at_work.slack.dnd_teamInfo(users="U1")
        assert (await refused(at_work.slack.dnd_teamInfo(users="U1")))["error"] == "ratelimited"
    async with bench(scopes=["users:read"]) as at_work:
        assert (await refused(at_work.slack.dnd_teamInfo(users="U1")))["needed"] == "dnd:read"


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({"dnd_until": NOON}, ["dnd_updated_user"]),
        ({"dnd_until": NOON, "status_text": "Away"}, ["user_change", "dnd_updated_user"]),
        ({"status_text": "Away", "status_expiration": NOON}, ["user_change"]),
        ({"dnd_until": 0}, []),
    ],
)
async def test_the_app_hears_of_silence_apart_from_profiles(
    at_work: Bench, fields: dict[str, Any], kinds: list[str]
) -> None:
    app, heard = at_work.new_app(), list[Json]()

    @app.event(re.compile(".*"))
    async def hear(event: Json) -> None:
        heard.append(event)

    async with at_work.connected(app):
        await at_work.sandbox.change_person("U1", **fields)
        await eventually(lambda: len(heard) == len(kinds))

    assert [event["type"] for event in heard] == kinds
    told = [event for event in heard if event["type"] == "dnd_updated_user"]
    for event in told:
        assert (event["user"], event["dnd_status"]["next_dnd_end_ts"]) == ("U1", NOON)
