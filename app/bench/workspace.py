"""The workspace that a bench sends to: a sandbox in a process of its own, which notes who was written to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from app.bench.site import WORKSPACE, Site
from app.clock import system_clock
from app.doctor import NEEDED_SCOPES
from sandbox.server import Sandbox
from sandbox.workspace.company import Channel, Company, Person

BOT_TOKEN = f"xoxb-{WORKSPACE}-sandbox"
LOOKS_UP = ("im:history", "im:write")


@asynccontextmanager
async def workspace(
    users: list[str], teams: list[str], record: Path, messages_per_second: float | None
) -> AsyncIterator[int]:
    """Serve a workspace with so many people and channels; yields its port."""
    staff = [Person(user, user.lower(), user) for user in users]
    channels = [Channel(channel, channel.lower(), ["U0PULSSI"]) for channel in teams]
    company = Company(people=staff, channels=channels, team_id=WORKSPACE)
    with record.open("a", encoding="utf-8", buffering=1) as lines:

        def note(entry: Any) -> None:
            if entry["method"] == "chat.postMessage" and entry["user"]:
                lines.write(f"{entry['user']}\n")

        sandbox = Sandbox(
            company,
            clock=system_clock,
            transcript=note,
            scopes=[*NEEDED_SCOPES, *LOOKS_UP],
            messages_per_second=messages_per_second,
        )
        await sandbox.start()
        try:
            yield int(sandbox.url.rpartition(":")[2])
        finally:
            await sandbox.stop()


def for_site(site: Site) -> tuple[list[str], list[str]]:
    """The people and channels that a site's workspace has."""
    users = [str(user) for asked in site.asked for user in asked.users]
    return users, [str(asked.round.channel) for asked in site.asked]
