"""Modals are stacks, one per person; a home is one view per person."""

from typing import Literal

from sandbox.block_kit.validator import view_bytes, view_problems
from sandbox.workspace.inputs import find
from sandbox.workspace.messages import Json, View
from sandbox.workspace.refusals import ImpossibleError, RefusedError
from sandbox.workspace.state import Workspace

MOST_MODALS = 3
MOST_BYTES = 250_000

Body = Literal["modal", "home"]


def new_view(ws: Workspace, user: str, body: Json, kind: Body = "modal", below: View | None = None) -> View:
    name = ws.next_id("V")
    body = {**body, "blocks": ws.named_blocks(body["blocks"])}
    root, previous = (below.root_id, below.id) if below else (name, None)
    return View(name, user, kind, body, ws.next_id("h"), root, previous)


def show(ws: Workspace, view: View) -> None:
    if view.kind == "home":
        ws.fresh_homes.add(view.user)
    ws.changes.publish("home" if view.kind == "home" else "view", None, frozenset({view.user}))


def open_modal(ws: Workspace, user: str, body: Json) -> View:
    view = new_view(ws, user, body)
    ws.modals[user] = [view]
    show(ws, view)
    return view


def push_modal(ws: Workspace, user: str, body: Json) -> View:
    stack = ws.modals.get(user, [])
    if not stack:
        raise RefusedError("not_found")
    if len(stack) >= MOST_MODALS:
        raise RefusedError("push_limit_reached")
    view = new_view(ws, user, body, below=stack[-1])
    stack.append(view)
    show(ws, view)
    return view


def replace_body(ws: Workspace, view: View, body: Json) -> None:
    """Show something else in the same view; what was typed stays where both ids stayed the same."""
    view.body = {**body, "blocks": ws.named_blocks(body["blocks"])}
    view.hash = ws.next_id("h")
    view.values = {
        block_id: kept
        for block_id, fields in view.values.items()
        if (kept := {name: held for name, held in fields.items() if _is_there(view, block_id, name, held)})
    }
    show(ws, view)


def _is_there(view: View, block_id: str, action_id: str, held: Json) -> bool:
    try:
        _, element = find(view.blocks, action_id, block_id)
    except ImpossibleError:
        return False
    return bool(element["type"] == held["type"])


def close_modal(ws: Workspace, view: View) -> None:
    """Close one modal; the one below it shows again."""
    stack = ws.modals.get(view.user, [])
    ws.modals[view.user] = stack[: stack.index(view)] if view in stack else stack
    show(ws, view)


def clear_modals(ws: Workspace, user: str) -> None:
    ws.modals[user] = []
    ws.changes.publish("view", None, frozenset({user}))


def check_body(body: object, kind: Body) -> Json:
    """The view as it came, or a refusal that says what is wrong with it."""
    problems = view_problems(body, kind)
    if problems or not isinstance(body, dict):
        reasons = [f"{problem.message} [json-pointer:/view{problem.pointer}]" for problem in problems]
        messages = [f"[ERROR] {reason}" for reason in reasons]
        raise RefusedError("invalid_arguments", errors=reasons, response_metadata={"messages": messages})
    if view_bytes(body) > MOST_BYTES:
        raise RefusedError("view_too_large")
    return body
