"""The command line. Commands import what they need when they run, so that ``--help`` answers at once."""

import sys
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated

import typer

from app.bank import cli as bank
from app.bench.cli import bench
from app.chosen import Chosen
from app.roles import Role
from app.upkeep import cli as upkeep

cli = typer.Typer(
    name="pulssi",
    help="Asks a team one to three short questions a week in chat, and keeps the answers so that nobody can "
    "tell who gave which.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run one command."""
    cli()


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it with the flag
    if wanted:
        typer.echo(f"pulssi {installed_version('pulssi')}")
        raise typer.Exit


@cli.callback()
def _options(
    *,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


@cli.command(epilog="Example: pulssi run --role worker")
def run(
    *,
    role: Annotated[
        Role, typer.Option(help="What this process does, where several share a PostgreSQL.")
    ] = Role.ALL,
) -> None:
    """Serve the workspace in .env until stopped."""
    from app.commands import run  # noqa: PLC0415

    sys.exit(run(role=role))


@cli.command(epilog="Example: pulssi demo --headless --weeks 3 --out played")
def demo(
    *,
    headless: Annotated[
        bool, typer.Option(help="Play on a virtual clock, write what happened, stop.")
    ] = False,
    platform: Annotated[Chosen, typer.Option(help="Where the company works.")] = Chosen.SLACK,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="How many weeks to play.")] = 8,
    out: Annotated[Path | None, typer.Option(help="Folder for what was played (headless).")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the page; 0 takes a free one.")] = 8484,
    fresh: Annotated[bool, typer.Option(help="Forget the demo played before.")] = False,
) -> None:
    """Play the whole job in a workspace on this machine."""
    from app.commands import demo_headless, demo_live  # noqa: PLC0415

    if headless and out is None:
        typer.echo("Say where to write: pulssi demo --headless --weeks 3 --out played", err=True)
        sys.exit(2)
    if out is not None and not headless:
        typer.echo("--out goes with --headless; without it the demo opens a page.", err=True)
        sys.exit(2)
    if headless and out is not None:
        sys.exit(demo_headless(weeks=weeks, out=out, platform=platform))
    sys.exit(demo_live(platform=platform, weeks=weeks, port=port, fresh=fresh))


@cli.command(epilog="Example: pulssi migrate")
def migrate(
    *,
    copy_from: Annotated[
        str | None,
        typer.Option(help="Copy this SQLite database into the empty one of DATABASE_URL; it is only read."),
    ] = None,
) -> None:
    """Bring the database up to date; a copy is kept."""
    from app.commands import migrate  # noqa: PLC0415

    sys.exit(migrate(copy_from=copy_from))


@cli.command(epilog="Example: pulssi doctor")
def doctor() -> None:
    """Say what is missing, and how to mend it."""
    from app.commands import doctor  # noqa: PLC0415

    sys.exit(doctor())


@cli.command("teams-package", epilog="Example: pulssi teams-package --out pulssi-teams.zip")
def teams_package(
    *,
    out: Annotated[Path, typer.Option(help="The file; one of that name is replaced.")] = Path(
        "pulssi-teams.zip"
    ),
    page: Annotated[
        str | None, typer.Option(help="Your page about Pulssi (https), which Teams shows as its website.")
    ] = None,
    slash_commands: Annotated[
        bool, typer.Option("--slash-commands", help="Show commands behind a slash, too (schema 1.29).")
    ] = False,
) -> None:
    """Write the package that a Teams admin uploads, from the settings."""
    from app.teams_package.commands import teams_package  # noqa: PLC0415

    sys.exit(teams_package(out=out, page=page, slash_commands=slash_commands))


upkeep.add_to(cli)
bank.add_to(cli)
cli.add_typer(bench)
