"""Pictures that blocks show by the id of an uploaded file."""

from collections.abc import Iterator
from typing import Any

from sandbox.workspace.messages import Json


def shown(value: Any, at: str = "/blocks") -> Iterator[tuple[str, Json]]:
    """Every image that names a file of the workspace, nested ones included, with its place."""
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from shown(inner, f"{at}/{index}")
    elif isinstance(value, dict):
        file = value.get("slack_file")
        if isinstance(file, dict) and "id" in file:
            yield at, value
        for name, inner in value.items():
            yield from shown(inner, f"{at}/{name}")


def file_ids(blocks: list[Json] | None) -> list[str]:
    """The files that blocks show, in their order."""
    return [str(image["slack_file"]["id"]) for _, image in shown(blocks or [])]
