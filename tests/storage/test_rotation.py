"""What weeks are planned from, read from the tables, and a year of it with the bank that ships."""

from dataclasses import replace
from datetime import date

import pytest

from storage import baselines, calendars, goals, plans, pools, pulses, questions, rotation, rounds, teams
from storage.bank.shipped import shipped
from storage.baselines import Baseline
from storage.database import reading, transaction
from storage.rotation import Planning
from survey.bank.drafts import goal_drafts, to_start_with
from survey.calendars import WeekSpan
from survey.ids import ChannelRef
from survey.people import Audience
from survey.plans import Change, PlanChange
from survey.questions import QuestionDraft, Role
from survey.rotation.candidates import REST, Candidate, Slots
from survey.rotation.draft import Reason
from survey.rounds import DEFAULT_SCHEDULE, Moments
from survey.scales import AGREE
from survey.weeks import Week
from tests.storage.world import HELSINKI, MONDAY, WEEK, World

AFTER = WEEK.plus(3)


def planning(world: World) -> Planning:
    with reading(world.engine) as session:
        pulse = pulses.of_team(session, world.team)
        assert pulse is not None
        return rotation.ahead_of_team(session, teams.get(session, world.team), pulse)


def by_key(world: World) -> dict[str, Candidate]:
    return {each.key: each for each in planning(world).candidates}


def test_a_question_comes_with_what_the_rotation_asks_of_it(world: World) -> None:
    draft = QuestionDraft("LEA-01", "Q?", AGREE, theme="Leadership", theme_key="LEA", role=Role.DEPTH)
    with transaction(world.engine) as session:
        questions.add(session, world.workspace, replace(draft, sensitive=True))
        questions.retire(session, world.workspace, "Q3")

    assert planning(world).candidates == (
        Candidate("Q1", "", Role.ANCHOR, order=0),
        Candidate("Q2", "focus", Role.MARKER, order=1),
        Candidate("LEA-01", "LEA", Role.DEPTH, sensitive=True, order=2),
    )


def test_it_knows_when_each_was_last_asked_in_whatever_version(world: World) -> None:
    world.open(WEEK, asked=3)
    world.open(WEEK.next(), asked=2)
    with transaction(world.engine) as session:
        better = QuestionDraft("Q2", "I know what matters most.", AGREE, theme="Focus")
        questions.edit(session, world.workspace, better)

    assert {key: each.last_week for key, each in by_key(world).items()} == {
        "Q1": WEEK.next().index,
        "Q2": WEEK.next().index,
        "Q3": WEEK.index,
    }


def test_what_a_team_was_asked_in_a_round_it_shared_counts_when_it_is_on_its_own_again(world: World) -> None:
    with transaction(world.engine) as session:
        channel = Audience(ChannelRef("C2"))
        guest = teams.add(session, world.workspace, channel, name="Guest", zone=HELSINKI, country="")
        pulse = pulses.ensure(session, guest, DEFAULT_SCHEDULE, next_week=WEEK.next(), floor=5)
        pools.share(session, teams.get(session, guest), teams.get(session, world.team))
        opened = rounds.open_(
            session,
            world.pulse,
            week=WEEK,
            moments=Moments(MONDAY, MONDAY, MONDAY),
            questions=world.questions[:1],
            invitations=(),
            floor=5,
            key_name="shared",
            beside=[guest],
        )
        pools.release(session, teams.get(session, guest), at=MONDAY)
        found = rotation.of_team(session, teams.get(session, guest), pulse)

    assert opened is not None
    assert [each.last_week for each in found.candidates] == [WEEK.index, None, None]


def test_a_goal_is_asked_about_up_to_its_last_monday_and_never_once_closed(world: World) -> None:
    with transaction(world.engine) as session:
        lasting = goals.add(session, world.workspace, "Ship", until=AFTER.monday())
        closed = goals.add(session, world.workspace, "Win")
        for goal in (lasting, closed):
            questions.add(session, world.workspace, goal_drafts(shipped(), goal)[0])
    # Closed without its questions, as a restored copy may have it.
    world.execute(f"UPDATE goal SET is_open = false WHERE id = {closed.id}")  # noqa: S608

    found = by_key(world)
    assert "GOAL-01.2" not in found
    assert found["GOAL-01.1"].until == AFTER.index
    for week in (AFTER.plus(-1), AFTER, AFTER.next()):
        asked = "GOAL-01.1" in planning(world).of_week(week).keys
        assert asked is lasting.lasts(week.monday()) is (week <= AFTER)


