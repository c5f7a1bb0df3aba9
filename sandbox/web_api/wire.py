"""How Slack writes down people, channels, messages, files and views."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.workspace.company import Channel, Person
from sandbox.workspace.inputs import state_of
from sandbox.workspace.messages import Json, Message, StoredFile, View
from sandbox.workspace.state import Workspace


def person_json(ws: Workspace, person: Person, *, locale: bool = False) -> Json:
    names = {"real_name": person.real_name, "display_name": person.name, "title": person.title}
    answer: Json = {
        "id": person.id,
        "team_id": ws.company.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.color.removeprefix("#"),
        "real_name": person.real_name,
        "profile": {**names, **_status(person, ws.now()), "email": person.email, "team": ws.company.team_id},
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_restricted,
        "is_ultra_restricted": person.is_ultra_restricted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_email_confirmed": not person.is_bot,
        "updated": 0,
    }
    if person.tz is not None:
        answer |= _time_zone(person.tz, ws.now())
    if locale:
        answer["locale"] = person.locale
    return answer


def _status(person: Person, now: datetime) -> Json:
    """A status that has run out is one that was never set."""
    if 0 < person.status_expiration <= now.timestamp():
        return {"status_text": "", "status_emoji": "", "status_expiration": 0}
    shown = {"status_text": person.status_text, "status_emoji": person.status_emoji}
    return {**shown, "status_expiration": person.status_expiration}


def dnd_json(person: Person, now: datetime) -> Json:
    """Somebody's silence as others see it: a snooze is a window that is open now.

    Slack's fields ``snooze_*`` are for that person's own eyes.
    """
    at = int(now.timestamp())
    if person.dnd_until <= at:
        return {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    return {"dnd_enabled": True, "next_dnd_start_ts": at, "next_dnd_end_ts": person.dnd_until}


def _time_zone(name: str, now: datetime) -> Json:
    there = now.astimezone(ZoneInfo(name))
    offset = there.utcoffset()
    seconds = int(offset.total_seconds()) if offset is not None else 0
    return {"tz": name, "tz_label": there.tzname() or name, "tz_offset": seconds}


def channel_json(ws: Workspace, channel: Channel) -> Json:
    if channel.user is not None:
        return {
            "id": channel.id,
            "is_im": True,
            "is_org_shared": False,
            "user": channel.user,
            "is_user_deleted": ws.people[channel.user].deleted,
        }
    return {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_archived": channel.is_archived,
        "is_general": channel.name == "general",
        "is_member": ws.company.bot.id in channel.members,
        "is_shared": False,
        "context_team_id": ws.company.team_id,
        "topic": {"value": channel.topic, "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "num_members": len(channel.members),
    }


def message_json(ws: Workspace, message: Message, *, metadata: bool = False) -> Json:
    answer: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": ws.company.team_id,
    }
    known = {"subtype": message.subtype, "blocks": message.blocks, "thread_ts": message.thread_ts}
    answer |= {name: value for name, value in known.items() if value is not None}
    if message.user == ws.company.bot.id and message.subtype is None:
        answer |= {"bot_id": ws.company.bot_id, "app_id": ws.company.app_id}
    if message.files:
        answer |= {"files": [file_json(ws.files[file_id]) for file_id in message.files], "upload": False}
    if message.edited:
        answer["edited"] = {"user": message.user, "ts": message.edited}
    if message.reactions:
        answer["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in message.reactions.items()]
    if metadata and message.metadata is not None:
        answer["metadata"] = message.metadata
    return answer


def file_json(file: StoredFile, *, shares: bool = False) -> Json:
    answer: Json = {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mime,
        "filetype": file.name.rpartition(".")[2].lower(),
        "user": file.user,
        "mode": "hosted",
        "size": file.size,
        "alt_txt": file.alt,
        "url_private": f"/sandbox/files/{file.id}",
        "permalink": f"/sandbox/files/{file.id}",
    }
    if shares:
        answer["channels"] = [channel for channel in file.shares if not channel.startswith("D")]
        answer["ims"] = [channel for channel in file.shares if channel.startswith("D")]
        answer["shares"] = {"public": {channel: [{"ts": ts}] for channel, ts in file.shares.items()}}
    return answer


def view_json(ws: Workspace, view: View) -> Json:
    body = view.body
    return {
        "id": view.id,
        "team_id": ws.company.team_id,
        "app_id": ws.company.app_id,
        "bot_id": ws.company.bot_id,
        "app_installed_team_id": ws.company.team_id,
        "type": view.kind,
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "external_id": body.get("external_id", ""),
        "state": {"values": state_of(view.blocks, view.values)},
        "hash": view.hash,
        "title": body.get("title"),
        "submit": body.get("submit"),
        "close": body.get("close"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "root_view_id": view.root_id,
        "previous_view_id": view.previous_id,
    }
