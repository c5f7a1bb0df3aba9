"""The one path of Microsoft Graph that a bot may need: what a mailbox says of its owner."""

from collections.abc import Callable
from dataclasses import dataclass, field

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.teams.faults import Faults, refused, suffer
from sandbox.teams.keys import is_token
from sandbox.teams.refusals import ConnectorError, refusal
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json

METHOD = "GET mailboxSettings"
"""What faults call it."""
SCOPE = "https://graph.microsoft.com/.default"
WINDOWS = {
    "Europe/Helsinki": "FLE Standard Time",
    "Europe/London": "GMT Standard Time",
    "America/New_York": "Eastern Standard Time",
    "Asia/Tokyo": "Tokyo Standard Time",
}
"""What Windows calls these zones; the others are told as they are."""


@dataclass
class Graph:
    """Refuses whoever comes without a token for Graph, and everybody until an admin gives the permission.

    ``windows`` is whether the administrator keeps zones in Windows' format; ``without_mailbox`` are members.
    ``asked`` are the members that were asked about, the oldest first.
    """

    tenant: Tenant
    faults: Faults
    break_connection: Callable[[Request], None]
    permitted: bool = False
    windows: bool = True
    without_mailbox: set[str] = field(default_factory=set)
    told_instead: dict[str, object] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def routes(self) -> list[Route]:
        return [Route("/v1.0/users/{account}/mailboxSettings", self._endpoint)]

    async def _endpoint(self, request: Request) -> Response:
        fault = self.faults.take(METHOD)
        try:
            response: Response = JSONResponse(self._settings(request))
        except ConnectorError as error:
            response = refused(error)
        return response if fault is None else await suffer(fault, request, response, self.break_connection)

    def _settings(self, request: Request) -> object:
        if not _is_for_graph(request.headers.get("authorization", "")):
            raise refusal(401, "InvalidAuthenticationToken", "Access token validation failure.")
        member = self._member(request.path_params["account"])
        self.asked.append(member)
        if not self.permitted:
            raise refusal(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.")
        if member in self.without_mailbox:
            message = "The mailbox is either inactive, soft-deleted, or is hosted on-premise."
            raise refusal(404, "MailboxNotEnabledForRESTAPI", message)
        return self.told_instead.get(member) or self._of(member)

    def _of(self, member: str) -> Json:
        person = self.tenant.people[member]
        zone = person.tz or "UTC"
        return {
            "automaticRepliesSetting": {"status": "disabled", "internalReplyMessage": "I am at the sea."},
            "timeZone": WINDOWS.get(zone, zone) if self.windows else zone,
            "language": {"locale": person.locale, "displayName": person.locale},
        }

    def _member(self, account: str) -> str:
        for member in self.tenant.people:
            if self.tenant.aad_id(member) == account:
                return member
        raise refusal(404, "ResourceNotFound", "Resource could not be discovered.")


def _is_for_graph(header: str) -> bool:
    if not is_token(header):
        return False
    claims = jwt.decode(header.partition(" ")[2], options={"verify_signature": False})
    return bool(claims.get("aud") == SCOPE)
