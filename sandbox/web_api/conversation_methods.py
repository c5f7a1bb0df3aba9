"""``conversations.*``."""

import re
from collections.abc import Callable
from itertools import islice
from math import inf

from sandbox.web_api.calls import Call, Method, channel_of, page
from sandbox.web_api.wire import channel_json, message_json
from sandbox.workspace.company import Channel
from sandbox.workspace.messages import Json, Message
from sandbox.workspace.refusals import RefusedError

READ = ("channels:read", "groups:read", "im:read")
KINDS = {"public_channel": "channels", "private_channel": "groups", "im": "im"}
TIME = re.compile(r"\d+(\.\d*)?")
NEXT = "next_ts:"


def _kind(channel: Channel) -> str:
    if channel.user is not None:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _readable(call: Call, right: str) -> Channel:
    channel = channel_of(call)
    call.token.allow(f"{KINDS[_kind(channel)]}:{right}")
    return channel


def open_(call: Call) -> Json:
    if "channel" in call.args:
        channel = channel_of(call)
    else:
        users = call.args.names("users")
        if len(users) != 1:
            # Group messages are no part of what this workspace plays.
            raise RefusedError("users_list_not_supplied" if not users else "not_enough_users")
        if call.ws.person(users[0]).deleted:
            raise RefusedError("user_disabled")
        channel = call.ws.dm_with(users[0])
    detail = channel_json(call.ws, channel) if call.args.flag("return_im") else {"id": channel.id}
    return {"no_op": False, "already_open": True, "channel": detail}


def info(call: Call) -> Json:
    return {"channel": channel_json(call.ws, _readable(call, "read"))}


def list_(call: Call) -> Json:
    kinds = call.args.names("types") or ["public_channel"]
    for kind in kinds:
        if kind not in {*KINDS, "mpim"}:
            raise RefusedError("invalid_types")
        call.token.allow(f"{KINDS.get(kind, 'mpim')}:read")
    bot, leave_out = call.ws.company.bot.id, call.args.flag("exclude_archived")
    shown = [
        channel
        for channel in call.ws.channels.values()
        if _kind(channel) in kinds
        and (bot in channel.members or _kind(channel) == "public_channel")
        and not (leave_out and channel.is_archived)
    ]
    listed, cursor = page(shown, call, default=100, most=999)
    return {
        "channels": [channel_json(call.ws, channel) for channel in listed],
        "response_metadata": {"next_cursor": cursor},
    }


def members(call: Call) -> Json:
    listed, cursor = page(_readable(call, "read").members, call, default=100, most=999)
    return {"members": listed, "response_metadata": {"next_cursor": cursor}}


def join(call: Call) -> Json:
    channel = channel_of(call)
    if channel.user is not None:
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusedError("is_archived")
    changed = call.ws.set_membership(channel, call.ws.company.bot.id, member=True)
    note = (
        {}
        if changed
        else {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    )
    return {"channel": channel_json(call.ws, channel), **note}


def history(call: Call) -> Json:
    """The newest first; answers in a thread are no part of it, as in Slack."""
    channel = _readable(call, "history")
    if call.ws.company.bot.id not in channel.members:
        raise RefusedError("not_in_channel")
    limit, is_inside = call.args.number("limit", 100, most=999), _span(call)
    older = (m for m in reversed(call.ws.messages.get(channel.id, [])) if is_inside(m))
    listed = list(islice(older, limit))
    following = next(older, None)
    cursor = f"{NEXT}{following.ts}" if following is not None else ""
    metadata = call.args.flag("include_all_metadata")
    return {
        "messages": [message_json(call.ws, message, metadata=metadata) for message in listed],
        "has_more": bool(cursor),
        "pin_count": 0,
        "response_metadata": {"next_cursor": cursor},
    }


def _span(call: Call) -> Callable[[Message], bool]:
    """Whether a message lies between ``oldest`` and ``latest``, and not before this page.

    A page begins at a message, so that what is posted meanwhile moves nothing.
    """
    oldest, latest = _edge(call, "oldest", 0.0), _edge(call, "latest", inf)
    edges, begins = call.args.flag("inclusive"), _begins(call.args.text("cursor"))

    def is_inside(message: Message) -> bool:
        at = float(message.ts)
        inside = oldest < at < latest or (edges and at in (oldest, latest))
        return (
            inside and at <= begins and message.only_for is None and message.thread_ts in (None, message.ts)
        )

    return is_inside


def _edge(call: Call, name: str, default: float) -> float:
    text = call.args.text(name)
    if text and not TIME.fullmatch(text):
        raise RefusedError(f"invalid_ts_{name}")
    return float(text) if text else default


def _begins(cursor: str) -> float:
    if not cursor:
        return inf
    if not (cursor.startswith(NEXT) and TIME.fullmatch(cursor.removeprefix(NEXT))):
        raise RefusedError("invalid_cursor")
    return float(cursor.removeprefix(NEXT))


METHODS = {
    "conversations.open": Method(open_, ("im:write", "mpim:write", "channels:manage", "groups:write")),
    "conversations.info": Method(info, READ),
    "conversations.list": Method(list_, READ, per_minute=20),
    "conversations.members": Method(members, READ, per_minute=100),
    "conversations.join": Method(join, ("channels:join",)),
    "conversations.history": Method(history, ("channels:history", "groups:history", "im:history")),
}
