"""Weeks as they are planned: by the rotation, for a part of a large team, and at the pace people can take."""

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest_asyncio
from sqlmodel import col, select, update

from jobs.plan import plan
from sandbox.workspace.company import Channel, Company
from storage.bank.shipped import shipped
from storage.database import reading, transaction
from storage.tables import DeliveryRow, RoundRow
from survey.rounds import RoundState
from survey.weeks import Week
from tests import databases
from tests.jobs.ledger import asked, weeks
from tests.office import ASKED, BEN, MONDAY, TEAM, Office, office, people, texts

WEEK = timedelta(weeks=1)


def large(count: int) -> Company:
    """A team of so many."""
    everybody = people(count)
    return Company(
        people=everybody,
        channels=[Channel(TEAM, "support", [*(each.id for each in everybody), "U0PULSSI"])],
    )


@pytest_asyncio.fixture
async def many(tmp_path: Path) -> AsyncIterator[Office]:
    """A team of forty, and how its people answered is known from a round that is over."""
    async with office(tmp_path, staff=large(40)) as at_work:
        await at_work.set_up()
        await at_work.at(MONDAY)
        took_part(at_work, 30)
        yield at_work


def took_part(at_work: Office, count: int) -> None:
    """Let the open round be over, with so many who took part."""
    with transaction(at_work.running.engine) as session:
        over = update(RoundRow).where(col(RoundRow.state) == RoundState.OPEN)
        session.exec(over.values(state=RoundState.CLOSED, participants=count))


def rows(at_work: Office) -> list[RoundRow]:
    with reading(at_work.running.engine) as session:
        return list(session.exec(select(RoundRow).order_by(col(RoundRow.week))))


def invited(at_work: Office, round_id: int | None) -> set[int]:
    """Who is owed the questions of a round."""
    with reading(at_work.running.engine) as session:
        found = select(DeliveryRow.person_id).where(
            col(DeliveryRow.round_id) == round_id, col(DeliveryRow.kind) == "ask"
        )
        return {person for person in session.exec(found) if person is not None}


def files(folder: Path) -> bytes:
    """Everything an installation keeps."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def notices(at_work: Office) -> list[str]:
    posted = (post for post in at_work.posts("chat.postMessage") if post.get("channel") == TEAM)
    return [post["text"] for post in posted if "From now on" in post["text"]]


async def test_a_new_workspace_begins_with_the_mood_and_the_markers_of_two_themes(workplace: Office) -> None:
    markers = {item.id for item in shipped().items if item.marker}
    await workplace.at(ASKED)

    keys = [question.key for question in workplace.round().questions]
    assert keys[0] == "GEN-01"
    assert len(markers & {*keys[1:]}) == 2


async def test_a_part_of_a_large_team_is_asked_and_told_so_and_drawn_anew(many: Office) -> None:
    assert "a part of the people each time" in await many.type("schedule sample=yes")
    for number in (1, 2):
        await many.at(MONDAY + number * WEEK)
        took_part(many, 15)
    await many.at(MONDAY + 3 * WEEK)
    await many.at(ASKED + 3 * WEEK)

    first, *drawn = rows(many)
    asked_in = [invited(many, row.id) for row in drawn]
    assert (first.invited, first.drawn_from) == (40, None)
    assert [(row.invited, row.drawn_from) for row in drawn] == [(20, 40)] * 3
    assert len({frozenset(each) for each in asked_in}) == 3
    assert len(asked(many)) == 20
    card = "\n".join(texts(many.card(asked(many)[0])))
    assert "A part of the team is asked this week, drawn anew each week." in card


async def test_the_seed_of_a_draw_is_kept_nowhere(many: Office, tmp_path: Path) -> None:
    await many.type("schedule sample=yes")
    many.clock.move_to(MONDAY + WEEK)
    given: list[bytes] = []

    def randomness(count: int) -> bytes:
        given.append(os.urandom(count))
        return given[-1]

    service = many.running
    opened = plan(service.engine, service.keys, at=many.clock(), randomness=randomness, floor=5)

    name, *seeds = given
    kept = files(tmp_path) + databases.on_disk(service.engine)
    assert opened == 1
    assert len(seeds) == 1
    assert name.hex().encode() in kept
    assert seeds[0] not in kept
    assert seeds[0].hex().encode() not in kept


async def test_everybody_is_asked_until_it_is_known_how_many_answer(tmp_path: Path) -> None:
    async with office(tmp_path, staff=large(40)) as at_work:
        await at_work.set_up()
        await at_work.type("schedule sample=yes")
        await at_work.at(MONDAY + WEEK)

        assert (rows(at_work)[-1].invited, rows(at_work)[-1].drawn_from) == (40, None)


async def test_a_part_is_drawn_from_thirty_people_on(workplace: Office) -> None:
    refused = await workplace.type("schedule sample=yes")

    assert "sample: 6 people can be asked here, and a part is drawn from 30 people on." in refused
    assert "type yes or no" in await workplace.type("schedule sample=perhaps")
    assert "a part of the people" not in await workplace.type("schedule", user=BEN)
    assert "3 questions every week" in await workplace.type("schedule sample=no")


async def test_where_few_answer_a_team_is_asked_every_second_week_and_told_why(many: Office) -> None:
    for number in range(1, 5):
        took_part(many, 10)
        await many.at(MONDAY + number * WEEK)
    await many.at(ASKED + 4 * WEEK)
    took_part(many, 10)
    for number in (5, 6):
        await many.at(MONDAY + number * WEEK)

    assert weeks(many)[-3:] == ["2026-W51", "2026-W52", "2027-W01"]
    (told,) = notices(many)
    assert told.startswith("*From now on* questions come every two weeks.")
    assert "In the last four weeks 37% took part: fewer than half." in told
    assert "An admin set every week; the team is asked more seldom" in await many.type("schedule", user=BEN)


async def test_an_admin_sets_the_pace_back_and_it_stays_for_four_weeks(many: Office) -> None:
    for number in range(1, 5):
        took_part(many, 10)
        await many.at(MONDAY + number * WEEK)
    assert "every week" in await many.type("schedule every=1")
    for number in range(5, 9):
        took_part(many, 10)
        await many.at(MONDAY + number * WEEK)

    shown = await many.type("schedule", user=BEN)
    assert weeks(many)[-1] == str(Week(2027, 1).plus(2))
    assert "more seldom" not in shown


async def test_a_form_sent_for_something_else_leaves_the_slower_pace_as_it_is(many: Office) -> None:
    for number in range(1, 5):
        took_part(many, 10)
        await many.at(MONDAY + number * WEEK)
    form = await many.member().command("/pulse schedule", TEAM)
    assert form.view is not None
    assert "more seldom" in str(form.view.blocks[0])

    done = await many.member().submit(form.view.id, {"questions": {"questions": "2"}})

    assert done.ok
    shown = await many.type("schedule", user=BEN)
    assert "2 questions every two weeks" in shown
    assert "more seldom" in shown
    assert "more seldom" not in await many.type("schedule every=2") + await many.type("schedule", user=BEN)
