import threading

import pytest
from sqlalchemy import event

from storage.answers import RoundMemory
from storage.errors import LostKeyError
from survey.errors import NotInvitedError, RoundClosedError, UnknownQuestionError
from survey.ids import RoundId, UserRef
from survey.weeks import Week
from tests.storage.world import TUESDAY, WEEK, World


def count_statements(world: World) -> list[str]:
    seen: list[str] = []
    event.listen(world.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    return seen


def test_an_open_round_knows_its_people_and_its_key(world: World, round_id: RoundId) -> None:
    known = world.memory.open_round(round_id)

    assert known.invited == world.people
    assert known.key == world.keys.read("key-2026-W48")
    assert known.round.questions == world.questions
    assert known.tokens == set()


def test_only_the_invited_are_known(world: World) -> None:
    known = world.memory.open_round(world.open(invited=3))

    assert known.person(world.users[2]) == world.people[world.users[2]]
    for user in (world.users[3], UserRef("U99")):
        with pytest.raises(NotInvitedError):
            known.person(user)


def test_the_second_click_asks_the_database_nothing(world: World, round_id: RoundId) -> None:
    world.memory.open_round(round_id)
    seen = count_statements(world)

    world.memory.open_round(round_id)

    assert seen == []


def test_many_first_clicks_read_a_round_once(world: World, round_id: RoundId) -> None:
    seen = count_statements(world)
    found: list[int] = []
    start = threading.Barrier(8)

    def click() -> None:
        start.wait()
        found.append(id(world.memory.open_round(round_id)))

    threads = [threading.Thread(target=click) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(found)) == 1
    assert len([sql for sql in seen if "sealed_answer" in sql]) == 1


def test_the_key_is_in_no_text_about_the_round(world: World, round_id: RoundId) -> None:
    known = world.memory.open_round(round_id)

    assert repr(known.key) not in repr(known)
    assert world.users[0] not in repr(known)


def test_a_round_that_is_unknown_closed_or_without_key_is_not_open(world: World, round_id: RoundId) -> None:
    other = world.open(WEEK.next())
    world.close(round_id)
    world.keys.destroy(f"key-{WEEK.next()}")

    with pytest.raises(UnknownQuestionError):
        world.memory.open_round(RoundId(99))
    with pytest.raises(RoundClosedError):
        world.memory.open_round(round_id)
    with pytest.raises(LostKeyError, match="tell a Pulssi admin"):
        world.memory.open_round(other)


def test_memory_is_bounded_and_keeps_what_was_used_last(world: World) -> None:
    first, second, third = (world.open(Week(2026, number)) for number in (48, 49, 50))
    memory = RoundMemory(world.engine, world.keys, limit=2)
    kept = memory.open_round(first)
    memory.open_round(second)
    memory.open_round(first)
    memory.open_round(third)
    seen = count_statements(world)

    assert memory.open_round(first) is kept
    assert seen == []
    memory.open_round(second)
    assert seen != []


def test_forgetting_what_is_not_known_is_fine(world: World) -> None:
    world.memory.forget(RoundId(99))


def test_a_round_forgotten_comes_back_with_what_was_answered(world: World, round_id: RoundId) -> None:
    writer = world.writer()
    writer.start()
    user = world.users[0]
    writer.submit_answer(round_id, user, "Q1", 3, at=TUESDAY, order=1).result()
    writer.stop()

    world.memory.forget(round_id)

    assert writer.state_of(round_id, user).answered == {"Q1"}
