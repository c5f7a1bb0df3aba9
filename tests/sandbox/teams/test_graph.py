"""Graph tells of mailboxes: to whoever has a token for it, and once an admin permitted it."""

import httpx
import pytest

from sandbox.teams.graph import SCOPE
from sandbox.teams.keys import bot_token
from tests.sandbox.teams.workshop import SDK, Shop

pytestmark = SDK


async def ask(at_work: Shop, member: str = "29:1U2", *, scope: str = SCOPE) -> httpx.Response:
    account = at_work.connector.tenant.aad_id(member)
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {bot_token(scope)}"}) as http:
        return await http.get(f"{at_work.connector.url}/v1.0/users/{account}/mailboxSettings")


@pytest.mark.parametrize("scope", ["https://api.botframework.com/.default", ""])
async def test_a_token_for_something_else_is_refused(at_work: Shop, scope: str) -> None:
    at_work.connector.graph.permitted = True
    refused = await ask(at_work, scope=scope)

    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "InvalidAuthenticationToken")
    assert at_work.connector.graph.asked == []


async def test_who_has_no_permission_no_mailbox_or_no_account_is_told_so(at_work: Shop) -> None:
    graph = at_work.connector.graph
    forbidden = await ask(at_work)
    graph.permitted, graph.without_mailbox = True, {"29:1U2"}
    without, nobody = await ask(at_work), await ask(at_work, "29:1U99")

    assert [each.status_code for each in (forbidden, without, nobody)] == [403, 404, 404]
    assert without.json()["error"]["code"] == "MailboxNotEnabledForRESTAPI"


async def test_zones_are_told_as_the_administrator_keeps_them(at_work: Shop) -> None:
    graph = at_work.connector.graph
    graph.permitted = True
    windows = (await ask(at_work)).json()
    graph.windows = False
    plain = (await ask(at_work)).json()

    assert (windows["timeZone"], plain["timeZone"]) == ("GMT Standard Time", "Europe/London")
    assert windows["language"]["locale"] == "en-US"
