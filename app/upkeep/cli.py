"""``pulssi backup``, ``restore``, ``keys rotate`` and ``verify-privacy``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

keys = typer.Typer(
    name="keys",
    help="The key that comments are encrypted with.",
    epilog="Example: pulssi keys rotate",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_to(cli: typer.Typer) -> None:
    """Give a command line these commands."""
    cli.command(epilog="Example: pulssi backup --to /backups/pulssi-monday.db")(backup)
    cli.command(epilog="Example: pulssi restore /backups/pulssi-monday.db")(restore)
    cli.command(epilog="Example: pulssi verify-privacy --logs /var/log/pulssi")(verify_privacy)
    cli.add_typer(keys)


def backup(
    *,
    to: Annotated[
        Path | None, typer.Option(help="A file that does not exist yet; beside the database if not given.")
    ] = None,
) -> None:
    """Copy the database, without keys and without the answers of open rounds; Pulssi may run meanwhile."""
    from app.upkeep.commands import backup  # noqa: PLC0415

    sys.exit(backup(to=to))


def restore(
    *,
    file: Annotated[Path, typer.Argument(help="What `pulssi backup` wrote.")],
    without_comments: Annotated[
        bool, typer.Option(help="Leave comments out: the key they are encrypted with is lost.")
    ] = False,
    give_up_open_rounds: Annotated[
        bool, typer.Option(help="Restore although people have answered a round that is open.")
    ] = False,
) -> None:
    """Bring a backup back; the present database is kept beside it."""
    from app.upkeep.commands import restore  # noqa: PLC0415

    sys.exit(restore(file, without_comments=without_comments, give_up_open_rounds=give_up_open_rounds))


@keys.command(epilog="Example: pulssi keys rotate")
def rotate(
    *,
    new_key_from: Annotated[
        str | None, typer.Option(help="Environment variable that holds the new key, e.g. NEW_KEY.")
    ] = None,
) -> None:
    """Encrypt everything at rest with a new key; stop Pulssi first."""
    from app.upkeep.commands import rotate  # noqa: PLC0415

    sys.exit(rotate(new_key_from=new_key_from))


def verify_privacy(
    *,
    logs: Annotated[
        list[Path] | None, typer.Option(help="A log file, or a folder of them; can be given many times.")
    ] = None,
    backup: Annotated[
        list[Path] | None,
        typer.Option(help="A backup to look into, beside those that lie next to the database."),
    ] = None,
) -> None:
    """Look for whatever could tell who answered what, as somebody with the whole machine would."""
    from app.upkeep.commands import verify_privacy  # noqa: PLC0415

    sys.exit(verify_privacy(logs=logs or [], backups=backup or []))
