"""What a command needs can be picked in a form, where nothing was typed after it."""

import asyncio

import pytest

from sandbox.people.members import Outcome
from storage import questions, workspaces
from storage.database import reading
from tests.office import ADMIN, BEN, CLOSED, OTHER, TEAM, Office, stored

PICKS = (
    ("question retire", "key", "GEN-01", "GEN-01 is retired"),
    ("question show", "key", "GEN-01", "How did your work week feel?"),
    ("bank add", "key", "CXL-01", "CXL-01 is asked from the next round on."),
    ("admin add", "person", BEN, "is an admin of Pulssi now."),
    ("holiday add", "day", "24.12.", "does not work on Thursday 24 Dec 2026"),
    ("baseline start", "spread", "no", "is asked the customer baseline from week 49 on"),
)


async def opened(at: Office, command: str, *, user: str = ADMIN) -> Outcome:
    outcome = await at.member(user).command(f"/pulse {command}", TEAM)
    assert outcome.view is not None, command
    return outcome


async def sent(at: Office, form: Outcome, **values: str) -> Outcome:
    assert form.view is not None
    return await at.member().submit(form.view.id, {name: {name: value} for name, value in values.items()})


@pytest.mark.parametrize(("command", "field", "value", "said"), PICKS)
async def test_what_is_picked_is_done_as_if_it_were_typed(
    at_work: Office, command: str, field: str, value: str, said: str
) -> None:
    outcome = await sent(at_work, await opened(at_work, command), **{field: value})

    assert outcome.ok
    assert outcome.view is not None
    assert said in str(outcome.view.blocks)


@pytest.mark.parametrize(
    "command",
    [*(command for command, *_ in PICKS if command != "question show"), "question edit", "admin remove"],
)
async def test_only_admins_are_offered_what_only_they_may_do(at_work: Office, command: str) -> None:
    assert "Only Pulssi admins can do that." in await at_work.type(command, user="U3")


async def test_a_question_picked_to_be_changed_opens_in_the_same_window(at_work: Office) -> None:
    picked = await sent(at_work, await opened(at_work, "question edit"), key="GEN-01")
    assert picked.view is not None
    form = str(picked.view.blocks)
    changed = await sent(at_work, picked, text="How did this work week feel?")

    assert "How did your work week feel?" in form
    assert changed.view is not None
    assert "GEN-01" in str(changed.view.blocks)
    with reading(at_work.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        known = questions.find(session, workspace.id, "GEN-01")
        assert known is not None
        assert known.text == "How did this work week feel?"


async def test_what_was_taken_away_can_be_picked_to_come_back(at_work: Office) -> None:
    await at_work.type("question retire GEN-01")
    await at_work.type('holiday add 2026-12-24 "Early Christmas"')
    await at_work.type('goal add "Answer customers the same day"')
    await at_work.type(f"admin add <@{BEN}>")

    restored = await sent(at_work, await opened(at_work, "question restore"), key="GEN-01")
    removed = await sent(at_work, await opened(at_work, "holiday remove"), day="2026-12-24")
    closed = await sent(at_work, await opened(at_work, "goal close"), key="1")
    gone = await sent(at_work, await opened(at_work, "admin remove"), person=BEN)

    said = [str(each.view and each.view.blocks) for each in (restored, removed, closed, gone)]
    assert "GEN-01 is asked again" in said[0]
    assert "is no day off of Support's own any more" in said[1]
    assert "is closed: nothing asks about it any more" in said[2]
    assert "is an admin of Pulssi no more." in said[3]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("question restore", "No question is retired"),
        ("holiday remove", "Support has no days off of its own."),
        ("goal close", "No goal is open."),
        ("team share", "There is no other team to share a round with."),
    ],
)
async def test_where_there_is_nothing_to_pick_that_is_said(at_work: Office, command: str, said: str) -> None:
    before = stored(at_work)

    assert said in await at_work.type(command)
    assert stored(at_work) == before


async def test_without_questions_there_is_none_to_pick(at_work: Office) -> None:
    at_work.retire_all()

    assert "There are no questions." in await at_work.type("question edit")
    assert "There are no questions." in await at_work.type("question show")


async def test_a_baseline_that_runs_is_not_begun_anew_by_saving_its_form(at_work: Office) -> None:
    await at_work.type("baseline start spread=yes week=49")
    form = await opened(at_work, "baseline start")
    assert form.view is not None
    began = form.view.blocks[2]["element"]["initial_value"]
    outcome = await sent(at_work, form)
    assert outcome.view is not None

    assert began == "2026-W49"
    assert "runs like that already" in str(outcome.view.blocks)


