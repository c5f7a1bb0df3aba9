"""Server-sent events: the page hears of whatever its person can see."""

import asyncio
import json
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from sandbox.workspace.changes import Changes


def stream(changes: Changes, person: str, heartbeat: float) -> StreamingResponse:
    headers = {"Cache-Control": "no-store"}
    return StreamingResponse(
        _lines(changes, person, heartbeat), headers=headers, media_type="text/event-stream"
    )


async def _lines(changes: Changes, person: str, heartbeat: float) -> AsyncIterator[str]:
    with changes.watched() as queue:
        # Something must be sent at once, or a browser does not know that it is connected.
        yield ": connected\n\n"
        while True:
            try:
                async with asyncio.timeout(heartbeat):
                    change = await queue.get()
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if change is None:
                return
            if change.concerns(person):
                yield f"data: {json.dumps({'kind': change.kind, 'channel': change.channel})}\n\n"
