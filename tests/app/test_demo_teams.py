"""The same company plays on Teams, through signed activities, and leaves the same behind."""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.clock import VirtualClock
from app.demo import headless, live, stage
from app.demo.company import ADMIN, MEMBERS, PRODUCT, TEAMS
from app.demo.play import Play
from app.demo.teams import TeamsVenue
from app.demo.temperament import WORDS
from sandbox.teams.cards import actions
from sandbox.teams.connector import Connector
from storage.workspaces import TEAMS as ON_TEAMS

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


def connector(demo: live.Demo) -> Connector:
    assert isinstance(demo.venue, TeamsVenue)
    return demo.venue.connector


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[live.Demo, httpx.AsyncClient]]:
    """The live demo on a free port, once its page is worth looking at."""
    stop = asyncio.Event()
    demo = live.Demo(weeks=1, folder=folder, platform=ON_TEAMS)
    serving = asyncio.create_task(demo.serve(port=0, stop=stop))
    ready = asyncio.create_task(demo.ready.wait())
    await asyncio.wait({serving, ready}, return_when=asyncio.FIRST_COMPLETED)
    if not ready.done():
        await serving  # raises what stopped it
    try:
        async with httpx.AsyncClient(base_url=f"{demo.venue.url}/sandbox/api/", timeout=30) as page:
            yield demo, page
    finally:
        stop.set()
        await serving


async def read(page: httpx.AsyncClient, path: str, **query: str) -> dict[str, Any]:
    return dict((await page.get(path, params={"as": ADMIN, **query})).raise_for_status().json())


async def act(page: httpx.AsyncClient, name: str, **given: object) -> dict[str, Any]:
    answer = await page.post(name, json={"as": ADMIN, **given})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def newest(page: httpx.AsyncClient, place: str) -> dict[str, Any]:
    return dict((await read(page, "messages", channel=place))["messages"][-1])


def button(message: dict[str, Any], act: str) -> dict[str, Any]:
    """How the page presses the first button of a message that does this."""
    offered = [each for each in actions(message["cards"]) if each["data"].get("act", "").startswith(act)]
    return {"post": message["ts"], "button": offered[0]["number"], "title": offered[0]["title"]}


async def test_the_live_demo_can_be_used_moved_on_left_and_found_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as (demo, page):
        state = await read(page, "state")
        chat, team = state["dms"][0]["id"], connector(demo).tenant.channel_id("C0SUPPORT")
        assert state["me"]["id"] == ADMIN
        assert state["clock"]["jumps"][0]["label"] == "Jump to Friday: close the week, post the digest"
        assert state["commands"]["personal"][0][0] == "pulse help"
        card = await newest(page, chat)
        assert "Three quick questions" in card["text"]
        assert (await act(page, "press", channel=chat, **button(card, "answer:")))["ok"]
        assert "Question 2 of 3" in json.dumps((await newest(page, chat))["cards"])
        digests = len((await read(page, "messages", channel=team))["messages"])

        assert (await act(page, "jump", id="close"))["ok"]
        shown = (await read(page, "messages", channel=team))["messages"]
        assert len(shown) == digests + 1
        assert '"altText"' in json.dumps(shown[-1]["cards"])
        first = demo.venue.url

    async with opened(tmp_path) as (again, page):
        assert again.venue.url != first
        assert (await read(page, "messages", channel=team))["messages"] == shown
        assert (await act(page, "jump", id="ask"))["ok"]
        asked = await newest(page, chat)
        assert "Three quick questions" in asked["text"]
        assert asked["ts"] != card["ts"]
        assert (await act(page, "say", channel=chat, text="help"))["ok"]
        assert (await newest(page, chat))["is_bot"]
        assert connector(again).warnings == []
