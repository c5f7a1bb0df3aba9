"""The week in its channel: one message with its picture, its button and its mark, whatever Slack refuses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app import slack
from app.clock import unhurried
from app.doctor import NEEDED_SCOPES
from app.settings import load
from bot.conversations.bulletins import Bulletin, Trend
from bot.conversations.messages import Buttons, Note, Paragraph, does
from bot.slack.bulletins import Bulletins
from sandbox.block_kit.validator import message_problems
from sandbox.roads.faults import Fault
from sandbox.workspace.messages import Message
from sandbox.workspace.tokens import ALL_SCOPES
from survey.deliveries import Claim, Kind, NotSentError, Sent, UnsureError
from survey.digests import Picture
from survey.ids import ChannelRef, DeliveryId, RoundId
from tests.office import ADMIN, ASKED, BEN, CLOSED, REPORTED, TEAM, Office, company, office
from tests.sandbox.workbench import Bench, bench

PNG = b"\x89PNG\r\n\x1a\nnot really a picture"
LATER = REPORTED + timedelta(minutes=2)
WEEK = timedelta(weeks=1)
LINE = Trend("Focus", "Mean on 1–5", (("wk 46", 3.4), ("wk 48", 3.9)), note="Not in the line: wk 47.")
BULLETIN = Bulletin(
    "2026-W48",
    "Support, week 48",
    (Paragraph("**Support, week 48** · 7 of 9 took part"), Paragraph("**Focus** – Had you time?\nMean 3.9.")),
    (
        Paragraph("**To talk about:** “Focus”"),
        Buttons("talk", (does("talked week=2026-W48", "We talked about this"),)),
        Note("Figures with fewer than 5 answers are never shown."),
    ),
    (LINE,),
)
CLAIM = Claim(
    DeliveryId(7),
    Kind.DIGEST,
    RoundId(1),
    1,
    "T0SANDBOX",
    None,
    ChannelRef("C1"),
    datetime(2026, 11, 27, tzinfo=UTC),
)
PICTURE = Picture(PNG, "Support, week 48. Mean 3.9.")


def kinds(post: dict[str, Any]) -> list[str]:
    return [block["type"] for block in post["blocks"]]


# The button, through the real service


async def reported(at: Office, *, lead: str = BEN) -> Message:
    """A team that somebody leads, and its digest in the channel."""
    await at.set_up(team=f"name=Support zone=Europe/Helsinki lead=<@{lead}>")
    await at.at(ASKED)
    await at.at(REPORTED)
    (posted,) = at.digests()
    return at.sandbox.workspace.find_message(TEAM, posted["ts"])


async def press(at: Office, message: Message, user: str) -> None:
    outcome = await at.member(user).tap(TEAM, message.ts, "do:talked week=2026-W48")
    assert outcome.ok
    await at.running.followups.finish()


def told(at: Office, user: str, since: Message) -> list[str]:
    """What only this person sees in the channel below the digest."""
    seen = at.member(user).channel_messages(TEAM)
    return [each.text for each in seen if each.only_for == user and each.ts > since.ts]


async def test_a_digest_is_one_message_with_words_picture_talk_button_and_small_print(
    first_day: Office,
) -> None:
    message = await reported(first_day)
    (posted,) = first_day.digests()

    assert kinds(posted)[-3:] == ["image", "actions", "context"]
    assert set(kinds(posted)[:-3]) == {"section"}
    (file,) = first_day.sandbox.workspace.files.values()
    assert posted["blocks"][-3]["slack_file"] == {"id": file.id}
    assert posted["blocks"][-3]["alt_text"] == file.alt
    assert "Support, week 48." in str(file.alt)
    assert file.content.startswith(b"\x89PNG")
    assert file.shares == {}
    assert message.metadata is not None
    assert message.metadata["event_type"] == "pulssi_delivery"
    assert "/pulse privacy" in posted["text"]


@pytest.mark.parametrize("user", [BEN, ADMIN])
async def test_a_lead_or_an_admin_presses_and_the_week_is_no_longer_left(
    first_day: Office, user: str
) -> None:
    message = await reported(first_day)
    before = (message.text, message.blocks, message.edited)
    await press(first_day, message, user)
    await press(first_day, message, user)
    home = await first_day.member(BEN).open_home()

    assert told(first_day, user, message) == ["Noted: Support talked about week 48."] * 2
    assert home.view is not None
    assert "We talked about week 48" not in str(home.view.blocks)
    assert (message.text, message.blocks, message.edited) == before
    assert (await first_day.type("audit")).count("talked about 2026-W48") == 1


async def test_anybody_else_is_told_alone_and_nothing_changes(first_day: Office) -> None:
    message = await reported(first_day)
    await press(first_day, message, "U3")
    await press(first_day, message, "U4")
    home = await first_day.member(BEN).open_home()

    for user in ("U3", "U4"):
        assert told(first_day, user, message) == [
            "Whoever leads Support notes that, or a Pulssi admin; nothing was changed."
        ]
    assert told(first_day, BEN, message) == []
    assert home.view is not None
    assert "We talked about week 48" in str(home.view.blocks)
    assert message.edited is None


async def test_each_of_several_who_press_at_once_hears_their_own_answer(first_day: Office) -> None:
    message = await reported(first_day)
    for user in ("U3", BEN, "U4"):
        assert (await first_day.member(user).tap(TEAM, message.ts, "do:talked week=2026-W48")).ok
    await first_day.running.followups.finish()

    assert [len(told(first_day, user, message)) for user in ("U3", BEN, "U4")] == [1, 1, 1]


async def test_a_lost_answer_is_looked_up_and_the_digest_is_there_once(tmp_path: Path) -> None:
    scopes = sorted({*NEEDED_SCOPES, "channels:history"})
    async with office(tmp_path, scopes=scopes) as at:
        await at.set_up()
        await at.at(ASKED)
        await at.at(CLOSED)
        at.sandbox.faults.drop("chat.postMessage")
        await at.at(REPORTED)
        assert "did not confirm the digest" in await at.type("digest now")
        await at.at(LATER)
        answer = await at.type("digest now")

        assert "posted already" in answer
        assert len(at.digests()) == 1


# The picture, the charts and what Slack refuses


@asynccontextmanager
async def desk(
    *,
    native_charts: bool = False,
    scopes: tuple[str, ...] = tuple(ALL_SCOPES),
    file_seconds: float = 0.0,
    unknown_blocks: tuple[str, ...] = (),
) -> AsyncIterator[tuple[Bench, Bulletins, list[float]]]:
    """A workspace and what posts to it; waiting moves the workspace's time and takes none."""
    waits: list[float] = []
    async with bench(scopes=scopes) as at_work, slack.sharing() as session:
        at_work.sandbox.workspace.file_seconds = file_seconds
        at_work.sandbox.workspace.unknown_blocks = unknown_blocks

        async def sleep(seconds: float) -> None:
            waits.append(seconds)
            at_work.time.later(seconds=seconds)

        settings = load(
            _env_file=None, slack_bot_token=at_work.sandbox.bot_token, slack_api_url=at_work.sandbox.api_url
        )
        joined = (
            await slack.join(
                slack.Lines(settings, session, unhurried(at_work.time.clock), at_work.time.clock)
            )
        ).slack
        yield at_work, Bulletins(joined.sender, native_charts=native_charts, sleep=sleep), waits


