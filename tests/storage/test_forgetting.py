"""Forgetting a person leaves nothing that names them, and takes nothing from anybody else."""

from concurrent.futures import Future

import pytest
from sqlalchemy import inspect, text

from storage import forgetting, goals, people
from storage.answers import Answered
from storage.database import reading, transaction
from storage.forgetting import Search
from storage.people import Person
from storage.writer import AnswerWriter
from survey.errors import InputError, NotInvitedError, NotSavedError
from survey.ids import RoundId, UserRef
from tests.storage.test_closing import everything_on_disk
from tests.storage.world import TUESDAY, WEEK, World, profile

NEW = UserRef("U0BENBENBEN")
OTHER = UserRef("U02")


@pytest.fixture
def ben(world: World) -> Person:
    """A member whom the platform calls something that cannot be mistaken for chance bytes."""
    world.execute(f"UPDATE person SET ref = '{NEW}', dm_channel = 'D0BEN' WHERE id = 1")  # noqa: S608
    return found(world, NEW)


def found(world: World, user: UserRef) -> Person:
    with reading(world.engine) as session:
        person = people.find(session, world.workspace, user)
    assert person is not None
    return person


def forget(world: World, person: Person) -> Search:
    return forgetting.forget(world.engine, world.memory, person, at=TUESDAY)


def answer(
    writer: AnswerWriter, round_id: RoundId, user: UserRef, value: int = 4, *, order: int = 1
) -> Future[Answered]:
    return writer.submit_answer(round_id, user, "Q1", value, at=TUESDAY, order=order)


def test_everything_of_an_open_round_goes_and_the_others_stay(
    world: World, ben: Person, writer: AnswerWriter
) -> None:
    round_id = world.open()
    for user in (NEW, OTHER):
        answer(writer, round_id, user).result(5)
        writer.submit_comment(round_id, user, "Q1", "Because.", at=TUESDAY, order=2).result(5)

    search = forget(world, ben)

    assert search.places == ()
    assert search.log_is_empty
    assert len(world.rows("sealed_answer")) == len(world.rows("sealed_comment")) == 1
    assert world.rows("participation") == [(round_id, world.people[OTHER])]
    assert len(world.rows("delivery WHERE kind = 'ask'")) == 11
    world.close(round_id)
    assert world.rows("tally", "value, count") == [(4, 1)]


def test_person_membership_and_patience_are_gone(world: World, ben: Person) -> None:
    world.execute(f"INSERT INTO patience VALUES (1, {world.blob(bytes(1))})")  # noqa: S608

    search = forget(world, ben)

    for table in ("person WHERE id", "team_member WHERE person_id", "patience WHERE person_id"):
        assert world.rows(f"{table} = {ben.id}") == []
    assert search.tables == len(inspect(world.engine).get_table_names())
    assert search.values > 200


def test_a_closed_round_keeps_how_many_it_asked_and_not_whom(
    world: World, ben: Person, writer: AnswerWriter
) -> None:
    round_id = world.open()
    world.ask_everybody()
    answer(writer, round_id, NEW).result(5)
    world.close(round_id)

    search = forget(world, ben)

    assert search.places == ()
    assert len(world.rows("delivery WHERE kind = 'ask'")) == 11
    assert world.rows("round", "invited, participants") == [(12, 1)]


def test_the_file_itself_names_them_no_more(world: World, ben: Person, writer: AnswerWriter) -> None:
    answer(writer, world.open(), NEW).result(5)

    before = [place for place, data in everything_on_disk(world).items() if NEW.encode() in data]
    forget(world, ben)

    assert before
    assert not [place for place, data in everything_on_disk(world).items() if NEW.encode() in data]


def test_a_tap_that_comes_afterwards_is_refused(world: World, ben: Person, writer: AnswerWriter) -> None:
    round_id = world.open()
    answer(writer, round_id, NEW).result(5)
    answer(writer, round_id, OTHER, order=5).result(5)

    forget(world, ben)

    with pytest.raises(NotInvitedError):
        answer(writer, round_id, NEW, order=9).result(5)
    # What memory knows of the others is still there: an old envelope does not bring an old answer back.
    assert answer(writer, round_id, OTHER, 1, order=3).result(5).answered == {"Q1"}
    world.close(round_id)
    assert world.rows("tally", "value, count") == [(4, 1)]


