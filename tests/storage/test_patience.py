"""The counter behind reminders: it ends at two, and nobody can read from it who took part."""

import os

import pytest
from sqlmodel import select

from storage import patience
from storage.database import reading, transaction
from storage.sealing import decrypt, encrypt
from storage.tables import PatienceRow
from storage.writer import AnswerWriter
from survey.ids import PersonId
from survey.weeks import Week
from tests.storage.world import DATA_KEY, TUESDAY, World

OTHER_KEY = bytes(32)


@pytest.fixture
def anna(world: World) -> PersonId:
    return world.people[world.users[0]]


def note(world: World, asked: list[PersonId], took_part: list[PersonId], *, key: bytes = DATA_KEY) -> None:
    with transaction(world.engine) as session:
        patience.note(session, asked, took_part, data_key=key, randomness=os.urandom)


def sealed(world: World) -> dict[PersonId, bytes]:
    with reading(world.engine) as session:
        return {PersonId(row.person_id): row.ignored for row in session.exec(select(PatienceRow))}


def count(world: World, person: PersonId) -> int:
    return int(decrypt(DATA_KEY, sealed(world)[person], context=f"patience:{person}".encode()))


def test_ignored_rounds_are_counted_to_two_and_no_further(world: World, anna: PersonId) -> None:
    seen = []
    for _ in range(4):
        note(world, [anna], [])
        seen.append((count(world, anna), patience.is_spent(sealed(world)[anna], anna, DATA_KEY)))

    assert seen == [(1, False), (2, True), (2, True), (2, True)]


def test_taking_part_starts_the_count_anew(world: World, anna: PersonId) -> None:
    for took_part in ([], [], [anna], []):
        note(world, [anna], took_part)

    assert count(world, anna) == 1


def test_who_was_never_asked_is_as_patient_as_can_be(world: World, anna: PersonId) -> None:
    note(world, [], [])

    assert sealed(world) == {}
    assert not patience.is_spent(None, anna, DATA_KEY)


def test_without_the_data_key_nothing_can_be_read(world: World, anna: PersonId) -> None:
    for _ in range(2):
        note(world, [anna], [])
    kept = sealed(world)[anna]

    assert patience.is_spent(kept, anna, DATA_KEY)
    assert not patience.is_spent(kept, anna, OTHER_KEY)


def test_with_another_data_key_counting_starts_anew(world: World, anna: PersonId) -> None:
    for key in (OTHER_KEY, OTHER_KEY, DATA_KEY):
        note(world, [anna], [], key=key)

    assert count(world, anna) == 1


def test_a_count_opens_for_its_own_person_only(world: World, anna: PersonId) -> None:
    for _ in range(2):
        note(world, [anna], [])
    ben = world.people[world.users[1]]

    assert not patience.is_spent(sealed(world)[anna], ben, DATA_KEY)


def test_every_row_of_a_close_is_sealed_anew_and_all_look_alike(world: World, writer: AnswerWriter) -> None:
    looks = []
    for week in (48, 49, 50):
        round_id = world.open(Week(2026, week))
        world.ask_everybody()
        writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1).result()
        world.close(round_id)
        looks.append(sealed(world))

    everything = [value for look in looks for value in look.values()]
    assert [len(look) for look in looks] == [12] * 3
    assert len(set(everything)) == 36
    assert {len(value) for value in everything} == {
        len(encrypt(DATA_KEY, "0", context=b"", randomness=os.urandom))
    }


def test_a_close_counts_whoever_was_asked_and_gave_no_answer(world: World, writer: AnswerWriter) -> None:
    answers, ignores, not_asked = (
        world.people[user] for user in (world.users[0], world.users[1], world.users[11])
    )
    for week in (48, 49):
        round_id = world.open(Week(2026, week), invited=11)
        world.ask_everybody()
        writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1).result()
        world.close(round_id)

    assert [count(world, person) for person in (answers, ignores)] == [0, 2]
    assert not_asked not in sealed(world)


def test_a_withdrawn_answer_counts_as_none(world: World, writer: AnswerWriter, anna: PersonId) -> None:
    round_id = world.open()
    world.ask_everybody()
    writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1).result()
    writer.withdraw(round_id, world.users[0]).result()
    world.close(round_id)

    assert count(world, anna) == 1


def test_a_lost_round_is_counted_like_any_other(world: World, writer: AnswerWriter, anna: PersonId) -> None:
    round_id = world.open()
    world.ask_everybody()
    writer.submit_answer(round_id, world.users[0], "Q1", 3, at=TUESDAY, order=1).result()
    world.keys.destroy("key-2026-W48")
    world.close(round_id)

    assert (count(world, anna), count(world, world.people[world.users[1]])) == (0, 1)
