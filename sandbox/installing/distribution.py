"""Slack as an app sees it that several workspaces install: one Web API, and a sandbox for each workspace."""

import base64
import binascii
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.installing.agreeing import Agreeing
from sandbox.installing.grants import App, Grant, Grants
from sandbox.listener import Listener
from sandbox.roads.delivery import Ack
from sandbox.server import Sandbox
from sandbox.web_api.arguments import Arguments, read_arguments
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.tokens import Token

NEEDS_TEAM = frozenset({"conversations.list", "usergroups.list", "usergroups.users.list", "users.list"})
"""What a token of an organisation can ask only of one of its workspaces."""


class Distribution:
    """Start the workspaces first.

    ``fault`` is an error with which ``oauth.v2.access`` refuses; with ``silent`` it answers nothing useful,
    and with ``rotates`` it gives tokens that end.
    """

    def __init__(
        self,
        sandboxes: Sequence[Sandbox],
        *,
        redirect_url: str,
        client_id: str = "1234567890.1234567890",
        client_secret: str = "c" * 32,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.sandboxes = {each.workspace.company.team_id: each for each in sandboxes}
        self.app = App(client_id, client_secret, [redirect_url])
        self.grants = Grants(self.app, monotonic)
        self.agreeing = Agreeing(self.grants, dict(_places(sandboxes)))
        self.fault = ""
        self.silent = False
        self.rotates = False
        self.api_url = ""
        self._orgs: dict[str, str] = {}
        self._numbers = count(1)
        self._listener: Listener | None = None

    async def start(self) -> None:
        """Listen on a free port; the workspaces have to be started already."""
        routes = [
            Route("/api/{method}", self._answer, methods=["GET", "POST"]),
            *self.agreeing.routes(),
        ]
        self._listener = Listener(Starlette(routes=routes))
        self.api_url = f"http://127.0.0.1:{await self._listener.start('127.0.0.1', 0)}/api/"

    async def stop(self) -> None:
        if self._listener is not None:
            await self._listener.stop()
            self._listener = None

    # The app

    async def uninstall(
        self, place: str, *, order: Sequence[str] = ("app_uninstalled", "tokens_revoked")
    ) -> Ack:
        """Remove the app from a workspace or organisation; the app hears of it in this order."""
        org, team = self.agreeing.places[place]
        whole_org = not team
        served = [each for each in self._of(org, team) if each.workspace.org_wide == whole_org]
        for sandbox in served:
            for token in sandbox.workspace.tokens.values():
                token.revoked = token.revoked or token.kind == "bot"
            for channel in (each for each in sandbox.workspace.channels.values() if each.user is None):
                sandbox.workspace.set_membership(channel, sandbox.workspace.company.bot.id, member=False)
        events: dict[str, Json] = {
            "app_uninstalled": {"type": "app_uninstalled"},
            "tokens_revoked": {
                "type": "tokens_revoked",
                "tokens": {"oauth": [], "bot": [served[0].workspace.company.bot.id]},
            },
        }
        ack = Ack()
        for name in order:
            ack = await served[0].announce(events[name])
        return ack

    def _of(self, org: str, team: str) -> list[Sandbox]:
        if team:
            return [self.sandboxes[team]]
        return [each for each in self.sandboxes.values() if each.workspace.company.enterprise_id == org]

    # The Web API

    async def _answer(self, request: Request) -> Response:
        method = request.path_params["method"]
        try:
            args = await read_arguments(request)
            if method == "oauth.v2.access":
                return self._access(request, args)
            token = _token(request, args)
            if method == "auth.revoke":
                return JSONResponse({"ok": True, "revoked": self._revoke(token)})
            if token in self._orgs:
                return await self._for_org(method, self._orgs[token], args, request)
            return await self._holder(token).answer(request)
        except RefusedError as refusal:
            return JSONResponse({"ok": False, "error": refusal.code, **refusal.details})

    def _holder(self, token: str) -> Sandbox:
        for sandbox in self.sandboxes.values():
            if token in sandbox.workspace.tokens:
                return sandbox
        raise RefusedError("invalid_auth")

    def _revoke(self, token: str) -> bool:
        found = [each.workspace.tokens.pop(token, None) for each in self.sandboxes.values()]
        self._orgs.pop(token, None)
        if not any(found):
            raise RefusedError("invalid_auth")
        return True

    def _access(self, request: Request, args: Arguments) -> Response:
        if self.silent:
            return Response("upstream failure", 503, media_type="text/plain")
        if self.fault:
            raise RefusedError(self.fault)
        client_id, client_secret = _client(request, args)
        grant = self.grants.take(
            args.text("code"),
            client_id=client_id,
            client_secret=client_secret,
            address=args.text("redirect_uri"),
        )
        return JSONResponse(self._installed(grant))

    def _installed(self, grant: Grant) -> Json:
        served = self._of(grant.org, grant.team)
        value = f"xoxb-{grant.team or grant.org}-{next(self._numbers)}"
        for sandbox in served:
            sandbox.workspace.tokens[value] = Token(value, "bot", list(grant.scopes))
            sandbox.workspace.org_wide = not grant.team
        if not grant.team:
            self._orgs[value] = grant.org
        company = served[0].workspace.company
        org = {"id": company.enterprise_id, "name": company.enterprise_name}
        return {
            "ok": True,
            "access_token": value,
            "token_type": "bot",
            "scope": ",".join(grant.scopes),
            "bot_user_id": company.bot.id,
            "app_id": company.app_id,
            "team": {"id": company.team_id, "name": company.name} if grant.team else None,
            "enterprise": org if company.enterprise_id else None,
            "is_enterprise_install": not grant.team,
            "authed_user": {"id": next(iter(served[0].workspace.people))},
            **({"refresh_token": "xoxe-1", "expires_in": 43200} if self.rotates else {}),
        }

    async def _for_org(self, method: str, org: str, args: Arguments, request: Request) -> Response:
        """Answer a token that is good in several workspaces: in the one that a call is about."""
        served = self._of(org, "")
        company = served[0].workspace.company
        if method == "auth.teams.list":
            listed = [each.workspace.company for each in served]
            teams = [{"id": each.team_id, "name": each.name} for each in listed]
            return JSONResponse({"ok": True, "teams": teams, "response_metadata": {"next_cursor": ""}})
        if method == "auth.test":
            who = {"team": company.enterprise_name, "team_id": org, "enterprise_id": org}
            bot = {"user_id": company.bot.id, "bot_id": company.bot_id, "user": company.bot.name}
            return JSONResponse({"ok": True, **who, **bot, "is_enterprise_install": True})
        if method in NEEDS_TEAM and not args.text("team_id"):
            raise RefusedError("missing_argument")
        for sandbox in served:
            if _concerns(sandbox, args):
                return await sandbox.answer(request)
        raise RefusedError("team_access_not_granted")


def _places(sandboxes: Sequence[Sandbox]) -> Iterator[tuple[str, tuple[str, str]]]:
    for sandbox in sandboxes:
        company = sandbox.workspace.company
        yield company.name, (company.enterprise_id, company.team_id)
        if company.enterprise_id:
            yield company.enterprise_name, (company.enterprise_id, "")


def _concerns(sandbox: Sandbox, args: Arguments) -> bool:
    """Whether a call is about this workspace: by its name, or by what it names."""
    ws = sandbox.workspace
    if args.text("team_id"):
        return args.text("team_id") == ws.company.team_id
    if args.text("trigger_id"):
        return ws.triggers.made(args.text("trigger_id"))
    named = [args.text(field) for field in ("channel", "user", "user_id") if args.text(field)]
    return not named or all(name in ws.channels or name in ws.people for name in named)


def _token(request: Request, args: Arguments) -> str:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if kind.lower() == "bearer" else args.text("token")


def _client(request: Request, args: Arguments) -> tuple[str, str]:
    """The client's id and secret, in the body or as Basic authentication, which Slack prefers."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return args.text("client_id"), args.text("client_secret")
    try:
        client_id, _, client_secret = base64.b64decode(value).decode().partition(":")
    except (binascii.Error, ValueError) as mistake:
        raise RefusedError("invalid_client_id") from mistake
    return client_id, client_secret
