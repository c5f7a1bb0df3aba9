"""The demo plays the whole job through production code."""

import asyncio
import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from app.demo import headless, live
from app.demo.company import ADMIN, MEMBERS, PRODUCT, TEAMS
from app.demo.slack import SlackVenue
from app.demo.temperament import SKIP, WORDS, Temperament
from app.settings import SettingsError
from locales.catalogues import languages
from locales.speech import say, speaking
from sandbox.server import Sandbox

WEEKS = 2
ASKED = sum(len(rows) for rows in MEMBERS.values()) - len(TEAMS)
"""Everybody but those who lead a team."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks, played once for all tests of this file."""
    out = tmp_path_factory.mktemp("demo") / "out"
    assert asyncio.run(headless.play(weeks=WEEKS, out=out)) == 0
    return out


@pytest.fixture(scope="module")
def transcript(played: Path) -> list[dict[str, Any]]:
    lines = (played / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_line_of_the_transcript_says_what_happened_where_and_when(
    transcript: list[dict[str, Any]],
) -> None:
    for line in transcript:
        assert {"week", "at", "method", "channel", "user", "text", "blocks", "files"} <= set(line)
        assert datetime.fromisoformat(line["at"]).tzinfo is not None


def reminding() -> tuple[str, ...]:
    """How a reminder begins in each language the company's people read."""
    beginnings = []
    for language in languages():
        with speaking(language):
            beginnings.append(say("A reminder, the only one."))
    return tuple(beginnings)


def test_everybody_is_asked_once_a_week_and_reminded_once_at_most(transcript: list[dict[str, Any]]) -> None:
    cards = [line for line in transcript if line["method"] == "chat.postMessage" and line["user"]]
    reminders = [line for line in cards if line["text"].startswith(reminding())]
    sent = Counter((line["week"], line["user"]) for line in cards if line not in reminders)
    reminded = Counter((line["week"], line["user"]) for line in reminders)

    assert set(sent.values()) == {1}
    assert len(sent) == WEEKS * ASKED
    assert set(reminded.values()) == {1}
    assert 0 < len(reminded) < WEEKS * ASKED / 2


def test_every_team_gets_one_digest_a_week_with_a_picture_and_its_words(
    transcript: list[dict[str, Any]],
) -> None:
    digests = [line for line in transcript if line["files"]]

    assert Counter(line["channel"] for line in digests) == {team.channel: WEEKS for team in TEAMS}
    assert all("took part" in line["text"] for line in digests)
    assert all(line["files"][0]["alt"] for line in digests)


def test_the_pictures_are_saved_by_team_and_week(played: Path) -> None:
    pictures = sorted((played / "charts").glob("*.png"))

    assert len(pictures) == WEEKS * len(TEAMS)
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)


def test_no_answer_can_be_read_in_what_is_left(played: Path) -> None:
    with closing(sqlite3.connect(played / "pulssi.db")) as database:
        for table in ("sealed_answer", "sealed_comment", "participation"):
            assert database.execute(f"select count(*) from {table}").fetchone() == (0,)  # noqa: S608
        columns = [row[1] for row in database.execute("pragma table_info(tally)")]
        assert database.execute("select count(*) from tally").fetchone()[0] > 0

    everything = b"".join(file.read_bytes() for file in played.glob("pulssi.db*"))
    assert not [words for words in WORDS if words.encode() in everything]
    assert not any("person" in column or column[-2:] == "at" for column in columns)
    assert [file.name for file in (played / "keys").iterdir() if file.suffix == ".round"] == []


def test_playing_again_into_the_same_folder_starts_over(tmp_path: Path) -> None:
    (tmp_path / headless._MARK).touch()
    for name in ("pulssi.db", "keys/old.round", "charts/old.png", "transcript.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("an earlier play")
    (tmp_path / "notes.txt").write_text("mine")

    headless._clear(tmp_path)

    assert sorted(file.name for file in tmp_path.rglob("*") if file.is_file()) == [
        headless._MARK,
        "notes.txt",
    ]


def test_a_folder_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    for name in ("pulssi.db", "keys/data.key", "charts/mine.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")

    with pytest.raises(SettingsError, match="no demo made it, so nothing was written"):
        asyncio.run(headless.play(weeks=1, out=tmp_path))

    assert {file.read_text() for file in tmp_path.rglob("*") if file.is_file()} == {"mine"}


def test_a_question_that_no_button_answers_is_skipped() -> None:
    assert {Temperament(user, PRODUCT).value(week, "Q1", [SKIP]) for user in "ab" for week in range(9)} == {
        SKIP
    }


def workspace(demo: live.Demo) -> Sandbox:
    assert isinstance(demo.venue, SlackVenue)
    return demo.venue.sandbox


async def test_the_live_demo_can_be_moved_on_left_and_found_again(tmp_path: Path) -> None:
    stop = asyncio.Event()
    demo = live.Demo(weeks=1, folder=tmp_path)
    serving = asyncio.create_task(demo.serve(port=0, stop=stop))
    state = await _answering(demo, serving)

    assert state["me"]["id"] == ADMIN
    assert "close the week" in state["clock"]["jumps"][0]["label"]
    member = workspace(demo).member(ADMIN)
    assert "Three quick questions" in member.inbox()[0].text
    before = len(member.channel_messages("C0SUPPORT"))

    await demo.jump(state["clock"]["jumps"][0]["id"])
    assert len(member.channel_messages("C0SUPPORT")) == before + 1
    assert demo.face().jumps[0].id == "ask"
    stop.set()
    await serving

    again = live.Demo(weeks=1, folder=tmp_path)
    stop = asyncio.Event()
    serving = asyncio.create_task(again.serve(port=0, stop=stop))
    await _answering(again, serving)
    found = workspace(again).member(ADMIN)
    assert len(found.channel_messages("C0SUPPORT")) == before + 1
    await again.jump("ask")
    assert "Three quick questions" in found.inbox()[0].text
    assert found.inbox()[0].ts != member.inbox()[0].ts
    stop.set()
    await serving


async def _answering(demo: live.Demo, serving: "asyncio.Task[None]") -> dict[str, Any]:
    """Wait for the page, as a newcomer would, and read what it says."""
    async with aiohttp.ClientSession() as session:
        while not serving.done():
            if workspace(demo).connected() and demo.ready.is_set():
                async with session.get(f"{demo.venue.url}/sandbox/api/state") as answer:
                    return dict(await answer.json())
            await asyncio.sleep(0.02)
    await serving
    raise AssertionError("the demo stopped before it was ready")
