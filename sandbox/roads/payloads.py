"""What Slack sends to an app: clicks, forms, commands and events, as JSON."""

from sandbox.web_api.wire import message_json, view_json
from sandbox.workspace.company import Channel, Person
from sandbox.workspace.inputs import state_of
from sandbox.workspace.messages import Json, Message, View
from sandbox.workspace.state import Workspace

# Slack sends it along for apps from before signatures; nobody should look at it.
OLD_TOKEN = "not-used-any-more"  # noqa: S105 - it opens nothing


def _common(ws: Workspace, person: Person, kind: str) -> Json:
    company = ws.company
    return {
        "type": kind,
        "team": {"id": company.team_id, "domain": company.domain},
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": company.team_id},
        "api_app_id": company.app_id,
        "token": OLD_TOKEN,
        "enterprise": company.enterprise,
        "is_enterprise_install": ws.org_wide,
    }


def channel_name(channel: Channel) -> str:
    """As Slack names channels to apps: private ones stay anonymous."""
    return "privategroup" if channel.is_private else channel.name


def click_on_message(ws: Workspace, person: Person, message: Message, action: Json, values: Json) -> Json:
    channel = ws.channels[message.channel]
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    name = ws.response_urls.make(person.id, channel.id, message.ts)
    payload: Json = {
        **_common(ws, person, "block_actions"),
        "container": container,
        "trigger_id": ws.triggers.make(person.id),
        "channel": {"id": channel.id, "name": channel_name(channel)},
        "state": {"values": state_of(message.blocks or [], values)},
        "response_url": f"{ws.base_url}/response/{name}",
        "actions": [action],
    }
    # Slack keeps no ephemeral message, so it cannot send one along.
    if message.only_for is None:
        payload["message"] = message_json(ws, message)
    return payload


def click_in_view(ws: Workspace, person: Person, view: View, action: Json) -> Json:
    shown = view_json(ws, view)
    return {
        **_common(ws, person, "block_actions"),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": ws.triggers.make(person.id, view.id),
        "view": shown,
        "state": shown["state"],
        "actions": [action],
    }


def submission(ws: Workspace, person: Person, view: View, response_urls: list[Json]) -> Json:
    return {
        **_common(ws, person, "view_submission"),
        "trigger_id": ws.triggers.make(person.id, view.id),
        "view": view_json(ws, view),
        "response_urls": response_urls,
    }


def closing(ws: Workspace, person: Person, view: View, *, cleared: bool) -> Json:
    return {**_common(ws, person, "view_closed"), "view": view_json(ws, view), "is_cleared": cleared}


def command(ws: Workspace, person: Person, channel: Channel, name: str, text: str) -> Json:
    """A slash command; every value is text, because over HTTP it comes as a form."""
    company = ws.company
    return {
        "token": OLD_TOKEN,
        "team_id": company.team_id,
        "team_domain": company.domain,
        "channel_id": channel.id,
        "channel_name": channel_name(channel),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": text,
        "api_app_id": company.app_id,
        "is_enterprise_install": str(ws.org_wide).lower(),
        **({"enterprise_id": company.enterprise_id} if company.enterprise else {}),
        "response_url": f"{ws.base_url}/response/{ws.response_urls.make(person.id, channel.id)}",
        "trigger_id": ws.triggers.make(person.id),
    }


def words(message: Message, channel: Channel) -> tuple[Json, str]:
    """What somebody wrote, as an event, and the subscription that it takes to hear it."""
    kind = "im" if channel.user else "group" if channel.is_private else "channel"
    subscription = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}[kind]
    event = {"type": "message", "user": message.user, "channel": channel.id, "text": message.text}
    return {**event, "ts": message.ts, "channel_type": kind}, subscription


def event_callback(ws: Workspace, event: Json) -> Json:
    company = ws.company
    return {
        "token": OLD_TOKEN,
        "team_id": company.team_id,
        "context_team_id": company.team_id,
        "context_enterprise_id": company.enterprise_id or None,
        "api_app_id": company.app_id,
        "event": {**event, "event_ts": ws.next_ts()},
        "type": "event_callback",
        "event_id": ws.next_id("Ev"),
        "event_time": int(ws.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": company.enterprise_id or None,
                "team_id": company.team_id,
                "user_id": company.bot.id,
                "is_bot": True,
                "is_enterprise_install": ws.org_wide,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": "sandbox",
    }
