from storage import plans
from storage.database import reading, transaction
from survey.plans import Change, PlanChange
from survey.weeks import Week
from tests.storage.world import World

WEEK = Week(2026, 50)
PIN = PlanChange(WEEK, Change.PIN, "STR-01")
SWAP = PlanChange(WEEK.next(), Change.SWAP, "CUS-01", instead="CUS-02")


def test_changes_are_kept_by_week(world: World) -> None:
    with transaction(world.engine) as session:
        plans.change(session, world.team, PIN)
        plans.change(session, world.team, SWAP)

    with reading(world.engine) as session:
        both = plans.changes(session, world.team, since=WEEK)
        later = plans.changes(session, world.team, since=WEEK.next())

    assert both == (PIN, SWAP)
    assert later == (SWAP,)


def test_the_last_word_about_a_question_counts(world: World) -> None:
    skip = PlanChange(WEEK, Change.SKIP, "STR-01")
    with transaction(world.engine) as session:
        plans.change(session, world.team, PIN)
        plans.change(session, world.team, skip)
        kept = plans.changes(session, world.team, since=WEEK)
        undone = plans.undo(session, world.team, WEEK, "STR-01")
        again = plans.undo(session, world.team, WEEK, "STR-01")

    assert kept == (skip,)
    assert (undone, again) == (True, False)
