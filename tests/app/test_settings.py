"""A setting that is missing or malformed stops the start with its name and what it should look like."""

from pathlib import Path

import pytest

from app.settings import SettingsError, load, require_slack

GOOD = {
    "SLACK_BOT_TOKEN": "xoxb-1-abc",
    "SLACK_APP_TOKEN": "xapp-1-abc",
    "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
}


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*GOOD, "SLACK_API_URL", "DATABASE_URL", "PULSSI_FLOOR", "PULSSI_PORT", "PULSSI_LOG_FORMAT"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_has_to_be_set_but_slacks_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", GOOD["SLACK_BOT_TOKEN"])
    monkeypatch.setenv("SLACK_APP_TOKEN", GOOD["SLACK_APP_TOKEN"])

    settings = load()

    require_slack(settings)
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


def test_what_is_missing_for_slack_is_named_with_where_to_get_it() -> None:
    with pytest.raises(SettingsError) as problem:
        require_slack(load())

    assert "SLACK_BOT_TOKEN is not set. It starts with xoxb-" in str(problem.value)
    assert "SLACK_APP_TOKEN is not set" in str(problem.value)
    assert "Connect your Slack" in str(problem.value)
