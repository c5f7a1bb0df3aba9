"""The manifest an operator pastes into Slack: within Slack's limits, and no wider than what the bot does."""

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.doctor import NEEDED_SCOPES, USEFUL_SCOPES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "slack-manifest.yaml").read_text(encoding="utf-8")
MANIFEST: dict[str, Any] = yaml.safe_load(TEXT)
BY_OAUTH: dict[str, Any] = yaml.safe_load(
    (ROOT / "docs" / "slack-manifest-oauth.yaml").read_text(encoding="utf-8")
)
MOVES = {"app_uninstalled", "tokens_revoked", "team_access_granted", "team_access_revoked"}
"""Events that only matter where others than the operator install the app."""
RULES = json.loads((Path(__file__).parent / "manifest_rules.json").read_text(encoding="utf-8"))
SCOPES_OF_EVENTS = {
    "team_join": {"users:read"},
    "user_change": {"users:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "member_left_channel": {"channels:read", "groups:read"},
    "channel_left": {"channels:read"},
    "channel_archive": {"channels:read"},
    "channel_unarchive": {"channels:read"},
    "group_left": {"groups:read"},
    "group_archive": {"groups:read"},
    "group_unarchive": {"groups:read"},
    "dnd_updated_user": {"dnd:read"},
    "subteam_members_changed": {"usergroups:read"},
}
"""Events Slack sends only with one of these scopes."""
ADDRESS = "https://pulssi.example.org/slack/events"
ABSENT = object()


def problems(manifest: dict[str, Any]) -> list[str]:
    """Where a manifest breaks a rule, each place once."""
    return sorted({error.json_path for error in Draft202012Validator(RULES).iter_errors(manifest)})


def changed(path: str, value: object) -> dict[str, Any]:
    """The manifest with one thing replaced, added or taken out."""
    manifest = copy.deepcopy(MANIFEST)
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("."))
    place: Any = manifest
    for part in parents:
        place = place[part]
    if value is ABSENT:
        del place[last]
    elif isinstance(place, list) and last == len(place):
        place.append(value)
    else:
        place[last] = value
    return manifest


def test_the_manifest_for_several_workspaces_differs_in_what_installing_takes_alone() -> None:
    assert problems(BY_OAUTH) == []

    alike = copy.deepcopy(BY_OAUTH)
    assert alike["oauth_config"].pop("redirect_urls") == [ADDRESS.replace("events", "oauth_redirect")]
    events = alike["settings"]["event_subscriptions"]
    assert {*events["bot_events"]} >= MOVES
    events["bot_events"] = [event for event in events["bot_events"] if event not in MOVES]
    places = (events, alike["settings"]["interactivity"])
    assert {place.pop("request_url") for place in places} == {ADDRESS}
    assert alike["features"]["slash_commands"][0].pop("url") == ADDRESS
    alike["settings"] |= {"org_deploy_enabled": False, "socket_mode_enabled": True}
    assert alike == MANIFEST


def test_the_rules_are_a_schema() -> None:
    Draft202012Validator.check_schema(RULES)


