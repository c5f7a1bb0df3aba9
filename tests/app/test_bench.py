"""The measurement of answers: that it measures what it says and fails when an answer is lost."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import jwt
import pytest
from slack_sdk.signature import SignatureVerifier

from app.bench import answers, audit, chat, commands, digests, lines, plans, site
from app.bench.answers import Pair, Setting
from app.bench.clicks import SECRET, Clicks
from app.bench.failures import BenchError
from app.bench.load import Load, fire
from app.bench.processes import process
from app.bench.taps import CLIENT_ID, Taps
from app.chosen import Chosen
from app.clock import system_clock
from bot.teams import activities
from tests import databases


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> site.Site:
    return site.settle(tmp_path_factory.mktemp("site"), at=system_clock())


def split(request: bytes) -> tuple[dict[str, str], str]:
    head, _, body = request.decode().partition("\r\n\r\n")
    lines = [line.split(": ", 1) for line in head.split("\r\n")[1:]]
    return {name.lower(): value for name, value in lines}, body


def test_a_click_is_signed_and_carries_the_card_of_its_person(place: site.Site) -> None:
    clicks = Clicks(place, redraw="http://127.0.0.1:1/redraw")

    first, second = (split(request) for request in clicks.make(2, redraw=True))

    assert SignatureVerifier(SECRET).is_valid_request(first[1], first[0])
    said = [json.loads(parse_qs(body)["payload"][0]) for _, body in (first, second)]
    assert said[0]["user"]["id"] != said[1]["user"]["id"]
    assert float(said[0]["actions"][0]["action_ts"]) < float(said[1]["actions"][0]["action_ts"])
    assert "Question 1 of 3" in json.dumps(said[0]["message"]["blocks"])
    assert said[0]["response_url"] == "http://127.0.0.1:1/redraw"
    assert 2000 < len(json.dumps(said[0])) < 4500


def test_an_answer_that_is_not_in_the_database_fails_the_run(place: site.Site) -> None:
    asked = place.asked[0]

    assert site.check(place, {}) == 0
    with pytest.raises(BenchError, match="1 answers were given, 0 are stored, 1 lost or wrong"):
        site.check(place, {(asked.round.id, asked.users[0]): 4})


@asynccontextmanager
async def answering(reply: bytes) -> AsyncIterator[int]:
    """A server that always says the same."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readline():
            writer.write(reply)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@asynccontextmanager
async def broken() -> AsyncIterator[int]:
    """A server that cannot start."""
    raise SystemExit(1)
    yield 0


async def test_every_reply_is_counted_and_must_be_200() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as port:
        load = await fire(port, [b"x\n"] * 50, concurrency=4)
    async with answering(b"HTTP/1.1 503 No\r\ncontent-length: 0\r\n\r\n") as port:
        with pytest.raises(BenchError, match="'503': 50"):
            await fire(port, [b"x\n"] * 50, concurrency=4)

    assert load.rate > 0
    assert load.p50 <= load.p99


def test_a_server_that_does_not_start_is_a_sentence() -> None:
    with pytest.raises(BenchError, match="“broken” did not start"), process(broken):
        pass


def test_the_medians_of_the_pairs_count() -> None:
    setting = Setting(32, redraw=True)
    bare = Load(1000, 30, 35, 40)
    pairs = [
        Pair(bare, Load(rate, 20, 25, p99), 1.0, rate / 2)
        for rate, p99 in ((900, 90), (1200, 50), (9000, 30))
    ]

    measured = answers.Measured({setting: pairs}, clicks=3, answers=2, peer="Bolt", platform="Slack")

    figures = measured.figures()
    assert (figures["redrawn_ratio_32"], figures["redrawn_p99_ratio_32"]) == (1.2, 1.25)
    assert figures["redrawn_settled_ratio_32"] == 0.6
    assert next(iter(measured.rows()))[:4] == ("32, redrawn", "1,000", "1,200", "1.20")
    assert (figures["redrawn_p95_ms_32"], figures["over_bare"]) == (25, 1.2)
    assert measured.headings[1] == "Bolt /s"
    assert any("100% of the clicks led to a call to Slack" in note for note in measured.notes())


def test_a_short_run_measures_the_real_service_and_prints_json_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(answers, "PAIRS", 1)
    few = (Setting(32, redraw=False), Setting(8, redraw=True))
    monkeypatch.setattr(answers, "ON_SLACK", replace(answers.ON_SLACK, settings=few))

    code = commands.answers(seconds=1, as_json=True)

    said = capsys.readouterr().out.splitlines()
    figures = json.loads(said[-1])
    assert code == 0
    assert figures["answers"] == min(1000, figures["clicks"])
    assert figures["ratio_32"] > 0
    assert 0 < figures["redrawn_cards_share_8"] <= 1