async def test_a_file_that_is_looked_through_is_waited_for_and_uploaded_once() -> None:
    async with desk(file_seconds=2.5) as (at_work, bulletins, waits):
        sent = await bulletins.post(CLAIM, BULLETIN, PICTURE)

        (posted,) = at_work.record
        assert sent == Sent(ChannelRef("C1"), posted["ts"])
        assert waits == [1.0, 2.0]
        assert kinds(posted) == ["section", "section", "image", "section", "actions", "context"]
        assert posted["files"][0]["alt"] == PICTURE.alt
        assert [file.name for file in at_work.sandbox.workspace.files.values()] == ["pulssi-2026-W48-7.png"]


async def test_a_file_that_is_never_ready_follows_the_words_by_itself() -> None:
    async with desk(file_seconds=600) as (at_work, bulletins, waits):
        sent = await bulletins.post(CLAIM, BULLETIN, PICTURE)

        words, file = at_work.record
        assert sent.message == words["ts"]
        assert sum(waits) <= 15
        assert kinds(words) == ["section", "section", "section", "actions", "context"]
        assert (file["method"], file["files"][0]["alt"]) == ("files.completeUploadExternal", PICTURE.alt)


async def test_a_picture_that_cannot_follow_repeats_nothing() -> None:
    async with desk(file_seconds=600) as (at_work, bulletins, _):
        at_work.sandbox.faults.slow("files.completeUploadExternal", seconds=0)
        at_work.sandbox.faults.fail("files.completeUploadExternal", "not_in_channel")
        sent = await bulletins.post(CLAIM, BULLETIN, PICTURE)

        assert [post["ts"] for post in at_work.record] == [sent.message]


async def test_without_leave_to_upload_the_words_go_alone() -> None:
    scopes = tuple(scope for scope in ALL_SCOPES if scope != "files:write")
    async with desk(scopes=scopes) as (at_work, bulletins, _):
        await bulletins.post(CLAIM, BULLETIN, PICTURE)

        assert "image" not in kinds(at_work.record[0])
        assert "actions" in kinds(at_work.record[0])