def test_a_tap_on_its_way_while_they_are_forgotten_is_not_kept(world: World, ben: Person) -> None:
    round_id, slow = world.open(), world.writer()
    slow.start()
    with transaction(world.engine):
        # The writer waits for this transaction, as it would wait for the one that forgets.
        waiting = answer(slow, round_id, NEW)
    waiting.result(5)
    held = world.memory.open_round(round_id)
    forget(world, ben)
    held.invited = {**held.invited, NEW: ben.id}

    # PostgreSQL is asked who is still invited; a SQLite file refuses a row that points at nobody.
    with pytest.raises((NotInvitedError, NotSavedError)):
        answer(slow, round_id, NEW, order=2).result(5)
    slow.stop()

    assert world.rows("sealed_answer") == []


def test_people_who_never_touched_a_round_in_memory_are_forgotten_as_well(
    world: World, ben: Person, writer: AnswerWriter
) -> None:
    few = world.open(invited=1)
    late = world.open(WEEK.plus(1))
    answer(writer, few, NEW).result(5)
    answer(writer, late, OTHER).result(5)

    assert forget(world, ben).places == ()
    assert forget(world, found(world, UserRef("U12"))).places == ()


def test_a_round_without_its_key_does_not_stop_it(world: World, ben: Person) -> None:
    world.open()
    world.keys.destroy(f"key-{WEEK}")

    assert forget(world, ben).places == ()
    assert world.rows("delivery WHERE person_id = 1") == []


def test_an_only_admin_hands_over_first(world: World, ben: Person) -> None:
    with transaction(world.engine) as session:
        people.make_admin(session, ben.id)

    with pytest.raises(InputError, match="the only admin"):
        forget(world, found(world, NEW))
    kept = found(world, NEW)
    with transaction(world.engine) as session:
        people.make_admin(session, world.people[OTHER])

    assert kept == found(world, NEW)
    assert forget(world, kept).places == ()


def test_the_log_says_that_somebody_was_forgotten_never_who(world: World, ben: Person) -> None:
    forget(world, ben)

    assert world.rows("audit", "act, actor, team_id, detail") == [("forget", None, None, "")]


def test_wherever_the_person_is_still_named_is_found(world: World, ben: Person) -> None:
    world.execute(f"INSERT INTO day_off VALUES (1, '2026-12-01', 'Birthday of <@{NEW}>')")  # noqa: S608
    world.execute(f"INSERT INTO key_check VALUES (1, {world.blob(NEW.encode())})")  # noqa: S608
    world.execute("INSERT INTO day_off VALUES (1, '2026-12-02', 'U0BENBENBENNO')")

    assert forget(world, ben).places == ("day_off.name", "key_check.sealed")


def test_a_log_that_somebody_reads_is_said_to_be_left(world: World, ben: Person) -> None:
    with reading(world.engine) as session:
        session.connection().execute(text("SELECT count(*) FROM person")).scalar_one()
        search = forget(world, ben)

    assert not search.log_is_empty
    assert search.places == ()


def test_somebody_forgotten_comes_back_as_somebody_new(world: World) -> None:
    # The newest of all, whose number SQLite would give away again.
    ben = found(world, UserRef("U12"))
    forget(world, ben)

    with transaction(world.engine) as session:
        again = people.ensure(session, world.workspace, profile(NEW))

    assert again != ben.id


def test_a_goal_stays_without_its_owner(world: World, ben: Person) -> None:
    with transaction(world.engine) as session:
        goal = goals.add(session, world.workspace, "Ship every day", owner=ben.id)

    search = forget(world, ben)

    with reading(world.engine) as session:
        kept = goals.find(session, world.workspace, goal.number)
    assert search.places == ()
    assert kept is not None
    assert (kept.words, kept.owner) == ("Ship every day", None)
