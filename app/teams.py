"""How Teams is called: the app registration, where its messages go, and where its pictures are fetched."""

import base64
import dataclasses
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine

from app.pictures import Pictures
from app.platforms import Platform
from app.settings import Settings
from bot.conversations.answering import Answering
from bot.conversations.desk import Desk
from bot.followups import Followups
from bot.teams.application import MICROSOFT, Application
from bot.teams.connector import Connector
from bot.teams.directory import TeamsDirectory
from bot.teams.graph import MICROSOFT as GRAPH
from bot.teams.graph import Graph
from bot.teams.listeners import Listeners
from bot.teams.messenger import TeamsMessenger
from bot.teams.parcels import TeamsParcels
from bot.teams.wire import Wire
from storage.workspaces import TEAMS
from survey.digests import Picture
from survey.ids import UserRef
from survey.pace import Pace
from survey.ports import Clock, Randomness

_LARGEST_INLINE = 49_000
"""Bytes; a third more of letters."""
_TO_LOOK_UP = 5.0
"""Seconds for reading mailboxes while a person waits."""


class NobodyAway:
    """The Presence port where a platform tells a bot nothing of it."""

    async def away(
        self,
        workspace: str,  # noqa: ARG002 - the port's
        users: Collection[UserRef],  # noqa: ARG002 - the port's
    ) -> Mapping[UserRef, datetime]:
        """Nobody that we know of."""
        return {}


@dataclass(frozen=True, slots=True)
class Teams:
    """The bot in its tenant."""

    application: Application
    connector: Connector
    platform: Platform
    pictures: Pictures | None

    async def begin(self, answering: Answering, desk: Desk, followups: Followups) -> None:
        """Take what Teams sends from now on."""
        listeners = Listeners(answering, desk, self.connector, followups)
        await self.application.begin(listeners.on_activity)


@asynccontextmanager
async def joined(
    settings: Settings, engine: Engine, clock: Clock, pace: Pace, randomness: Randomness
) -> AsyncIterator[Teams | None]:
    """Teams, where it is set up; what begins within the block ends before its connections are closed."""
    if not settings.teams_client_id:
        yield None
        return
    found = join(settings, engine, clock, pace, randomness)
    try:
        yield found
    finally:
        await found.application.close()


def join(settings: Settings, engine: Engine, clock: Clock, pace: Pace, randomness: Randomness) -> Teams:
    """Make everything that Teams takes; nothing is called yet."""
    public = settings.pulssi_public_url
    pictures = Pictures(public, engine, clock=clock, randomness=randomness) if public else None
    tenant, application = settings.teams_tenant_id or "", registered(settings)
    connector = Connector(Wire(application.http, application.tokens, pace), engine)
    host = pictures.host if pictures else inline
    directory = partial(
        TeamsDirectory,
        connector,
        engine,
        workspace=tenant,
        admins=settings.pulssi_teams_admins.split(","),
        graph=graph(settings, application, clock),
    )
    platform = Platform(
        name=TEAMS,
        workspace=tenant,
        messenger=TeamsMessenger(connector, host=host, native_charts=settings.pulssi_native_charts),
        presence=NobodyAway(),
        directory=directory(within=_TO_LOOK_UP),
        reader=directory(within=None),
        parcels=TeamsParcels(connector, workspace=tenant, host=host),
    )
    return Teams(application, connector, platform, pictures)


def registered(settings: Settings) -> Application:
    """The SDK's application for the registration that is set."""
    secret = settings.teams_client_secret
    return Application(
        client_id=settings.teams_client_id or "",
        client_secret=secret.get_secret_value() if secret and not settings.teams_keys_url else None,
        tenants=[settings.teams_tenant_id or ""],
        **_elsewhere(settings.teams_keys_url),
    )


def graph(settings: Settings, application: Application, clock: Clock) -> Graph | None:
    """What reads mailboxes, where that is wanted; a sandbox's tokens are shown to a sandbox alone."""
    address = settings.teams_graph_url or ("" if settings.teams_keys_url else GRAPH)
    if not (settings.pulssi_teams_graph and address):
        return None
    tenant = settings.teams_tenant_id or ""
    return Graph(application.http, application.tokens, workspace=tenant, address=address, clock=clock)


def inline(picture: Picture) -> str:
    """The picture itself as an address: where no client may fetch anything from us.

    Teams' clients on phones take 65,500 letters of an address (microsoft/AdaptiveCards#2881).
    """
    from charts import png  # noqa: PLC0415 - drawing is loaded when there is something to draw

    small = png.smaller(picture.png, _LARGEST_INLINE)
    return f"data:image/png;base64,{base64.b64encode(small).decode()}"


def _elsewhere(address: str) -> dict[str, Any]:
    """Another place than Microsoft's, on this machine: its keys, its host, and tokens that only it takes."""
    if not address:
        return {"hosts": MICROSOFT}
    import jwt  # noqa: PLC0415 - only a sandbox needs it
    from microsoft_teams.api.auth.cloud_environment import PUBLIC  # noqa: PLC0415

    return {
        "hosts": [urlsplit(address).hostname or ""],
        "cloud": dataclasses.replace(PUBLIC, openid_metadata_url=address),
        "token": lambda scope, tenant=None: jwt.encode({"aud": scope, "tid": tenant or ""}, "x" * 32),
    }
