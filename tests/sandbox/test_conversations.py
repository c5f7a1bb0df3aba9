"""Channels and their members."""

import pytest

from sandbox.workspace.company import Channel, Company, Person, UserGroup, small_company
from tests.sandbox.workbench import Bench, bench, refused


def company(people: int = 3) -> Company:
    small = small_company()
    more = [Person(f"U{n}", f"p{n}", f"Person {n}", tz=None) for n in range(4, people + 1)]
    channels = [
        Channel("C8", "old", [], is_archived=True),
        Channel("C9", "leads", ["U1", "U0PULSSI"], is_private=True),
        Channel("C10", "secret", ["U1"], is_private=True),
    ]
    group = UserGroup("S1", "designers", "Designers", ["U2"])
    return Company([*small.people, *more], [*small.channels, *channels], [group])


async def test_direct_messages_are_opened_once(at_work: Bench) -> None:
    first = await at_work.slack.conversations_open(users="U1")
    second = await at_work.slack.conversations_open(users=["U1"], return_im=True)
    third = await at_work.slack.conversations_open(channel="D1")

    assert first["channel"] == {"id": "D1"}
    assert (second["channel"]["user"], third["channel"]["id"]) == ("U1", "D1")


@pytest.mark.parametrize(
    ("users", "error"),
    [("U404", "user_not_found"), ("", "users_list_not_supplied"), ("U1,U2", "not_enough_users")],
)
async def test_direct_messages_need_one_person_who_is_there(at_work: Bench, users: str, error: str) -> None:
    assert (await refused(at_work.slack.conversations_open(users=users)))["error"] == error


async def test_direct_messages_with_somebody_who_left_cannot_be_opened(at_work: Bench) -> None:
    await at_work.sandbox.change_person("U1", deleted=True)

    assert (await refused(at_work.slack.conversations_open(users="U1")))["error"] == "user_disabled"


async def test_a_channel_is_described(at_work: Bench) -> None:
    await at_work.slack.conversations_open(users="U1")

    general = (await at_work.slack.conversations_info(channel="C1"))["channel"]
    direct = (await at_work.slack.conversations_info(channel="D1"))["channel"]

    assert (general["name"], general["is_member"], general["topic"]["value"]) == (
        "general",
        True,
        "Everybody",
    )
    assert (direct["is_im"], direct["user"]) == (True, "U1")


async def test_a_private_channel_is_hidden_from_a_bot_outside() -> None:
    async with bench(company=company()) as at_work:
        assert (await at_work.slack.conversations_info(channel="C9"))["channel"]["is_private"]
        call = at_work.slack.conversations_info(channel="C10")
        assert (await refused(call))["error"] == "channel_not_found"
        listed = await at_work.slack.conversations_list(types="private_channel")
        assert [channel["id"] for channel in listed["channels"]] == ["C9"]


async def test_channels_are_listed_by_kind() -> None:
    async with bench(company=company()) as at_work:
        await at_work.slack.conversations_open(users="U1")
        public = await at_work.slack.conversations_list()
        living = await at_work.slack.conversations_list(exclude_archived=True)
        direct = await at_work.slack.conversations_list(types="im,mpim", limit=5)
        wrong = await refused(at_work.slack.conversations_list(types="street"))

    assert [channel["id"] for channel in public["channels"]] == ["C1", "C2", "C8"]
    assert [channel["id"] for channel in living["channels"]] == ["C1", "C2"]
    assert [channel["id"] for channel in direct["channels"]] == ["D1"]
    assert wrong["error"] == "invalid_types"


async def test_a_kind_of_channel_needs_its_own_scope() -> None:
    async with bench(scopes=["channels:read"]) as at_work:
        answer = await refused(at_work.slack.conversations_list(types="im"))

    assert (answer["error"], answer["needed"]) == ("missing_scope", "im:read")


async def test_members_come_in_pages(at_work: Bench) -> None:
    pages = [
        page["members"] async for page in await at_work.slack.conversations_members(channel="C1", limit=3)
    ]

    assert pages == [["U1", "U2", "U3"], ["U0PULSSI"]]


async def test_a_cursor_must_be_one_that_was_given(at_work: Bench) -> None:
    call = at_work.slack.conversations_members(channel="C1", cursor="elsewhere")

    assert (await refused(call))["error"] == "invalid_cursor"


async def test_a_bot_joins_public_channels() -> None:
    async with bench(company=company()) as at_work:
        first = await at_work.slack.conversations_join(channel="C2")
        again = await at_work.slack.conversations_join(channel="C2")
        archived = await refused(at_work.slack.conversations_join(channel="C8"))
        await at_work.slack.conversations_open(users="U1")
        direct = await refused(at_work.slack.conversations_join(channel="D1"))

    assert (first["channel"]["is_member"], "warning" in first.data) == (True, False)
    assert again["warning"] == "already_in_channel"
    assert archived["error"] == "is_archived"
    assert direct["error"] == "method_not_supported_for_channel_type"


async def test_people_are_listed_in_pages_with_time_zone_and_language() -> None:
    async with bench(company=company(people=6)) as at_work:
        pages = [
            page["members"] async for page in await at_work.slack.users_list(limit=3, include_locale=True)
        ]

    people = {person["id"]: person for page in pages for person in page}
    assert len(pages) == 3
    assert people.keys() == {"U1", "U2", "U3", "U4", "U5", "U6", "U0PULSSI", "USLACKBOT"}
    assert (people["U1"]["tz"], people["U1"]["tz_offset"]) == ("Europe/Helsinki", 7200)
    assert people["U3"]["locale"] == "it-IT"
    assert "tz" not in people["U4"]
    assert (people["U0PULSSI"]["is_bot"], people["USLACKBOT"]["is_bot"]) == (True, False)


async def test_one_person_is_described(at_work: Bench) -> None:
    aino = (await at_work.slack.users_info(user="U1"))["user"]

    assert (aino["real_name"], aino["is_admin"], aino["profile"]["title"]) == (
        "Aino Laine",
        True,
        "Team lead",
    )
    assert "locale" not in aino
    assert (await refused(at_work.slack.users_info(user="U404")))["error"] == "user_not_found"


async def test_people_are_found_by_their_address(at_work: Bench) -> None:
    found = await at_work.slack.users_lookupByEmail(email="Ben@Example.com")

    assert found["user"]["id"] == "U2"
    nobody = at_work.slack.users_lookupByEmail(email="nobody@example.com")
    assert (await refused(nobody))["error"] == "users_not_found"


async def test_groups_list_their_people() -> None:
    async with bench(company=company()) as at_work:
        groups = await at_work.slack.usergroups_list(include_users=True)
        users = await at_work.slack.usergroups_users_list(usergroup="S1")
        unknown = await refused(at_work.slack.usergroups_users_list(usergroup="S2"))

    assert [(group["handle"], group["users"]) for group in groups["usergroups"]] == [("designers", ["U2"])]
    assert users["users"] == ["U2"]
    assert unknown["error"] == "no_such_subteam"


async def test_nobody_here_wants_silence(at_work: Bench) -> None:
    assert (await at_work.slack.dnd_info(user="U1"))["dnd_enabled"] is False
