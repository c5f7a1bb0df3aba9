import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from storage import closing, comments
from storage.database import connect, reading, transaction
from storage.errors import BrokenSealError
from storage.keys import KeyFolder
from storage.sealing import token
from storage.writer import AnswerWriter
from survey.errors import RoundClosedError, UnknownQuestionError
from survey.ids import RoundId
from survey.rounds import RoundState
from survey.scales import SKIP
from survey.weeks import Week
from tests import databases
from tests.storage.world import DATA_KEY, TUESDAY, WEEK, World

CANARY = "kanarialintu-7421"


def answer(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    """Everybody answers Q1, one skips; three answer Q2, two say why."""
    futures = [
        writer.submit_answer(round_id, user, "Q1", value, at=TUESDAY, order=1)
        for user, value in zip(world.users, [SKIP, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5], strict=True)
    ]
    futures += [
        writer.submit_answer(round_id, user, "Q2", 5, at=TUESDAY, order=1) for user in world.users[:3]
    ]
    futures += [
        writer.submit_comment(round_id, user, "Q1", f"{CANARY} {user}", at=TUESDAY, order=1)
        for user in world.users[:2]
    ]
    futures.append(writer.submit_comment(round_id, world.users[4], "Q1", " ", at=TUESDAY, order=1))
    for future in futures:
        future.result()


def state(world: World) -> tuple[object, object]:
    """State and participants of the first round."""
    row = world.rows("round")[0]
    return row[4], row[11]


def said(world: World, round_id: RoundId) -> list[str]:
    with reading(world.engine) as session:
        return sorted(comments.of_round(session, round_id, data_key=DATA_KEY))


def test_answers_become_counts_and_nothing_else_is_left(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)

    world.close(round_id)

    q1, q2, _ = (question.id for question in world.questions)
    assert world.rows("tally") == [
        *[
            (round_id, q1, value, times)
            for value, times in ((SKIP, 1), (1, 1), (2, 2), (3, 3), (4, 3), (5, 2))
        ],
        (round_id, q2, 5, 3),
    ]
    assert state(world) == ("closed", 12)
    assert said(world, round_id) == [f"{CANARY} U01", f"{CANARY} U02"]
    assert [world.rows(name) for name in ("sealed_answer", "sealed_comment", "participation")] == [[], [], []]
    assert world.keys.names() == ()
    assert logged(world) == b""


def test_another_rounds_answers_stay_sealed(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    other = world.open(WEEK.next())
    writer.submit_answer(other, world.users[0], "Q1", 3, at=TUESDAY, order=1).result()
    writer.submit_comment(other, world.users[0], "Q1", "later", at=TUESDAY, order=1).result()

    world.close(round_id)

    assert [len(world.rows(name)) for name in ("sealed_answer", "sealed_comment", "participation")] == [
        1,
        1,
        1,
    ]
    assert world.keys.names() == (f"key-{WEEK.next()}",)


def test_closing_twice_changes_nothing(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    answer(world, writer, round_id)
    world.close(round_id)
    before = [world.rows(name) for name in ("round", "tally", "comment")]

    world.close(round_id)

    assert [world.rows(name) for name in ("round", "tally", "comment")] == before


def test_a_round_nobody_knows_cannot_be_closed(world: World) -> None:
    with pytest.raises(UnknownQuestionError):
        world.close(RoundId(99))


def test_a_late_click_changes_no_closed_round(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    answer(world, writer, round_id)
    closing.close(world.engine, world.keys, round_id, data_key=DATA_KEY, randomness=os.urandom)
    before = world.rows("tally")

    with pytest.raises(RoundClosedError):
        writer.submit_answer(round_id, world.users[0], "Q1", 5, at=TUESDAY, order=9).result()

    assert world.rows("tally") == before
    assert world.rows("sealed_answer") == []


def test_clicks_while_closing_are_counted_or_refused_never_lost(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    start = threading.Barrier(2)

    def click_all() -> list[BaseException | None]:
        start.wait()
        futures = [writer.submit_answer(round_id, user, "Q1", 3, at=TUESDAY, order=1) for user in world.users]
        return [future.exception() for future in futures]

    outcome: list[BaseException | None] = []
    thread = threading.Thread(target=lambda: outcome.extend(click_all()))
    thread.start()
    start.wait()
    world.close(round_id)
    thread.join()

    saved = outcome.count(None)
    assert {type(problem) for problem in outcome if problem} <= {RoundClosedError}
    assert sum(row[3] for row in world.rows("tally") if isinstance(row[3], int)) == saved
    assert world.rows("sealed_answer") == []


def test_a_lost_key_loses_the_round_and_leaves_nothing_sealed(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    answer(world, writer, round_id)
    world.keys.destroy("key-2026-W48")

    world.close(round_id)

    assert state(world) == ("lost", 12)
    empty = ("sealed_answer", "sealed_comment", "participation", "tally", "comment")
    assert [world.rows(name) for name in empty] == [[]] * 5


def test_a_row_somebody_tampered_with_counts_for_nothing(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    for user in world.users[:3]:
        writer.submit_answer(round_id, user, "Q1", 4, at=TUESDAY, order=1).result()
    (first, *_), (_, _, second), _ = world.rows("sealed_answer")
    assert isinstance(first, bytes)
    assert isinstance(second, bytes)
    changed = f"SET value = {world.blob(second)} WHERE token = {world.blob(first)}"
    world.execute(f"UPDATE sealed_answer {changed}")

    world.close(round_id)

    assert [row[2:] for row in world.rows("tally")] == [(4, 2)]


def test_the_order_of_comments_is_chance_alone(world: World, round_id: RoundId) -> None:
    falling = iter(range(255, 0, -1))

    with transaction(world.engine) as session:
        comments.keep(
            session,
            round_id,
            ["first", "second", "third"],
            data_key=DATA_KEY,
            randomness=lambda length: bytes([next(falling)]) * length,
        )
        order = comments.of_round(session, round_id, data_key=DATA_KEY)

    assert order == ("third", "second", "first")


def test_a_comment_opens_with_its_key_and_in_its_round_only(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    other = world.open(WEEK.next())
    answer(world, writer, round_id)
    world.close(round_id)

    with reading(world.engine) as session, pytest.raises(BrokenSealError):
        comments.of_round(session, round_id, data_key=bytes(32))
    world.execute(f"UPDATE comment SET round_id = {other}")  # noqa: S608
    with reading(world.engine) as session, pytest.raises(BrokenSealError):
        comments.of_round(session, other, data_key=DATA_KEY)


# What somebody with the disk finds (SCIENCE P13, P14, P18, P19).


def everything_on_disk(world: World) -> dict[Path, bytes]:
    """Every file of ours; of a server, the files in which it keeps our tables."""
    files = {file: file.read_bytes() for file in world.folder.rglob("*") if file.is_file()}
    return files | {Path(name): data for name, data in databases.files_of_tables(world.engine).items()}


def logged(world: World) -> bytes:
    """What SQLite's write-ahead log still holds; a server's is not ours to empty."""
    log = world.folder / "data" / "pulssi.db-wal"
    return log.read_bytes() if log.exists() else b""


def test_a_comment_is_nowhere_in_the_clear(world: World, writer: AnswerWriter, round_id: RoundId) -> None:
    answer(world, writer, round_id)
    during = everything_on_disk(world)
    world.close(round_id)
    after = everything_on_disk(world)

    for data in (*during.values(), *after.values()):
        assert CANARY.encode() not in data
        assert CANARY.encode("utf-16-le") not in data


def tokens_found(world: World, stolen: set[bytes], round_id: RoundId) -> set[bytes]:
    """Try every 32 bytes on the disk that could be the key, for one person and one question."""
    anna, question = world.people[world.users[0]], world.questions[0].id
    windows = {
        data[at : at + 32] for data in everything_on_disk(world).values() for at in range(len(data) - 31)
    }
    # Most of a database file is zeros; a random key never has four in a row.
    keys = (window for window in windows if bytes(4) not in window)
    return stolen & {token(key, person=anna, round_id=round_id, question=question) for key in keys}


def test_after_the_close_no_bytes_on_disk_tie_a_stolen_token_to_a_person(
    world: World, writer: AnswerWriter, round_id: RoundId
) -> None:
    writer.submit_answer(round_id, world.users[0], "Q1", 4, at=TUESDAY, order=1).result()
    stolen = {row[0] for row in world.rows("sealed_answer", "token") if isinstance(row[0], bytes)}
    in_the_database = (world.folder / "data").rglob("*"), databases.files_of_tables(world.engine)
    copied = [*(file.read_bytes() for file in in_the_database[0]), *in_the_database[1].values()]
    (world.folder / "copy-of-the-open-round").write_bytes(b"".join(copied))
    during = tokens_found(world, stolen, round_id)

    world.close(round_id)
    after = tokens_found(world, stolen, round_id)

    assert during == stolen
    assert after == set()


# Whatever a crash leaves undone is finished at the next start.

_DIES = """
import os, signal, sys
from pathlib import Path
from storage import closing
from storage.database import connect
from storage.keys import KeyFolder

def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)

url, folder, point = sys.argv[1:]
where, name = {
    "before the commit": (closing, "_forget"),
    "between commit and key": (KeyFolder, "destroy"),
    "between overwriting and removing the key": (Path, "unlink"),
    "between key and log": (closing, "erase_traces"),
}[point]
keys = KeyFolder(Path(folder), randomness=os.urandom)
engine = connect(url)
setattr(where, name, die)
closing.close(engine, keys, 1, data_key=bytes(range(32)), randomness=os.urandom)
"""


def die_at(point: str, world: World, url: str) -> None:
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _DIES, url, str(world.folder / "keys"), point]
    died = subprocess.run(command, cwd=root, check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr.decode()


@pytest.mark.parametrize(
    "point",
    ["between commit and key", "between overwriting and removing the key", "between key and log"],
)
def test_a_close_killed_after_its_commit_is_finished_at_the_next_start(
    world: World, url: str, round_id: RoundId, writer: AnswerWriter, point: str
) -> None:
    answer(world, writer, round_id)
    key = world.keys.read("key-2026-W48")
    assert key is not None
    world.engine.dispose()

    die_at(point, world, url)
    engine = connect(url)
    finished = closing.finish(engine, KeyFolder(world.folder / "keys", randomness=os.urandom))

    assert finished
    assert state(world) == ("closed", 12)
    assert sum(row[3] for row in world.rows("tally") if isinstance(row[3], int)) == 15
    assert [world.rows(name) for name in ("sealed_answer", "sealed_comment", "participation")] == [[], [], []]
    assert len(said(world, round_id)) == 2
    assert world.keys.names() == ()
    assert not any(key in data for data in everything_on_disk(world).values())
    assert logged(world) == b""
    engine.dispose()


def test_a_close_killed_before_its_commit_never_happened(
    world: World, url: str, round_id: RoundId, writer: AnswerWriter
) -> None:
    answer(world, writer, round_id)
    before = [world.rows(name) for name in ("round", "sealed_answer", "sealed_comment", "participation")]
    world.engine.dispose()

    die_at("before the commit", world, url)
    closing.finish(world.engine, world.keys)
    after = [world.rows(name) for name in ("round", "sealed_answer", "sealed_comment", "participation")]
    world.close(round_id)

    assert after == before
    assert state(world) == ("closed", 12)
    assert sum(row[3] for row in world.rows("tally") if isinstance(row[3], int)) == 15


def test_finishing_keeps_the_keys_of_open_rounds_and_no_others(world: World, round_id: RoundId) -> None:
    lost = world.open(Week(2026, 49))
    world.keys.create("of-no-round")
    world.keys.make_data_key()
    world.pretend(lost, RoundState.LOST)

    assert closing.finish(world.engine, world.keys)

    assert world.keys.names() == ("key-2026-W48",)
    assert (world.folder / "keys" / "data.key").exists()


def test_finishing_says_when_a_reader_keeps_the_log(world: World, round_id: RoundId) -> None:
    with reading(world.engine) as session:
        comments.of_round(session, round_id, data_key=DATA_KEY)
        world.execute("UPDATE team SET name = 'Other'")

        assert not closing.finish(world.engine, world.keys)

    assert closing.finish(world.engine, world.keys)


def test_finishing_waits_for_a_round_that_is_just_being_opened(world: World) -> None:
    thread = threading.Thread(target=closing.finish, args=(world.engine, world.keys))
    with transaction(world.engine) as session:
        world.keys.create("key-2026-W48")
        thread.start()
        session.connection().exec_driver_sql(
            "INSERT INTO round (pulse_id, team_id, week, state, key_name, floor, invited, opens_at,"
            " closes_at, digest_at, leads_count, retention_months) VALUES (1, 1, '2026-W48', 'open',"
            " 'key-2026-W48', 5, 0, '2026-11-22', '2026-11-27', '2026-11-27', false, 24)"
        )
    thread.join()

    assert world.keys.names() == ("key-2026-W48",)
