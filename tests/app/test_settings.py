"""A setting that is missing or malformed stops the start with its name and what it should look like."""

from pathlib import Path

import pytest

from app.needs import require_platform
from app.settings import Settings, SettingsError, load

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-abc",
    "SLACK_APP_TOKEN": "xapp-1-abc",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
}
GUID = "01234567-89ab-cdef-0123-456789abcdef"
TEAMS = {"TEAMS_CLIENT_ID": GUID, "TEAMS_CLIENT_SECRET": "a~Value.of_40-characters", "TEAMS_TENANT_ID": GUID}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def put(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def test_nothing_has_to_be_set_but_slacks_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", GOOD["SLACK_BOT_TOKEN"])
    monkeypatch.setenv("SLACK_APP_TOKEN", GOOD["SLACK_APP_TOKEN"])

    settings = load()

    require_platform(settings)
    assert settings.database_url == "sqlite:///var/pulssi.db"
    assert settings.slack_api_url == "https://slack.com/api/"


def test_settings_come_from_a_file_too_and_empty_ones_do_not_count(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=xoxb-9-file\nSLACK_SIGNING_SECRET=\nPULSSI_FLOOR=7\n")

    settings = load()

    assert settings.slack_bot_token is not None
    assert settings.slack_signing_secret is None
    assert settings.pulssi_floor == 7


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1", "starts with xoxb-. Slack: your app, OAuth & Permissions"),
        ("SLACK_APP_TOKEN", "token", "starts with xapp-. Slack: your app, Basic Information"),
        ("SLACK_SIGNING_SECRET", "short", "is 32 characters of 0-9 and a-f"),
        ("SLACK_API_URL", "slack.com", "is an address like https://slack.com/api/"),
        ("SLACK_API_URL", "http://slack.example/api/", "use https://"),
        ("SLACK_API_URL", "http://localhost.evil.example/api/", "use https://"),
        ("SLACK_API_URL", "http://127.0.0.1@evil.example/api/", "use https://"),
        (
            "TEAMS_CLIENT_ID",
            "pulssi",
            "Entra admin center: App registrations, your bot, Overview, Application",
        ),
        ("TEAMS_CLIENT_ID", f"{GUID}0", "is 32 characters of 0-9 and a-f with hyphens"),
        ("TEAMS_TENANT_ID", "contoso.example", "Directory (tenant) ID"),
        ("TEAMS_CLIENT_SECRET", GUID, "its Secret ID does not work"),
        ("TEAMS_CLIENT_SECRET", "two words", "is a secret's Value, without spaces"),
        ("PULSSI_PUBLIC_URL", "pulssi.example.org", "is an address like https://pulssi.example.org"),
        ("PULSSI_PUBLIC_URL", "http://pulssi.example.org", "is an address like https://"),
        ("PULSSI_PUBLIC_URL", "http://localhost.evil.example", "is an address like https://"),
        ("PULSSI_PUBLIC_URL", "https://", "is an address like https://"),
        ("PULSSI_PUBLIC_URL", "https://[pulssi", "is an address like https://"),
        ("PULSSI_PUBLIC_URL", "https://a@pulssi.example.org", "is an address like https://"),
        ("PULSSI_PUBLIC_URL", "https://pulssi.example.org/?a=b", "is an address like https://"),
        ("PULSSI_FLOOR", "4", "can be raised above 5, never lowered"),
        ("PULSSI_FLOOR", "many", "is a number from 5 to 100"),
        ("PULSSI_PORT", "70000", "is a number from 0 to 65535"),
        ("PULSSI_LOG_FORMAT", "xml", "is console or json"),
    ],
)
def test_a_malformed_setting_is_named_and_its_value_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError) as problem:
        load()

    assert str(problem.value).startswith(f"{name} cannot be used")
    assert words in str(problem.value)
    assert f" {value} " not in str(problem.value)


@pytest.mark.parametrize("floor", ["-1", "0", "1", "2", "3", "4"])
def test_p2_no_start_with_a_floor_under_five(monkeypatch: pytest.MonkeyPatch, floor: str) -> None:
    monkeypatch.setenv("PULSSI_FLOOR", floor)

    with pytest.raises(SettingsError, match="can be raised above 5, never lowered"):
        load()


def test_a_sandbox_on_this_machine_may_speak_plain_http(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:8484/api")

    assert load().slack_api_url == "http://127.0.0.1:8484/api/"


def test_a_start_with_neither_names_both_ways() -> None:
    with pytest.raises(SettingsError) as problem:
        require_platform(load())

    assert str(problem.value).startswith(
        "Neither Slack nor Microsoft Teams is set up; one of them is enough."
    )
    assert "SLACK_BOT_TOKEN is not set. It starts with xoxb-" in str(problem.value)
    assert "SLACK_APP_TOKEN is not set" in str(problem.value)
    assert "Connect your Slack" in str(problem.value)
    assert "TEAMS_CLIENT_ID is not set. It is 32 characters" in str(problem.value)
    assert "docs/teams.md has the steps" in str(problem.value)


@pytest.mark.parametrize("settings", [GOOD, TEAMS, GOOD | TEAMS], ids=["Slack", "Teams", "both"])
def test_one_platform_is_enough(monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]) -> None:
    put(monkeypatch, settings)

    require_platform(load())


@pytest.mark.parametrize("beside", [{}, GOOD], ids=["alone", "beside Slack"])
@pytest.mark.parametrize("missing", list(TEAMS))
def test_half_of_teams_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, beside: dict[str, str], missing: str
) -> None:
    put(monkeypatch, beside | TEAMS)
    monkeypatch.delenv(missing)

    with pytest.raises(SettingsError) as problem:
        require_platform(load())

    first, last = str(problem.value).splitlines()
    assert first.startswith(f"{missing} is not set. It is ")
    assert last == "Put it into .env; docs/teams.md has the steps."


@pytest.mark.parametrize("beside", [{}, TEAMS], ids=["alone", "beside Teams"])
def test_half_of_slack_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, beside: dict[str, str]) -> None:
    put(monkeypatch, beside | {"SLACK_APP_TOKEN": GOOD["SLACK_APP_TOKEN"]})

    with pytest.raises(SettingsError) as problem:
        require_platform(load())

    first, last = str(problem.value).splitlines()
    assert first.startswith("SLACK_BOT_TOKEN is not set. It starts with xoxb-")
    assert "Connect your Slack" in last


def test_ids_of_microsoft_are_compared_in_lower_case(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, TEAMS | {"TEAMS_CLIENT_ID": GUID.upper(), "TEAMS_TENANT_ID": GUID.upper()})

    settings = load()

    assert (settings.teams_client_id, settings.teams_tenant_id) == (GUID, GUID)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://pulssi.example.org/", "https://pulssi.example.org"),
        ("https://example.org:8443/pulssi/", "https://example.org:8443/pulssi"),
        ("http://127.0.0.1:8484", "http://127.0.0.1:8484"),
    ],
)
def test_the_public_address_has_no_slash_at_its_end(
    monkeypatch: pytest.MonkeyPatch, written: str, kept: str
) -> None:
    monkeypatch.setenv("PULSSI_PUBLIC_URL", written)

    assert load().pulssi_public_url == kept


def test_the_secret_of_teams_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, TEAMS)

    assert TEAMS["TEAMS_CLIENT_SECRET"] not in repr(load())
