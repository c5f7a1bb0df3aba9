"""Asking nothing for a while: one's own pause, and a team's."""

from datetime import timedelta

from sandbox.workspace.company import Person
from tests.bot.cards import asked
from tests.office import ASKED, BEN, MONDAY, OTHER, Office

A_DAY = timedelta(days=1)
A_WEEK = timedelta(weeks=1)


async def test_whoever_pauses_is_asked_nothing_until_they_come_back(first_day: Office) -> None:
    await first_day.set_up()

    paused = await first_day.type("pause", user=BEN)
    await first_day.at(ASKED)
    meanwhile = asked(first_day)
    back = await first_day.type("resume", user=BEN)
    await first_day.running.timetable.run_all()

    assert "You are asked nothing until you type `/pulse resume`." in paused
    assert BEN not in meanwhile
    assert "You are asked again from today on." in back
    assert BEN in asked(first_day)


async def test_a_pause_ends_by_itself_on_its_day(first_day: Office) -> None:
    await first_day.set_up()

    paused = await first_day.type("pause until thu", user=BEN)
    await first_day.at(ASKED + A_DAY)
    before = asked(first_day)
    await first_day.at(ASKED + 2 * A_DAY)

    assert "You are asked again from Thursday 26 Nov 2026 on." in paused
    assert BEN not in before
    assert BEN in asked(first_day)


async def test_a_pause_made_shorter_lets_this_weeks_card_come_after_all(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type("pause", user=BEN)
    await first_day.at(ASKED)

    await first_day.type("pause until=25.11.", user=BEN)
    await first_day.at(ASKED + A_DAY)

    assert BEN in asked(first_day)


async def test_a_pause_over_weeks_leaves_the_others_alone(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type("pause 2026-12-07", user=BEN)

    await first_day.at(ASKED)
    await first_day.at(MONDAY + A_WEEK)
    await first_day.at(ASKED + A_WEEK)
    meanwhile = asked(first_day)
    await first_day.at(MONDAY + 2 * A_WEEK)
    await first_day.at(ASKED + 2 * A_WEEK)

    assert len(meanwhile) == 10
    assert BEN not in meanwhile
    assert asked(first_day).count(BEN) == 1


async def test_resuming_says_why_nothing_may_come_all_the_same(at_work: Office) -> None:
    nothing = await at_work.type("resume", user=BEN)
    await at_work.type("pause team mon")
    team = await at_work.type("resume", user=BEN)
    await at_work.type("me asked=no", user=BEN)
    opted_out = await at_work.type("resume", user=BEN)
    pausing = await at_work.type("pause", user=BEN)

    assert "You have not paused." in nothing
    assert "Support is asked again from Monday 30 Nov 2026 on." in team
    assert "You have opted out" in opted_out
    assert "You have opted out" in pausing


async def test_somebody_on_no_team_is_told_so_kindly(at_work: Office) -> None:
    await at_work.sandbox.hire(Person("U50", "olga", "Olga Out"))

    for text in ("pause", "resume", "me", "me hour=10:00", "me show"):
        assert "You are on no team here, so you are asked nothing" in await at_work.type(
            text, user="U50", channel=OTHER
        )


async def test_a_team_that_pauses_is_asked_nothing_until_an_admin_ends_it(first_day: Office) -> None:
    await first_day.set_up()

    paused = await first_day.type("pause team")
    await first_day.at(ASKED)
    meanwhile = asked(first_day)
    status = await first_day.type("status")
    back = await first_day.type("resume team")
    await first_day.running.timetable.run_all()

    assert "Support is asked nothing until an admin types `/pulse resume team`." in paused
    assert "Week 48 stays open until Friday 27 Nov, 12:00" in paused
    assert meanwhile == []
    assert "The team is asked nothing until an admin types `/pulse resume team`." in status
    assert "gets the card at their next good moment" in back
    assert len(asked(first_day)) == 6


async def test_a_week_in_a_teams_pause_has_no_round(at_work: Office) -> None:
    paused = await at_work.type("pause team 5.12. team=support", channel=OTHER)
    await at_work.at(MONDAY + A_WEEK)
    await at_work.at(ASKED + A_WEEK)
    status = await at_work.type("status")
    back = await at_work.type("resume team team=support", channel=OTHER)
    again = await at_work.type("resume team")

    assert "Support is asked again from Saturday 5 Dec 2026 on." in paused
    assert "Week 49 was skipped: the team had paused." in status
    assert "The team is asked again from Saturday 5 Dec 2026 on." in status
    assert "The next questions come on Tuesday 8 Dec, 09:00" in back
    assert "Support has not paused." in again
    assert len(asked(at_work)) == 6
