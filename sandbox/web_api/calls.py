"""One call of the Web API, and the arguments that several methods share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeVar

from sandbox.block_kit.checks import Problem
from sandbox.web_api.arguments import Arguments
from sandbox.workspace.company import Channel
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.state import Workspace
from sandbox.workspace.tokens import Token

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Call:
    ws: Workspace
    args: Arguments
    token: Token
    base_url: str
    open_link: Callable[[], str]
    """Makes the address of a new Socket Mode connection."""


Handler = Callable[[Call], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """A handler, the scopes of which one is needed, the kind of token, and calls allowed a minute."""

    handler: Handler
    scopes: tuple[str, ...] = ()
    caller: Literal["bot", "app", "nobody"] = "bot"
    per_minute: int = 50


def channel_of(call: Call, field: str = "channel") -> Channel:
    """The channel that the bot may write to or read from; its id, or ``#name`` as Slack allows."""
    name = call.args.text(field)
    if name.startswith("#"):
        for channel in call.ws.channels.values():
            if channel.name == name[1:]:
                return channel
    channel = call.ws.channel(name)
    if channel.is_private and call.ws.company.bot.id not in channel.members:
        raise RefusedError("channel_not_found")
    return channel


def refuse_if(problems: list[Problem], code: str = "invalid_blocks") -> None:
    """Refuse with the reasons written as Slack writes them."""
    if problems:
        reasons = [f"{problem.message} [json-pointer:{problem.pointer}]" for problem in problems]
        messages = [f"[ERROR] {reason}" for reason in reasons]
        raise RefusedError(code, errors=reasons, response_metadata={"messages": messages})


def page(things: list[T], call: Call, *, default: int, most: int) -> tuple[list[T], str]:
    """One page of ``things`` and the cursor of the next; the cursor is empty on the last one."""
    limit = call.args.number("limit", default, most=most)
    cursor = call.args.text("cursor")
    if cursor and not (cursor.startswith("next:") and cursor[5:].isdigit()):
        raise RefusedError("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    more = start + limit < len(things)
    return things[start : start + limit], f"next:{start + limit}" if more else ""
