"""The team's latest figures on demand, in words at once and as a picture in the direct messages."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from sandbox.block_kit.validator import view_problems
from tests.office import ADMIN, ASKED, BEN, OTHER, REPORTED, Office, company, office

A_WEEK = timedelta(weeks=1)
GOOD, BAD = (4, 4, 5, 3, 4, 4, 5, 4), (3, 2, 4, 2, 3, 2, 1, 3)


async def play(at: Office, week: int, values: tuple[int, ...]) -> None:
    """A week in which everybody answers everything alike."""
    await at.at(ASKED + week * A_WEEK)
    count = len(at.round().questions)
    for number, value in enumerate(values, start=1):
        await at.answer(f"U{number}", *[value] * count)
    await at.at(REPORTED + week * A_WEEK + timedelta(minutes=5))


@pytest_asyncio.fixture
async def reported(tmp_path: Path) -> AsyncIterator[Office]:
    """Eight people, one question a week, and two weeks that are over."""
    async with office(tmp_path, staff=company(8)) as at_work:
        await at_work.set_up()
        await at_work.type("schedule questions=1")
        await play(at_work, 0, GOOD)
        await play(at_work, 1, BAD)
        at_work.record.clear()
        yield at_work


def pictures(at: Office, user: str) -> list[str]:
    """The alternative texts of the pictures in somebody's direct messages."""
    files = [
        at.sandbox.workspace.files[each] for message in at.member(user).inbox() for each in message.files
    ]
    return [file.alt or "" for file in files if file.name.endswith(".png")]


async def test_anybody_on_the_team_gets_the_last_round_and_its_picture(reported: Office) -> None:
    said = await reported.type("results", user=BEN)

    assert "Results of Support" in said
    assert "How did your work week feel?" in said
    assert "8 of 8 answered." in said
    assert "Too early to say: 1 of 6 measurements." in said
    (picture,) = pictures(reported, BEN)
    assert picture.startswith("Support, week 49.")
    assert "Too early to say" in picture
    assert pictures(reported, ADMIN) == []


async def test_one_question_or_one_theme_can_be_looked_at(reported: Office) -> None:
    by_key = await reported.type("results gen-01")
    by_theme = await reported.type("results General weeks=2")
    first = await reported.type("results about=STR-01")

    assert "How did your work week feel?" in by_key
    assert "How did your work week feel?" in by_theme
    assert "Support has no figures of that yet." in first


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("results nonsense", "There is no question and no theme nonsense."),
        ("results weeks=1", "weeks: type a number from 2 to 12."),
        ("results weeks=many", "weeks: type a number from 2 to 12."),
        ("results CXL-01", "There is no question and no theme CXL-01."),
        ("results CUS-04", "Support has no figures of that yet. A digest brings them."),
    ],
)
async def test_what_there_is_none_of_is_said(reported: Office, typed: str, sentence: str) -> None:
    assert sentence in await reported.type(typed)
    assert pictures(reported, ADMIN) == []


async def test_others_do_not_see_a_teams_results(reported: Office) -> None:
    reported.sandbox.workspace.channels[OTHER].members.append("U0PULSSI")
    await reported.type("team add name=Design", channel=OTHER)

    refused = await reported.type("results team=Design", user="U3")

    assert "Only the people of Design" in refused
    assert "Design has no figures of that yet." in await reported.type("results team=Design")


async def test_that_somebody_looked_is_written_down(reported: Office) -> None:
    await reported.type("results", user=BEN)

    assert "opened by a member" in await reported.type("audit")


async def test_a_picture_that_cannot_be_sent_leaves_the_words(reported: Office) -> None:
    reported.sandbox.faults.rate_limit("chat.postMessage", retry_after=300)

    assert "How did your work week feel?" in await reported.type("results", user=BEN)
    assert pictures(reported, BEN) == []


async def test_another_question_is_chosen_from_what_the_team_was_told(reported: Office) -> None:
    command = await reported.member(BEN).command("/pulse results", "C1")
    assert command.ephemeral is not None
    assert "Choose what to see" in str(command.ephemeral.blocks)
    form = await reported.member(BEN).command("/pulse results choose", "C1")
    assert form.view is not None
    assert view_problems(form.view.body, "modal") == []
    assert options(form.view.body) == ["GEN", "IDE", "RES", "GEN-01", "IDE-01", "RES-01"]

    shown = await reported.member(BEN).submit(
        form.view.id, {"about": {"about": "GEN-01"}, "weeks": {"weeks": "2"}}
    )
    await reported.running.followups.finish()

    assert shown.view is not None
    told = str(shown.view.blocks)
    assert "How did your work week feel?" in told
    assert "Choose what to see" not in told, "a window opens no second one"
    assert len(pictures(reported, BEN)) == 2
    assert (await reported.type("audit")).count("opened by a member") == 2


async def test_a_form_left_as_it_is_shows_the_last_round(reported: Office) -> None:
    typed = await reported.type("results choose weeks=12", user=BEN)
    by_theme = await reported.type("results choose about=GEN", user=BEN)

    assert "How did your work week feel?" in typed
    assert "How did your work week feel?" in by_theme


async def test_the_form_says_what_is_wrong_at_its_field(reported: Office) -> None:
    form = await reported.member(BEN).command("/pulse results choose", "C1")
    assert form.view is not None

    refused = await reported.member(BEN).submit(form.view.id, {"weeks": {"weeks": "40"}})

    assert refused.errors == {"weeks": "Type a number from 2 to 12."}


async def test_the_form_is_for_the_team_and_where_there_are_figures(reported: Office) -> None:
    reported.sandbox.workspace.channels[OTHER].members.append("U0PULSSI")
    await reported.type("team add name=Design", channel=OTHER)

    assert "Only the people of Design" in await reported.type("results choose team=Design", user="U3")
    assert "Design has no figures of that yet." in await reported.type("results choose team=Design")


async def test_the_button_keeps_to_its_team_wherever_it_is_shown(reported: Office) -> None:
    reported.sandbox.workspace.channels[OTHER].members.append("U0PULSSI")
    await reported.type("team add name=Design", channel=OTHER)
    shown = await reported.member(ADMIN).command("/pulse results team=Support", OTHER)
    assert shown.ephemeral is not None
    (button,) = [
        each
        for block in shown.ephemeral.blocks or []
        for each in block.get("elements", ())
        if "value" in each
    ]

    form = await reported.member(ADMIN).command(f"/pulse {button['value']}", OTHER)

    assert form.view is not None
    assert "Figures of *Support*." in str(form.view.blocks)


def options(view: dict[str, Any]) -> list[str]:
    """The values of the only list of a form."""
    (block,) = [each for each in view["blocks"] if each.get("element", {}).get("options")]
    return [each["value"] for each in block["element"]["options"]]
