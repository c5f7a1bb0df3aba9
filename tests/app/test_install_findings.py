"""What goes together for installing by OAuth, what does not, and what the doctor says of it."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from app.doctor import examine
from app.needs import require_platform
from app.settings import Settings, SettingsError, load
from tests import databases
from tests.workspaces import ACME, workspace, workspaces

OAUTH: dict[str, Any] = {
    "slack_client_id": "123.456",
    "slack_client_secret": SecretStr("c" * 32),
    "slack_signing_secret": SecretStr("5" * 32),
    "pulssi_public_url": "https://pulssi.example.org",
    "slack_allowed_workspaces": "T0ACME, E0ACME",
}


def settings(folder: Path, **changes: Any) -> Settings:
    given = {
        **OAUTH,
        "slack_bot_token": None,
        "slack_app_token": None,
        "teams_client_id": None,
        "database_url": databases.fresh(folder),
        "pulssi_key_folder": folder / "keys",
    }
    return load(_env_file=None, **{**given, **changes})


async def said(settings: Settings) -> str:
    return "\n".join(f"{each.what}: {each.said} {each.mend}" for each in await examine(settings))


def test_it_is_enough(tmp_path: Path) -> None:
    require_platform(settings(tmp_path))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"slack_bot_token": SecretStr("xoxb-1")}, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID do not go together"),
        ({"slack_app_token": SecretStr("xapp-1")}, "Socket Mode is for one workspace"),
        ({"slack_client_secret": None}, "SLACK_CLIENT_SECRET is not set"),
        ({"slack_client_id": None}, "SLACK_CLIENT_ID is not set"),
        ({"slack_signing_secret": None}, "SLACK_SIGNING_SECRET is not set"),
        ({"pulssi_public_url": None}, "PULSSI_PUBLIC_URL is not set"),
    ],
)
async def test_what_is_missing_or_does_not_go_together_is_a_sentence(
    tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    found = settings(tmp_path, **changes)

    with pytest.raises(SettingsError, match=sentence):
        require_platform(found)
    assert sentence in await said(found)


@pytest.mark.parametrize("listed", ["everybody", "T1,anyone", "U0123ABCD", "t0123abcd"])
def test_a_list_of_something_else_is_refused(tmp_path: Path, listed: str) -> None:
    with pytest.raises(SettingsError, match=r"SLACK_ALLOWED_WORKSPACES cannot be used.*the word anyone"):
        settings(tmp_path, slack_allowed_workspaces=listed)


async def test_the_doctor_says_who_may_install_where_and_where_it_is(tmp_path: Path) -> None:
    nobody = await said(settings(tmp_path, slack_allowed_workspaces=""))
    some = await said(settings(tmp_path))

    assert "Who may install: nobody Put the ids" in nobody
    assert "T0ACME, E0ACME" in some
    assert "https://pulssi.example.org/slack/install" in some
    assert "Installed in: no workspace yet" in some


async def test_the_doctor_names_the_workspaces_that_have_it(tmp_path: Path) -> None:
    async with workspaces(tmp_path, [workspace(ACME)]) as slack:
        await slack.install(ACME)

        assert "Installed in: Acme" in await said(slack.settings)


async def test_a_database_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    broken = settings(tmp_path, database_url=f"sqlite:///{tmp_path}")

    assert "Installed in: could not be looked up" in await said(broken)
