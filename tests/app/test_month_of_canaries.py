"""Four weeks with known people, answers and words; then every byte that is left is searched for them.

The attacker has the whole disk after the month and, of every week, a copy of database and log from the middle
of the open round, as a backup would be. The keys are not in backups; what was in the key folder is gone.
"""

import hmac
import logging
import re
import sqlite3
import struct
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from app import logs
from sandbox.workspace.company import Channel, Company, Person
from survey.rounds import RoundState
from tests.attackers import disk
from tests.office import ASKED, CLOSED, REPORTED, TEAM, Office, office

STAFF = [f"UCANARY{number:02}" for number in range(1, 13)]
WEEKS = 4
WHY = "why"


def words(user: str, week: int) -> str:
    return f"canary-{user[-2:].lower()}-sings-in-week-{week}"


def known_answer(number: int, week: int) -> int:
    """What each person answers to everything in a week; the same person differs from week to week."""
    return 1 + (number + week) % 5


@dataclass
class Month:
    """What the attacker has, and what the office published."""

    folder: Path
    backups: Path
    logs: str = ""
    keys: list[bytes] = field(default_factory=list)
    posted: list[str] = field(default_factory=list)
    tallies: dict[int, int] = field(default_factory=dict)
    questions: set[int] = field(default_factory=set)


def staff() -> Company:
    people = [Person(user, user.lower(), f"Canary {user[-2:]}") for user in STAFF]
    people[0].is_admin = True
    return Company(people=people, channels=[Channel(TEAM, "support", [*STAFF, "U0PULSSI"])])


async def week_of(at_work: Office, month: Month, week: int) -> None:
    """Everybody answers, two change, three write, one takes all back; in between, a backup is made."""
    later = timedelta(weeks=week)
    await at_work.at(ASKED + later)
    asked = len(at_work.round().questions)
    for number, user in enumerate(STAFF):
        await at_work.answer(user, *[known_answer(number, week)] * asked)
    for user in STAFF[:2]:
        await at_work.tap(user, "change:open")
        await at_work.answer(user, 5)
    for user in STAFF[2:5]:
        outcome = await at_work.tap(user, "why:open")
        assert outcome.view is not None
        await at_work.member(user).submit(outcome.view.id, {WHY: {WHY: words(user, week)}})
    month.questions |= {int(question.id) for question in at_work.round().questions}
    keep_a_copy(month, f"week-{week}")
    month.keys += [file.read_bytes() for file in (month.folder / "keys").glob("*.round")]
    assert "Taken back" in await at_work.type("me withdraw", user=STAFF[11])
    for moment in (CLOSED, REPORTED, REPORTED + timedelta(minutes=5), REPORTED + timedelta(minutes=10)):
        await at_work.at(moment + later)
    assert at_work.round().state is RoundState.CLOSED


def keep_a_copy(month: Month, name: str) -> None:
    """Database and log as they lie on disk while the round is open."""
    to = month.backups / name
    to.mkdir(parents=True)
    for file in month.folder.glob("pulssi.db*"):
        (to / file.name).write_bytes(file.read_bytes())


def sealed_tokens(month: Month) -> set[bytes]:
    """The tokens of all answers and comments in the copies."""
    found = set()
    for copy in sorted(month.backups.iterdir()):
        with sqlite3.connect(copy / "pulssi.db") as database:
            found |= {row[0] for row in database.execute("SELECT token FROM sealed_answer")}
            found |= {row[0] for row in database.execute("SELECT token FROM sealed_comment")}
        database.close()
    return found


@pytest_asyncio.fixture
async def month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> AsyncIterator[Month]:
    folder = tmp_path / "office"
    (folder / "temporary").mkdir(parents=True)
    for name in ("TMPDIR", "SQLITE_TMPDIR"):
        monkeypatch.setenv(name, str(folder / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    made = Month(folder, tmp_path / "backups")
    logs.configure(as_json=True, level="debug")
    logging.getLogger().setLevel(logging.DEBUG)
    async with office(folder, staff=staff()) as at_work:
        for text in ("setup zone=Europe/Helsinki", "team add name=Support zone=Europe/Helsinki"):
            await at_work.type(text, user=STAFF[0])
        await at_work.running.timetable.run_all()
        for week in range(WEEKS):
            await week_of(at_work, made, week)
        made.posted = [str(post) for post in at_work.posts("chat.postMessage") if post.get("channel") == TEAM]
        made.logs = "".join(capfd.readouterr())
        (folder / "captured.log").write_text(made.logs)
        # While it still runs: the log of the database and every temporary file are there, too.
        with sqlite3.connect(folder / "pulssi.db") as database:
            database.execute("VACUUM INTO ?", (str(folder / "copy.db"),))
            made.tallies = dict(database.execute("SELECT round_id, sum(count) FROM tally GROUP BY round_id"))
        database.close()
        yield made


async def test_p13_p14_p17_p18_nothing_of_a_month_is_left_in_any_byte(month: Month) -> None:
    left = disk.everything_in(month.folder)
    asked = len(month.questions)
    copied = sealed_tokens(month)

    # The month took place: eleven answers to everything each week, words read by the channel, keys.
    assert set(month.tallies.values()) <= {11 * each for each in range(1, asked + 1)}
    assert len(month.tallies) == len(month.keys) == WEEKS
    assert all(words(STAFF[3], week) in "".join(month.posted) for week in range(WEEKS))
    assert len(copied) >= WEEKS * (12 + 3)

    said_of = [words(user, week).encode() for user in STAFF[2:5] for week in range(WEEKS)]
    assert [each for each in said_of if each in left + disk.everything_in(month.backups)] == []
    assert [each for each in copied if each in left] == []
    assert [each for each in month.keys if each in left] == []
    assert not re.search(rb"UCANARY|canary", month.logs.encode())
    for question in month.questions:
        for value in range(1, 6):
            assert struct.pack(">Qq", question, value) not in left


async def test_p13_p19_no_bytes_left_are_the_key_of_what_a_backup_holds(month: Month) -> None:
    """No HMAC of anybody, any round and question, with any 32 bytes there are, is a token of a copy."""
    copied = sealed_tokens(month)
    rounds = range(1, WEEKS + 1)
    everybody = list(disk.tokens(range(1, 13), rounds, month.questions))
    left = disk.candidates(disk.everything_in(month.folder))
    # One who answered everything is enough to know a key by: with the right one, that token is in the copy.
    one = list(disk.tokens([1], rounds, month.questions))
    in_copies = disk.candidates(disk.everything_in(month.backups))

    assert len(left) > 5_000
    assert len(in_copies) > 20_000
    assert disk.broken(left, everybody, copied) == []
    assert disk.broken(in_copies, one, copied) == []
    assert disk.broken(month.keys, one, copied) == month.keys


def test_the_attacker_finds_a_key_that_was_left_somewhere(tmp_path: Path) -> None:
    key = bytes(range(100, 132))
    message = next(disk.tokens([7], [2], [3]))
    known = {hmac.digest(key, message, "sha256")}
    for place, kept in enumerate((b"x" * 77 + key + b"\0" * 9, key.hex().encode())):
        (tmp_path / str(place)).mkdir()
        (tmp_path / str(place) / "file").write_bytes(kept)

        assert disk.broken(disk.candidates(disk.everything_in(tmp_path / str(place))), [message], known) == [
            key
        ]
