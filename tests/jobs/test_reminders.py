"""One private reminder for whoever has not answered, and nothing that tells who that is."""

from datetime import timedelta

from sqlmodel import select

from storage.database import reading
from storage.tables import DeliveryRow
from tests.jobs.ledger import asked, reminded, statuses
from tests.office import ADMIN, ASKED, BEN, CLOSED, REPORTED, Office, texts

REMINDED = ASKED + timedelta(days=2)
WEEK = timedelta(weeks=1)
SILENT = ["U3", "U4", "U5", "U6"]


async def test_only_who_has_not_answered_is_reminded_and_once(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.answer(ADMIN, 4)
    await workplace.answer(BEN, 4, 4, 4)
    for hours in (0, 1, 5, 20):
        await workplace.at(REMINDED + timedelta(hours=hours))

    assert sorted(reminded(workplace)) == SILENT


async def test_nobody_is_reminded_before_the_hour_of_another_day(workplace: Office) -> None:
    await workplace.at(REMINDED - timedelta(hours=2))

    assert reminded(workplace) == []


async def test_answering_on_the_reminder_is_answering(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.at(REMINDED)
    await workplace.answer(BEN, 4, 4, 4)

    assert any("All done" in text for text in texts(workplace.card(BEN)))
    assert workplace.count() == (3, 0, 1)


async def test_both_cards_lead_to_the_same_answer(workplace: Office) -> None:
    await workplace.at(ASKED)
    first = workplace.card(BEN)
    await workplace.at(REMINDED)
    await workplace.answer(BEN, 2)
    block = next(each["block_id"] for each in first.blocks or [] if each["type"] == "actions")
    await workplace.member(BEN).tap(first.channel, first.ts, "answer:5", block_id=block)
    await workplace.running.followups.finish()

    assert workplace.count() == (1, 0, 1)


async def test_nobody_is_reminded_after_two_ignored_rounds(workplace: Office) -> None:
    counts = []
    for number in range(4):
        workplace.record.clear()
        await workplace.at(ASKED + number * WEEK)
        if number == 0:
            await workplace.answer(BEN, 4)
        await workplace.at(REMINDED + number * WEEK)
        counts.append(sorted(reminded(workplace)))
        await workplace.at(REPORTED + number * WEEK)

    assert counts == [["U1", *SILENT], ["U1", BEN, *SILENT], [BEN], []]


async def test_taking_part_again_brings_reminders_back(workplace: Office) -> None:
    for number in range(2):
        await workplace.at(ASKED + number * WEEK)
        await workplace.at(REPORTED + number * WEEK)
    await workplace.at(ASKED + 2 * WEEK)
    await workplace.answer(BEN, 4)
    await workplace.at(REPORTED + 2 * WEEK)
    workplace.record.clear()
    await workplace.at(ASKED + 3 * WEEK)
    await workplace.at(REMINDED + 3 * WEEK)

    assert reminded(workplace) == [BEN]


async def test_who_was_reminded_is_forgotten_when_the_round_closes(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.at(REMINDED)
    before = statuses(workplace, "reminder")
    await workplace.at(CLOSED)

    assert len(before) == 6
    assert statuses(workplace, "reminder") == []


async def test_no_command_and_no_metric_tells_how_many_were_reminded(workplace: Office) -> None:
    await workplace.at(ASKED)
    told = await workplace.type("status")
    counted = workplace.running.metrics.exposition(workplace.running.engine, clock=workplace.clock)
    await workplace.answer(BEN, 4)
    await workplace.at(REMINDED)
    again = workplace.running.metrics.exposition(workplace.running.engine, clock=workplace.clock)

    def ledger(exposition: bytes) -> list[bytes]:
        return [line for line in exposition.splitlines() if line.startswith(b"pulssi_deliver")]

    assert reminded(workplace) != []
    assert await workplace.type("status") == told
    assert ledger(again) == ledger(counted)
    assert b"reminder" not in again


async def test_a_team_can_do_without_reminders(workplace: Office) -> None:
    await workplace.type("schedule remind=no")
    await workplace.at(ASKED + WEEK)
    workplace.record.clear()
    await workplace.at(REMINDED + WEEK)

    assert reminded(workplace) == []


async def test_a_reminder_goes_to_the_person_alone(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.at(REMINDED)
    with reading(workplace.running.engine) as session:
        rows = session.exec(select(DeliveryRow)).all()

    channels = {row.channel for row in rows if row.kind == "reminder" and row.channel}
    assert channels
    assert all(channel.startswith("D") for channel in channels)
    assert len(asked(workplace)) == 6
