"""A record of every message that the workspace receives, one line of JSON each."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

from sandbox.workspace import pictures
from sandbox.workspace.company import Channel
from sandbox.workspace.messages import Json, Message, StoredFile

Record = Callable[[Json], None]


def entry(
    message: Message, channel: Channel, files: Mapping[str, StoredFile], *, at: datetime, method: str
) -> Json:
    """What the transcript says of one message, in the workspace's virtual time."""
    year, week, _ = at.isocalendar()
    shared = [files[file_id] for file_id in message.files]
    shown = [
        (files[image["slack_file"]["id"]], image["alt_text"]) for _, image in pictures.shown(message.blocks)
    ]
    return {
        "week": f"{year}-W{week:02d}",
        "at": at.isoformat(),
        "method": method,
        "channel": channel.id,
        "user": message.only_for or channel.user,
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
        "files": [_file(file, file.alt) for file in shared] + [_file(file, alt) for file, alt in shown],
    }


def _file(file: StoredFile, alt: str | None) -> Json:
    return {"id": file.id, "name": file.name, "alt": alt, "title": file.title}


class JsonLines:
    """A sink that appends each record to a file; use it as a context manager or call ``close``."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")

    def __call__(self, record: Json) -> None:
        self._file.write(json.dumps(record, ensure_ascii=False) + "\n")
        # A reader may look while the demo is still playing.
        self._file.flush()

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
