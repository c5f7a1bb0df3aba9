"""A workspace that is put away and taken out again."""

import json
from pathlib import Path

import pytest

from sandbox.listener import Listener
from sandbox.workspace.company import Channel
from sandbox.workspace.refusals import ImpossibleError
from sandbox.workspace.transcript import JsonLines
from tests.sandbox.workbench import Bench, bench, buttons, home, section

PNG = b"\x89PNG"


async def test_a_workspace_comes_back_as_it_was(at_work: Bench, tmp_path: Path) -> None:
    sent = await at_work.slack.chat_postMessage(channel="U1", text="hello", blocks=buttons("go"))
    await at_work.slack.files_upload_v2(channel="C1", content=PNG, filename="a.png", alt_txt="Up")
    await at_work.slack.views_publish(user_id="U1", view=home(section("Home")))
    await at_work.sandbox.member("U3").join("C2")
    at_work.sandbox.save(tmp_path)
    at_work.sandbox.save(tmp_path)

    async with bench() as later:
        later.sandbox.load(tmp_path)
        first = later.sandbox.member("U1")
        again = await later.slack.chat_postMessage(channel="U1", text="welcome back")

        assert [message.text for message in first.inbox()] == ["welcome back", "hello"]
        assert first.inbox()[1].blocks == buttons("go")
        assert first.home() is not None
        assert [file.content for file in later.sandbox.workspace.files.values()] == [PNG]
        assert "U3" in later.sandbox.workspace.channels["C2"].members
        assert again["ts"] > sent["ts"]


async def test_only_a_folder_with_a_workspace_of_this_version_is_loaded(
    at_work: Bench, tmp_path: Path
) -> None:
    with pytest.raises(ImpossibleError, match="no saved workspace"):
        at_work.sandbox.load(tmp_path)
    (tmp_path / "workspace.json").write_text('{"format": 0}')
    with pytest.raises(ImpossibleError, match="another version"):
        at_work.sandbox.load(tmp_path)


async def test_what_a_workspace_does_leaves_the_company_as_it_was(at_work: Bench) -> None:
    company = at_work.sandbox.workspace.company

    await at_work.sandbox.member("U3").join("C2")

    assert isinstance(company.channels[1], Channel)
    assert company.channels[1].members == ["U1", "U2"]


async def test_the_transcript_can_be_a_file(tmp_path: Path) -> None:
    path = tmp_path / "new" / "transcript.jsonl"
    with JsonLines(path) as lines:
        lines({"text": "ensimmäinen"})
        assert path.read_text(encoding="utf-8") == '{"text": "ensimmäinen"}\n'
    with JsonLines(path) as lines:
        lines({"text": "toinen"})

    assert [json.loads(line)["text"] for line in path.read_text().splitlines()] == ["ensimmäinen", "toinen"]


async def test_the_sandbox_listens_on_this_machine_only(at_work: Bench) -> None:
    with pytest.raises(ImpossibleError, match=r"not on 0\.0\.0\.0"):
        await at_work.sandbox.start("0.0.0.0")  # noqa: S104 - refused is what is tested


async def test_a_port_that_is_taken_is_named(at_work: Bench) -> None:
    port = int(at_work.sandbox.url.rpartition(":")[2])

    with pytest.raises(ImpossibleError, match=f"Port {port} is taken"):
        await Listener(at_work.sandbox._application()).start("127.0.0.1", port)


async def test_the_newest_internet_protocol_works_too() -> None:
    async with bench() as at_work:
        await at_work.sandbox.stop()
        await at_work.sandbox.start("::1")
        async with at_work.http.get(f"{at_work.sandbox.url}/sandbox/api/state") as answer:
            assert answer.status == 200


async def test_a_sandbox_that_never_started_stops_quietly() -> None:
    async with bench() as at_work:
        pass

    await at_work.sandbox.stop()
