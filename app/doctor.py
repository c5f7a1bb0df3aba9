"""``pulssi doctor``: what is missing, and how to mend it."""

import asyncio
import os
import shutil
import stat
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from app import install_findings, server_findings, teams_findings
from app.findings import Finding
from app.install_findings import ask
from app.needs import uses_oauth, uses_slack, uses_teams
from app.settings import Settings, SettingsError
from app.store import key_store
from bot.slack import refusals
from storage import schema, teams, workspaces
from storage.database import file_of
from storage.errors import StorageError
from storage.key_store import KeyStoreAwayError
from storage.teams import Team

NEEDED_SCOPES = frozenset({"chat:write", "commands", "users:read", "channels:read", "files:write"})
"""Without these the bot cannot do its job; ``docs/slack-manifest.yaml`` says what each is for."""
USEFUL_SCOPES = {
    "groups:read": "teams in private channels",
    "usergroups:read": "teams from user groups",
    "dnd:read": "leaving people alone who want quiet",
    "im:history": "looking up a question in doubt before it is sent again",
    "im:write": "finding the direct message to look in",
}
"""Optional ones, each with what it makes possible."""
_LEAST_FREE = 200_000_000
_MOST_SKEW = 60.0


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything that a running Pulssi needs."""
    found = [_database(settings), *_server(settings), _disk(settings), _keys(settings)]
    if not uses_slack(settings) and not uses_teams(settings):
        mend = (
            "README, “Connect your Slack”, has the steps for the one, docs/teams.md for the other; "
            "one of them is enough."
        )
        return [*found, Finding("Slack or Teams", "neither is set up", mend)]
    if uses_slack(settings):
        found += await _at_slack(settings)
    if uses_teams(settings):
        found += [*teams_findings.examine(settings), *await teams_findings.mailboxes(settings)]
    return found


async def _at_slack(settings: Settings) -> list[Finding]:
    if uses_oauth(settings):
        return await asyncio.to_thread(install_findings.examine, settings)
    if settings.slack_bot_token is None:
        mend = "Put SLACK_BOT_TOKEN into .env; README, “Connect your Slack”, has the steps."
        return [Finding("Slack token", "not set", mend)]
    timeout = aiohttp.ClientTimeout(total=15)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        client = AsyncWebClient(
            token=settings.slack_bot_token.get_secret_value(),
            base_url=settings.slack_api_url,
            session=session,
        )
        return await _slack(settings, client)


def _database(settings: Settings) -> Finding:
    try:
        file, pending = file_of(settings.database_url), schema.pending(settings.database_url)
    except (StorageError, SQLAlchemyError, OSError) as problem:
        return Finding("Database", "cannot be used", str(problem).splitlines()[0])
    if file is not None and not file.exists():
        return Finding("Database", "is made at the first start")
    if pending:
        return Finding(
            "Database", "has an older shape", "Run `pulssi migrate`; `pulssi run` does it as well."
        )
    return Finding("Database", "is there and up to date")


def _server(settings: Settings) -> list[Finding]:
    try:
        is_server = file_of(settings.database_url) is None
    except StorageError:
        return []
    return server_findings.examine(settings.database_url) if is_server else []


def _disk(settings: Settings) -> Finding:
    folder = _where_the_data_is(settings)
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < _LEAST_FREE:
        return Finding(
            "Disk", f"{free // 1_000_000} MB free", "Free at least 200 MB; a full disk refuses answers."
        )
    return Finding("Disk", f"{free // 1_000_000_000} GB free")


def _where_the_data_is(settings: Settings) -> Path:
    """The database's disk; where its address is no use, the keys' disk."""
    try:
        file = file_of(settings.database_url)
    except StorageError:
        file = None
    return file or settings.pulssi_key_folder.absolute()


def _keys(settings: Settings) -> Finding:
    if settings.pulssi_key_store is None:
        return _key_folder(settings)
    try:
        with closing(key_store(settings, os.urandom)) as keys:
            keys.names()
    except KeyStoreAwayError as problem:
        return Finding("Key store", "does not answer", f"{problem} Check its address and its network.")
    except (SettingsError, StorageError) as problem:
        return Finding("Key store", "cannot be used", str(problem))
    sure = "you vouch that it" if settings.pulssi_key_store_is_volatile else "it"
    return Finding("Key store", f"answers, and {sure} writes nothing to disk; never copy it")


def _key_folder(settings: Settings) -> Finding:
    folder = settings.pulssi_key_folder
    if folder.exists() and not folder.is_dir():
        return Finding(
            "Key folder", "is a file", f"Set PULSSI_KEY_FOLDER to a folder, or move {folder} away."
        )
    if not folder.exists():
        if _writable(folder):
            return Finding("Key folder", "is made at the first start")
        return Finding(
            "Key folder", "cannot be made", f"Let Pulssi's user write to the folder above {folder}."
        )
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return Finding("Key folder", "can be read by others", f"Run: chmod 700 {folder}")
    if not os.access(folder, os.W_OK):
        return Finding("Key folder", "cannot be written", f"Let Pulssi's user write to {folder}.")
    return Finding("Key folder", "is private and writable; keep it out of your backups")


def _writable(folder: Path) -> bool:
    parent = folder.absolute().parent
    while not parent.exists():
        parent = parent.parent
    return os.access(parent, os.W_OK)


async def _slack(settings: Settings, client: AsyncWebClient) -> list[Finding]:
    try:
        told = await client.auth_test()
    except SlackApiError as problem:
        mend = "Install the app again and copy the Bot User OAuth Token into SLACK_BOT_TOKEN."
        return [Finding("Slack token", f"is refused ({refusals.code(problem)})", mend)]
    except (aiohttp.ClientError, TimeoutError):
        return [
            Finding("Slack", "does not answer", f"Check the network and SLACK_API_URL ({client.base_url}).")
        ]
    headers = {name.lower(): value for name, value in dict(told.headers).items()}
    found = [Finding("Slack token", f"works in “{told['team']}”"), _scopes(headers), _clock(headers)]
    if settings.slack_app_token is not None:
        found.append(await _socket(settings, client))
    elif settings.slack_signing_secret is not None:
        where = f"http://{settings.pulssi_host}:{settings.pulssi_port}/slack/events"
        found.append(Finding("Transport", f"HTTP: Slack's requests have to reach {where}"))
    else:
        mend = "Set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP)."
        found.append(Finding("Transport", "neither Socket Mode nor HTTP is set up", mend))
    return [*found, *await _channels(settings, client, str(told["team_id"]))]


def _scopes(headers: dict[str, Any]) -> Finding:
    granted = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",") if scope.strip()}
    missing = sorted(NEEDED_SCOPES - granted)
    if missing:
        mend = "Add them under OAuth & Permissions, Bot Token Scopes, and install the app again."
        return Finding("Scopes", f"missing: {', '.join(missing)}", mend)
    lacking = "; ".join(f"{scope} ({use})" for scope, use in USEFUL_SCOPES.items() if scope not in granted)
    without = f"; not granted, and not needed: {lacking}" if lacking else ""
    return Finding("Scopes", f"all that are needed are granted{without}")


def _clock(headers: dict[str, Any]) -> Finding:
    said = headers.get("date")
    if not said:
        return Finding("Clock", "could not be compared")
    skew = abs((datetime.now(UTC) - parsedate_to_datetime(str(said))).total_seconds())
    if skew > _MOST_SKEW:
        mend = "Switch on time synchronisation (Debian: apt-get install systemd-timesyncd)."
        return Finding("Clock", f"is {skew:.0f} s off Slack's", mend)
    return Finding("Clock", "agrees with Slack's")


async def _socket(settings: Settings, client: AsyncWebClient) -> Finding:
    token = settings.slack_app_token.get_secret_value() if settings.slack_app_token else ""
    try:
        await client.apps_connections_open(app_token=token)
    except SlackApiError as problem:
        mend = (
            "Make an App-Level Token with connections:write under Basic Information, and set SLACK_APP_TOKEN."
        )
        return Finding("Socket Mode", f"is refused ({refusals.code(problem)})", mend)
    return Finding("Socket Mode", "can be opened")


async def _channels(settings: Settings, client: AsyncWebClient, workspace: str) -> list[Finding]:
    try:
        known = await asyncio.to_thread(_teams, settings.database_url, workspace)
    except (StorageError, SQLAlchemyError, OSError):
        return [Finding("Channels", "could not be looked up: see Database")]
    if not known:
        return [Finding("Channels", "there is no team yet; `/pulse setup` in Slack is the next step")]
    return [await _channel(client, team.name, team.channel) for team in known]


def _teams(url: str, workspace: str) -> tuple[Team, ...]:
    def look(session: Session) -> tuple[Team, ...]:
        found = workspaces.find(session, workspace)
        return teams.of_workspace(session, found.id) if found else ()

    return ask(url, look) or ()


async def _channel(client: AsyncWebClient, name: str, channel: str) -> Finding:
    what = f"Channel of {name}"
    try:
        told = await client.conversations_info(channel=channel)
    except SlackApiError as problem:
        return Finding(what, f"cannot be seen ({refusals.code(problem)})", "Type `/invite @Pulssi` in it.")
    if not told["channel"].get("is_member"):
        return Finding(what, "I am not in it", "Type `/invite @Pulssi` in it.")
    return Finding(what, "I am in it")
