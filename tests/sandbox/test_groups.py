"""Groups of people, and who is told when they change."""

import re
from typing import Any

import pytest

from sandbox.workspace.company import Company, UserGroup, small_company
from sandbox.workspace.refusals import RefusedError
from tests.sandbox.workbench import MONDAY, Json, bench, eventually, refused

NOW = int(MONDAY.timestamp())


def company() -> Company:
    small = small_company()
    return Company(small.people, small.channels, [UserGroup("S1", "makers", "Makers", ["U1", "U2"])])


async def test_the_app_hears_who_came_into_a_group_and_who_went() -> None:
    async with bench(company=company()) as at_work:
        app, heard = at_work.new_app(), list[Json]()

        @app.event(re.compile(".*"))
        async def hear(event: Json) -> None:
            heard.append(event)

        async with at_work.connected(app):
            await at_work.sandbox.change_group("S1", ["U2", "U3"])
            await eventually(lambda: heard)

        users = await at_work.slack.usergroups_users_list(usergroup="S1")
        (group,) = (await at_work.slack.usergroups_list())["usergroups"]

    (event,) = heard
    assert event | {"event_ts": None} == {
        "type": "subteam_members_changed",
        "subteam_id": "S1",
        "team_id": "T0SANDBOX",
        "date_previous_update": 0,
        "date_update": NOW,
        "added_users": ["U3"],
        "added_users_count": 1,
        "removed_users": ["U1"],
        "removed_users_count": 1,
        "event_ts": None,
    }
    assert users["users"] == ["U2", "U3"]
    assert (group["user_count"], group["date_update"]) == (2, NOW)


async def test_a_group_that_stays_as_it_was_is_no_news() -> None:
    async with bench(company=company()) as at_work:
        at_work.time.later(hours=1)
        await at_work.sandbox.change_group("S1", ["U2", "U1"])
        (group,) = (await at_work.slack.usergroups_list())["usergroups"]

    assert group["date_update"] == 0


@pytest.mark.parametrize(
    ("group", "user", "error"), [("S404", "U1", "no_such_subteam"), ("S1", "U404", "user_not_found")]
)
async def test_a_group_is_made_of_people_who_are_there(group: str, user: str, error: str) -> None:
    async with bench(company=company()) as at_work:
        with pytest.raises(RefusedError, match=error):
            await at_work.sandbox.change_group(group, [user])


async def test_groups_can_be_what_a_free_plan_lacks() -> None:
    async with bench(company=company()) as at_work:
        at_work.sandbox.faults.fail("usergroups.list", "plan_upgrade_required")

        assert (await refused(at_work.slack.usergroups_list()))["error"] == "plan_upgrade_required"


async def test_a_group_named_in_a_command_is_a_link() -> None:
    async with bench(company=company()) as at_work:
        app, heard = at_work.new_app(), list[str]()

        @app.command("/pulse")
        async def pulse(ack: Any, command: Json) -> None:
            heard.append(command["text"])
            await ack()

        async with at_work.connected(app):
            await at_work.sandbox.member("U1").command("/pulse team add members=@makers", "C1")

    assert heard == ["team add members=<!subteam^S1|@makers>"]
