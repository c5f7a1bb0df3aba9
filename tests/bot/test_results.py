"""The team's latest figures on demand, in words at once and as a picture in the direct messages."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

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
