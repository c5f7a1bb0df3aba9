"""Two addresses a browser opens: one sends an admin to Slack, the other takes them back with a code."""

import asyncio
import hmac
from collections.abc import Sequence
from html import escape

import structlog
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from app import install_state
from app.doctor import NEEDED_SCOPES, USEFUL_SCOPES
from app.install_state import State
from app.installed import Installed
from app.settings import ANYONE
from app.slack import secret
from bot.slack import oauth
from bot.slack.oauth import RefusedError, Registration
from storage.installations import Installation
from survey.ports import Randomness

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
SCOPES = ",".join([*sorted(NEEDED_SCOPES), *sorted(USEFUL_SCOPES)])
_COOKIE = "pulssi_install"
_AGAIN = f"Nothing was installed. <a href='{INSTALL}'>Begin again</a>"
_ONCE_MORE = f"<a href='{INSTALL}'>begin again</a>"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    # The address of this page has the code in it.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 1rem}"
_REFUSALS = {
    "access_denied": f"You did not agree in Slack. {_AGAIN} if you want it after all.",
    "wrong_state": (
        "This did not begin in this browser, or another try began after it. "
        f"{_AGAIN}, and allow cookies for this address."
    ),
    "expired": f"That took more than ten minutes. {_AGAIN}.",
    "used": f"This address was used already. Look in Slack whether Pulssi is there; if not, {_ONCE_MORE}.",
    "invalid_code": f"Slack does not know this code any more. {_AGAIN}.",
    "code_already_used": f"Slack does not know this code any more. {_AGAIN}.",
    "bad_redirect_uri": (
        "Slack does not know this address. Whoever runs Pulssi adds PULSSI_PUBLIC_URL with "
        f"{REDIRECT} behind it under OAuth &amp; Permissions, Redirect URLs."
    ),
    "bad_client_secret": (
        "Slack refuses this server's client secret. Whoever runs Pulssi copies SLACK_CLIENT_SECRET anew from "
        "Basic Information and starts it again."
    ),
    "invalid_client_id": (
        "Slack refuses this server's client id. Whoever runs Pulssi copies SLACK_CLIENT_ID anew from Basic "
        "Information and starts it again."
    ),
    oauth.SILENT: f"Slack does not answer just now. {_AGAIN} in a few minutes.",
    oauth.ROTATES: (
        "Token rotation is switched on for this app, and Pulssi does not renew tokens. Whoever runs Pulssi "
        "makes a new app from the manifest, which leaves it off."
    ),
}
_log = structlog.get_logger(__name__)


class InstallPages:
    """What is shown to whoever installs the app."""

    def __init__(self, installed: Installed, *, randomness: Randomness) -> None:
        """Take where installations are kept."""
        settings = installed.lines.settings
        self._installed = installed
        self._randomness = randomness
        self._clock = installed.lines.clock
        self._api_url = settings.slack_api_url
        self._allowed = settings.slack_allowed_workspaces.split(",")
        self._registration = Registration(
            settings.slack_client_id or "",
            secret(settings.slack_client_secret),
            f"{settings.pulssi_public_url}{REDIRECT}",
        )

    def routes(self) -> Sequence[Route]:
        """Both addresses."""
        return [Route(INSTALL, self.begin), Route(REDIRECT, self.end)]

    async def begin(self, _: Request) -> Response:
        """Send an admin to Slack, and give their browser what it has to bring back."""
        state = install_state.make(
            self._registration.client_secret, at=self._clock(), randomness=self._randomness
        )
        there = self._registration.address(self._api_url, scopes=SCOPES, state=state)
        answer = RedirectResponse(there, 302, {"Cache-Control": "no-store"})
        lasts = int(install_state.LASTS.total_seconds())
        answer.set_cookie(
            _COOKIE, state, max_age=lasts, path=REDIRECT, secure=True, httponly=True, samesite="lax"
        )
        return answer

    async def end(self, request: Request) -> Response:
        """Take an admin back, and keep the installation."""
        told = request.query_params
        if told.get("error"):
            return _refused("access_denied" if told["error"] == "access_denied" else "wrong_state")
        if not told.get("state"):
            # From Slack's own pages an install comes without a state, so nobody can tell who began it: it
            # begins here instead, and its code is left alone.
            return RedirectResponse(INSTALL, 302, {"Cache-Control": "no-store"})
        why = await self._why_not(told["state"], request.cookies.get(_COOKIE, ""))
        if why:
            return _refused(why)
        return await self._install(told.get("code", ""))

    async def _why_not(self, written: str, kept: str) -> str:
        """Why what came back opens nothing; empty where it does, once."""
        found = install_state.read(written, self._registration.client_secret)
        if found is None or not hmac.compare_digest(written.encode(), kept.encode()):
            return "wrong_state"
        if found.until <= self._clock():
            return "expired"
        return "" if await asyncio.to_thread(self._use, found) else "used"

    def _use(self, state: State) -> bool:
        return self._installed.use_state(state.digest, until=state.until, at=self._clock())

    async def _install(self, code: str) -> Response:
        client = self._installed.lines.plain()
        try:
            new = await oauth.exchange(client, self._registration, code, at=self._clock())
        except RefusedError as problem:
            return _refused(problem.code)
        if not self._may(new):
            await oauth.give_back(client, new.token)
            _log.warning("installation refused", workspace=new.team or new.enterprise, reason="not listed")
            return _stranger(new)
        await asyncio.to_thread(self._installed.keep, new)
        _log.info("installed", workspace=new.team or new.enterprise)
        return _page(
            f"Pulssi is installed in {escape(new.name)}",
            "Next, a workspace admin types <code>/pulse setup</code> in Slack, and invites Pulssi to the "
            "channel of each team with <code>/invite @Pulssi</code>.",
        )

    def _may(self, new: Installation) -> bool:
        named = {each for each in (new.team, new.enterprise) if each}
        return self._allowed == [ANYONE] or not named.isdisjoint(self._allowed)


def _stranger(new: Installation) -> Response:
    who = escape(new.team or new.enterprise)
    return _page(
        "Pulssi was not installed",
        f"{escape(new.name)} is not among the workspaces of this server. If it should be, whoever runs it "
        f"adds <code>{who}</code> to SLACK_ALLOWED_WORKSPACES and starts it again; then {_ONCE_MORE}.",
        403,
    )


def _refused(code: str) -> Response:
    _log.warning("installation refused", reason=code if code in _REFUSALS else "other")
    other = f"Slack refused it ({escape(code)}). {_AGAIN}; if that does not help, try later."
    return _page("Pulssi was not installed", _REFUSALS.get(code, other), 502 if code == oauth.SILENT else 400)


def _page(title: str, said: str, status: int = 200) -> Response:
    """A page that says one thing; the browser forgets what it had to bring back."""
    html = (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>"
        "<meta name='viewport' content='width=device-width'>"
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1><p>{said}</p></main></body></html>"
    )
    answer = HTMLResponse(html, status, _HEADERS)
    answer.delete_cookie(_COOKIE, path=REDIRECT, secure=True, httponly=True, samesite="lax")
    return answer
