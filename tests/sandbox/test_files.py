"""Uploads: three steps, as the SDK takes them and as they go wrong."""

import json

import pytest

from tests.sandbox.workbench import Bench, refused, section

PNG = b"\x89PNG\r\n\x1a\nnot really a picture"


async def test_a_picture_arrives_with_its_words(at_work: Bench) -> None:
    done = await at_work.slack.files_upload_v2(
        channel="C1",
        content=PNG,
        filename="week.png",
        title="Week 48",
        alt_txt="A line goes up",
        initial_comment="Look",
    )

    (message,) = at_work.sandbox.member("U1").channel_messages("C1")
    file = at_work.sandbox.workspace.files[message.files[0]]
    assert done["file"]["id"] == file.id
    assert (message.text, file.title, file.alt, file.mime) == (
        "Look",
        "Week 48",
        "A line goes up",
        "image/png",
    )
    assert at_work.record[0]["files"] == [
        {"id": file.id, "name": "week.png", "alt": "A line goes up", "title": "Week 48"}
    ]
    async with at_work.http.get(f"/sandbox/files/{file.id}") as answer:
        assert await answer.read() == PNG


async def test_several_files_go_to_several_channels_with_blocks(at_work: Bench) -> None:
    await at_work.slack.conversations_open(users="U1")
    uploads = [{"content": PNG, "filename": "a.png", "title": "A"}, {"content": b"b,c", "filename": "b.csv"}]

    await at_work.slack.files_upload_v2(
        channels=["C1", "D1"], file_uploads=uploads, blocks=json.dumps([section("The week")])
    )

    assert [line["channel"] for line in at_work.record] == ["C1", "D1"]
    assert [file["name"] for file in at_work.record[0]["files"]] == ["a.png", "b.csv"]
    assert at_work.record[0]["blocks"][0]["text"]["text"] == "The week"


async def test_a_file_knows_where_it_was_shared(at_work: Bench) -> None:
    done = await at_work.slack.files_upload_v2(channel="C1", content=PNG, filename="week.png")

    file = (await at_work.slack.files_info(file=done["file"]["id"]))["file"]

    assert "shares" not in done["file"]
    assert (file["channels"], file["filetype"], file["size"]) == (["C1"], "png", len(PNG))
    assert file["shares"]["public"]["C1"][0]["ts"] == at_work.record[0]["ts"]
    history = await at_work.slack.conversations_history(channel="C1")
    assert history["messages"][0]["files"][0]["id"] == file["id"]


async def test_a_file_can_be_kept_without_a_channel(at_work: Bench) -> None:
    await at_work.slack.files_upload_v2(content=PNG, filename="week.png")

    assert at_work.record == []


async def uploaded(at_work: Bench) -> str:
    place = await at_work.slack.files_getUploadURLExternal(filename="a.png", length=len(PNG))
    async with at_work.http.post(place["upload_url"], data=PNG) as answer:
        assert await answer.text() == f"OK - {len(PNG)}"
    return str(place["file_id"])


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"channel_id": "C2"}, "not_in_channel"),
        ({"channel_id": "U1"}, "channel_not_found"),
        ({"channels": ["C1"] * 101}, "invalid_arguments"),
        ({"channel_id": "C1", "initial_comment": "hi", "blocks": "[]"}, None),
        (
            {"channel_id": "C1", "initial_comment": "hi", "blocks": json.dumps([section("hi")])},
            "invalid_arguments",
        ),
        ({"channel_id": "C1", "blocks": '[{"type": "alert"}]'}, "invalid_blocks"),
    ],
)
async def test_sharing_is_refused_with_slacks_word_for_it(
    at_work: Bench, more: dict[str, object], error: str | None
) -> None:
    call = at_work.slack.files_completeUploadExternal(files=[{"id": await uploaded(at_work)}], **more)  # type: ignore[arg-type]

    if error is None:
        assert (await call)["ok"]
    else:
        assert (await refused(call))["error"] == error


