"""``ask now --dry-run``: what asking now would do is told, and nothing is done."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import col, select, update

from sandbox.workspace.company import Channel, Company, Person
from storage.database import reading, transaction
from storage.tables import DeliveryRow, PulseRow, RoundRow
from survey.deliveries import Status
from survey.rounds import RoundState
from tests.office import ASKED, BEN, CLOSED, MONDAY, TEAM, Office, company, office, people

DRY = "ask now --dry-run"
SATURDAY = CLOSED + timedelta(days=1)
NEXT_MONDAY, NEXT_TUESDAY = MONDAY + timedelta(weeks=1), ASKED + timedelta(weeks=1)


def with_a_guest() -> Company:
    """Seven in a channel, of whom the last is a guest."""
    everybody = [*people(6), Person("U7", "guest7", "Guest 7", is_ultra_restricted=True)]
    return Company(
        people=everybody, channels=[Channel(TEAM, "support", [*(p.id for p in everybody), "U0PULSSI"])]
    )


@pytest_asyncio.fixture
async def mixed(tmp_path: Path) -> AsyncIterator[Office]:
    """A team with a lead, a guest, somebody who paused and somebody who wants nothing."""
    async with office(tmp_path, staff=with_a_guest()) as at_work:
        await at_work.set_up(team=f"name=Support zone=Europe/Helsinki lead=<@{BEN}>")
        await at_work.type("pause", user="U3")
        await at_work.type("me asked=no", user="U4")
        await at_work.at(SATURDAY)
        yield at_work


def everything(at: Office) -> list[object]:
    """All rounds, messages owed and rhythms as they are stored."""
    with reading(at.running.engine) as session:
        rows = [
            *session.exec(select(RoundRow)),
            *session.exec(select(DeliveryRow)),
            *session.exec(select(PulseRow)),
        ]
        return [row.model_dump() for row in rows]


def asked_in(record: list[dict[str, Any]]) -> int:
    """How many cards were sent."""
    return sum(each["method"] == "chat.postMessage" and "quick question" in str(each) for each in record)


async def test_everybody_is_accounted_for_and_nothing_is_done(mixed: Office) -> None:
    mixed.clock.move_to(NEXT_MONDAY)
    before = everything(mixed)

    drafted = await mixed.type(DRY)
    untouched = everything(mixed)
    mixed.record.clear()
    await mixed.type("ask now")
    await mixed.running.timetable.run_all()

    assert untouched == before
    assert "Dry run: Support, week 49" in drafted
    assert "`/pulse ask now` would ask at most:\n• 5 people now\nIt would not ask:" in drafted
    assert f"• <@{BEN}>, who leads the team and is not asked with it" in drafted
    assert "• 1 guest, since the team leaves guests out" in drafted
    assert "Whoever has paused, is away, or wants no questions is asked nothing either." in drafted
    assert asked_in(mixed.record) == 3


async def numbers(at: Office) -> list[str]:
    """The lines of a dry run that count."""
    return [line for line in (await at.type(DRY)).split("\n") if line[2:3].isdigit()]


async def test_no_count_changes_with_a_wish_of_anybody(mixed: Office) -> None:
    """Whoever looks before and after one person leads must not learn that this person has paused."""
    await mixed.type("schedule every=4")
    await mixed.at(NEXT_MONDAY)
    drafted = [await with_lead(mixed, user) for user in ("U3", "U4", "U5")]
    await mixed.type("ask now")
    await mixed.at(NEXT_TUESDAY)
    is_open = [await with_lead(mixed, user) for user in ("U3", "U4", "U5")]

    guests = "• 1 guest, since the team leaves guests out (`/pulse team calendar`)"
    assert drafted == [["• 4 people now", guests]] * 3
    assert is_open == [["• 3 people who have been asked already", guests]] * 3


async def with_lead(at: Office, user: str) -> list[str]:
    """What is counted while this person leads the team."""
    await at.type(f"team lead <@{user}>")
    told = await numbers(at)
    await at.type(f"team lead remove=<@{user}>")
    return told


async def test_in_an_open_round_only_those_not_asked_yet_would_be(mixed: Office) -> None:
    await mixed.at(NEXT_MONDAY)

    before = await mixed.type(DRY)
    await mixed.at(NEXT_TUESDAY)
    stored = everything(mixed)
    after = await mixed.type("ask now —dry-run")

    assert "would ask at most:\n• 4 people now\n" in before
    assert "• 3 people who have been asked already" in after
    assert everything(mixed) == stored


@pytest.mark.parametrize("typed", ["--dry-run", "—dry-run", "–dry-run", "dry-run", "Dry Run", "dryrun"])
async def test_it_is_understood_however_it_is_typed(first_day: Office, typed: str) -> None:
    await first_day.set_up()

    assert "Dry run: Support, week 48" in await first_day.type(f"ask now {typed} team=Support")


async def test_what_is_not_understood_asks_nobody(first_day: Office) -> None:
    await first_day.set_up()
    before = everything(first_day)

    said = await first_day.type("ask now please")

    assert "`/pulse ask now` does not understand “please”." in said
    assert everything(first_day) == before


async def test_only_admins_may_try_it(first_day: Office) -> None:
    await first_day.set_up()

    assert "Only Pulssi admins can do that." in await first_day.type(DRY, user="U3")


async def test_people_are_told_by_their_moments_and_many_moments_in_a_sum(tmp_path: Path) -> None:
    zones = [f"Etc/GMT{hours:+d}" for hours in range(-3, 12)]
    everybody = [
        Person(f"U{n}", f"p{n}", f"P {n}", tz=zone, is_admin=n == 1) for n, zone in enumerate(zones, start=1)
    ]
    staff = Company(
        people=everybody, channels=[Channel(TEAM, "support", [*(p.id for p in everybody), "U0PULSSI"])]
    )
    async with office(tmp_path, staff=staff) as wide:
        await wide.set_up()

        said = await wide.type(DRY)

    lines = [line for line in said.split("\n") if line.startswith("•")]
    assert len(lines) == 9
    assert "now" in lines[0]
    assert "• 1 person on Monday 23 Nov, 10:00 (Helsinki time)" in lines
    assert "after that" in lines[8]
    assert sum(int(line.split()[1]) for line in lines) == len(zones)


async def test_of_a_large_team_it_says_how_many_are_not_drawn(tmp_path: Path) -> None:
    async with office(tmp_path, staff=company(40)) as large:
        await large.set_up()
        await large.type("schedule sample=yes")
        with transaction(large.running.engine) as session:
            over = update(RoundRow).where(col(RoundRow.state) == RoundState.OPEN)
            session.exec(over.values(state=RoundState.CLOSED, participants=30))
        large.clock.move_to(NEXT_MONDAY)

        drafted = await large.type(DRY)
        await large.at(NEXT_MONDAY)
        is_open = await large.type(DRY)

    for said in (drafted, is_open):
        assert "• 20 people now" in said
        assert "• 20 people who are not drawn this time: a part of the team is asked" in said


async def test_leads_who_count_are_asked_and_a_refused_message_is_tried_anew(first_day: Office) -> None:
    await first_day.set_up(team=f"name=Support zone=Europe/Helsinki lead=<@{BEN}>")
    await first_day.type("promise leads=counted")
    await first_day.at(NEXT_TUESDAY)
    with transaction(first_day.running.engine) as session:
        ask = update(DeliveryRow).where(col(DeliveryRow.kind) == "ask")
        one = (
            select(DeliveryRow.id).where(col(DeliveryRow.kind) == "ask").order_by(col(DeliveryRow.id).desc())
        )
        worst = session.exec(one.limit(2)).all()
        session.exec(
            ask.where(col(DeliveryRow.id) == worst[0]).values(status=Status.FAILED, lease_until=None)
        )
        session.exec(ask.where(col(DeliveryRow.id) == worst[1]).values(status=Status.UNSURE))

    said = await first_day.type(DRY)

    assert "• 1 person now" in said
    assert "• 5 people who have been asked already" in said
    assert "leads the team" not in said


async def test_a_week_without_a_round_says_why(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.at(SATURDAY)
    first_day.clock.move_to(NEXT_MONDAY)

    await first_day.type("pause team")
    paused = await first_day.type(DRY)
    first_day.clock.move_to(NEXT_TUESDAY + timedelta(days=5))
    over = await first_day.type(DRY)

    assert "The team has paused all through week 49, so nobody is asked." in paused
    assert "This week's closing time (Friday 12:00) has passed." in over


async def test_that_the_last_one_left_wants_nothing_is_not_told_either(first_day: Office) -> None:
    """Everybody but one is made a lead: what is shown must not tell what that one wants."""
    await first_day.set_up()
    await first_day.type("schedule every=4")
    for number in (1, 2, 3, 5, 6):
        await first_day.type(f"team lead <@U{number}>")
    await first_day.at(NEXT_MONDAY)
    before = await first_day.type(DRY), await first_day.type("preview")
    await first_day.type("me asked=no", user="U4")

    assert "• 1 person now" in before[0]
    assert (await first_day.type(DRY), await first_day.type("preview")) == before
