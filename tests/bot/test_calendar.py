"""When a team works: its days, hours and quiet weeks, and its days off."""

from datetime import timedelta

from storage import calendars, workspaces
from storage.database import transaction
from storage.teams import find_by_channel
from survey.ids import ChannelRef
from tests.bot.cards import asked
from tests.office import ASKED, BEN, MONDAY, OTHER, TEAM, Office

A_DAY = timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
A_WEEK = timedelta(weeks=1)


async def test_everybody_sees_when_the_team_works(at_work: Office) -> None:
    shown = await at_work.type("team calendar", user=BEN)

    assert "Support works Mon-Fri, 08:00-18:00." in shown
    assert "Public holidays: Finland · quiet weeks: none · guests: not asked" in shown
    assert "Next days off: Thursday 24 Dec 2026 (Christmas Eve), Friday 25 Dec 2026 (Christmas Day)" in shown
    assert "a question whose moment has passed comes in these hours" in shown


async def test_an_admin_changes_only_what_is_typed(at_work: Office) -> None:
    changed = await at_work.type(
        'team calendar country=DE-BY days="mon-thu, sat" quiet="27-30, 52-1" team=support', channel=OTHER
    )
    again = await at_work.type("team calendar hours=8.30-16 guests=yes")
    none = await at_work.type("team calendar country=none quiet=none days=sun-thu")

    assert "Support works Mon-Thu, Sat, 08:00-18:00." in changed
    assert "Public holidays: Germany (BY) · quiet weeks: 27-30, 52-1 · guests: not asked" in changed
    assert "Support works Mon-Thu, Sat, 08:30-16:00." in again
    assert "quiet weeks: 27-30, 52-1 · guests: asked, too" in again
    assert "Support works Mon-Thu, Sun, 08:30-16:00." in none
    assert "Public holidays: none · quiet weeks: none" in none
    assert "No days off are known." in none


async def test_the_calendar_can_be_changed_with_a_form(at_work: Office) -> None:
    form = await at_work.member().command("/pulse team calendar team=support", OTHER)
    assert form.view is not None

    wrong = await at_work.member().submit(form.view.id, {"hours": {"hours": "18-8"}})
    done = await at_work.member().submit(
        form.view.id, {"hours": {"hours": "08:00-17:00"}, "quiet": {"quiet": "28"}}
    )

    assert "begin before they end" in wrong.errors["hours"]
    assert "Christmas Eve" in str(form.view.blocks)
    assert done.ok
    shown = await at_work.type("team calendar", user=BEN)
    assert "Support works Mon-Fri, 08:00-17:00." in shown
    assert "quiet weeks: 28 ·" in shown


async def test_a_day_that_becomes_free_moves_the_question(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.at(MONDAY)

    await first_day.type("team calendar days=wed-fri")
    await first_day.at(ASKED)
    before = asked(first_day)
    await first_day.at(ASKED + A_DAY)

    assert before == []
    assert len(asked(first_day)) == 6


async def test_a_quiet_week_has_no_round(at_work: Office) -> None:
    await at_work.type("team calendar quiet=49")
    await at_work.at(ASKED + A_WEEK)

    assert "Week 49 was skipped: it is one of the team's quiet weeks." in await at_work.type("status")


async def test_days_off_are_added_listed_and_taken_back(at_work: Office) -> None:
    added = await at_work.type("holiday add 2026-12-07 “Office closed”")
    nameless = await at_work.type("holiday add 8.12. team=support", channel=OTHER)
    listed = await at_work.type("holiday list", user=BEN)
    removed = await at_work.type("holiday remove 2026-12-07")
    after = await at_work.type("holiday list")

    assert "Support does not work on Monday 7 Dec 2026: Office closed." in added
    assert "Tuesday 8 Dec 2026: Day off." in nameless
    assert "Monday 7 Dec 2026 · Office closed · own day" in listed
    assert "Friday 25 Dec 2026 · Christmas Day · public" in listed
    assert "Monday 7 Dec 2026 is no day off of Support's own any more." in removed
    assert "Office closed" not in after


async def test_a_public_holiday_is_not_taken_back_one_by_one(at_work: Office) -> None:
    await at_work.type("holiday add 25.12. Party")

    removed = await at_work.type("holiday remove 25.12.")
    again = await at_work.type("holiday remove 25.12.")
    never = await at_work.type("holiday remove 10.12.")

    assert "It is still a public holiday: Christmas Day." in removed
    assert "is a public holiday (Christmas Day), no day of the team's" in again
    assert "Thursday 10 Dec 2026 is no day off of Support." in never


async def test_a_team_without_a_country_learns_how_to_set_one(at_work: Office) -> None:
    await at_work.type("team calendar country=none")

    listed = await at_work.type("holiday list")

    assert "None are known in the coming twelve months." in listed
    assert "`/pulse team calendar country=FI` sets it" in listed


async def test_a_day_off_moves_the_question_and_taking_it_back_brings_it(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type("holiday add 24.11. Retreat")
    await first_day.at(ASKED)
    before = asked(first_day)

    await first_day.type("holiday remove 24.11.")
    await first_day.at(ASKED + A_MINUTE)

    assert before == []
    assert len(asked(first_day)) == 6


async def test_a_year_of_days_off_fits_into_a_message(at_work: Office) -> None:
    with transaction(at_work.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        team = find_by_channel(session, workspace.id, ChannelRef(TEAM))
        assert team is not None
        for number in range(366):
            calendars.add_day_off(session, team.id, MONDAY.date() + number * A_DAY, "&" * 60)

    listed = await at_work.type("holiday list")

    assert "Days off of Support: 365" in listed
    assert "Tuesday 24 Nov 2026" in listed
