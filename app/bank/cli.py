"""``pulssi bank check``, ``import`` and ``export``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

Workspace = Annotated[
    str | None, typer.Option(help="Which workspace, by its id (like T0123ABC), where there are several.")
]
bank = typer.Typer(
    name="bank",
    help="Questions as a file: docs/questions.md tells how it is written.",
    epilog="Example: pulssi bank check our-questions.yaml",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def add_to(cli: typer.Typer) -> None:
    """Give a command line these commands."""
    cli.add_typer(bank)


@bank.command(epilog="Example: pulssi bank check our-questions.yaml")
def check(*, file: Annotated[Path, typer.Argument(help="A bank, as YAML.")]) -> None:
    """Say what is wrong with a bank, line by line, and what its questions could do better."""
    from app.bank.commands import check  # noqa: PLC0415

    sys.exit(check(file))


@bank.command("import", epilog="Example: pulssi bank import our-questions.yaml")
def import_(
    *, file: Annotated[Path, typer.Argument(help="A bank, as YAML.")], workspace: Workspace = None
) -> None:
    """Take a bank over, all of it or nothing; no question is taken away. Pulssi may run meanwhile."""
    from app.bank.commands import import_  # noqa: PLC0415

    sys.exit(import_(file, workspace=workspace))


@bank.command(epilog="Example: pulssi bank export our-questions.yaml")
def export(
    *,
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    workspace: Workspace = None,
) -> None:
    """Write the questions that are asked to a file, in all their languages."""
    from app.bank.commands import export  # noqa: PLC0415

    sys.exit(export(file, workspace=workspace))
