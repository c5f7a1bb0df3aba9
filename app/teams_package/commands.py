"""What ``pulssi teams-package`` does."""

import re
from importlib.metadata import version as installed_version
from pathlib import Path
from urllib.parse import urlsplit

import typer

from app.commands import DONE, with_settings
from app.needs import unset
from app.settings import THIS_MACHINE, Settings, SettingsError
from app.teams_package.archive import pack
from app.teams_package.manifest import App

_NO_PAGE = "https://example.org/pulssi"
"""A name that nobody may own: the schema wants an address where there may be none."""


def teams_package(*, out: Path, page: str | None, slash_commands: bool) -> int:
    """Write the package to a file, in place of what was written there before."""

    def write(settings: Settings) -> int:
        app = described(settings, page=page, slash_commands=slash_commands)
        out.write_bytes(pack(app))
        typer.echo(f"{out} is written. Upload it in the Teams admin center: Teams apps, Manage apps.")
        if app.page == _NO_PAGE:
            typer.echo(
                f"Teams shows {_NO_PAGE} as its website; --page with an https address of yours replaces it."
            )
        return DONE

    return with_settings(write)


def described(settings: Settings, *, page: str | None, slash_commands: bool) -> App:
    """What the settings say of the app.

    Raises:
        SettingsError: the bot's id is missing, or Teams could not reach an address.
    """
    if settings.teams_client_id is None:
        raise SettingsError(unset("teams_client_id"))
    if page is not None and not re.fullmatch(r"https://[^\s/@]+(/\S*)?", page):
        raise SettingsError("--page is an https address, like https://intranet.example.org/pulssi.")
    public = settings.pulssi_public_url
    host = urlsplit(public).hostname if public else None
    if host in THIS_MACHINE:
        raise SettingsError(
            "PULSSI_PUBLIC_URL names this machine, where Teams fetches nothing; leave it out."
        )
    return App(
        client_id=settings.teams_client_id,
        version=_three_numbers(installed_version("pulssi")),
        host=host,
        page=page or public or _NO_PAGE,
        slash_commands=slash_commands,
    )


def _three_numbers(version: str) -> str:
    """A version as Teams wants it, without what follows a release in development."""
    numbers = re.findall(r"\d+", version.partition("+")[0])
    return ".".join([*numbers, "0", "0"][:3])