async def test_at_a_field_no_markup_is_shown(at_work: Office) -> None:
    outcome = await sent(at_work, await opened(at_work, "admin remove"), person=ADMIN)

    told = "Nothing was changed: this person is the only admin here."
    assert outcome.errors is not None
    assert outcome.errors["person"].startswith(told)
    assert not set("\x02\x03`*") & set(outcome.errors["person"])


async def test_a_form_sent_twice_at_once_is_taken_once(at_work: Office) -> None:
    form = await opened(at_work, "goal add")
    assert form.view is not None
    filled = {"text": {"text": "Answer the same day"}}
    both = [at_work.member().submit(form.view.id, filled) for _ in range(2)]
    outcomes = await asyncio.gather(*both, return_exceptions=True)

    assert not any(getattr(each, "errors", None) for each in outcomes)
    assert (await at_work.type("goal list")).count("Answer the same day") == 1


async def test_goals_past_their_last_day_are_not_offered(at_work: Office) -> None:
    await at_work.type('goal add "Answer the same day" until=2026-11-25')
    await at_work.at(CLOSED)

    assert "No goal is open." in await at_work.type("goal close")
    assert "Answer the same day" not in str((await opened(at_work, "question add")).view)
    assert "goal: type the number of an open goal" in await at_work.type('question add "Was it fast?" goal=1')


async def test_a_team_called_none_does_not_break_the_form(at_work: Office) -> None:
    at_work.sandbox.workspace.channels[OTHER].members.append("U0PULSSI")
    await at_work.type("team add name=none", channel=OTHER)

    assert "There is no other team" in await at_work.type("team share")


async def test_the_promise_is_changed_by_a_form_that_shows_what_holds(at_work: Office) -> None:
    button = "open:promise change"
    everybody = await at_work.member("U3").command("/pulse promise", TEAM)
    admin = await at_work.member().command("/pulse promise", TEAM)
    assert everybody.ephemeral is not None
    assert admin.ephemeral is not None
    form = await at_work.member().tap(TEAM, admin.ephemeral.ts, button)
    outcome = await sent(at_work, form, floor="6", leads="counted")

    assert button not in str(everybody.ephemeral.blocks)
    assert outcome.view is not None
    assert "6 answers" in str(outcome.view.blocks)
    assert "asked with the team and counted" in str(outcome.view.blocks)
    again = await opened(at_work, "promise change")
    assert again.view is not None
    assert again.view.blocks[1]["element"]["initial_value"] == "6"
    assert again.view.blocks[2]["element"]["initial_option"]["value"] == "counted"
    unchanged = await sent(at_work, again)
    assert "That is promised already; nothing was changed." in str(unchanged.view and unchanged.view.blocks)
    assert (await at_work.type("audit")).count("leads=counted") == 1


async def test_a_whole_bank_in_use_has_none_left_to_pick(at_work: Office) -> None:
    form = await opened(at_work, "bank add")
    assert form.view is not None
    (field,) = form.view.blocks
    for option in field["element"]["options"]:
        await at_work.type(f"bank add {option['value']}")
    await at_work.member().close_view(form.view.id)

    assert "Every question of the bank is asked already." in await at_work.type("bank add")


async def test_more_than_a_list_can_show_is_typed(at_work: Office) -> None:
    for number in range(60):
        await at_work.type(f'question add "Was idea {number} a good one?"')
    form = await opened(at_work, "question retire")
    assert form.view is not None

    assert form.view.blocks[0]["element"]["type"] == "plain_text_input"


async def test_forms_about_a_team_show_what_holds_now(at_work: Office) -> None:
    at_work.sandbox.workspace.channels[OTHER].members.append("U0PULSSI")
    await at_work.type("team add name=Design", channel=OTHER)
    await at_work.type("baseline start spread=no week=51")
    await at_work.type("team share with=Design")

    share = await opened(at_work, "team share")
    assert share.view is not None
    await at_work.member().close_view(share.view.id)
    baseline = await opened(at_work, "baseline start team=Design")
    assert baseline.view is not None

    assert share.view.blocks[1]["element"]["initial_option"]["value"] == "Design"
    assert "Spread over weeks" in str(baseline.view.blocks[1]["element"]["initial_option"])
