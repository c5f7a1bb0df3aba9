"""The failures of the world, one by one: what is sent, what is kept, and that nothing happens twice."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from app.doctor import NEEDED_SCOPES
from sandbox.roads.faults import Fault
from storage import deliveries
from storage.database import reading
from storage.tables import TallyRow
from survey.rounds import RoundState
from tests.jobs.ledger import CARD, LOOKS_UP, asked, cards, statuses, weeks
from tests.office import ADMIN, ASKED, BEN, CLOSED, REPORTED, TEAM, Office, office, places
from tests.sandbox.workbench import eventually

LATER = ASKED + timedelta(minutes=2)
ALL = ["sent"] * 6


@pytest_asyncio.fixture
async def looking(tmp_path: Path) -> AsyncIterator[Office]:
    """A team whose installation lets questions in doubt be looked up."""
    async with office(tmp_path, scopes=sorted({*NEEDED_SCOPES, *LOOKS_UP})) as open_office:
        await open_office.set_up()
        yield open_office


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("kind", ["server_error", "drop", "time_out"])
async def test_a_question_in_doubt_is_looked_up_and_arrives_exactly_once(
    looking: Office, kind: str, kept: bool
) -> None:
    looking.sandbox.faults.add(Fault(kind, CARD, kept=kept, seconds=0.01))  # type: ignore[arg-type]
    await looking.at(ASKED)
    in_doubt = statuses(looking)
    await looking.at(LATER)

    assert in_doubt == ["sent"] * 5 + ["unsure"]
    assert statuses(looking) == ALL
    assert sorted(asked(looking)) == ["U1", "U2", "U3", "U4", "U5", "U6"]


async def test_nothing_in_doubt_is_looked_up_before_its_lease_has_ended(looking: Office) -> None:
    looking.sandbox.faults.drop(CARD)
    await looking.at(ASKED)
    await looking.at(ASKED + timedelta(seconds=59))

    assert statuses(looking) == ["sent"] * 5 + ["unsure"]


async def test_a_look_up_that_fails_leaves_the_doubt_and_is_tried_again(looking: Office) -> None:
    looking.sandbox.faults.drop(CARD)
    looking.sandbox.faults.fail("conversations.history", "internal_error")
    await looking.at(ASKED)
    await looking.at(LATER)
    still = statuses(looking)
    await looking.at(LATER + timedelta(minutes=2))

    assert still == ["sent"] * 5 + ["unsure"]
    assert statuses(looking) == ALL
    assert len(cards(looking)) == 6


async def test_a_question_found_again_leads_to_the_same_answer(looking: Office) -> None:
    looking.sandbox.faults.drop(CARD)
    await looking.at(ASKED)
    await looking.at(LATER)
    for user in ("U1", "U2", "U3", "U4", "U5", "U6"):
        await looking.answer(user, 4)

    assert looking.count() == (6, 0, 6)


async def test_an_outcome_that_cannot_be_noted_is_looked_up_not_sent_again(
    looking: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:

        def refuse(*_: object, **__: object) -> None:
            raise OperationalError("UPDATE", {}, OSError("disk full"))

        full.setattr(deliveries, "note", refuse)
        await looking.at(ASKED)
        sending = statuses(looking)
    await looking.at(LATER)

    assert "sending" in sending
    assert statuses(looking) == ALL
    assert len(cards(looking)) == 6


async def test_a_slow_answer_is_waited_for(workplace: Office) -> None:
    workplace.sandbox.faults.slow(CARD, seconds=0.2, times=6)
    await workplace.at(ASKED)

    assert statuses(workplace) == ALL


async def test_a_revoked_token_holds_everything_and_fails_nothing(workplace: Office) -> None:
    token = workplace.sandbox.bot_token
    workplace.sandbox.faults.revoke(token)
    await workplace.at(ASKED)
    held = statuses(workplace)
    workplace.sandbox.faults.restore(token)
    status = await workplace.type("status")
    await workplace.at(ASKED + timedelta(minutes=6))

    assert held == ["pending"] * 6
    assert "The chat service asked to wait" in status
    assert statuses(workplace) == ALL


async def test_a_token_revoked_in_the_middle_of_a_send_loses_and_repeats_nothing(workplace: Office) -> None:
    workplace.sandbox.faults.add(Fault("error", CARD, times=3, error="token_revoked", kept=False))
    await workplace.at(ASKED)
    workplace.sandbox.faults.clear()
    await workplace.at(ASKED + timedelta(minutes=6))

    assert statuses(workplace) == ALL
    assert len(cards(workplace)) == 6


async def test_an_archived_channel_stops_the_asking_until_it_is_back(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.sandbox.archive(TEAM)
    await workplace.at(REPORTED)
    status = await workplace.type("status team=Support", channel="C2")
    await workplace.at(ASKED + timedelta(weeks=1))

    assert workplace.digests() == []
    assert "Its channel is archived" in status
    assert weeks(workplace) == ["2026-W48"]
    skipped = await workplace.type("status team=Support", channel="C2")
    assert "Week 49 was skipped: I was not in the team's channel, or it was archived" in skipped

    await workplace.sandbox.unarchive(TEAM)
    await workplace.member().command("/invite @Pulssi", TEAM)
    await workplace.at(ASKED + timedelta(weeks=2))
    assert weeks(workplace) == ["2026-W48", "2026-W50"]


async def test_a_bot_that_is_taken_out_of_the_channel_says_so_and_goes_on_when_invited(
    workplace: Office,
) -> None:
    await workplace.member().command("/remove @Pulssi", TEAM)
    status = await workplace.type("status team=Support", channel="C2")
    await workplace.at(ASKED + timedelta(weeks=1))
    without = weeks(workplace)
    await workplace.member().command("/invite @Pulssi", TEAM)
    await workplace.at(ASKED + timedelta(weeks=2))

    assert "I am not in its channel any more" in status
    assert without == ["2026-W48"]
    assert weeks(workplace) == ["2026-W48", "2026-W50"]


async def test_a_closed_account_is_not_asked_and_not_counted(workplace: Office) -> None:
    await workplace.sandbox.change_person("U6", deleted=True)
    await workplace.at(ASKED)
    for user in ("U1", "U2", "U3", "U4", "U5"):
        await workplace.answer(user, 4)
    await workplace.at(REPORTED)

    assert sorted(asked(workplace)) == ["U1", "U2", "U3", "U4", "U5"]
    assert "5 of 5 took part" in workplace.digests()[0]["text"]


async def test_an_account_closed_without_a_word_fails_alone_and_is_not_counted(workplace: Office) -> None:
    workplace.sandbox.faults.fail(CARD, "channel_not_found")
    await workplace.at(ASKED)
    for user in asked(workplace):
        await workplace.answer(user, 4)
    await workplace.at(REPORTED)

    assert "5 of 5 took part" in workplace.digests()[0]["text"]


async def test_a_clock_set_back_asks_nobody_twice(workplace: Office) -> None:
    await workplace.at(ASKED)
    workplace.clock._base = ASKED - timedelta(days=3)
    await workplace.running.timetable.run_all()
    await workplace.at(ASKED + timedelta(minutes=1))

    assert len(cards(workplace)) == 6


async def test_a_clock_set_back_after_closing_reports_nothing_twice(workplace: Office) -> None:
    await workplace.at(REPORTED)
    workplace.clock._base = ASKED
    await workplace.running.timetable.run_all()
    await workplace.at(REPORTED + timedelta(minutes=1))

    assert len(workplace.digests()) == 1
    assert workplace.round().state is RoundState.CLOSED


async def test_a_clock_that_jumps_forward_skips_what_is_over_and_says_so(workplace: Office) -> None:
    await workplace.at(CLOSED + timedelta(weeks=3, hours=1))
    status = await workplace.type("status")

    assert weeks(workplace) == ["2026-W48"]
    assert asked(workplace) == []
    assert "was skipped: Pulssi was not running while people could have been asked" in status


async def test_a_clock_that_jumps_forward_during_a_send_lets_what_is_under_way_end(looking: Office) -> None:
    looking.sandbox.faults.slow(CARD, seconds=0.3, times=6)
    looking.clock.move_to(ASKED)
    sending = asyncio.create_task(looking.running.timetable.run_all())
    await eventually(lambda: "sending" in statuses(looking))
    looking.clock.move_to(LATER)
    await looking.running.timetable.run("send")
    await sending
    await looking.at(LATER + timedelta(minutes=2))

    assert statuses(looking) == ALL
    assert len(cards(looking)) == 6


async def test_two_taps_that_arrive_in_the_wrong_order_leave_the_later_one(workplace: Office) -> None:
    await workplace.at(ASKED)
    for user in ("U3", "U4", "U5", "U6"):
        await workplace.answer(user, 3)
    card = workplace.card(BEN)
    block = places(card, "answer:1")[0]
    workplace.sandbox.faults.hold_next_envelope()
    older = asyncio.create_task(workplace.member(BEN).tap(card.channel, card.ts, "answer:1", block_id=block))
    await asyncio.sleep(0)
    await workplace.member(BEN).tap(card.channel, card.ts, "answer:5", block_id=block)
    await older
    await workplace.running.followups.finish()
    await workplace.answer(ADMIN, 3)
    await workplace.at(CLOSED)

    with reading(workplace.running.engine) as session:
        counts = {row.value: row.count for row in session.exec(select(TallyRow))}
    assert counts == {3: 5, 5: 1}
