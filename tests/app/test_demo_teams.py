"""The same company plays on Teams, through signed activities, and leaves the same behind."""

import asyncio
import json
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from app.clock import VirtualClock
from app.demo import headless, stage
from app.demo.company import MEMBERS, PRODUCT, TEAMS
from app.demo.play import Play
from app.demo.teams import TeamsVenue
from app.demo.temperament import WORDS

WEEKS = 2
ASKED = sum(len(rows) for rows in MEMBERS.values()) - len(TEAMS)
"""Everybody but those who lead a team."""


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two weeks, played once for all tests of this file."""
    out = tmp_path_factory.mktemp("demo") / "out"
    assert asyncio.run(headless.play(weeks=WEEKS, out=out, platform="teams")) == 0
    return out


@pytest.fixture(scope="module")
def transcript(played: Path) -> list[dict[str, Any]]:
    lines = (played / "transcript.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_transcript_has_the_format_that_slack_leaves(transcript: list[dict[str, Any]]) -> None:
    for line in transcript:
        assert {"week", "at", "method", "channel", "user", "text", "blocks", "files"} <= set(line)
        assert datetime.fromisoformat(line["at"]).tzinfo is not None


def test_everybody_is_asked_once_a_week_and_most_answer(transcript: list[dict[str, Any]]) -> None:
    posted = [line for line in transcript if line["method"] == "POST activities" and line["user"]]
    cards = [line for line in posted if '"act": "answer:' in json.dumps(line["blocks"])]
    sent = Counter((line["week"], line["user"]) for line in cards)
    taps = {(line["week"], line["user"]) for line in transcript if line["method"].startswith("invoke")}

    assert len(sent) == WEEKS * ASKED
    assert set(sent.values()) <= {1, 2}
    assert 0.6 * WEEKS * ASKED < len(taps) < WEEKS * ASKED
    # A reminder goes to nobody who has answered.
    assert all(len({whose} & taps) == 0 for whose, times in sent.items() if times == 2)


def test_every_team_gets_one_digest_a_week_with_a_picture_and_its_words(
    transcript: list[dict[str, Any]],
) -> None:
    digests = [line for line in transcript if line["files"]]

    assert set(Counter(line["channel"] for line in digests).values()) == {WEEKS}
    assert len(digests) == WEEKS * len(TEAMS)
    assert all("took part" in json.dumps(line["blocks"]) for line in digests)
    assert all(line["files"][0]["alt"] for line in digests)


def test_the_pictures_are_saved_by_team_and_week(played: Path) -> None:
    pictures = sorted((played / "charts").glob("*.png"))

    assert len(pictures) == WEEKS * len(TEAMS)
    assert all(picture.read_bytes().startswith(b"\x89PNG") for picture in pictures)
    assert pictures[0].name.startswith("customer-support-2026-W37")


def test_no_answer_can_be_read_in_what_is_left(played: Path) -> None:
    with closing(sqlite3.connect(played / "pulssi.db")) as database:
        for table in ("sealed_answer", "sealed_comment", "participation"):
            assert database.execute(f"select count(*) from {table}").fetchone() == (0,)  # noqa: S608
        assert database.execute("select count(*) from tally").fetchone()[0] > 0

    everything = b"".join(file.read_bytes() for file in played.glob("pulssi.db*"))
    assert not [words for words in WORDS if words.encode() in everything]


async def test_the_admin_is_in_a_team_only_while_typing_there(tmp_path: Path) -> None:
    clock = VirtualClock(headless.START)
    venue = TeamsVenue(clock)
    async with stage.opened(venue, clock, folder=tmp_path) as on_stage:
        await Play(on_stage).set_up()
        with pytest.raises(RuntimeError, match="could not be set up"):
            await Play(on_stage)._type("nonsense", PRODUCT.channel)

    team = venue.connector.tenant.teams[venue.connector.tenant.channel_id(PRODUCT.channel)]
    assert len(team.members) == len(MEMBERS[PRODUCT.channel])
    assert venue.connector.warnings == []