def test_a_tap_on_teams_is_signed_and_names_its_person_and_question(tmp_path: Path) -> None:
    there = site.settle(tmp_path, at=system_clock(), size=8, team_count=2, ground=site.ON_TEAMS)
    taps = Taps(there, service="http://127.0.0.1:1/teams/")

    first, second = (split(request) for request in taps.make(2, redraw=False))

    key = jwt.PyJWK(taps.keys.published()["keys"][0])
    token = first[0]["authorization"].removeprefix("Bearer ")
    assert jwt.decode(token, key, audience=CLIENT_ID)["serviceurl"] == "http://127.0.0.1:1/teams/"
    assert first[0]["content-length"] == str(len(first[1].encode()))
    said = [json.loads(body) for _, body in (first, second)]
    senders = [activities.sender(each) for each in said]
    assert [each.user for each in senders] == list(there.asked[0].users[:2])
    assert senders[0].workspace == site.ON_TEAMS.workspace
    assert activities.order(said[0]) < activities.order(said[1])
    assert activities.act(activities.data(said[0])) == ("answer", "1")
    at = activities.pointer(senders[0], activities.data(said[0]))
    assert at.round == there.asked[0].round.id


def test_a_short_run_on_teams_measures_the_real_service_beside_the_sdk(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(answers, "PAIRS", 1)
    few = (Setting(32, redraw=False),)
    monkeypatch.setattr(answers, "ON_TEAMS", replace(answers.ON_TEAMS, settings=few))

    code = commands.answers(seconds=1, as_json=True, platform=Chosen.TEAMS)

    said = capsys.readouterr().out
    figures = json.loads(said.splitlines()[-1])
    assert code == 0
    assert figures["answers"] == 1000
    assert figures["over_bare"] == figures["ratio_32"] > 0
    assert 0 < figures["p50_ms_32"] <= figures["p95_ms_32"] <= figures["p99_ms_32"]
    assert "beside the bare SDK" in said


def test_a_run_that_loses_something_fails_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lose(**_: object) -> None:
        raise BenchError("3 answers were given, 2 are stored, 1 lost or wrong.")

    monkeypatch.setattr(answers, "measure", lose)

    assert commands.answers(seconds=1, as_json=True) == 1
    assert "1 lost or wrong" in capsys.readouterr().err


def test_every_output_of_the_gate_is_audited() -> None:
    found = audit.measure(answers=14)

    assert found.outputs == sum(4 * size + 1 for size in range(8, 15))
    assert 0 < found.median_ms <= found.worst_ms
    assert found.plain_ms > 0


def test_every_command_is_typed_and_understood() -> None:
    measured = chat.measure(size=1000, team_count=10)

    assert chat.missing() == set()
    assert (measured.people, measured.commands) == (1000, len(lines.LINES))
    assert 0 < measured.median_ms <= measured.slowest_ms <= measured.worst_ms


def test_a_line_that_no_command_understands_fails_the_measurement(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(chat, "LINES", {"help": "halp me please"})

    assert commands.chat(people=1000, as_json=False) == commands.TROUBLE
    assert "There is no such command" in capsys.readouterr().err


def test_every_team_is_planned_with_its_rounds_behind_it(capsys: pytest.CaptureFixture[str]) -> None:
    measured = plans.measure(at=system_clock(), team_count=3, weeks=5)

    assert (measured.teams, measured.rounds, measured.questions) == (3, 5, 9)
    assert 0 <= measured.planning_seconds < measured.seconds
    assert commands.plan(teams=2, weeks=1, as_json=True) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["questions"] == 6


def test_a_digest_is_measured_from_its_tallies_on_beside_its_picture(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(digests, "WARM", 1)
    monkeypatch.setattr(digests, "TIMED", 2)

    assert commands.digest(weeks=6, pictures=4, as_json=True) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])

    assert (figures["weeks"], figures["pictures"]) == (6, 4)
    # A digest's time has its picture's in it; which of the others is longer depends on the machine.
    assert figures["digest_ms"] > figures["chart_ms"] > 0
    assert figures["digest_over_chart"] > 1
    assert min(figures[each] for each in ("statistics_ms", "chart_over_pyplot", "two_over_one")) > 0


def test_answers_are_not_measured_on_a_database_that_holds_something(tmp_path: Path) -> None:
    url = databases.fresh(tmp_path)
    there = site.settle(tmp_path, at=system_clock(), size=8, team_count=2, url=url)

    assert there.url == url
    with pytest.raises(BenchError, match="holds something"):
        site.settle(tmp_path, at=system_clock(), size=8, team_count=2, url=url)