async def test_an_archived_channel_takes_no_files(at_work: Bench) -> None:
    at_work.sandbox.workspace.channels["C1"].is_archived = True

    call = at_work.slack.files_completeUploadExternal(
        files=[{"id": await uploaded(at_work)}], channel_id="C1"
    )

    assert (await refused(call))["error"] == "is_archived"


async def test_only_what_was_uploaded_can_be_shared(at_work: Bench) -> None:
    place = await at_work.slack.files_getUploadURLExternal(filename="a.bin", length=3)

    missing = at_work.slack.files_completeUploadExternal(files=[{"id": place["file_id"]}], channel_id="C1")
    assert (await refused(missing))["error"] == "file_not_found"
    nothing = at_work.slack.files_completeUploadExternal(files=[], channel_id="C1")
    assert (await refused(nothing))["error"] == "invalid_arguments"
    assert (await refused(at_work.slack.files_info(file="F404")))["error"] == "file_not_found"
    async with at_work.http.get(f"/sandbox/files/{place['file_id']}") as answer:
        assert answer.status == 404


async def test_the_bytes_must_be_as_many_as_announced_and_come_once(at_work: Bench) -> None:
    place = await at_work.slack.files_getUploadURLExternal(filename="a.txt", length=3)
    url = place["upload_url"]

    async with at_work.http.post(url, data=b"four") as answer:
        assert (await answer.json())["error"] == "invalid_length"
    async with at_work.http.post(url, data=b"abc") as answer:
        assert answer.status == 200
    async with at_work.http.post(url, data=b"abc") as answer:
        assert (await answer.json())["error"] == "file_not_found"


def image(file: str) -> dict[str, object]:
    return {"type": "image", "slack_file": {"id": file}, "alt_text": "A line goes up"}


async def test_a_picture_that_nobody_was_shown_stands_in_a_message(at_work: Bench) -> None:
    done = await at_work.slack.files_upload_v2(content=PNG, filename="week.png", title="Week 48")
    await at_work.slack.chat_postMessage(channel="C1", text="Look", blocks=[image(done["file"]["id"])])

    assert at_work.record[0]["files"] == [
        {"id": done["file"]["id"], "name": "week.png", "alt": "A line goes up", "title": "Week 48"}
    ]


async def test_a_file_is_looked_through_before_blocks_can_show_it(at_work: Bench) -> None:
    at_work.sandbox.workspace.file_seconds = 2
    done = await at_work.slack.files_upload_v2(content=PNG, filename="week.png")
    blocks = [section("Look"), image(done["file"]["id"])]
    too_early = await refused(at_work.slack.chat_postMessage(channel="C1", text="x", blocks=blocks))
    at_work.time.later(seconds=2)
    await at_work.slack.chat_postMessage(channel="C1", text="x", blocks=blocks)

    assert too_early["error"] == "invalid_blocks"
    assert too_early["errors"] == ["invalid slack file [json-pointer:/blocks/1/slack_file]"]
    assert len(at_work.record) == 1


@pytest.mark.parametrize("name", ["unknown", "week.csv", "unfinished"])
async def test_blocks_show_finished_pictures_alone(at_work: Bench, name: str) -> None:
    file = "F0UNKNOWN"
    if name == "week.csv":
        file = str((await at_work.slack.files_upload_v2(content=b"a,b", filename=name))["file"]["id"])
    elif name == "unfinished":
        file = await uploaded(at_work)

    answer = await refused(at_work.slack.chat_postMessage(channel="C1", text="x", blocks=[image(file)]))

    assert "invalid slack file" in answer["errors"][0]


async def test_a_kind_of_block_that_has_not_come_yet_is_refused(at_work: Bench) -> None:
    at_work.sandbox.workspace.unknown_blocks = ["divider"]
    blocks = [section("a"), {"type": "divider"}]
    answer = await refused(at_work.slack.chat_postMessage(channel="C1", text="x", blocks=blocks))

    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == ["unsupported type: divider [json-pointer:/blocks/1/type]"]
