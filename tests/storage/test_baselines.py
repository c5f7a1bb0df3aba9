from storage import baselines, questions
from storage.bank.shipped import shipped
from storage.baselines import Baseline
from storage.database import reading, transaction
from survey.bank.items import Part
from survey.questions import Role
from tests.storage.world import WEEK, World


def test_a_baseline_is_started_changed_and_stopped(world: World) -> None:
    form, spread = Baseline(WEEK, spread=False), Baseline(WEEK.next(), spread=True)
    with transaction(world.engine) as session:
        found = [baselines.of_team(session, world.team)]
        for wanted in (form, spread):
            baselines.start(session, world.team, wanted)
            found.append(baselines.of_team(session, world.team))
        stopped = [baselines.stop(session, world.team) for _ in range(2)]
        found.append(baselines.of_team(session, world.team))

    assert found == [None, form, spread, None]
    assert stopped == [True, False]


def test_its_questions_come_with_the_first_run_and_those_retired_stay_so(world: World) -> None:
    with transaction(world.engine) as session:
        first = baselines.bring_questions(session, world.workspace)
        questions.retire(session, world.workspace, "CXL-03")
        again = baselines.bring_questions(session, world.workspace)

    with reading(world.engine) as session:
        found = [each for each in questions.of_workspace(session, world.workspace) if each.key[:3] == "CXL"]

    assert (first, again) == (12, 0)
    keys = [item.id for item in shipped().of_part(Part.BASELINE)]
    assert [each.key for each in found] == [key for key in keys if key != "CXL-03"]
    assert {each.role for each in found} == {Role.BASELINE}
