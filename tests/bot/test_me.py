"""What everybody can set for themselves."""

from datetime import timedelta

from tests.bot.cards import asked
from tests.office import ASKED, BEN, MONDAY, Office

A_WEEK = timedelta(weeks=1)


async def test_settings_start_with_the_teams(at_work: Office) -> None:
    shown = await at_work.type("me show", user=BEN)

    assert "You are asked at your team's hour (Helsinki time), whenever your team is." in shown
    assert "Only you see this." in shown


async def test_ones_own_hour_counts_this_week_already(first_day: Office) -> None:
    await first_day.set_up()

    saved = await first_day.type("me hour=15:00", user=BEN)
    await first_day.at(ASKED)
    before = asked(first_day)
    await first_day.at(ASKED + timedelta(hours=5))

    assert "You are asked at 15:00 (Helsinki time)" in saved
    assert BEN not in before
    assert BEN in asked(first_day)
    assert "at your team's hour" in await first_day.type("me hour=team", user=BEN)


async def test_whoever_opts_out_is_asked_nothing_and_can_come_back(first_day: Office) -> None:
    await first_day.set_up()

    out = await first_day.type("me asked=no", user=BEN)
    await first_day.at(ASKED)
    meanwhile = asked(first_day)
    back = await first_day.type("me asked=yes", user=BEN)
    await first_day.running.timetable.run_all()

    assert "nobody is told. `/pulse me asked=yes` brings the questions back" in out
    assert BEN not in meanwhile
    assert "You are asked at your team's hour" in back
    assert BEN in asked(first_day)


async def test_every_second_week_at_most(first_day: Office) -> None:
    await first_day.set_up()
    saved = await first_day.type("me rhythm=second", user=BEN)

    counts = []
    for week in range(3):
        await first_day.at(MONDAY + week * A_WEEK)
        await first_day.at(ASKED + week * A_WEEK)
        counts.append(asked(first_day).count(BEN))

    assert "every second week at most" in saved
    assert counts == [1, 1, 2]


async def test_settings_can_be_filled_into_a_form(at_work: Office) -> None:
    await at_work.type("pause mon", user=BEN)
    form = await at_work.member(BEN).command("/pulse me", "C1")
    assert form.view is not None

    wrong = await at_work.member(BEN).submit(form.view.id, {"hour": {"hour": "23:00"}})
    done = await at_work.member(BEN).submit(
        form.view.id, {"hour": {"hour": "14:30"}, "rhythm": {"rhythm": "second"}}
    )
    shown = await at_work.type("me show", user=BEN)

    assert "Type one from 06:00 to 21:00" in wrong.errors["hour"]
    assert done.ok
    assert "You are asked at 14:30 (Helsinki time), every second week at most." in shown
    assert "You have paused. You are asked again from Monday 30 Nov 2026 on." in shown


async def test_home_shows_what_one_has_set(at_work: Office) -> None:
    async def home() -> str:
        outcome = await at_work.member(BEN).open_home()
        assert outcome.view is not None
        return str(outcome.view.blocks)

    usual = await home()
    await at_work.type("me hour=15:00 rhythm=second", user=BEN)
    own = await home()
    await at_work.type("pause mon", user=BEN)
    paused = await home()
    await at_work.type("pause team")
    team = await home()
    await at_work.type("me asked=no", user=BEN)
    out = await home()

    assert "You are asked at your team's hour." in usual
    assert "Week 48 is open until Friday 27 Nov" in usual
    assert "15:00, your own hour, every second week at most" in own
    assert "You have paused. You are asked again from Monday 30 Nov 2026 on." in paused
    assert "If you have its card" in paused
    assert "The team is asked nothing until an admin" in team
    assert "You have opted out" in out
    assert "card" not in out.split("What is kept")[0]


async def test_home_tells_ones_own_next_moment(at_work: Office) -> None:
    await at_work.sandbox.change_person(BEN, tz="Europe/London")
    await at_work.type("me hour=15:00", user=BEN)
    await at_work.type("team calendar quiet=49")
    await at_work.type("holiday add 8.12. Retreat")
    await at_work.at(ASKED + timedelta(days=3, hours=6))

    async def home(user: str) -> str:
        outcome = await at_work.member(user).open_home()
        assert outcome.view is not None
        return str(outcome.view.blocks)

    own, usual = await home(BEN), await home("U3")
    await at_work.type("pause 5.1.", user=BEN)
    after_a_pause = await home(BEN)
    await at_work.type("pause", user=BEN)
    never = await home(BEN)

    assert "The next questions come on Wednesday 9 Dec, 15:00 (London time)" in own
    assert "The next questions come on Wednesday 9 Dec, 09:00 (Helsinki time)" in usual
    assert "The next questions come on Tuesday 5 Jan, 15:00 (London time)" in after_a_pause
    assert "The next questions come" not in never


async def test_home_leaves_out_the_week_in_which_one_rests(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type("me rhythm=second", user=BEN)
    await first_day.at(ASKED)
    await first_day.at(ASKED + timedelta(days=3, hours=6))

    outcome = await first_day.member(BEN).open_home()

    assert outcome.view is not None
    assert "The next questions come on Tuesday 8 Dec, 09:00" in str(outcome.view.blocks)