def test_the_manifest_keeps_every_rule() -> None:
    assert problems(MANIFEST) == []


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("display_information", ABSENT, "$"),
        ("display_information.name", "P" * 36, "$.display_information.name"),
        ("display_information.name", "", "$.display_information.name"),
        ("display_information.description", "d" * 141, "$.display_information.description"),
        ("display_information.long_description", "too short", "$.display_information.long_description"),
        ("display_information.long_description", "d" * 4001, "$.display_information.long_description"),
        ("display_information.background_color", "blue", "$.display_information.background_color"),
        ("features.bot_user.display_name", "P" * 81, "$.features.bot_user.display_name"),
        ("features.app_home.home_tab_enabled", "yes", "$.features.app_home.home_tab_enabled"),
        ("features.slash_commands", [], "$.features.slash_commands"),
        ("features.slash_commands.0.command", "pulse", "$.features.slash_commands[0].command"),
        ("features.slash_commands.0.command", "/", "$.features.slash_commands[0].command"),
        ("features.slash_commands.0.command", "/" + "p" * 32, "$.features.slash_commands[0].command"),
        ("features.slash_commands.0.command", "/two words", "$.features.slash_commands[0].command"),
        ("features.slash_commands.0.description", ABSENT, "$.features.slash_commands[0]"),
        ("features.slash_commands.0.usage_hint", "h" * 1001, "$.features.slash_commands[0].usage_hint"),
        ("features.slash_commands.0.should_escape", False, "$.features.slash_commands[0].should_escape"),
        ("features.slash_commands.0.should_escape", ABSENT, "$.features.slash_commands[0]"),
        ("oauth_config.redirect_urls", ["http://pulssi.example.org"], "$.oauth_config.redirect_urls[0]"),
        ("oauth_config.scopes.bot", [], "$.oauth_config.scopes.bot"),
        ("oauth_config.scopes.bot.5", "chat:write", "$.oauth_config.scopes.bot"),
        ("oauth_config.scopes.bot.5", "Chat Write", "$.oauth_config.scopes.bot[5]"),
        ("oauth_config.scopes.user", ["chat:write"], "$.oauth_config.scopes"),
        ("settings.event_subscriptions.bot_events", ["e"] * 2, "$.settings.event_subscriptions.bot_events"),
        ("settings.interactivity", ABSENT, "$.settings"),
        ("settings.interactivity.is_enabled", False, "$.settings.interactivity.is_enabled"),
        ("settings.socket_mode_enabled", "true", "$.settings.socket_mode_enabled"),
        ("settings.sockets", True, "$.settings"),
    ],
)
def test_a_bad_manifest_is_found_out(path: str, value: object, where: str) -> None:
    assert problems(changed(path, value)) == [where]


def test_without_socket_mode_slack_needs_addresses() -> None:
    manifest = changed("settings.socket_mode_enabled", value=False)

    assert problems(manifest) == [
        "$.features.slash_commands[0]",
        "$.settings.event_subscriptions",
        "$.settings.interactivity",
    ]


def test_with_addresses_it_works_over_http() -> None:
    manifest = changed("settings.socket_mode_enabled", value=False)
    manifest["features"]["slash_commands"][0]["url"] = ADDRESS
    manifest["settings"]["event_subscriptions"]["request_url"] = ADDRESS
    manifest["settings"]["interactivity"]["request_url"] = ADDRESS

    assert problems(manifest) == []


def test_it_asks_for_exactly_what_the_doctor_looks_for() -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]

    assert {*scopes["bot"]} == NEEDED_SCOPES
    assert {*scopes["bot_optional"]} == {*USEFUL_SCOPES}
    assert not {*scopes["bot"]} & {*scopes["bot_optional"]}


def test_every_event_comes_with_a_scope_that_lets_slack_send_it() -> None:
    scopes = MANIFEST["oauth_config"]["scopes"]
    granted = {*scopes["bot"], *scopes["bot_optional"]}

    for event in MANIFEST["settings"]["event_subscriptions"]["bot_events"]:
        assert event not in SCOPES_OF_EVENTS or granted & SCOPES_OF_EVENTS[event], event


def test_every_scope_and_event_says_what_it_is_for() -> None:
    listed = re.findall(r"^\s+- (?!command:)(\S+)(.*)$", TEXT, re.MULTILINE)

    assert len(listed) == 22
    assert [name for name, said in listed if not said.startswith(" # ")] == []


def test_the_command_is_the_one_the_bot_listens_to() -> None:
    listeners = (ROOT / "bot" / "slack" / "listeners.py").read_text(encoding="utf-8")

    (command,) = MANIFEST["features"]["slash_commands"]
    assert f'app.command("{command["command"]}")' in listeners
