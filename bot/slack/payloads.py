"""Slack's payloads, read once: what a tap, a command, a form or an event tells the rest of the program."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversations.answering import Click, Pointer
from bot.conversations.requests import Request, clean
from bot.slack.blocks import CONFIRM, SUBJECT
from storage.answers import Place
from survey.errors import UnknownQuestionError
from survey.ids import ChannelRef, RoundId, UserRef

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tap:
    """One button: what it does, with which value, on which question."""

    action: str
    value: str
    at: Pointer
    order: float


@dataclass(frozen=True, slots=True)
class Origin:
    """The tap that opened a form, as far as the form's own answer needs it; it travels with the form.

    Attributes:
        order: the platform's time of the tap.
        channel, message: the card that was tapped.
        url: where the card can be redrawn, for half an hour.
    """

    order: str
    channel: str
    message: str
    url: str

    def __str__(self) -> str:
        """What travels."""
        return f"{self.order}\n{self.channel}\n{self.message}\n{self.url}"

    @property
    def card(self) -> str:
        """Which card was tapped."""
        return f"{self.channel}:{self.message}"


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled form.

    Attributes:
        several: the options chosen, by field, where several could be.
        origin: the tap that opened it, where that matters.
    """

    form: str
    subject: str
    values: dict[str, str]
    request: Request
    view: str
    several: dict[str, tuple[str, ...]] = field(default_factory=dict)
    origin: Origin | None = None


def person(body: Payload) -> str:
    """Who sent a payload: interactions carry an object, commands an id; empty where neither is there."""
    user = body.get("user")
    told = user.get("id") if isinstance(user, Mapping) else body.get("user_id")
    return str(told or "")


def tap(body: Payload, place: Place) -> Tap:
    """Read a ``block_actions`` payload from somewhere.

    Raises:
        UnknownQuestionError: it is not one of our buttons, or too malformed to tell.
    """
    try:
        action = body["actions"][0]
        name, _, value = str(action["action_id"]).partition(":")
        mark, _, subject = str(action["block_id"]).partition(":")
        user = str(body["user"]["id"])
        order = float(action["action_ts"])
        if not math.isfinite(order):
            raise UnknownQuestionError
    except (KeyError, IndexError, TypeError, ValueError) as problem:
        raise UnknownQuestionError from problem
    if mark != SUBJECT:
        raise UnknownQuestionError
    return Tap(name, value, pointer(subject, user=user, place=place), order)


def origin(body: Payload) -> Origin:
    """Where a tap came from; of a payload that :func:`tap` could read."""
    container = body.get("container", {})
    return Origin(
        order=str(body["actions"][0]["action_ts"]),
        channel=str(container.get("channel_id", "")),
        message=str(container.get("message_ts", "")),
        url=str(body.get("response_url", "")),
    )


def click(found: Tap) -> Click:
    """The answer a tap gives."""
    try:
        return Click(found.at, int(found.value), found.order)
    except ValueError as problem:
        raise UnknownQuestionError from problem


def pointer(subject: str, *, user: str, place: Place) -> Pointer:
    """Read ``12:STR-01``."""
    number, mark, question = subject.partition(":")
    if not (mark and question and number.isascii() and number.isdigit() and len(number) < 16):
        raise UnknownQuestionError
    return Pointer(UserRef(user), RoundId(int(number)), question, place)


def command(body: Payload, workspace: str) -> Request:
    """Read a slash command."""
    return Request(
        workspace=workspace,
        user=UserRef(str(body["user_id"])),
        channel=ChannelRef(str(body["channel_id"])),
        channel_name=str(body.get("channel_name", "")),
        text=clean(str(body.get("text", ""))),
        is_direct=body.get("channel_name") == "directmessage",
    )


def opened(body: Payload, workspace: str) -> Request:
    """Read a button that stands for a command: its value is what would be typed."""
    channel = str(body.get("container", {}).get("channel_id", ""))
    return Request(
        workspace=workspace,
        user=UserRef(person(body)),
        channel=ChannelRef(channel),
        channel_name="",
        text=clean(str(body["actions"][0].get("value", ""))),
        is_direct=channel.startswith("D"),
    )


def submission(body: Payload, workspace: str) -> Submission:
    """Read a ``view_submission`` payload."""
    view = body["view"]
    subject, *opened = str(view.get("private_metadata", "")).split("\n")
    state = view.get("state", {}).get("values", {})
    request = Request(
        workspace=workspace,
        user=UserRef(str(body["user"]["id"])),
        channel=ChannelRef(subject),
        channel_name="",
    )
    return Submission(
        form=str(view["callback_id"]).removeprefix(f"{CONFIRM}:"),
        subject=subject,
        values={block: _typed(elements) for block, elements in state.items()},
        request=request,
        view=str(view["id"]),
        several={block: _chosen(elements) for block, elements in state.items()},
        origin=Origin(*opened) if len(opened) == len(Origin.__slots__) else None,
    )


def _typed(elements: Mapping[str, Any]) -> str:
    """What a field holds, as it would be typed."""
    for element in elements.values():
        if person := element.get("selected_user"):
            return f"<@{person}>"
        if channel := element.get("selected_conversation"):
            return f"<#{channel}>"
        chosen = element.get("selected_option")
        return clean(str(chosen["value"] if chosen else element.get("value") or "")).strip()
    return ""


def _chosen(elements: Mapping[str, Any]) -> tuple[str, ...]:
    for element in elements.values():
        return tuple(str(option["value"]) for option in element.get("selected_options") or ())
    return ()
