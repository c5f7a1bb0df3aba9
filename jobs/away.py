"""Who is away right now: asked for everybody in line, before their messages are judged."""

import asyncio
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Engine

from jobs.post import Post
from storage import people
from storage.database import transaction
from survey.ids import UserRef

_AT_ONCE = 50


class Away:
    """Asks the platform and remembers the answer."""

    def __init__(self, engine: Engine, post: Post) -> None:
        """Take who is asked."""
        self._engine = engine
        self._post = post

    async def ask(self, workspace: str, users: Collection[UserRef]) -> None:
        """Look who of these does not want to be disturbed, and write down until when."""
        asked = sorted(users)
        for start in range(0, len(asked), _AT_ONCE):
            found = await self._post.away(workspace, asked[start : start + _AT_ONCE])
            if found:
                await asyncio.to_thread(self._remember, workspace, found)

    def _remember(self, workspace: str, found: Mapping[UserRef, datetime]) -> None:
        with transaction(self._engine) as session:
            people.set_quiet(session, workspace, found)
