"""The page of a person: what everybody sees, and what leads and admins see beside it."""

from sandbox.people.members import Outcome
from storage import goals, questions, workspaces
from storage.database import transaction
from tests.office import ADMIN, BEN, Office


def page(outcome: Outcome) -> str:
    assert outcome.view is not None
    return str(outcome.view.blocks)


async def home(office: Office, user: str) -> str:
    return page(await office.member(user).open_home())


async def pressed(office: Office, user: str, action: str) -> Outcome:
    """Press a button of one's own page."""
    await office.member(user).open_home()
    view = office.member(user).home()
    assert view is not None
    outcome = await office.member(user).tap_in_view(view.id, action)
    assert outcome.ok, outcome.error
    return outcome


async def test_everybody_opens_their_own_settings_from_it(at_work: Office) -> None:
    outcome = await pressed(at_work, BEN, "open:me")
    modal = at_work.member(BEN).modal()

    assert outcome.ok
    assert modal is not None
    assert "Your questions" in str(modal.body)


async def test_what_a_command_answers_is_shown_in_a_window(at_work: Office) -> None:
    await pressed(at_work, BEN, "open:privacy")
    modal = at_work.member(BEN).modal()

    assert modal is not None
    assert "Stored about you now" in str(modal.blocks)


async def test_members_see_nothing_of_admins_and_leads(at_work: Office) -> None:
    seen = await home(at_work, BEN)

    assert "For admins" not in seen
    assert "Teams you lead" not in seen


async def test_a_lead_sees_the_team_in_counts(at_work: Office) -> None:
    await at_work.type(f"team lead <@{BEN}>")
    seen = await home(at_work, BEN)

    assert "Teams you lead" in seen
    assert "6 of 6 asked" in seen
    assert "For admins" not in seen


async def test_an_admin_sees_that_nothing_needs_attention(at_work: Office) -> None:
    seen = await home(at_work, ADMIN)

    assert "For admins" in seen
    assert "Nothing needs your attention" in seen
    assert "Support" in seen


async def test_an_admin_sees_what_needs_attention(at_work: Office) -> None:
    await at_work.type('goal add "Answer customers the same day"')
    with transaction(at_work.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        (goal,) = goals.of_workspace(session, workspace.id)
        for item in questions.of_goal(session, goal.id):
            questions.retire(session, workspace.id, item.key)
    seen = await home(at_work, ADMIN)

    assert "Needs your attention" in seen
    assert "Goal 1, Answer customers the same day" in seen


async def test_before_the_first_team_the_page_says_what_comes_next(first_day: Office) -> None:
    await first_day.type("setup")
    seen = await home(first_day, ADMIN)

    assert "There is no team yet" in seen
