"""What the bot says without the Web API: in an acknowledgement, or through a response URL."""

from sandbox.block_kit.validator import message_problems
from sandbox.workspace import acceptance
from sandbox.workspace.company import Channel
from sandbox.workspace.messages import Json, Message, View
from sandbox.workspace.modals import check_body, clear_modals, close_modal, push_modal, replace_body
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.state import Workspace
from sandbox.workspace.triggers import ResponseUrl

TROUBLE = "The app answered with something that cannot be shown"


def _content(ws: Workspace, body: Json) -> tuple[str, list[Json] | None]:
    blocks = body.get("blocks")
    problems = message_problems(blocks) if blocks is not None else []
    if blocks and not problems:
        problems = list(acceptance.problems(ws, blocks))
    if problems:
        raise RefusedError(
            "invalid_blocks", errors=[f"{p.message} [json-pointer:{p.pointer}]" for p in problems]
        )
    text = body.get("text") or ""
    if not text and not blocks:
        raise RefusedError("no_text")
    return text, blocks or None


def say(ws: Workspace, to: ResponseUrl, body: Json, *, method: str) -> Message:
    """Post what came back for a click or command; only that person sees it unless it says otherwise."""
    text, blocks = _content(ws, body)
    message = ws.draft(ws.channels[to.channel], ws.company.bot.id, text, blocks)
    message.only_for = None if body.get("response_type") == "in_channel" else to.user
    return ws.post(message, method=method)


def show_acknowledged(ws: Workspace, user: str, channel: Channel, body: Json | None) -> str | None:
    """Post what the acknowledgement of a command carried; a sentence if that cannot be shown."""
    if not body:
        return None
    try:
        say(ws, ResponseUrl(user, channel.id, None, 0.0), body, method="command_ack")
    except RefusedError as refusal:
        return f"{TROUBLE} ({refusal.code})."
    return None


def respond(ws: Workspace, to: ResponseUrl, body: Json) -> None:
    """A post to a response URL: a new message, or another face of the one that was clicked."""
    replaces, deletes = (
        body.get("replace_original") in (True, "true"),
        body.get("delete_original") in (True, "true"),
    )
    if not (replaces or deletes) or to.ts is None:
        say(ws, to, body, method="response_url")
        return
    message = ws.find_message(to.channel, to.ts)
    if deletes:
        ws.remove_message(message)
        return
    text, blocks = _content(ws, body)
    message.text, message.blocks = text, ws.named_blocks(blocks) if blocks else None
    message.edited = ws.next_ts()
    ws.tell(message, "response_url")


def finish_submission(ws: Workspace, view: View, answer: Json | None) -> dict[str, str]:
    """Do what the app answered to a form: by default the form closes. Returns mistakes by block id.

    Raises:
        RefusedError: the answer makes no sense; the form stays open.
    """
    action = (answer or {}).get("response_action")
    if answer is None or action is None:
        close_modal(ws, view)
    elif action == "errors":
        return _mistakes(view, answer)
    elif action == "clear":
        clear_modals(ws, view.user)
    elif action == "update":
        replace_body(ws, view, check_body(answer.get("view"), "modal"))
    elif action == "push":
        push_modal(ws, view.user, check_body(answer.get("view"), "modal"))
    else:
        raise RefusedError("invalid_response_action")
    return {}


def _mistakes(view: View, answer: Json) -> dict[str, str]:
    errors = answer.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        raise RefusedError("invalid_errors")
    return {block_id: str(sentence) for block_id, sentence in errors.items()}