def test_a_goal_that_ends_before_a_monday_is_not_asked_about_in_that_week(world: World) -> None:
    sunday = date.fromisocalendar(WEEK.year, WEEK.number, 7)
    with transaction(world.engine) as session:
        goal = goals.add(session, world.workspace, "Ship", until=sunday)
        questions.add(session, world.workspace, goal_drafts(shipped(), goal)[0])

    plans_ = planning(world).ahead(2)

    assert ["GOAL-01.1" in plan.keys for plan in plans_] == [True, False]


def test_the_places_the_pace_and_the_seed_are_the_teams_and_the_workspaces(world: World) -> None:
    with transaction(world.engine) as session:
        slower = replace(DEFAULT_SCHEDULE, questions=2, every=2)
        pulses.reschedule(session, world.team, slower, next_week=WEEK)

    found = planning(world).rotation

    assert (found.seed, found.slots, found.every) == ("T1", Slots(1, 1, baseline=1), 2)
    assert found.baseline_since is None


@pytest.mark.parametrize(("spread", "places"), [(True, 2), (False, 12)])
def test_a_baseline_is_run_as_it_was_started(world: World, spread: bool, places: int) -> None:
    with transaction(world.engine) as session:
        baselines.start(session, world.team, Baseline(AFTER, spread=spread))

    found = planning(world).rotation

    assert (found.slots.baseline, found.baseline_since) == (places, AFTER.index)


def test_what_people_want_reaches_its_week_alone(world: World) -> None:
    with transaction(world.engine) as session:
        plans.change(session, world.team, PlanChange(WEEK.plus(-1), Change.PIN, "Q3"))
        plans.change(session, world.team, PlanChange(WEEK.next(), Change.SKIP, "Q2"))

    found = planning(world)
    first, second, third = found.ahead(3)

    assert set(found.wishes) == {WEEK.next()}
    assert first == found.of_week(WEEK)
    assert "Q2" not in found.of_week(WEEK.next()).keys
    assert [set(plan.keys) & {"Q2"} for plan in (first, second, third)] == [{"Q2"}, set(), set()]


def test_quiet_weeks_are_passed_over(world: World) -> None:
    with transaction(world.engine) as session:
        quiet = (WeekSpan(WEEK.next().number, WEEK.next().number),)
        calendars.change(session, world.team, replace(calendars.settings(session, world.team), quiet=quiet))
    found = planning(world).ahead(2)

    assert [plan.week for plan in found] == [WEEK, WEEK.plus(2)]


def test_questions_come_back_by_key_in_the_order_wanted_and_retired_ones_not(world: World) -> None:
    with transaction(world.engine) as session:
        questions.retire(session, world.workspace, "Q3")
        questions.edit(session, world.workspace, QuestionDraft("Q2", "Newer?", AGREE))
        found = rotation.named(session, world.workspace, ["Q2", "Q3", "Q1", "Q9"])

    assert [(question.key, question.version) for question in found] == [("Q2", 2), ("Q1", 1)]


def test_a_year_of_the_shipped_bank_opened_week_by_week(world: World) -> None:
    """SCIENCE 3.2 through the tables: each theme ten or eleven times, and the promises to people."""
    with transaction(world.engine) as session:
        for key in ("Q1", "Q2", "Q3"):
            questions.retire(session, world.workspace, key)
        questions.add_new(session, world.workspace, to_start_with(shipped()))
    foreseen = planning(world).ahead(52)
    asked = [_play(world, WEEK.plus(number)) for number in range(52)]

    sensitive = {item.id for item in shipped().items if item.sensitive}
    themes = [shipped().item(key).theme for keys in asked for key in keys[1:]]  # type: ignore[union-attr]
    last: dict[str, int] = {}
    for number, keys in enumerate(asked):
        assert (keys[0], len(keys), len(set(keys))) == ("GEN-01", 3, 3)
        assert len(sensitive & set(keys)) <= 1
        for key in keys[1:]:
            assert number - last.get(key, -REST) >= REST
            last[key] = number
    assert {themes.count(theme) for theme in set(themes)} <= {10, 11}
    assert len(set(themes)) == 10
    assert "GEN-02" not in last
    assert asked == [plan.keys for plan in foreseen]


def _play(world: World, week: Week) -> tuple[str, ...]:
    with transaction(world.engine) as session:
        pulse = pulses.of_team(session, world.team)
        assert pulse is not None
        plan = rotation.of_team(session, teams.get(session, world.team), pulse).of_week(week)
        assert plan.chosen[0].reason is Reason.ANCHOR
        rounds.open_(
            session,
            pulse,
            week=week,
            moments=Moments(MONDAY, MONDAY, MONDAY),
            questions=rotation.named(session, world.workspace, plan.keys),
            invitations=(),
            floor=5,
            key_name=f"key-{week}",
        )
    return plan.keys
