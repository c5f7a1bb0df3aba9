"""The audit log: nothing in it is ever changed, and whoever changes it all the same is found out."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from storage import audit, people, teams
from storage.database import reading, transaction
from storage.tables import AuditRow
from survey.audit import Act
from survey.ids import PersonId, UserRef
from tests.storage.world import TUESDAY, World

AINO = UserRef("U01")


def act(world: World, *acts: Act, days: int = 0) -> None:
    """Write acts of the first person about the team down."""
    with transaction(world.engine) as session:
        for each in acts:
            audit.append(
                session,
                world.workspace,
                each,
                at=TUESDAY + timedelta(days=days),
                actor=world.people[AINO],
                team=world.team,
                detail="every 2 weeks",
            )


def tamper(world: World, sql: str) -> None:
    """Do what the triggers refuse, as somebody with the file could."""
    for guard in ("audit_never_changed", "audit_never_removed"):
        world.unguard(guard, "audit")
    world.execute(sql)


def broken(world: World) -> int | None:
    with reading(world.engine) as session:
        return audit.first_broken(session)


def test_the_newest_acts_come_first_with_who_and_what(world: World) -> None:
    act(world, Act.TEAM, Act.SCHEDULE, Act.PAUSE)

    with reading(world.engine) as session:
        pause, schedule = audit.newest(session, world.workspace, limit=2)

    assert (pause.act, schedule.act) == (Act.PAUSE, Act.SCHEDULE)
    assert (pause.actor, pause.actor_ref, pause.team) == (world.people[AINO], AINO, "Web")
    assert (pause.at, pause.detail) == (TUESDAY, "every 2 weeks")


def test_acts_of_the_program_have_nobody_behind_them(world: World) -> None:
    with transaction(world.engine) as session:
        audit.append(session, world.workspace, Act.PURGE, at=TUESDAY, actor=None)

    with reading(world.engine) as session:
        (purge,) = audit.newest(session, world.workspace, limit=20)

    assert (purge.actor, purge.actor_ref, purge.team, purge.detail) == (None, None, "", "")


def test_who_opened_a_report_is_told_since_a_moment_and_of_this_team_alone(world: World) -> None:
    act(world, Act.REPORT, days=-91)
    act(world, Act.REPORT, Act.SCHEDULE)
    with transaction(world.engine) as session:
        audit.append(session, world.workspace, Act.REPORT, at=TUESDAY, actor=None, team=None)

    with reading(world.engine) as session:
        views = audit.report_views(session, world.team, since=TUESDAY - timedelta(days=90))

    assert [(view.at, view.act) for view in views] == [(TUESDAY, Act.REPORT)]


def test_what_one_person_did_is_found_in_its_order(world: World) -> None:
    act(world, Act.TEAM, Act.SCHEDULE)
    with transaction(world.engine) as session:
        audit.append(session, world.workspace, Act.PURGE, at=TUESDAY, actor=None)

    with reading(world.engine) as session:
        assert [each.act for each in audit.of_actor(session, world.people[AINO])] == [Act.TEAM, Act.SCHEDULE]
        assert audit.of_actor(session, PersonId(999)) == ()


def test_a_log_nobody_touched_is_whole(world: World) -> None:
    before = broken(world)

    act(world, Act.TEAM, Act.SCHEDULE, Act.PAUSE)

    assert before is None
    assert broken(world) is None


@pytest.mark.parametrize(
    "change",
    [
        "detail = 'every week'",
        "actor = 7",
        "act = 'team'",
        "team_id = NULL",
        "workspace_id = 9",
        "at = '2026-11-25 09:00:00.000000'",
        "chain = :nothing",
    ],
)
def test_whatever_is_changed_in_a_row_breaks_the_chain_there(world: World, change: str) -> None:
    act(world, Act.REPORT, Act.SCHEDULE, Act.PAUSE)

    change = change.replace(":nothing", world.blob(bytes(32)))
    tamper(world, f"UPDATE audit SET {change} WHERE id = 2")  # noqa: S608

    assert broken(world) == 2


def test_a_row_taken_out_or_slipped_in_breaks_the_chain(world: World) -> None:
    act(world, Act.REPORT, Act.SCHEDULE, Act.PAUSE)

    tamper(world, "DELETE FROM audit WHERE id = 2")
    taken_out = broken(world)
    with transaction(world.engine) as session:
        forged = AuditRow(id=2, at=TUESDAY, workspace_id=world.workspace, act=Act.PAUSE, chain=bytes(32))
        session.add(forged)

    assert taken_out == 3
    assert broken(world) == 2


@pytest.mark.parametrize("sql", ["UPDATE audit SET detail = ''", "DELETE FROM audit"])
def test_the_program_can_neither_change_nor_remove_a_row(world: World, sql: str) -> None:
    act(world, Act.REPORT)

    with pytest.raises(IntegrityError, match="only added to"):
        world.execute(sql)


def test_an_act_whose_transaction_fails_is_not_in_the_log(world: World) -> None:
    def fail() -> None:
        with transaction(world.engine) as session:
            teams.pause(session, world.team, None)
            audit.append(session, world.workspace, Act.PAUSE, at=TUESDAY, actor=None)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert world.rows("audit") == []


def test_the_log_outlives_the_person_as_a_bare_number(world: World) -> None:
    act(world, Act.REPORT)
    with transaction(world.engine) as session:
        person = people.find(session, world.workspace, AINO)
    assert person is not None
    world.execute("DELETE FROM team_member WHERE person_id = 1")
    world.execute("DELETE FROM person WHERE id = 1")

    with reading(world.engine) as session:
        (view,) = audit.newest(session, world.workspace, limit=1)

    assert (view.actor, view.actor_ref) == (person.id, None)
    assert broken(world) is None
