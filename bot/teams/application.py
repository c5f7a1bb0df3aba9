"""The SDK's application: it proves that Microsoft signed what comes in, and brings tokens for what goes out.

Its own routing is left aside: it answers what it does not know with an error, and so do its typed activities
where Microsoft documents more than they know (decision 0030).
"""

import asyncio
import warnings
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any
from urllib.parse import urlsplit

import structlog

_log = structlog.get_logger(__name__)
_TIMEOUT = 15.0
"""Seconds a call may take; the SDK would wait for ever."""
MICROSOFT = (
    "smba.trafficmanager.net",
    "smba.infra.gcc.teams.microsoft.com",
    "smba.infra.gov.teams.microsoft.us",
)
"""Hosts that messages are sent to; an activity that names another is refused."""
OnActivity = Callable[[Mapping[str, Any]], Awaitable[tuple[int, Any]]]
Handler = Callable[[Any], Awaitable[Any]]


class Gate:
    """The SDK's idea of a web server: it hands us its handler, and our own server calls it."""

    def __init__(self) -> None:
        """Nobody handles anything yet."""
        self.handler: Handler | None = None

    def register_route(self, method: str, path: str, handler: Handler) -> None:  # noqa: ARG002 - the SDK's
        """Keep the handler of the only route there is."""
        self.handler = handler

    def serve_static(self, path: str, directory: str) -> None:
        """Serve nothing."""

    async def start(self, port: int) -> None:
        """Leave the serving to whoever runs the process."""

    async def stop(self) -> None:
        """Leave that, too."""


class Application:
    """Teams for one app registration."""

    def __init__(
        self,
        *,
        client_id: str,
        client_secret: str | None,
        tenants: Collection[str],
        hosts: Collection[str] = MICROSOFT,
        cloud: Any = None,
        token: Any = None,
    ) -> None:
        """Make the SDK's application; importing the SDK takes a second, so nothing else here does.

        Args:
            client_id, client_secret: of the app registration.
            tenants: those that are served; the first is the registration's own.
            hosts: where messages may be sent to.
            cloud: another than Microsoft's public one.
            token: gives tokens instead of Microsoft.
        """
        with warnings.catch_warnings():
            # The SDK warns of its own previews while it is imported and made.
            warnings.simplefilter("ignore")
            from microsoft_teams.apps import App  # noqa: PLC0415
            from microsoft_teams.common import ClientOptions  # noqa: PLC0415

            self._gate = Gate()
            options: dict[str, Any] = {
                "client_id": client_id,
                "client_secret": client_secret,
                "tenant_id": next(iter(tenants), None),
                "token": token,
                "cloud": cloud,
                "client": ClientOptions(timeout=_TIMEOUT),
                "http_server_adapter": self._gate,
                "dangerously_allow_unauthenticated_requests": False,
            }
            self._app: Any = App(**{name: each for name, each in options.items() if each is not None})
        self._tenants = frozenset(tenants)
        self._hosts = frozenset(hosts)

    @property
    def http(self) -> Any:
        """The SDK's client, for calls to the connector."""
        return self._app.http_client

    @property
    def tokens(self) -> Any:
        """The SDK's source of tokens."""
        return self._app.token_provider

    async def close(self) -> None:
        """Close the connections that are kept."""
        await self._app.http_client.http.aclose()
        await self._app.api.http.http.aclose()

    async def begin(self, on_activity: OnActivity) -> None:
        """Let activities through from now on, and fetch the keys they are signed with before the first."""
        await self._app.initialize()

        async def on_request(event: Any) -> Any:
            from microsoft_teams.api import InvokeResponse  # noqa: PLC0415 - loaded by now

            activity = {**(event.body.model_extra or {}), "id": event.body.id, "type": event.body.type}
            status, body = await self._admitted(activity, on_activity)
            return InvokeResponse(status=status, body=body)

        self._app.server.on_request = on_request
        await asyncio.to_thread(self._fetch_keys)

    def _fetch_keys(self) -> None:
        """Fetch the keys that activities are signed with: the SDK would do so inside the event loop."""
        import jwt  # noqa: PLC0415 - the SDK has loaded it

        try:
            self._app.server._token_validator._service_validator._jwks_client.get_jwk_set()  # noqa: SLF001
        except (OSError, jwt.PyJWTError) as problem:
            # Microsoft cannot be reached now; the first activity tries again.
            _log.warning("keys not fetched", reason=type(problem).__name__)

    async def receive(self, body: object, headers: Mapping[str, str]) -> tuple[int, Any]:
        """Answer a request: status, and the body of the answer or None."""
        if not isinstance(body, dict):
            return 400, {"error": "An activity is a JSON object."}
        address = urlsplit(str(body.get("serviceUrl") or ""))
        if address.hostname not in self._hosts:
            # Without one the SDK would skip a check, and with a stranger's we would send tokens there.
            _log.warning("activity refused", reason="address of another service")
            return 403, {"error": "This address is none of Microsoft Teams'."}
        if self._gate.handler is None:
            return 503, {"error": "Not ready yet."}
        answer = await self._gate.handler({"body": body, "headers": dict(headers)})
        return int(answer["status"]), answer.get("body")

    async def _admitted(self, activity: Mapping[str, Any], on_activity: OnActivity) -> tuple[int, Any]:
        channel = activity.get("channelData")
        tenant = channel.get("tenant") if isinstance(channel, Mapping) else None
        conversation = activity.get("conversation")
        named = {
            str(part.get(name))
            for part, name in ((tenant, "id"), (conversation, "tenantId"))
            if isinstance(part, Mapping) and part.get(name)
        }
        if not named or not named <= self._tenants:
            _log.warning("activity refused", reason="another tenant")
            return 403, {"error": "This tenant is not served here."}
        return await on_activity(activity)