async def test_without_a_picture_the_words_go_with_their_button() -> None:
    async with desk() as (at_work, bulletins, _):
        await bulletins.post(CLAIM, BULLETIN, None)

        assert kinds(at_work.record[0]) == ["section", "section", "section", "actions", "context"]
        assert at_work.sandbox.workspace.files == {}


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
async def test_an_upload_that_fails_leaves_no_doubt_about_the_message(step: str) -> None:
    async with desk() as (at_work, bulletins, _):
        at_work.sandbox.faults.add(Fault("drop", step, kept=True))
        with pytest.raises(NotSentError) as failure:
            await bulletins.post(CLAIM, BULLETIN, PICTURE)

        assert failure.value.retry_after is not None
        assert at_work.record == []


@pytest.mark.parametrize("kept", [True, False])
async def test_only_the_posting_call_can_leave_a_doubt(kept: bool) -> None:
    async with desk() as (at_work, bulletins, _):
        at_work.sandbox.faults.drop("chat.postMessage", kept=kept)
        with pytest.raises(UnsureError):
            await bulletins.post(CLAIM, BULLETIN, PICTURE)

        assert len(at_work.record) == kept


async def test_a_second_attempt_shows_the_file_of_the_first() -> None:
    async with desk() as (at_work, bulletins, _):
        at_work.sandbox.faults.fail("chat.postMessage", "message_limit_exceeded")
        with pytest.raises(NotSentError, match="message_limit_exceeded"):
            await bulletins.post(CLAIM, BULLETIN, PICTURE)
        await bulletins.post(CLAIM, BULLETIN, PICTURE)

        assert len(at_work.sandbox.workspace.files) == 1
        assert kinds(at_work.record[0]).count("image") == 1


async def test_a_workspace_that_draws_gets_numbers_and_no_picture() -> None:
    async with desk(native_charts=True) as (at_work, bulletins, _):
        await bulletins.post(CLAIM, BULLETIN, PICTURE)

        posted = at_work.record[0]
        assert kinds(posted) == [
            *("section", "section", "data_visualization", "context", "section", "actions", "context")
        ]
        chart = posted["blocks"][2]["chart"]
        assert chart["axis_config"] == {"categories": ["wk 46", "wk 48"], "y_label": "Mean on 1–5"}
        assert [point["value"] for point in chart["series"][0]["data"]] == [3.4, 3.9]
        assert at_work.sandbox.workspace.files == {}


async def test_a_workspace_that_does_not_know_charts_gets_the_picture_in_the_same_attempt() -> None:
    async with desk(native_charts=True, unknown_blocks=("data_visualization",)) as (
        at_work,
        bulletins,
        waits,
    ):
        await bulletins.post(CLAIM, BULLETIN, PICTURE)

        (posted,) = at_work.record
        assert "image" in kinds(posted)
        assert "data_visualization" not in kinds(posted)
        assert waits == []


async def test_three_lines_are_two_and_a_word_about_the_third() -> None:
    lines = tuple(Trend(name * 60, name * 60, LINE.points) for name in ("One", "Two", "Three"))
    async with desk(native_charts=True) as (at_work, bulletins, _):
        await bulletins.post(CLAIM, Bulletin("x", "X", BULLETIN.above, BULLETIN.below, lines), PICTURE)

        posted = at_work.record[0]
        assert message_problems(posted["blocks"]) == []
        assert kinds(posted).count("data_visualization") == 2
        assert "the other questions are told in words" in str(posted["blocks"])


async def test_charts_that_are_refused_for_another_reason_are_not_tried_as_a_picture() -> None:
    async with desk(native_charts=True) as (at_work, bulletins, _):
        at_work.sandbox.faults.fail("chat.postMessage", "is_archived")
        with pytest.raises(NotSentError, match="is_archived"):
            await bulletins.post(CLAIM, BULLETIN, PICTURE)

        assert at_work.sandbox.workspace.files == {}


async def played(at: Office, weeks: int) -> list[dict[str, Any]]:
    """The digests of so many weeks in which everybody answered, not all alike."""
    await at.set_up()
    for week in range(weeks):
        await at.at(ASKED + week * WEEK)
        for number in range(1, 13):
            values = [2 + (number + week) % 4] * len(at.round().questions)
            await at.answer(f"U{number}", *values)
        await at.at(CLOSED + week * WEEK)
        await at.at(REPORTED + week * WEEK)
    return at.digests()


async def test_a_setting_lets_slack_draw_once_a_question_has_two_means(tmp_path: Path) -> None:
    changes = {"pulssi_native_charts": "yes"}
    async with office(tmp_path, staff=company(12), changes=changes) as at:
        first, second = await played(at, 2)

    assert "image" in kinds(first)
    assert "data_visualization" not in kinds(first)
    assert "image" not in kinds(second)
    assert message_problems(second["blocks"]) == []
    charts = [block for block in second["blocks"] if block["type"] == "data_visualization"]
    assert ["wk 48", "wk 49"] in [each["chart"]["axis_config"]["categories"] for each in charts]
    for each in charts:
        for point in each["chart"]["series"][0]["data"]:
            assert f"{point['value']:.1f}" in second["text"]
