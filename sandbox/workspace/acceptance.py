"""What a workspace refuses of blocks that are well formed: kinds it does not know yet, files not ready."""

import math
from collections.abc import Iterator

from sandbox.block_kit.checks import Problem
from sandbox.workspace import pictures
from sandbox.workspace.messages import Json
from sandbox.workspace.state import Workspace

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif"})


def problems(ws: Workspace, blocks: list[Json]) -> Iterator[Problem]:
    """What is refused, and where.

    A file cannot be shown until it has been looked through, a second or two after its upload; only what the
    app itself uploaded can be.
    """
    for index, block in enumerate(blocks):
        if block["type"] in ws.unknown_blocks:
            yield Problem(f"/blocks/{index}/type", "unsupported", f"unsupported type: {block['type']}")
    for at, image in pictures.shown(blocks):
        if not _can_be_shown(ws, str(image["slack_file"]["id"])):
            yield Problem(f"{at}/slack_file", "invalid_file", "invalid slack file")


def _can_be_shown(ws: Workspace, file_id: str) -> bool:
    file = ws.files.get(file_id)
    if file is None or not file.content or file.mime not in SHOWN or file.user != ws.company.bot.id:
        return False
    return ws.ready_at.get(file_id, -math.inf) <= ws.monotonic()
