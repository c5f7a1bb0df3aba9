"""Goals in chat: set, listed, closed."""

from datetime import UTC, datetime

import pytest

from tests.office import BEN, Office

GOAL = 'goal add "Answer customers the same day" theme=CUS owner=<@U2> until=31.12.2026'


async def test_a_goal_brings_four_questions_in_its_own_words(at_work: Office) -> None:
    told = await at_work.type(GOAL)
    listed = await at_work.type("goal list", user=BEN)

    assert "Goal 1 is set" in told
    assert "I know what the goal “Answer customers the same day” means for my own work." in told
    assert "4 questions ask about it" in listed
    assert "Customer understanding" in listed
    assert "<@U2>" in listed


async def test_a_closed_goal_is_asked_about_no_more_and_stays_listed(at_work: Office) -> None:
    await at_work.type(GOAL)
    closed = await at_work.type("goal close 1")
    again = await at_work.type("goal close 1")
    listed = await at_work.type("goal list")

    assert "is closed" in closed
    assert "closed already" in again
    assert "Answer customers" in listed
    assert "questions ask" not in listed


async def test_a_form_does_the_same(at_work: Office) -> None:
    outcome = await at_work.member().command("/pulse goal add", "C1")
    assert outcome.view is not None
    values = {"text": {"text": "Ship every day"}, "theme": {"theme": "STR"}}
    done = await at_work.member().submit(outcome.view.id, values)

    assert "Goal 1 is set" in str(done.view and done.view.blocks)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (f'goal add "{"x" * 81}"', "at most 80"),
        ('goal add "Ship" theme=XYZ', "there is no theme XYZ"),
        ('goal add "Ship" owner=Aino', "type a person of this workspace"),
        ('goal add "Ship" until=yesterday', "until: type a day"),
        ("goal close", "No goal is open. `/pulse goal add` sets one."),
        ("goal close 9", "Type the goal's number"),
    ],
)
async def test_what_cannot_be_understood_is_answered_with_what_to_type(
    at_work: Office, typed: str, sentence: str
) -> None:
    told = await at_work.type(typed)

    assert sentence in told or sentence.replace("at most 80", "1 to 80") in told
    assert "There is no goal yet" in await at_work.type("goal list")


async def test_only_admins_set_and_close_goals(at_work: Office) -> None:
    assert "Only Pulssi admins" in await at_work.type(GOAL, user=BEN)
    assert "Only Pulssi admins" in await at_work.type("goal close 1", user=BEN)


async def test_a_goal_ends_by_itself_after_its_last_day(at_work: Office) -> None:
    await at_work.type('goal add "Ship every day" until=27.11.')
    during = await at_work.type("goal list")
    at_work.clock.move_to(datetime(2026, 11, 28, 9, tzinfo=UTC))
    after = await at_work.type("goal list")

    assert "questions ask about it" in during
    assert "closed" in after
    assert "ask about it" not in after
