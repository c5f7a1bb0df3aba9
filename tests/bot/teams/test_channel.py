"""What a team's channel sees on Teams: the week with its picture, the talk, the look back, notices."""

import socket
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from app.clock import unhurried
from app.pictures import LASTS
from app.transport import listening
from app.wiring import service
from sandbox.teams import cards
from sandbox.teams.posts import Post
from tests.office import ASKED, CLOSED, MONDAY, REPORTED, company
from tests.teams_office import TEAM, TeamsOffice, teams_office, words

WEEK = timedelta(weeks=1)
NEXT_MONTH = ASKED + 6 * WEEK + timedelta(hours=6)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def digests(office: TeamsOffice) -> list[Post]:
    """The weeks that were posted, the newest first."""
    return [post for post in office.member("U1").posts(TEAM) if "do:talked" in words(post)]


async def play(office: TeamsOffice, *, weeks: int = 1, people: int = 6) -> None:
    for week in range(weeks):
        await office.at(ASKED + week * WEEK)
        await office.answer(3, 4, week=week, people=people)
        await office.at(CLOSED + week * WEEK)
        await office.at(REPORTED + week * WEEK)


async def test_a_digest_begins_a_thread_and_its_picture_is_fetched_from_us(tmp_path: Path) -> None:
    port = free_port()
    ours = {"pulssi_port": port, "pulssi_public_url": f"http://127.0.0.1:{port}"}
    async with teams_office(tmp_path, changes=ours) as office:
        await office.set_up()
        await play(office)
        (digest,) = digests(office)
        (picture,) = await office.member("U3").pictures(digest)
        (image,) = cards.images(digest.cards)
        office.clock.move_to(REPORTED + LASTS)
        async with aiohttp.ClientSession() as session, session.get(image["url"]) as late:
            status = late.status

        assert digest.thread is None
        assert picture.content.startswith(b"\x89PNG")
        assert picture.mime == "image/png"
        assert image["url"].startswith(f"http://127.0.0.1:{port}/pictures/")
        assert "6 of 6 took part" in str(image["altText"]) + words(digest)
        assert status == 404


async def test_a_picture_outlives_a_restart(tmp_path: Path) -> None:
    port = free_port()
    ours = {"pulssi_port": port, "pulssi_public_url": f"http://127.0.0.1:{port}"}
    async with teams_office(tmp_path, changes=ours) as office:
        await office.set_up()
        await play(office)
        (digest,) = digests(office)
        (picture,) = await office.member("U3").pictures(digest)
        (image,) = cards.images(digest.cards)
    again = service(office.settings, clock=office.clock, pace=unhurried(office.clock))
    async with again as running, listening(office.settings, running), aiohttp.ClientSession() as session:
        found = await session.get(image["url"])
        same = await found.read()
        (guess, climbing) = [
            await session.get(URL(f"http://127.0.0.1:{port}/pictures/{name}", encoded=True))
            for name in ("A" * 32 + ".png", "..%2f..%2fpulssi.db.png")
        ]
        told = await guess.text()

    assert (found.status, same) == (200, picture.content)
    assert found.headers["Content-Type"] == "image/png"
    assert found.headers["X-Content-Type-Options"] == "nosniff"
    assert found.headers["Cache-Control"] == f"private, max-age={LASTS // timedelta(seconds=1)}"
    assert (guess.status, climbing.status) == (404, 404)
    assert told == "There is no such picture, or it is not kept any more."


async def test_a_lead_or_an_admin_notes_the_talk_by_the_digest_s_button(tmp_path: Path) -> None:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        await play(office)
        (digest,) = digests(office)
        (button,) = [each for each in cards.actions(digest.cards) if "do:talked" in str(each)]
        stranger = await office.member("U3").press(digest, button["title"])
        admin = await office.member("U1").press(digest, button["title"])

        assert stranger.text == "Whoever leads Support notes that, or a Pulssi admin; nothing was changed."
        assert admin.text == "Noted: Support talked about week 48."
        assert "talked about 2026-W48" in await office.type("audit")
        assert digest.edited is None


async def test_teams_draws_lines_where_a_setting_says_so(tmp_path: Path) -> None:
    async with teams_office(tmp_path, staff=company(12), changes={"pulssi_native_charts": True}) as office:
        await office.set_up(installed=12)
        await play(office, weeks=2, people=12)
        drawn = [chart for post in digests(office) for chart in charts(post)]

        assert drawn
        assert all(chart["fallback"] for chart in drawn)
        assert all("y" in point for chart in drawn for line in chart["data"] for point in line["values"])
        assert office.connector.warnings == []


def charts(post: Post) -> list[dict[str, Any]]:
    return [each for each in cards.elements(post.cards) if each["type"] == "Chart.Line"]


async def test_a_look_back_that_is_refused_for_now_is_posted_once_when_its_time_has_come(
    tmp_path: Path,
) -> None:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        await play(office, weeks=6)
        await office.at(MONDAY + 6 * WEEK)
        await office.at(NEXT_MONTH - timedelta(hours=6))
        office.connector.faults.rate_limit("POST conversations", retry_after=600)
        await office.at(NEXT_MONTH)
        refused = looked_back(office)
        for minutes in (5, 11, 30, 300):
            await office.at(NEXT_MONTH + timedelta(minutes=minutes))
        (told,) = looked_back(office)

        assert refused == []
        assert "looking back at weeks 50–53 and the quarter" in told
        assert "data:image/png;base64," in told


def looked_back(office: TeamsOffice) -> list[str]:
    return [post for post in office.posted(TEAM) if "looking back" in post]


async def test_a_changed_promise_is_told_in_the_channel(tmp_path: Path) -> None:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        await play(office)
        told = await office.type("promise change floor=6", channel=TEAM)
        for hours in range(0, 24 * 7, 12):
            await office.at(REPORTED + timedelta(hours=hours))
        notices = [post for post in office.posted(TEAM) if "do:talked" not in post]

        assert "6" in told
        assert any("6" in notice and "answers" in notice for notice in notices)


@pytest.mark.parametrize("status", [500, 502])
async def test_a_digest_in_doubt_is_posted_again_only_when_somebody_has_looked(
    tmp_path: Path, status: int
) -> None:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        await office.at(ASKED)
        await office.answer(3, 4)
        await office.at(CLOSED)
        office.connector.faults.server_error("POST conversations", status=status, kept=False)
        for hours in (0, 1, 24):
            await office.at(REPORTED + timedelta(hours=hours))
        before, state = len(digests(office)), await office.type("status", channel=TEAM)
        await office.type("digest now anyway", channel=TEAM)
        await office.at(REPORTED + timedelta(hours=25))

        assert before == 0
        assert "unsure" in state
        assert len(digests(office)) == 1
