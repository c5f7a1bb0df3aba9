"""``files.*``: an upload is three steps, the middle one a plain POST of the bytes."""

import math
import mimetypes

from sandbox.web_api.arguments import invalid
from sandbox.web_api.calls import Call, Method
from sandbox.web_api.chat_methods import blocks_of
from sandbox.web_api.wire import file_json
from sandbox.workspace.company import Channel
from sandbox.workspace.messages import Json, StoredFile
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.state import Workspace

MOST_CHANNELS = 100
UNKNOWN = "application/octet-stream"
LARGEST = 1_000_000_000


def get_upload_url(call: Call) -> Json:
    name = call.args.need("filename")
    size = call.args.number("length", 0, most=LARGEST)
    file = StoredFile(
        id=call.ws.next_id("F"),
        name=name,
        title=name,
        mime=mimetypes.guess_type(name)[0] or UNKNOWN,
        user=call.ws.company.bot.id,
        created=int(call.ws.now().timestamp()),
        alt=call.args.text("alt_txt") or None,
        size=size,
    )
    call.ws.files[file.id] = file
    call.ws.ready_at[file.id] = math.inf
    return {"upload_url": f"{call.base_url}/upload/v1/{file.id}", "file_id": file.id}


def receive(ws: Workspace, file_id: str, content: bytes) -> str:
    """Take the bytes of a file; their number must be the one announced."""
    file = ws.files.get(file_id)
    if file is None or file.content:
        raise RefusedError("file_not_found")
    if len(content) != file.size:
        raise RefusedError("invalid_length")
    file.content = content
    return f"OK - {len(content)}"


def complete_upload(call: Call) -> Json:
    files = _uploaded(call)
    channels = _targets(call)
    for file in files:
        call.ws.ready_at[file.id] = call.ws.monotonic() + call.ws.file_seconds
    blocks, comment = blocks_of(call), call.args.text("initial_comment")
    if blocks and comment:
        raise invalid("initial_comment and blocks exclude each other", "blocks")
    for channel in channels:
        message = call.ws.draft(channel, call.ws.company.bot.id, comment, blocks)
        message.files = [file.id for file in files]
        message.thread_ts = call.args.text("thread_ts") or None
        for file in files:
            file.shares[channel.id] = message.ts
        call.ws.post(message, method="files.completeUploadExternal")
    return {"files": [file_json(file) for file in files]}


def _uploaded(call: Call) -> list[StoredFile]:
    given = call.args.structure("files")
    if not isinstance(given, list) or not given:
        raise invalid("must be a list of files", "files")
    files = []
    for item in given:
        file = call.ws.files.get(str(item.get("id"))) if isinstance(item, dict) else None
        if file is None or not file.content:
            raise RefusedError("file_not_found")
        file.title = item.get("title") or file.title
        files.append(file)
    return files


def _targets(call: Call) -> list[Channel]:
    names = call.args.names("channels") or call.args.names("channel_id")
    if len(names) > MOST_CHANNELS:
        raise invalid(f"at most {MOST_CHANNELS} channels", "channels")
    channels = [call.ws.channel(name) for name in names]
    for channel in channels:
        if channel.is_archived:
            raise RefusedError("is_archived")
        if call.ws.company.bot.id not in channel.members:
            raise RefusedError("not_in_channel")
    return channels


def info(call: Call) -> Json:
    file = call.ws.files.get(call.args.need("file"))
    if file is None or not file.content:
        raise RefusedError("file_not_found")
    return {"file": file_json(file, shares=True), "comments": [], "response_metadata": {"next_cursor": ""}}


METHODS = {
    "files.getUploadURLExternal": Method(get_upload_url, ("files:write",), per_minute=100),
    "files.completeUploadExternal": Method(complete_upload, ("files:write",), per_minute=100),
    "files.info": Method(info, ("files:read",), per_minute=100),
}
