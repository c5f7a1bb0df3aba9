"""What Slack accepts: blocks in messages, modals and homes, checked against tables."""

import json
from collections import Counter
from typing import Any, Literal

from sandbox.block_kit.checks import (
    Check,
    Problem,
    Problems,
    anything,
    choice,
    either,
    flag,
    many,
    plain,
    shape,
    some_of,
    string,
    text,
    typed,
    url,
)
from sandbox.block_kit.elements import (
    ELEMENTS,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    NAME,
    image,
)
from sandbox.block_kit.figures import DATA_TABLE, DATA_VISUALIZATION, RICH_TEXT, TABLE
from sandbox.workspace.block_ids import elements
from sandbox.workspace.messages import Json

Surface = Literal["message", "modal", "home"]

MARKDOWN = 12_000
ID: dict[str, Check] = {"block_id": NAME}
BLOCKS: dict[str, Check] = {
    "actions": shape({"elements": many(IN_ACTIONS, 1, 25)}, **ID),
    "alert": shape({"text": text(200)}, level=choice("default", "info", "warning", "error", "success"), **ID),
    "card": shape(
        None,
        some_of("hero_image", "title", "body", "actions"),
        hero_image=typed(ELEMENTS, "image"),
        icon=typed(ELEMENTS, "image"),
        slack_icon=anything,
        title=text(150),
        subtitle=text(150),
        body=text(200),
        subtext=text(200),
        actions=many(typed(ELEMENTS, "button"), 1, 3),
        **ID,
    ),
    "context": shape({"elements": many(IN_CONTEXT, 1, 10)}, **ID),
    "context_actions": shape({"elements": many(IN_CONTEXT_ACTIONS, 1, 5)}, **ID),
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "divider": shape(None, **ID),
    "file": shape({"external_id": NAME, "source": choice("remote")}, **ID),
    "header": shape({"text": plain(150)}, **ID),
    "image": image({"alt_text": string(2000)}, title=plain(2000), **ID),
    "input": shape(
        {"label": plain(2000), "element": IN_INPUT},
        hint=plain(2000),
        optional=flag,
        dispatch_action=flag,
        **ID,
    ),
    "markdown": shape({"text": string(MARKDOWN)}, **ID),
    "plan": shape({"title": anything}, tasks=anything, **ID),
    "rich_text": RICH_TEXT,
    "section": shape(
        None,
        some_of("text", "fields"),
        text=text(3000),
        fields=many(text(2000), 1, 10),
        accessory=IN_SECTION,
        expand=flag,
        **ID,
    ),
    "table": TABLE,
    "task_card": shape(
        {"task_id": NAME, "title": anything},
        details=anything,
        output=anything,
        sources=anything,
        status=anything,
        **ID,
    ),
    "video": shape(
        {"title": plain(200), "video_url": url, "thumbnail_url": url, "alt_text": string(2000)},
        title_url=url,
        description=plain(200),
        author_name=string(50),
        provider_name=string(50),
        provider_icon_url=url,
        **ID,
    ),
}
BLOCKS["carousel"] = shape({"elements": many(typed(BLOCKS, "card"), 1, 10)}, **ID)
BLOCKS["container"] = shape(
    {"child_blocks": many(typed(BLOCKS), 1, 10)},
    either("title", "rich_text_title"),
    title=plain(150),
    rich_text_title=RICH_TEXT,
    subtitle=text(150),
    width=choice("narrow", "standard", "wide", "full"),
    icon=typed(ELEMENTS, "image"),
    is_collapsible=flag,
    default_collapsed=flag,
    has_header_divider=flag,
    **ID,
)

_MODAL = frozenset(
    [
        "actions",
        "alert",
        "card",
        "context",
        "divider",
        "header",
        "image",
        "input",
        "rich_text",
        "section",
        "video",
    ]
)
_HOME = (_MODAL - {"alert"}) | {"carousel", "container", "data_table", "data_visualization", "table"}
SURFACES: dict[Surface, tuple[frozenset[str], int]] = {
    "message": (frozenset(BLOCKS) - {"alert"}, 50),
    "modal": (_MODAL, 100),
    "home": (_HOME, 100),
}
AT_MOST: dict[str, int] = {"table": 1, "data_visualization": 2}
"""Blocks of which one message holds only so many."""

_COMMON: dict[str, Check] = {
    "type": choice("modal", "home"),
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
VIEWS: dict[Surface, Check] = {
    "modal": shape(
        {"title": plain(24), "blocks": anything},
        submit=plain(24),
        close=plain(24),
        clear_on_close=flag,
        notify_on_close=flag,
        submit_disabled=flag,
        **_COMMON,
    ),
    "home": shape({"blocks": anything}, **_COMMON),
}


def message_problems(blocks: Any) -> list[Problem]:
    """What is wrong with the blocks of a message; nothing if the list is empty."""
    problems = list(_block_problems(blocks, "message"))
    return problems or list(_too_many_of_a_kind(blocks))


def view_problems(view: Any, kind: Literal["modal", "home"]) -> list[Problem]:
    """What is wrong with a modal or a home."""
    problems = list(VIEWS[kind](view, ""))
    if problems:
        return problems
    if view.get("type") != kind:
        return [Problem("/type", "unsupported", f"must be {kind}")]
    problems = list(_block_problems(view["blocks"], kind))
    return problems or list(_submit_missing(view, kind))


def _block_problems(blocks: Any, surface: Surface) -> Problems:
    allowed, most = SURFACES[surface]
    problems = list(many(typed(BLOCKS, *allowed), 0, most)(blocks, "/blocks"))
    yield from problems
    if not problems:
        yield from _repeated_ids(blocks)


def _repeated_ids(blocks: list[Json]) -> Problems:
    counts = Counter(
        block["block_id"] for block in blocks if "block_id" in block and block["type"] != "markdown"
    )
    for name, count in counts.items():
        if count > 1:
            yield Problem("/blocks", "duplicate", f"block_id {name!r} is used {count} times")
    for index, block in enumerate(blocks):
        actions = Counter(element["action_id"] for element in elements(block) if "action_id" in element)
        for name, count in actions.items():
            if count > 1:
                yield Problem(f"/blocks/{index}", "duplicate", f"action_id {name!r} is used {count} times")


def _too_many_of_a_kind(blocks: list[Json]) -> Problems:
    counts = Counter(block["type"] for block in blocks)
    for kind, most in AT_MOST.items():
        if counts[kind] > most:
            yield Problem("/blocks", "too_many", f"no more than {most} {kind} allowed")
    if sum(len(block["text"]) for block in blocks if block["type"] == "markdown") > MARKDOWN:
        yield Problem(
            "/blocks", "too_long", f"must be less than {MARKDOWN + 1} characters of markdown in all"
        )


def _submit_missing(view: Json, kind: Surface) -> Problems:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if kind == "modal" and has_input and view.get("submit") is None:
        yield Problem("/submit", "missing", "submit is required when there is an input block")


def text_length(value: Any) -> int:
    """The characters of text in blocks, nested ones included."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = len(value["text"]) if isinstance(value.get("text"), str) else 0
    return own + sum(text_length(inner) for inner in value.values())


def view_bytes(view: Json) -> int:
    return len(json.dumps(view, ensure_ascii=False).encode())
