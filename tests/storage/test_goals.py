from datetime import date

from storage import goals, people, questions
from storage.database import reading, transaction
from survey.goals import Goal
from survey.ids import GoalId, UserRef
from survey.questions import QuestionDraft, Role
from survey.scales import AGREE
from tests.storage.world import World

UNTIL = date(2026, 12, 31)


def set_goal(world: World, words: str = "Answer customers the same day") -> Goal:
    with transaction(world.engine) as session:
        goal = goals.add(session, world.workspace, words, theme="CUS", until=UNTIL)
        draft = QuestionDraft(
            key=f"GOAL-01.{goal.number}", text=f"I know “{words}”.", scale=AGREE, role=Role.GOAL, goal=goal.id
        )
        questions.add(session, world.workspace, draft)
    return goal


def test_goals_are_numbered_in_their_workspace(world: World) -> None:
    first, second = set_goal(world), set_goal(world, "Ship every day")

    with reading(world.engine) as session:
        found = goals.of_workspace(session, world.workspace)

    assert found == (first, second)
    assert [(goal.number, goal.words, goal.theme) for goal in found] == [
        (1, "Answer customers the same day", "CUS"),
        (2, "Ship every day", "CUS"),
    ]


def test_a_goal_knows_who_answers_for_it(world: World) -> None:
    with transaction(world.engine) as session:
        person = people.find(session, world.workspace, UserRef("U01"))
        assert person is not None
        goal = goals.add(session, world.workspace, "Ship every day", owner=person.id)
        found = goals.find(session, world.workspace, goal.number)
        missing = goals.find(session, world.workspace, 99)

    assert found == goal
    assert goal.owner == "U01"
    assert missing is None


def test_closing_a_goal_retires_its_questions_once(world: World) -> None:
    goal = set_goal(world)
    with transaction(world.engine) as session:
        before = [item.key for item in questions.of_goal(session, goal.id)]
        closed, again = goals.close(session, goal.id), goals.close(session, goal.id)
        after = questions.of_goal(session, goal.id)
        found = questions.find(session, world.workspace, "GOAL-01.1")

    assert before == ["GOAL-01.1"]
    assert (closed, again) == (True, False)
    assert after == ()
    assert found is not None
    assert found.retired


def test_a_goal_lasts_until_its_last_day_unless_it_is_closed() -> None:
    goal = Goal(GoalId(1), 1, "Ship", "", None, UNTIL, is_open=True)
    endless = Goal(GoalId(1), 1, "Ship", "", None, None, is_open=True)
    closed = Goal(GoalId(1), 1, "Ship", "", None, None, is_open=False)

    assert goal.lasts(UNTIL)
    assert not goal.lasts(date(2027, 1, 1))
    assert endless.lasts(date(2027, 1, 1))
    assert not closed.lasts(UNTIL)
