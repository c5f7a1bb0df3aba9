"""Whoever leads a team notes that it talked about a week; what was not is told to them alone."""

from datetime import timedelta

import pytest

from tests.office import ADMIN, ASKED, BEN, REPORTED, TEAM, Office

A_WEEK = timedelta(weeks=1)


async def led(at: Office, weeks: int) -> None:
    """A team that Ben leads, so many weeks on."""
    await at.set_up(team=f"name=Support zone=Europe/Helsinki lead=<@{BEN}>")
    for week in range(weeks):
        await at.at(ASKED + week * A_WEEK)
        await at.at(REPORTED + week * A_WEEK)


async def page(at: Office, user: str) -> str:
    outcome = await at.member(user).open_home()
    assert outcome.view is not None
    return str(outcome.view.blocks)


async def test_a_lead_sees_the_weeks_and_notes_them_with_a_button(first_day: Office) -> None:
    await led(first_day, 2)
    home = await first_day.member(BEN).open_home()
    assert home.view is not None
    before = str(home.view.blocks)

    done = await first_day.member(BEN).tap_in_view(home.view.id, f"open:talked week=2026-W48 team=<#{TEAM}>")
    after = await page(first_day, BEN)

    assert "We talked about week 48" in before
    assert "We talked about week 49" in before
    assert done.view is not None
    assert "Noted: Support talked about week 48." in str(done.view.blocks)
    assert "We talked about week 48" not in after
    assert "We talked about week 49" in after
    assert "talked about 2026-W48" in await first_day.type("audit")


async def test_nobody_else_sees_what_was_not_talked_about(first_day: Office) -> None:
    await led(first_day, 1)

    for user in (ADMIN, "U3"):
        assert "talked about" not in await page(first_day, user)
    assert not any("talked" in str(each) for each in (*first_day.told(), *first_day.to_people()))


async def test_only_the_latest_weeks_are_told_of(first_day: Office) -> None:
    await led(first_day, 6)
    shown = await page(first_day, BEN)

    assert [number for number in range(48, 54) if f"We talked about week {number}" in shown] == [
        50,
        51,
        52,
        53,
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("talked", "Noted: Support talked about week 48."),
        ("talked 48", "Noted: Support talked about week 48."),
        ("talked week=2026-W48", "Noted: Support talked about week 48."),
        ("talked 47", "week: Support has no digest of week 47."),
        ("talked someday", "week: type the number of a week, like 48, or 2026-W48."),
    ],
)
async def test_it_can_be_typed(first_day: Office, typed: str, said: str) -> None:
    await led(first_day, 1)

    assert said in await first_day.type(typed, user=BEN)


async def test_with_nothing_left_that_is_said_and_members_may_not(first_day: Office) -> None:
    await led(first_day, 1)
    await first_day.type("talked", user=BEN)
    await first_day.type("talked 48", user=BEN)

    assert "has talked about every week there is" in await first_day.type("talked", user=BEN)
    assert "Whoever leads Support notes that" in await first_day.type("talked 48", user="U3")
