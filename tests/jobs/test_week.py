"""The clock plays a week: each job can run late, twice, or beside another."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from sandbox.roads.faults import Fault
from storage.database import reading
from storage.tables import DeliveryRow, RoundRow
from survey.rounds import RoundState
from tests.office import ASKED, BEN, CLOSED, MONDAY, REPORTED, Office

CARD = "chat.postMessage"


def weeks(office: Office) -> list[str]:
    with reading(office.running.engine) as session:
        return list(session.exec(select(RoundRow.week).order_by(col(RoundRow.week))))


def statuses(office: Office, kind: str) -> list[str]:
    with reading(office.running.engine) as session:
        rows = session.exec(select(DeliveryRow).where(col(DeliveryRow.kind) == kind))
        return sorted(row.status for row in rows)


async def test_a_week_is_planned_once_however_often_the_job_runs(workplace: Office) -> None:
    for _ in range(3):
        await workplace.at(MONDAY)

    assert weeks(workplace) == ["2026-W48"]


async def test_nobody_is_asked_before_their_hour(workplace: Office) -> None:
    await workplace.at(ASKED - timedelta(hours=1, minutes=1))

    assert workplace.posts(CARD) == []


async def test_everybody_is_asked_once_however_often_the_job_runs(workplace: Office) -> None:
    for minutes in (0, 1, 2):
        await workplace.at(ASKED + timedelta(minutes=minutes))

    assert len(workplace.posts(CARD)) == 6


async def test_all_jobs_at_once_still_do_everything_once(workplace: Office) -> None:
    workplace.clock.move_to(ASKED)

    await asyncio.gather(*(workplace.running.timetable.run_all() for _ in range(3)))

    assert weeks(workplace) == ["2026-W48"]
    assert len(workplace.posts(CARD)) == 6


async def test_people_elsewhere_are_asked_at_the_teams_hour_where_they_are(workplace: Office) -> None:
    await workplace.sandbox.change_person("U6", tz="America/Toronto")
    await workplace.type("team add here")
    await workplace.at(MONDAY + timedelta(weeks=1))
    workplace.record.clear()
    await workplace.at(ASKED + timedelta(weeks=1))
    before = {post["user"] for post in workplace.posts(CARD)}
    await workplace.at(ASKED + timedelta(weeks=1, hours=7))

    assert before == {"U1", "U2", "U3", "U4", "U5"}
    assert {post["user"] for post in workplace.posts(CARD)} - before == {"U6"}


async def test_a_late_start_asks_late_and_skips_weeks_that_are_over(workplace: Office) -> None:
    await workplace.at(ASKED + timedelta(weeks=3))

    assert weeks(workplace) == ["2026-W48", "2026-W51"]
    assert len(workplace.to_people()) == 6


async def test_a_week_that_is_over_when_it_is_noticed_is_skipped(workplace: Office) -> None:
    await workplace.at(CLOSED + timedelta(weeks=1, hours=1))
    await workplace.at(ASKED + timedelta(weeks=2))

    assert weeks(workplace) == ["2026-W48", "2026-W50"]


async def test_closing_destroys_the_key_and_what_it_sealed(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.answer(BEN, 4)
    keys = workplace.running.keys.names()
    await workplace.at(CLOSED)

    assert len(keys) == 1
    assert workplace.running.keys.names() == ()
    assert workplace.count() == (0, 0, 0)
    assert workplace.round().state is RoundState.CLOSED


async def test_the_digest_is_posted_once_with_its_picture(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.at(CLOSED)
    assert workplace.digests() == []

    for minutes in (0, 5, 10):
        await workplace.at(REPORTED + timedelta(minutes=minutes))

    posted = workplace.digests()
    assert len(posted) == 1
    assert posted[0]["channel"] == "C1"
    file = workplace.sandbox.workspace.files[posted[0]["files"][0]["id"]]
    assert file.content.startswith(b"\x89PNG")
    assert "Support, week 48" in str(file.alt)


async def test_a_round_that_lost_its_key_says_so_and_the_next_is_whole(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.answer(BEN, 4)
    for name in workplace.running.keys.names():
        workplace.running.keys.destroy(name)
    await workplace.at(REPORTED)

    digest = workplace.posts(CARD)[-1]
    assert "The key that seals this week's answers was lost" in digest["text"]
    assert workplace.round().state is RoundState.LOST
    await workplace.at(ASKED + timedelta(weeks=1))
    assert workplace.round().state is RoundState.OPEN


async def test_a_card_refused_for_now_is_sent_when_the_platform_said(workplace: Office) -> None:
    workplace.sandbox.faults.rate_limit(CARD, retry_after=30)
    await workplace.at(ASKED)
    refused = statuses(workplace, "ask").count("pending")
    workplace.sandbox.faults.rate_limit(CARD, retry_after=30)
    await workplace.at(ASKED + timedelta(seconds=29))
    assert workplace.sandbox.faults.pending() != []
    workplace.sandbox.faults.clear()

    await workplace.at(ASKED + timedelta(seconds=31))

    assert refused > 0

    assert len(workplace.posts(CARD)) == 6


@pytest.mark.parametrize("kept", [True, False])
async def test_a_card_that_may_have_arrived_is_never_sent_blindly_again(
    workplace: Office, kept: bool
) -> None:
    workplace.sandbox.faults.add(Fault("drop", CARD, times=1, kept=kept))
    await workplace.at(ASKED)
    await workplace.at(ASKED + timedelta(hours=5))

    assert len(workplace.posts(CARD)) == (6 if kept else 5)
    assert statuses(workplace, "ask") == ["sent"] * 5 + ["unsure"]


async def test_a_failing_server_leaves_doubt_not_duplicates(workplace: Office) -> None:
    workplace.sandbox.faults.server_error(CARD, times=2)
    await workplace.at(ASKED)
    await workplace.at(ASKED + timedelta(hours=5))

    assert statuses(workplace, "ask") == ["sent"] * 4 + ["unsure"] * 2


async def test_a_refusal_that_trying_again_cannot_mend_is_final(workplace: Office) -> None:
    workplace.sandbox.faults.fail(CARD, "user_disabled")
    await workplace.at(ASKED)
    await workplace.at(ASKED + timedelta(hours=5))

    assert statuses(workplace, "ask") == ["failed"] + ["sent"] * 5


async def test_a_token_that_is_mended_in_time_loses_nobody(workplace: Office) -> None:
    workplace.sandbox.faults.fail(CARD, "invalid_auth")
    await workplace.at(ASKED)
    assert "pending" in statuses(workplace, "ask")
    workplace.sandbox.faults.clear()
    await workplace.at(ASKED + timedelta(minutes=6))

    assert statuses(workplace, "ask") == ["sent"] * 6


async def test_attempts_are_bounded(workplace: Office) -> None:
    workplace.sandbox.faults.fail(CARD, "message_limit_exceeded", times=100)
    for minute in range(0, 24, 2):
        await workplace.at(ASKED + timedelta(minutes=minute))

    assert statuses(workplace, "ask") == ["failed"] * 6


async def test_waiting_for_the_platforms_pace_is_no_failure(workplace: Office) -> None:
    workplace.sandbox.faults.rate_limit(CARD, times=100, retry_after=1)
    for minute in range(8):
        await workplace.at(ASKED + timedelta(minutes=minute))
    workplace.sandbox.faults.clear()
    await workplace.at(ASKED + timedelta(minutes=9))

    assert statuses(workplace, "ask") == ["sent"] * 6


async def test_a_card_not_sent_by_closing_time_is_dropped(workplace: Office) -> None:
    workplace.sandbox.faults.rate_limit(CARD, times=6, retry_after=400_000)
    await workplace.at(ASKED)
    await workplace.at(CLOSED)
    await workplace.at(CLOSED + timedelta(weeks=1) - timedelta(days=4))

    assert statuses(workplace, "ask").count("skipped") == 6


async def test_a_job_that_breaks_does_not_stop_the_clock(workplace: Office) -> None:
    workplace.running.keys.destroy("nothing")
    broken = workplace.running.timetable

    async def trouble() -> None:
        raise ZeroDivisionError

    broken._jobs["close"] = trouble

    await workplace.at(ASKED)

    assert len(workplace.posts(CARD)) == 6


async def test_the_scheduler_runs_every_job_at_the_start(workplace: Office) -> None:
    workplace.clock.move_to(ASKED)
    workplace.running.timetable.start()

    await workplace.sandbox.workspace.changes.until(
        lambda: True if len(workplace.posts(CARD)) == 6 else None, seconds=10
    )

    await workplace.running.timetable.stop()


async def test_a_team_without_questions_is_not_asked(workplace: Office) -> None:
    workplace.retire_all()
    await workplace.at(MONDAY + timedelta(weeks=1))
    await workplace.at(ASKED + timedelta(weeks=1))

    assert weeks(workplace) == ["2026-W48"]
