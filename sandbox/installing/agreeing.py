"""The page on which an admin agrees, and the same for a test without a browser."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.installing.grants import Grants
from sandbox.workspace.tokens import ALL_SCOPES

_CARRIED = ("scope", "redirect_uri", "state")


@dataclass(frozen=True, slots=True)
class Agreeing:
    """``places`` are the workspaces, and with an empty workspace the organisations, by their names."""

    grants: Grants
    places: Mapping[str, tuple[str, str]]

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/oauth/v2/authorize", self._ask, methods=["GET"]),
            Route("/oauth/v2/authorize", self._agree, methods=["POST"]),
        ]

    def agree(self, address: str, place: str) -> str:
        """Where an admin's browser goes who agrees for a workspace or an organisation."""
        asked = dict(parse_qsl(urlsplit(address).query))
        problem = self._problem(asked)
        if problem:
            raise ValueError(problem)
        return self._back(asked, place)

    def from_admin_page(self, place: str) -> str:
        """The same for an app that is installed from Slack's own pages: nobody gave it a state."""
        app = self.grants.app
        return self._back({"redirect_uri": app.redirect_urls[0], "scope": "chat:write"}, place)

    def _back(self, asked: Mapping[str, str], place: str) -> str:
        org, team = self.places[place]
        address, scopes = asked["redirect_uri"], asked["scope"].split(",")
        code = self.grants.make(org=org, team=team, scopes=scopes, address=address)
        return f"{address}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def _problem(self, asked: Mapping[str, str]) -> str:
        """What Slack says on its page in place of a question."""
        if asked.get("client_id") != self.grants.app.client_id:
            return "invalid_client_id"
        if not self.grants.app.knows(asked.get("redirect_uri", "")):
            return "bad_redirect_uri"
        if not asked.get("scope") or not {*asked["scope"].split(",")} <= {*ALL_SCOPES}:
            return "invalid_scope"
        return ""

    async def _ask(self, request: Request) -> Response:
        asked = dict(request.query_params)
        problem = self._problem(asked)
        if problem:
            return _page("Something went wrong", f"<p>{problem}</p>", 400)
        carried = "".join(_hidden(name, asked.get(name, "")) for name in _CARRIED)
        return _page("Pulssi wants to join", f"<form method='post'>{carried}{_choices(self.places)}</form>")

    async def _agree(self, request: Request) -> Response:
        body = await request.body()
        asked = dict(parse_qsl(body.decode(), keep_blank_values=True))
        if asked.get("place") in self.places:
            return RedirectResponse(self._back(asked, asked["place"]), 302)
        said = urlencode({"error": "access_denied", "state": asked.get("state", "")})
        return RedirectResponse(f"{asked['redirect_uri']}?{said}", 302)


def _choices(places: Iterable[str]) -> str:
    buttons = (
        f"<p><button name='place' value='{escape(one)}'>Allow in {escape(one)}</button>" for one in places
    )
    return "".join([*buttons, "<p><button name='place' value=''>Cancel</button>"])


def _hidden(name: str, value: str) -> str:
    return f"<input type='hidden' name='{name}' value='{escape(value)}'>"


def _page(title: str, said: str, status: int = 200) -> Response:
    return HTMLResponse(f"<!doctype html><title>{title}</title><h1>{title}</h1>{said}", status)
