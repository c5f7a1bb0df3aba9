"""A look back reaches the team's channel once, with its picture; where it did not arrive, that is told."""

from datetime import timedelta

from tests.office import ASKED, CLOSED, MONDAY, Office

POST = "chat.postMessage"
NEXT_MONTH = ASKED + timedelta(weeks=6, hours=6)
"""Two o'clock on the day on which the first round of January asks."""


async def play_six_weeks(workplace: Office) -> None:
    for week in range(6):
        later = timedelta(weeks=week)
        await workplace.at(ASKED + later)
        for number in range(1, 7):
            await workplace.answer(f"U{number}", 3 + (number + week) % 2)
        await workplace.at(CLOSED + later)
    await workplace.at(MONDAY + timedelta(weeks=6))


def looked_back(workplace: Office) -> list[dict[str, object]]:
    return [post for post in workplace.posts(POST) if "looking back" in str(post["text"])]


async def test_the_month_is_posted_once_with_its_picture_when_the_next_one_begins(workplace: Office) -> None:
    await play_six_weeks(workplace)
    for hours in range(0, 96, 12):
        await workplace.at(ASKED + timedelta(weeks=6, hours=hours))

    (post,) = looked_back(workplace)
    assert str(post["text"]).split("\n")[0] == (
        "*Support, looking back at weeks 50–53 and the quarter* · in the last 4 rounds 24 of 24 took part"
    )
    assert "Support, weeks 50–53, 2026." in str(post["files"])


async def test_one_in_doubt_is_told_and_posted_when_somebody_has_looked(workplace: Office) -> None:
    await play_six_weeks(workplace)
    await workplace.at(ASKED + timedelta(weeks=6))
    workplace.sandbox.faults.drop(POST, kept=False)
    await workplace.at(NEXT_MONTH)
    status = await workplace.type("status")
    asked = await workplace.type("digest now anyway")
    await workplace.at(NEXT_MONTH + timedelta(minutes=30))

    assert "the look back unsure" in status
    assert "on its way" in asked
    assert len(looked_back(workplace)) == 1
