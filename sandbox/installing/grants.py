"""Codes that stand for somebody's agreement: short-lived, good for one exchange, tied to one address."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count

from sandbox.workspace.refusals import RefusedError

CODE_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class App:
    """The app as Slack's page for developers has it."""

    client_id: str
    client_secret: str
    redirect_urls: Sequence[str]

    def knows(self, address: str) -> bool:
        """Whether whoever agreed may be sent there: to an address that was entered, or below one."""
        return any(address == known or address.startswith(f"{known}/") for known in self.redirect_urls)


@dataclass(slots=True)
class Grant:
    """Somebody agreed; ``team`` is empty where it is for a whole organisation."""

    org: str
    team: str
    scopes: list[str]
    address: str
    made: float
    used: bool = False


class Grants:
    def __init__(self, app: App, monotonic: Callable[[], float]) -> None:
        self.app = app
        self._monotonic = monotonic
        self._made: dict[str, Grant] = {}
        self._numbers = count(1)

    def make(self, *, org: str, team: str, scopes: list[str], address: str) -> str:
        code = f"{next(self._numbers)}.sandbox.code"
        self._made[code] = Grant(org, team, scopes, address, self._monotonic())
        return code

    def take(self, code: str, *, client_id: str, client_secret: str, address: str) -> Grant:
        """What was agreed to; the reasons for a refusal are those of ``oauth.v2.access``."""
        if client_id != self.app.client_id:
            raise RefusedError("invalid_client_id")
        if client_secret != self.app.client_secret:
            raise RefusedError("bad_client_secret")
        grant = self._made.get(code)
        if grant is None or self._monotonic() - grant.made > CODE_SECONDS:
            raise RefusedError("invalid_code")
        if grant.used:
            raise RefusedError("code_already_used")
        if address != grant.address:
            raise RefusedError("bad_redirect_uri")
        grant.used = True
        return grant
