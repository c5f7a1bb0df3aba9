"""A look back reaches the team's channel once, with its picture."""

from datetime import timedelta

from tests.office import ASKED, CLOSED, MONDAY, Office


async def test_the_month_is_posted_once_with_its_picture_when_the_next_one_begins(workplace: Office) -> None:
    for week in range(6):
        later = timedelta(weeks=week)
        await workplace.at(ASKED + later)
        for number in range(1, 7):
            await workplace.answer(f"U{number}", 3 + (number + week) % 2)
        await workplace.at(CLOSED + later)
    await workplace.at(MONDAY + timedelta(weeks=6))
    for hours in range(0, 96, 12):
        await workplace.at(ASKED + timedelta(weeks=6, hours=hours))

    looked = [post for post in workplace.posts("chat.postMessage") if "behind us" in str(post["text"])]

    assert [str(post["text"]).split("\n")[0] for post in looked] == [
        "*Support, weeks 50–53 and the quarter behind us* · in the last 4 rounds 24 of 24 took part"
    ]
    (file,) = looked[0]["files"]
    assert file["alt"].startswith("Support, weeks 50–53, 2026.")
