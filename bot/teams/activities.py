"""Teams' activities, read once: who sent what where, and what a tap or a form says.

Read leniently: Microsoft adds kinds and fields, and nothing it may send breaks anything here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.conversations.answering import Pointer
from bot.conversations.requests import Request, clean
from locales.catalogues import nearest
from storage.answers import Place
from survey.errors import UnknownQuestionError
from survey.ids import ChannelRef, RoundId, UserRef

Activity = Mapping[str, Any]
_MENTION = re.compile(r"<at[^>]*>.*?</at>", re.IGNORECASE | re.DOTALL)
_COMMAND = re.compile(r"^\s*/?pulse\b\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent an activity, from where.

    Attributes:
        workspace: the tenant.
        conversation: the chat, or the channel without its thread.
        thread: the same with its thread.
        is_targeted: whether nobody else saw it, as with a slash command in a channel.
        account: what the organisation's directory calls them.
    """

    workspace: str
    user: UserRef
    conversation: ChannelRef
    thread: ChannelRef
    service: str
    is_direct: bool
    is_targeted: bool
    account: str | None
    zone: ZoneInfo | None
    language: str | None


def sender(activity: Activity) -> Sender:
    """Who sent it; what is missing is empty."""
    conversation, who = _part(activity, "conversation"), _part(activity, "from")
    tenant = conversation.get("tenantId") or _part(_part(activity, "channelData"), "tenant").get("id")
    return Sender(
        workspace=str(tenant or ""),
        user=UserRef(str(who.get("id") or "")),
        conversation=ChannelRef(str(conversation.get("id") or "").partition(";messageid=")[0]),
        thread=ChannelRef(str(conversation.get("id") or "")),
        service=str(activity.get("serviceUrl") or "").rstrip("/"),
        is_direct=conversation.get("conversationType") == "personal",
        is_targeted=_part(activity, "recipient").get("isTargeted") is True,
        account=str(who["aadObjectId"]) if who.get("aadObjectId") else None,
        zone=_zone(activity),
        language=nearest(activity.get("locale") or _client(activity).get("locale")),
    )


def request(found: Sender, text: str) -> Request:
    """What was typed, or what a button stands for."""
    return Request(
        workspace=found.workspace,
        user=found.user,
        channel=found.conversation,
        channel_name="",
        text=text,
        is_direct=found.is_direct,
    )


def command(activity: Activity) -> str:
    """What was typed after ``pulse``, without the mention that a channel needs; other people by their ids."""
    text = str(activity.get("text") or "")
    recipient = _part(activity, "recipient").get("id")
    for each in _entities(activity, "mention"):
        who, said = _part(each, "mentioned").get("id"), str(each.get("text") or "")
        if who and said:
            text = text.replace(said, " " if who == recipient else f"<@{who}>")
    text = _MENTION.sub(" ", text)
    return _COMMAND.sub("", clean(text).replace("\xa0", " ").strip()).strip()


def data(activity: Activity) -> dict[str, Any]:
    """What a tap or a form carries, wherever its kind has it."""
    value = _part(activity, "value")
    inner = value.get("action")
    if isinstance(inner, Mapping):
        return dict(_part(inner, "data"))
    return dict(_part(value, "data")) if "data" in value else dict(value)


def order(activity: Activity) -> float:
    """The platform's time of the action, to tell a repeat from a new tap; never stored."""
    try:
        return datetime.fromisoformat(str(activity.get("timestamp"))).timestamp()
    except ValueError as problem:
        raise UnknownQuestionError from problem


def act(told: Mapping[str, Any]) -> tuple[str, str]:
    """The name and the value of a button."""
    name, _, value = str(told.get("act") or "").partition(":")
    return name, value


def pointer(found: Sender, told: Mapping[str, Any]) -> Pointer:
    """Which question of which round, from ``12:STR-01``."""
    number, mark, question = str(told.get("subject") or "").partition(":")
    if not (mark and question and number.isascii() and number.isdigit() and len(number) < 16):
        raise UnknownQuestionError
    return Pointer(found.user, RoundId(int(number)), question, Place(found.workspace))


def _part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = of.get(name)
    return part if isinstance(part, Mapping) else {}


def _client(activity: Activity) -> Mapping[str, Any]:
    return next(_entities(activity, "clientInfo"), {})


def _entities(activity: Activity, kind: str) -> Iterator[Mapping[str, Any]]:
    entities = activity.get("entities")
    known = entities if isinstance(entities, list) else []
    yield from (each for each in known if isinstance(each, Mapping) and each.get("type") == kind)


def _zone(activity: Activity) -> ZoneInfo | None:
    name = activity.get("localTimezone") or _client(activity).get("timezone")
    try:
        return ZoneInfo(str(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None
