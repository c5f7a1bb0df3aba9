"""Four weeks with known people, answers and words; then every byte that is left is searched for them.

Every week asks for a mood, for several options and for words of one's own.

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
from typing import Any

import pytest
import pytest_asyncio

from app import logs
from sandbox.workspace.company import Channel, Company, Person
from storage import questions, workspaces
from storage.database import transaction
from survey.questions import QuestionDraft, Role
from survey.rounds import RoundState
from survey.scales import WORDS, apart, choices
from tests.attackers import disk
from tests.office import ASKED, CLOSED, REPORTED, TEAM, Office, office, places

STAFF = [f"UCANARY{number:02}" for number in range(1, 13)]
WEEKS = 4
WHY = "why"
OPTIONS = ("My team", "My tools", "Quiet")
PEOPLE = (
    "SELECT round_id, question_id, sum(CASE value WHEN -2 THEN count END), sum(count) FROM tally "
    "GROUP BY round_id, question_id"
)
"""How many answered each question: counted apart where an answer is a set of options, or words."""


def words(user: str, week: int) -> str:
    return f"canary-{user[-2:].lower()}-sings-in-week-{week}"


def own_answer(user: str, week: int) -> str:
    return f"canary-{user[-2:].lower()}-writes-in-week-{week}"


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
    tallies: dict[tuple[int, int], int] = field(default_factory=dict)
    questions: set[int] = field(default_factory=set)


def staff() -> Company:
    people = [Person(user, user.lower(), f"Canary {user[-2:]}") for user in STAFF]
    people[0].is_admin = True
    return Company(people=people, channels=[Channel(TEAM, "support", [*STAFF, "U0PULSSI"])])


def ask_in_every_way(at_work: Office) -> None:
    """Two questions that are asked every week, beside the anchor that is there."""
    several = QuestionDraft("ALL-1", "What helped?", choices(OPTIONS), role=Role.ANCHOR)
    text = QuestionDraft("ALL-2", "What would you change?", WORDS, role=Role.ANCHOR)
    with transaction(at_work.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        for draft in (several, text):
            questions.add(session, workspace.id, draft)


async def give(at_work: Office, user: str, value: int, text: str) -> None:
    """Answer the question that is open on somebody's card, whichever it is."""
    card = at_work.card(user)
    if places(card, "choose:open"):
        chosen = [str(place) for place in apart(value)]
        await fill(at_work, user, "choose:open", {"choices": {"choices": chosen}})
    elif places(card, "write:open"):
        await fill(at_work, user, "write:open", {"words": {"words": text}})
    else:
        await at_work.answer(user, value)


async def fill(at_work: Office, user: str, action: str, values: dict[str, dict[str, Any]]) -> None:
    opened = await at_work.tap(user, action)
    assert opened.view is not None
    assert (await at_work.member(user).submit(opened.view.id, values)).ok
    await at_work.running.followups.finish()


async def week_of(at_work: Office, month: Month, week: int) -> None:
    """Everybody answers, two change, three write, one takes all back; in between, a backup is made."""
    later = timedelta(weeks=week)
    await at_work.at(ASKED + later)
    asked = len(at_work.round().questions)
    for number, user in enumerate(STAFF):
        for _ in range(asked):
            await give(at_work, user, known_answer(number, week), own_answer(user, week))
    for user in STAFF[:2]:
        for nth in range(asked):
            await at_work.tap(user, "change:open", nth=nth)
            await give(at_work, user, 5, own_answer(user, week))
    for user in STAFF[2:5]:
        await fill(at_work, user, "why:open", {WHY: {WHY: words(user, week)}})
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
        await at_work.type("setup zone=Europe/Helsinki", user=STAFF[0])
        ask_in_every_way(at_work)
        await at_work.type("team add name=Support zone=Europe/Helsinki", user=STAFF[0])
        await at_work.running.timetable.run_all()
        for week in range(WEEKS):
            await week_of(at_work, made, week)
        made.posted = [str(post) for post in at_work.posts("chat.postMessage") if post.get("channel") == TEAM]
        made.logs = "".join(capfd.readouterr())
        (folder / "captured.log").write_text(made.logs)
        # While it still runs: the log of the database and every temporary file are there, too.
        with sqlite3.connect(folder / "pulssi.db") as database:
            database.execute("VACUUM INTO ?", (str(folder / "copy.db"),))
            for number, question, *people in database.execute(PEOPLE):
                made.tallies[number, question] = next(each for each in people if each)
        database.close()
        yield made


async def test_p13_p14_p17_p18_nothing_of_a_month_is_left_in_any_byte(month: Month) -> None:
    left = disk.everything_in(month.folder)
    copied, posted = sealed_tokens(month), "".join(month.posted)

    # The month took place: eleven answers to everything each week, words read by the channel, keys.
    assert set(month.tallies.values()) == {11}
    assert len(month.tallies) == 3 * WEEKS
    assert len(month.keys) == WEEKS
    assert all(words(STAFF[3], week) in posted for week in range(WEEKS))
    assert all(own_answer(user, week) in posted for user in STAFF[:11] for week in range(WEEKS))
    assert not any(own_answer(STAFF[11], week) in posted for week in range(WEEKS))
    assert len(copied) >= WEEKS * (3 * 12 + 3)

    said_of = [words(user, week).encode() for user in STAFF[2:5] for week in range(WEEKS)]
    said_of += [own_answer(user, week).encode() for user in STAFF for week in range(WEEKS)]
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
