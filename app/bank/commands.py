"""What the commands about banks do; each returns its exit code."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer
from sqlmodel import Session

from app.clock import system_clock
from app.commands import DONE, MEND_FIRST, mendable, with_settings
from app.settings import Settings, SettingsError
from bot.conversations import bank_words
from bot.conversations.commands import question_hints
from storage import audit, questions, schema, workspaces
from storage.bank.file import read, write
from storage.bank.shipped import shipped
from storage.bank.taking import take
from storage.database import connect, file_of, transaction
from storage.workspaces import Workspace
from survey.audit import Act
from survey.bank.collection import collected
from survey.bank.findings import Finding
from survey.bank.items import Bank
from survey.bank.lint import Wording, lint
from survey.errors import InputError

_Result = TypeVar("_Result")


def check(file: Path) -> int:
    """Print what is wrong, or that nothing is and where a wording could be better."""

    def look() -> int:
        bank = _read(file)
        if not isinstance(bank, Bank):
            return _mend(bank)
        typer.echo(f"Nothing is wrong with {file}. Questions in it: {len(bank.items)}.")
        for item in bank.items:
            for smell in lint(Wording.of(item)):
                typer.echo(f"{item.id}: {question_hints.hint(smell)}")
        return DONE

    return mendable(look)


def import_(file: Path, *, workspace: str | None) -> int:
    """Take a bank over in one transaction."""

    def bring(settings: Settings) -> int:
        bank = _read(file)
        if not isinstance(bank, Bank):
            return _mend(bank)
        typer.echo(
            "\n".join(_in_workspace(settings, workspace, lambda session, found: _take(session, found, bank)))
        )
        return DONE

    return with_settings(bring)


def export(file: Path, *, workspace: str | None) -> int:
    """Write the questions of a workspace to a new file."""

    def carry(settings: Settings) -> int:
        bank = _in_workspace(settings, workspace, _collected)
        if not bank.items:
            raise SettingsError("There are no questions in that workspace, so there is nothing to write.")
        with file.open("x", encoding="utf-8") as written:
            written.write(write(bank))
        typer.echo(f"{file} is written. Questions in it: {len(bank.items)}; those made for a goal are not.")
        return DONE

    return with_settings(carry)


def _read(file: Path) -> Bank | tuple[Finding, ...]:
    return read(file.read_bytes())


def _mend(found: tuple[Finding, ...]) -> int:
    typer.echo("\n".join(map(bank_words.finding, found)), err=True)
    return MEND_FIRST


def _take(session: Session, workspace: Workspace, bank: Bank) -> list[str]:
    taken = take(session, workspace.id, bank)
    if taken.changed:
        detail = bank_words.detail(taken)
        audit.append(session, workspace.id, Act.BANK, at=system_clock(), actor=None, detail=detail)
    return bank_words.taken(taken)


def _collected(session: Session, workspace: Workspace) -> Bank:
    asked = questions.of_workspace(session, workspace.id)
    return collected(asked, shipped(), language=workspace.language)


def _in_workspace(
    settings: Settings, wanted: str | None, work: Callable[[Session, Workspace], _Result]
) -> _Result:
    """Do something in one workspace, as one transaction."""
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        raise SettingsError(f"{file} is not there; check DATABASE_URL.")
    if schema.pending(settings.database_url):
        raise SettingsError("The database is older than this version; run `pulssi migrate` first.")
    engine = connect(settings.database_url)
    try:
        with transaction(engine) as session:
            return work(session, _workspace(session, wanted))
    except InputError as problem:
        raise SettingsError(f"{problem} Nothing was changed.") from problem
    finally:
        engine.dispose()


def _workspace(session: Session, wanted: str | None) -> Workspace:
    known = workspaces.all_of(session)
    found = [each for each in known if wanted in {None, each.ref}]
    if len(found) == 1:
        return found[0]
    if not known:
        raise SettingsError("No workspace is set up yet; an admin types `/pulse setup` in chat first.")
    refs = ", ".join(each.ref for each in known)
    raise SettingsError(f"Say which workspace with --workspace, one of: {refs}.")
