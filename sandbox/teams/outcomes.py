"""What a member sees after doing something, read from the bot's answer as the client of Teams reads it."""

from dataclasses import dataclass
from typing import Any

from sandbox.teams import cards
from sandbox.teams.delivery import Answer
from sandbox.teams.posts import Post
from sandbox.workspace.messages import Json

UNREACHABLE = "Unable to reach app. Please try again."
WRONG = "Something went wrong. Please try again."
TEXT = "application/vnd.microsoft.activity.message"


@dataclass(frozen=True, slots=True)
class Outcome:
    """``status`` and ``body`` are the bot's answer; 0 if it gave none, or was not asked.

    ``error`` is what the client shows instead of a result. ``card`` took the place of the message's card for
    this member, ``text`` popped up, ``dialog`` is the card of the dialog that is open now and ``title`` its
    title. ``posts`` are the messages that came meanwhile and that this member sees, oldest first.
    """

    status: int
    body: Any = None
    error: str | None = None
    card: Json | None = None
    text: str | None = None
    dialog: Json | None = None
    title: str = ""
    posts: tuple[Post, ...] = ()

    @property
    def ok(self) -> bool:
        return self.error is None


def plain(answer: Answer) -> Outcome:
    """After a message or an event, of which the client shows nothing but failure."""
    error = None if 200 <= answer.status < 300 else (WRONG if answer.status else UNREACHABLE)
    return Outcome(answer.status, answer.body, error)


def executed(answer: Answer) -> Outcome:
    """After Action.Execute: another card, or words."""
    failed = plain(answer)
    if not failed.ok:
        return failed
    body = answer.body if isinstance(answer.body, dict) else {}
    kind, value = body.get("type"), body.get("value")
    if body.get("statusCode") == 200 and kind == cards.CARD and isinstance(value, dict):
        return Outcome(answer.status, body, card=value)
    if body.get("statusCode") == 200 and kind == TEXT:
        return Outcome(answer.status, body, text=str(value))
    message = value.get("message") if isinstance(value, dict) else None
    return Outcome(answer.status, answer.body, str(message or WRONG))


def dialogue(answer: Answer) -> Outcome:
    """After a dialog was asked for or sent: the next one, words, or nothing where it closes."""
    failed = plain(answer)
    if not failed.ok:
        return failed
    task = answer.body.get("task") if isinstance(answer.body, dict) else None
    if not isinstance(task, dict):
        return Outcome(answer.status, answer.body, None if answer.body in (None, {}) else WRONG)
    value = task.get("value")
    if task.get("type") == "message":
        return Outcome(answer.status, answer.body, text=str(value))
    if isinstance(value, dict) and (found := cards.of({"attachments": [value.get("card") or {}]})):
        return Outcome(answer.status, answer.body, dialog=found[0], title=str(value.get("title") or ""))
    return Outcome(answer.status, answer.body, WRONG)
