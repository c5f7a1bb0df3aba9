"""``chat.*`` and ``reactions.*``."""

import json
from functools import lru_cache
from typing import Any

from sandbox.block_kit.validator import message_problems, text_length
from sandbox.web_api.calls import Call, Method, channel_of, refuse_if
from sandbox.web_api.wire import message_json
from sandbox.workspace import acceptance
from sandbox.workspace.company import Channel
from sandbox.workspace.messages import Json, Message
from sandbox.workspace.refusals import RefusedError

POST_TEXT = 40_000
UPDATE_TEXT = 4_000
BLOCK_TEXT = 13_200
METADATA = 8_000
REMEMBERED = 500


def blocks_of(call: Call) -> list[Json] | None:
    """The blocks of a message, valid or refused; ``None`` if none came."""
    blocks = call.args.structure("blocks")
    if blocks is None:
        return None
    valid = _valid(json.dumps(blocks))
    refuse_if(list(acceptance.problems(call.ws, valid)))
    return valid or None


@lru_cache(REMEMBERED)
def _valid(text: str) -> list[Json]:
    """Blocks that may be sent; a card that goes to thousands is looked at and kept once."""
    blocks: list[Json] = json.loads(text)
    refuse_if(message_problems(blocks))
    if text_length(blocks) > BLOCK_TEXT:
        raise RefusedError("msg_blocks_too_long")
    return blocks


def content_of(call: Call) -> tuple[str, list[Json] | None]:
    text, blocks = call.args.text("text"), blocks_of(call)
    if not text and blocks is None and "attachments" not in call.args:
        raise RefusedError("no_text")
    return text, blocks


def metadata_of(call: Call) -> Json | None:
    metadata: Any = call.args.structure("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict) or {"event_type", "event_payload"} - metadata.keys():
        raise RefusedError("invalid_metadata_format")
    if len(str(metadata)) > METADATA:
        raise RefusedError("metadata_too_large")
    return metadata


def target(call: Call) -> Channel:
    """Where to post: a channel, direct messages, or a person whose direct messages are opened."""
    name = call.args.need("channel")
    if name in call.ws.people:
        if call.ws.people[name].deleted or name == call.ws.company.bot.id:
            raise RefusedError("channel_not_found")
        return call.ws.dm_with(name)
    channel = channel_of(call)
    if channel.user is not None and call.ws.people[channel.user].deleted:
        # Of the reasons on this method's page only this one fits; user_disabled is one of conversations.open.
        # Not known is whether Slack refuses at all: it took such posts in 2022 (python-slack-sdk#1156).
        raise RefusedError("channel_not_found")
    if channel.is_archived:
        raise RefusedError("is_archived")
    is_inside = call.ws.company.bot.id in channel.members
    if not is_inside and (channel.is_private or "chat:write.public" not in call.token.scopes):
        raise RefusedError("not_in_channel")
    return channel


def post_message(call: Call) -> Json:
    channel = target(call)
    text, blocks = content_of(call)
    message = call.ws.draft(channel, call.ws.company.bot.id, text[:POST_TEXT], blocks)
    message.metadata = metadata_of(call)
    message.thread_ts = call.args.text("thread_ts") or None
    call.ws.post(message, method="chat.postMessage")
    return {"channel": channel.id, "ts": message.ts, "message": message_json(call.ws, message, metadata=True)}


def _own_message(call: Call, refusal: str) -> Message:
    message = call.ws.find_message(channel_of(call).id, call.args.need("ts"))
    if message.only_for is not None:
        raise RefusedError("message_not_found")
    if message.user != call.ws.company.bot.id:
        raise RefusedError(refusal)
    return message


def update(call: Call) -> Json:
    message = _own_message(call, "cant_update_message")
    if call.ws.channels[message.channel].is_archived:
        raise RefusedError("is_inactive")
    text, blocks = content_of(call)
    if len(text) > UPDATE_TEXT:
        raise RefusedError("msg_too_long")
    if "metadata" in call.args:
        message.metadata = metadata_of(call)
    rewrite(call, message, text, blocks)
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": text,
        "message": message_json(call.ws, message),
    }


def rewrite(call: Call, message: Message, text: str, blocks: list[Json] | None) -> None:
    """Text without blocks removes the blocks, as it does in Slack."""
    message.text = text
    message.blocks = call.ws.named_blocks(blocks) if blocks else None
    message.edited = call.ws.next_ts()
    call.ws.tell(message, "chat.update")


def delete(call: Call) -> Json:
    message = _own_message(call, "cant_delete_message")
    call.ws.remove_message(message)
    return {"channel": message.channel, "ts": message.ts}


def post_ephemeral(call: Call) -> Json:
    channel = target(call)
    person = call.ws.person(call.args.need("user"))
    if person.deleted or person.id not in channel.members:
        raise RefusedError("user_not_in_channel")
    text, blocks = content_of(call)
    message = call.ws.draft(channel, call.ws.company.bot.id, text, blocks)
    message.only_for = person.id
    call.ws.post(message, method="chat.postEphemeral")
    return {"message_ts": message.ts}


def add_reaction(call: Call) -> Json:
    channel = channel_of(call)
    if channel.is_archived:
        raise RefusedError("is_archived")
    message = call.ws.find_message(channel.id, call.args.need("timestamp"))
    users = message.reactions.setdefault(call.args.need("name"), [])
    if call.ws.company.bot.id in users:
        raise RefusedError("already_reacted")
    users.append(call.ws.company.bot.id)
    call.ws.changes.publish("message", channel.id, call.ws.viewers(channel))
    return {}


METHODS = {
    "chat.postMessage": Method(post_message, ("chat:write",), per_minute=300),
    "chat.update": Method(update, ("chat:write",)),
    "chat.delete": Method(delete, ("chat:write",)),
    "chat.postEphemeral": Method(post_ephemeral, ("chat:write",), per_minute=100),
    "reactions.add": Method(add_reaction, ("reactions:write",)),
}
