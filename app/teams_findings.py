"""What ``pulssi doctor`` sees of Microsoft Teams from here; all it asks for is a mailbox, if one may be."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from app import teams
from app.clock import system_clock
from app.findings import Finding
from app.needs import missing_for_teams, uses_slack
from app.settings import THIS_MACHINE, Settings

ENDPOINT = "/api/messages"
"""Where Teams sends everything to."""
_MAILBOXES, _READABLE = "Mailboxes in Graph", "can be read for zone and language"


def examine(settings: Settings) -> Iterator[Finding]:
    """Look at the settings that Teams needs, and at what follows from them."""
    missing = missing_for_teams(settings)
    if missing:
        yield Finding("Teams settings", "are not complete", " ".join(missing))
        return
    yield Finding("Teams settings", "are complete; only Teams itself can say whether they are right")
    yield _endpoint(settings)
    yield _public(settings)
    if not uses_slack(settings):
        yield Finding(
            "Clock",
            "was not compared; Teams' requests are refused where it is more than 5 minutes off",
        )


async def mailboxes(settings: Settings) -> list[Finding]:
    """Whether mailboxes can be read, tried with that of the first admin; nothing where none are wanted."""
    if missing_for_teams(settings) or not settings.pulssi_teams_graph:
        return []
    account = settings.pulssi_teams_admins.partition(",")[0]
    if not account:
        return [Finding(_MAILBOXES, "were not tried, since PULSSI_TEAMS_ADMINS names nobody to try it with")]
    application = teams.registered(settings)
    try:
        reader = teams.graph(settings, application, system_clock)
        if reader is None:
            return []
        await reader.ask(account)
    except httpx.HTTPStatusError as problem:
        return [_refused(problem.response.status_code)]
    except Exception as problem:  # noqa: BLE001 - the SDK and msal fail in many ways, and each is a finding
        mend = "Check the network, TEAMS_CLIENT_SECRET and TEAMS_TENANT_ID."
        return [Finding(_MAILBOXES, f"cannot be asked for ({type(problem).__name__})", mend)]
    finally:
        await application.close()
    return [Finding(_MAILBOXES, _READABLE)]


def _refused(status: int) -> Finding:
    if status == 404:
        return Finding(_MAILBOXES, f"{_READABLE}; the first of PULSSI_TEAMS_ADMINS has none")
    if status in {401, 403}:
        mend = (
            "Give the app registration the application permission MailboxSettings.Read, with admin consent "
            "(docs/teams.md), or set PULSSI_TEAMS_GRAPH=no."
        )
        return Finding(_MAILBOXES, f"may not be read (status {status})", mend)
    return Finding(_MAILBOXES, f"were not told (status {status})", "Try again in a few minutes.")


def _endpoint(settings: Settings) -> Finding:
    where = f"http://{settings.pulssi_host}:{settings.pulssi_port}{ENDPOINT}"
    said = f"https://your-server{ENDPOINT} has to be handed on to {where}"
    if _is_this_machine(settings.pulssi_host):
        return Finding("Teams endpoint", said)
    return Finding("Teams endpoint", f"{said}; others than the reverse proxy can reach it, too")


def _is_this_machine(host: str) -> bool:
    try:
        return host in THIS_MACHINE or ip_address(host).is_loopback
    except ValueError:
        return False


def _public(settings: Settings) -> Finding:
    address = settings.pulssi_public_url
    if address is None:
        return Finding("Pictures in Teams", "travel inside the cards; PULSSI_PUBLIC_URL is not set")
    if _is_this_machine(urlsplit(address).hostname or ""):
        mend = "Set PULSSI_PUBLIC_URL to the https address of your server, or leave it out."
        return Finding("Pictures in Teams", "are offered on this machine, where Teams fetches nothing", mend)
    return Finding("Pictures in Teams", f"are offered under {address}")
