"""Installing by OAuth, through real HTTP: what an admin's browser is sent, and what each mistake says."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from sqlalchemy import text

from app.doctor import NEEDED_SCOPES, USEFUL_SCOPES
from tests.workspaces import ACME, BOLT, TEAMS, Page, Workspaces, workspace, workspaces


@pytest.fixture
async def slack(tmp_path: Path) -> AsyncIterator[Workspaces]:
    async with workspaces(tmp_path, [workspace(ACME), workspace(BOLT)], allowed=TEAMS[ACME]) as opened:
        yield opened


def rows(slack: Workspaces) -> int:
    with slack.running.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM installation")).scalar_one())


def with_(address: str, **changed: str) -> str:
    """The address with other values."""
    parts = urlsplit(address)
    asked = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **changed}
    return parts._replace(query=urlencode(asked)).geturl()


async def begun(slack: Workspaces) -> tuple[str, Page]:
    """Where an admin comes back to who agreed, and what their browser was given."""
    page = await slack.get("/slack/install")
    return slack.distribution.agreeing.agree(page.location, ACME), page


async def test_an_admin_is_sent_to_slack_with_what_the_bot_needs_and_no_more(slack: Workspaces) -> None:
    page = await slack.get("/slack/install")
    asked = parse_qs(urlsplit(page.location).query)

    assert page.status == 302
    assert page.location.startswith(slack.distribution.api_url.replace("/api/", "/oauth/v2/authorize"))
    assert {*asked["scope"][0].split(",")} == {*NEEDED_SCOPES, *USEFUL_SCOPES}
    assert asked["redirect_uri"] == [f"{slack.settings.pulssi_public_url}/slack/oauth_redirect"]
    assert "user_scope" not in asked
    cookie = page.headers["set-cookie"].lower()
    for word in ("httponly", "secure", "samesite=lax", "max-age=600", "path=/slack/oauth_redirect"):
        assert word in cookie


async def test_whoever_agrees_has_it_installed_and_reads_what_is_next(slack: Workspaces) -> None:
    page = await slack.install(ACME)

    assert page.status == 200
    assert "Pulssi is installed in Acme" in page.text
    assert "/pulse setup" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert "max-age=0" in page.headers["set-cookie"].lower()
    assert rows(slack) == 1


async def test_whoever_does_not_agree_reads_how_to_begin_again(slack: Workspaces) -> None:
    page = await slack.get("/slack/oauth_redirect?error=access_denied&state=x")

    assert page.status == 400
    assert "You did not agree in Slack" in page.text
    assert "/slack/install" in page.text


async def test_a_state_works_once(slack: Workspaces) -> None:
    back, page = await begun(slack)
    await slack.get(back, cookies=page.cookies)
    again = await slack.get(back, cookies=page.cookies)

    assert again.status == 400
    assert "used already" in again.text


async def test_a_state_of_another_browser_opens_nothing(slack: Workspaces) -> None:
    back, _ = await begun(slack)
    _, other = await begun(slack)

    for cookies in ({}, other.cookies):
        refused = await slack.get(back, cookies=cookies)
        assert refused.status == 400
        assert "did not begin in this browser" in refused.text
    assert rows(slack) == 0


@pytest.mark.parametrize("state", ["nonsense", "é", "A" * 75, "%00"])
async def test_a_state_that_was_not_made_here_opens_nothing(slack: Workspaces, state: str) -> None:
    back, _ = await begun(slack)
    refused = await slack.get(with_(back, state=state), cookies={"pulssi_install": "x"})

    assert refused.status == 400
    assert "did not begin in this browser" in refused.text


async def test_after_ten_minutes_it_has_to_begin_again(slack: Workspaces) -> None:
    back, page = await begun(slack)
    slack.clock.move_to(slack.clock() + timedelta(minutes=10))
    refused = await slack.get(back, cookies=page.cookies)

    assert refused.status == 400
    assert "more than ten minutes" in refused.text


async def test_from_slacks_own_page_it_begins_here_and_the_code_is_left_alone(slack: Workspaces) -> None:
    back = slack.distribution.agreeing.from_admin_page(ACME)
    sent = await slack.get(back)

    assert sent.status == 302
    assert sent.location == "/slack/install"
    assert rows(slack) == 0


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("invalid_code", "does not know this code"),
        ("code_already_used", "does not know this code"),
        ("bad_redirect_uri", "Redirect URLs"),
        ("bad_client_secret", "SLACK_CLIENT_SECRET"),
        ("invalid_client_id", "SLACK_CLIENT_ID"),
        ("<b>new</b>", "&lt;b&gt;new&lt;/b&gt;"),
    ],
)
async def test_what_slack_refuses_is_one_sentence_that_says_what_to_do(
    slack: Workspaces, error: str, said: str
) -> None:
    slack.distribution.fault = error
    page = await slack.install(ACME)

    assert page.status == 400
    assert said in page.text
    assert rows(slack) == 0


async def test_while_slack_is_down_it_says_so(slack: Workspaces) -> None:
    slack.distribution.silent = True
    page = await slack.install(ACME)

    assert page.status == 502
    assert "Slack does not answer" in page.text


async def test_tokens_that_end_are_refused(slack: Workspaces) -> None:
    slack.distribution.rotates = True
    page = await slack.install(ACME)

    assert "Token rotation is switched on" in page.text
    assert rows(slack) == 0


async def test_a_workspace_that_is_not_listed_reads_its_id_and_slack_forgets_the_token(
    slack: Workspaces,
) -> None:
    page = await slack.install(BOLT)
    tokens = slack.offices[BOLT].sandbox.workspace.tokens

    assert page.status == 403
    assert TEAMS[BOLT] in page.text
    assert rows(slack) == 0
    assert not [name for name in tokens if name.startswith(f"xoxb-{TEAMS[BOLT]}-1")]


async def test_nothing_of_a_token_or_a_code_is_in_a_page(slack: Workspaces) -> None:
    page = await slack.install(ACME)

    assert "xoxb" not in page.text
    assert "code" not in page.text.replace("<code>", "").replace("</code>", "")


async def test_bolt_takes_nothing_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "d" * 32)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    async with workspaces(tmp_path, [workspace(ACME)]) as opened:
        assert (await opened.install(ACME)).status == 200
        assert "set up" in await opened.offices[ACME].type("status")

    assert not (tmp_path / "home").exists()
