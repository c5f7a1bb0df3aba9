"""What ``pulssi doctor`` can see of Microsoft Teams from here, without asking Microsoft anything."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from app.findings import Finding
from app.settings import THIS_MACHINE, Settings, missing_for_teams, uses_slack

ENDPOINT = "/api/messages"
"""Where Teams sends everything to."""


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
