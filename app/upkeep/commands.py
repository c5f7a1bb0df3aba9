"""What the commands of an operator do; each returns its exit code."""

import os
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path

import typer
from sqlalchemy import Engine

from app import store
from app.clock import system_clock
from app.commands import DONE, TROUBLE, with_settings
from app.settings import Settings, SettingsError
from app.upkeep import dumps
from storage import audit, copies, data_keys, restoring, schema, workspaces
from storage.database import connect, file_of, hold, transaction
from storage.errors import CopyError
from storage.keys import NEW_DATA_KEY, KeyFolder
from storage.restoring import Kept
from survey.audit import Act

_LEFT_OUT = "Keys and the answers of open rounds are not in it."


def backup(*, to: Path | None) -> int:
    """Copy the database to a file nobody else can read."""

    def copy(settings: Settings) -> int:
        at = system_clock()
        target = (to or _name(settings, at)).absolute()
        _with_engine(settings, lambda engine: _copy(settings, engine, target, at))
        typer.echo(f"{target} is written, readable by you alone. {_LEFT_OUT}")
        typer.echo(
            f"Keep {_where_the_key_is(settings)} apart from it: without it the comments cannot be read."
        )
        return DONE

    return with_settings(copy)


def restore(backup_file: Path, *, without_comments: bool, give_up_open_rounds: bool) -> int:
    """Bring a backup back; nothing is overwritten."""

    def bring_back(settings: Settings) -> int:
        database = file_of(settings.database_url)
        if database is None:
            dumps.restore(settings.database_url, backup_file)
            typer.echo(
                "The database is back. Answers of rounds that were open are not in it, nor any message owed: "
                "these rounds close without a digest."
            )
            return DONE
        with hold(settings.database_url):
            _refuse_losses(settings, database, give_up_open_rounds=give_up_open_rounds)
            kept = _swap(settings, backup_file, database, without_comments=without_comments)
            lost = _start(settings, Act.RESTORE)
        typer.echo("\n".join(_told(kept, lost)))
        return DONE

    return with_settings(bring_back)


def rotate(*, new_key_from: str | None) -> int:
    """Encrypt everything at rest with a new key."""

    def change(settings: Settings) -> int:
        new = _new_key(settings, new_key_from)
        with store.opened(settings, os.urandom) as kept:
            texts, _ = data_keys.rotate(
                kept.engine, kept.folder, kept.data_key, new=new, randomness=os.urandom
            )
            _note(kept.engine, Act.KEYS, system_clock())
        typer.echo(f"{texts} comments and what else is kept encrypted now have a new key.")
        if new is not None:
            typer.echo(f"Set PULSSI_SECRET_KEY to what {new_key_from} holds before Pulssi starts again.")
        typer.echo("Backups made until now need the old key: make a new one with `pulssi backup`.")
        return DONE

    return with_settings(change)


def verify_privacy(*, logs: list[Path], backups: list[Path]) -> int:
    """Print a line for each rule; trouble where any of them is broken."""
    from app.verify.report import examine, lines  # noqa: PLC0415

    def look(settings: Settings) -> int:
        for path in (*logs, *backups):
            if not path.exists():
                raise SettingsError(f"{path} does not exist; give a file or a folder that does.")
        found = examine(settings, logs=logs, backups=backups, at=system_clock())
        typer.echo("\n".join(lines(found)))
        return TROUBLE if any(each.findings for each in found) else DONE

    return with_settings(look)


def _name(settings: Settings, at: datetime) -> Path:
    """Where a backup goes if nobody says so: beside the database, or here."""
    database = file_of(settings.database_url) or Path("pulssi.dump").absolute()
    return copies.unused(database, f"backup-{at:%Y-%m-%d}")


def _where_the_key_is(settings: Settings) -> str:
    if settings.pulssi_secret_key is not None:
        return "PULSSI_SECRET_KEY"
    return str(settings.pulssi_key_folder.absolute() / "data.key")


