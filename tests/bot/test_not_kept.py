"""An answer that cannot be kept is not acknowledged: the person sees that it failed, and reads why."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import Engine, event

from storage.batches import Batches
from tests.office import ADMIN, BEN, TRANSPORTS, Office, office, texts

WHY = {"why": {"why": "Two releases in one week."}}
NOT_SAVED = "Your answer could not be saved just now."
REFUSED = {"http": "503", "socket": "The app did not respond."}
"""What the workspace tells the person, by transport."""


@pytest_asyncio.fixture(params=TRANSPORTS)
async def troubled(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[tuple[Office, str]]:
    """A team in the middle of its week, and how the workspace words a refusal there."""
    async with office(tmp_path, transport=request.param) as open_office:
        await open_office.asked()
        yield open_office, REFUSED[request.param]


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program holds the database."""
    other = sqlite3.connect(folder / "pulssi.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@contextmanager
def full(engine: Engine, folder: Path) -> Iterator[None]:
    """The disk takes not one page more than the database has, and its last page is full."""
    _fill_up(folder)

    def limit(connection: sqlite3.Connection, *_: Any) -> None:
        (used,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={used}")

    def free(connection: sqlite3.Connection, *_: Any) -> None:
        connection.execute("PRAGMA max_page_count=1000000")

    event.listen(engine, "checkout", limit)
    yield
    event.remove(engine, "checkout", limit)
    event.listen(engine, "checkout", free)


def _fill_up(folder: Path) -> None:
    """Add sealed rows until the next one needs another page."""
    other = sqlite3.connect(folder / "pulssi.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    (before,) = other.execute("PRAGMA page_count").fetchone()
    while True:
        other.execute("SAVEPOINT one")
        other.execute(
            "INSERT INTO sealed_answer (token, round_id, value) "
            "SELECT randomblob(32), max(id), randomblob(44) FROM round"
        )
        if other.execute("PRAGMA page_count").fetchone() != (before,):
            break
        other.execute("RELEASE one")
    other.execute("ROLLBACK TO one")
    other.execute("COMMIT")
    other.close()


def notes(open_office: Office) -> list[str]:
    """What only this person sees."""
    return [str(message.text) for message in open_office.member().inbox() if message.only_for is not None]


@pytest.mark.on_a_file
async def test_a_locked_database_leaves_the_answer_without_an_acknowledgement(
    troubled: tuple[Office, str], tmp_path: Path
) -> None:
    open_office, refused = troubled
    with locked(tmp_path):
        outcome = await open_office.tap(ADMIN, "answer:4")

    assert not outcome.ok
    assert refused in str(outcome.error)
    assert NOT_SAVED in notes(open_office)[0]
    assert any("Question 1 of 3" in text for text in texts(open_office.card()))
    assert open_office.count() == (0, 0, 0)


@pytest.mark.on_a_file
async def test_a_full_disk_leaves_the_answer_without_an_acknowledgement_until_there_is_room(
    troubled: tuple[Office, str], tmp_path: Path
) -> None:
    open_office, refused = troubled
    with full(open_office.running.engine, tmp_path):
        before = open_office.count()
        outcome = await open_office.tap(ADMIN, "answer:4")
        after = open_office.count()
    again = await open_office.tap(ADMIN, "answer:4")

    assert not outcome.ok
    assert refused in str(outcome.error)
    assert NOT_SAVED in notes(open_office)[0]
    assert after == before
    assert again.ok
    assert open_office.count() == (before[0] + 1, 0, 1)


@pytest.mark.on_a_file
async def test_a_reason_that_cannot_be_kept_leaves_its_form_open_with_the_sentence(
    either: Office, tmp_path: Path
) -> None:
    await either.answer(ADMIN, 4)
    outcome = await either.tap(ADMIN, "why:open")
    assert outcome.view is not None
    with locked(tmp_path):
        refused = await either.member().submit(outcome.view.id, WHY)
    done = await either.member().submit(outcome.view.id, WHY)

    assert NOT_SAVED in refused.errors["why"]
    assert done.ok
    assert either.count() == (1, 1, 1)


async def test_a_bug_is_no_acknowledgement_either(either: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Batches, "save", lambda *_: 1 / 0)
        outcome = await either.tap(ADMIN, "answer:4")

    assert not outcome.ok
    assert either.count() == (0, 0, 0)


async def test_a_round_without_its_key_refuses_for_good_and_is_acknowledged(either: Office) -> None:
    keys = either.running.keys
    keys.destroy(keys.names()[0])

    outcome = await either.tap(BEN, "answer:4")

    assert outcome.ok
    assert any("lost the key" in str(message.text) for message in either.member(BEN).inbox())
    assert either.count() == (0, 0, 0)