def _copy(settings: Settings, engine: Engine, target: Path, at: datetime) -> None:
    if file_of(settings.database_url) is None:
        dumps.dump(settings.database_url, target)
    else:
        copies.write(engine, target)
    if not schema.pending(settings.database_url):
        _note(engine, Act.BACKUP, at)


def _with_engine(settings: Settings, work: Callable[[Engine], None]) -> None:
    file = file_of(settings.database_url)
    if file is not None and not file.exists():
        raise SettingsError(f"{file} is not there, so there is nothing to copy; check DATABASE_URL.")
    engine = connect(settings.database_url)
    try:
        work(engine)
    finally:
        engine.dispose()


def _note(engine: Engine, act: Act, at: datetime) -> None:
    """Write an act of the operator down in every workspace: it is about all of them."""
    with transaction(engine) as session:
        for workspace in workspaces.all_of(session):
            audit.append(session, workspace.id, act, at=at, actor=None)


def _refuse_losses(settings: Settings, database: Path, *, give_up_open_rounds: bool) -> None:
    """Say what a restore would destroy before it does: keys that the backup does not know, too."""
    keys, answered = (
        KeyFolder(settings.pulssi_key_folder, randomness=os.urandom),
        restoring.under_way(database),
    )
    if answered is not None and keys.data_key_file(NEW_DATA_KEY).exists():
        raise CopyError(
            "A change of the key was cut short, and nobody knows yet which of two keys to keep. Finish it "
            "with `pulssi keys rotate`, then restore."
        )
    if give_up_open_rounds:
        return
    if answered:
        raise CopyError(
            "People have answered rounds that are open, and no backup holds that. Wait "
            "until they are closed, or add --give-up-open-rounds to lose these answers."
        )
    with closing(store.key_store(settings, os.urandom)) as rounds:
        names = rounds.names()
    if answered is None and names:
        raise CopyError(
            f"{database} cannot be read, but keys of open rounds are in {store.where_keys_are(settings)}, "
            "and a restore destroys those that the backup does not know. Bring the database back (is its "
            "disk mounted?), or add --give-up-open-rounds to lose these answers."
        )


def _swap(settings: Settings, backup_file: Path, database: Path, *, without_comments: bool) -> Kept | None:
    prepared = restoring.prepare(backup_file, database, without_comments=without_comments)
    try:
        store.check_key(settings, f"sqlite:///{prepared}")
        return restoring.replace(prepared, database)
    finally:
        restoring.remove(prepared)


def _start(settings: Settings, act: Act) -> int:
    """Open what was brought back as a start would; returns how many open rounds have lost their key."""
    kept = store.open_store(settings, os.urandom)
    try:
        _note(kept.engine, act, system_clock())
        with transaction(kept.engine) as session:
            return sum(not kept.keys.has(name) for name in restoring.keys_of_open_rounds(session))
    finally:
        kept.engine.dispose()
        kept.keys.close()


def _told(kept: Kept | None, lost: int) -> list[str]:
    said = ["The backup is back. Whoever asked to be forgotten since it was made is in it again."]
    if kept is not None:
        said.append(f"The database that was there is kept as {kept.file}.")
    if kept is not None and not kept.readable:
        said.append(
            "It cannot be read, so it may still name who took part in a round: delete it when you can."
        )
    if lost:
        said.append(
            f"{lost} rounds that were open in the backup have no key any more: their answers are lost, and "
            "their digests say so when they close."
        )
    return said


def _new_key(settings: Settings, variable: str | None) -> bytes | None:
    if variable is not None:
        value = os.environ.get(variable, "")
        if not value:
            raise SettingsError(f"{variable} is not set; put the new key into it: {data_keys.HOW}")
        return data_keys.parse(value)
    if settings.pulssi_secret_key is not None:
        raise SettingsError(
            "PULSSI_SECRET_KEY is set, so the new key has to come from you: put it into another environment "
            f"variable and run `pulssi keys rotate --new-key-from NEW_KEY`. To get one, {data_keys.HOW}"
        )
    return None
