"""In the channel of a team that is asked together with another, commands act on their one round."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from storage import agenda
from storage.database import reading
from tests.bot.cards import asked
from tests.bot.test_promise import posted, staff
from tests.office import ADMIN, ASKED, CLOSED, MONDAY, OTHER, REPORTED, TEAM, Office, office, texts

A_WEEK = timedelta(weeks=1)


@pytest_asyncio.fixture
async def pooled(tmp_path: Path) -> AsyncIterator[Office]:
    """Design, four people of whom one is in Support, too, is asked together with Support from week 49 on."""
    async with office(tmp_path, staff=staff()) as at_work:
        await at_work.at(ASKED)
        await at_work.type("setup zone=Europe/Helsinki")
        await at_work.type("team add name=Support zone=Europe/Helsinki")
        added = await at_work.type(f"team add name=Design shares=<#{TEAM}|support>", channel=OTHER)
        assert "From the next round on it is asked together with Support" in added
        assert "sees no figures" not in added
        yield at_work


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("status", "*Design* · asked together with Support · week 49, open until"),
        (
            "preview",
            "Design is asked together with Support, in one round.\n*A preview: the card of Support",
        ),
        ("ask now --dry-run", "Dry run: Support and Design, week 49"),
        ("status team=Design", "0 of 10 asked"),
        ("schedule ask=tue_09:00", "ask: type a weekday"),
        (
            "schedule questions=1",
            "Design is asked together with Support, in one round. *Support:* 1 question",
        ),
        (
            "promise",
            "Design is asked together with Support, in one round. *Next round, week 50* (Support and",
        ),
        ("promise floor=8", "Figures are shown from 8 answers up, those of week 49, which is open, too."),
        (
            "team list",
            "*Design* · 4 people\nDesign is asked together with Support, in one round. Asked Tuesday",
        ),
        ("ask now", "Support and Design, week 49: 10 people are asked now."),
        ("digest now", "Support and Design, week 49: 10 people have not been asked yet"),
        (
            "digest now anyway",
            "Support and Design, week 49 closes now, and its digest is on its way to their",
        ),
    ],
)
async def test_what_is_typed_in_the_small_teams_channel_is_about_the_round_of_both(
    pooled: Office, typed: str, said: str
) -> None:
    await pooled.at(MONDAY + A_WEEK)

    assert said in await pooled.type(typed, channel=OTHER)


async def test_asking_now_from_the_small_teams_channel_opens_the_round_of_both(pooled: Office) -> None:
    pooled.clock.move_to(MONDAY + A_WEEK)

    told = await pooled.type("ask now", channel=OTHER)
    await pooled.running.timetable.run_all()

    assert "Support and Design, week 49: 10 people are asked now." in told
    to_people = [user for user in asked(pooled) if user.startswith("U")]
    assert to_people == sorted(f"U{number}" for number in range(1, 11))
    assert posted(pooled, OTHER) == posted(pooled, TEAM)
    assert "*From this week on:* Support and Design are asked together" in posted(pooled, OTHER)


async def test_p1_a_pool_that_stays_under_the_floor_shows_nothing_in_either_channel(pooled: Office) -> None:
    await pooled.at(ASKED + A_WEEK)
    for user in ("U2", "U3", "U9", "U10"):
        await pooled.answer(user, 4, 4, 4)
    await pooled.at(CLOSED + A_WEEK)
    await pooled.at(REPORTED + A_WEEK)

    for channel in (TEAM, OTHER):
        assert "fewer than 5 of 10 took part" in posted(pooled, channel)
        assert "Mean" not in posted(pooled, channel)


async def test_the_card_names_the_teams_the_floor_and_how_long_sums_are_kept(pooled: Office) -> None:
    await pooled.at(ASKED + A_WEEK)
    card = "\n".join(texts(pooled.card("U9")))

    assert "Who sees this? Only sums of Support and Design together, from 5 answers up" in card
    assert "deleted after 24 months. Whoever leads one of these teams is not asked with it." in card


async def test_a_team_released_in_a_week_it_was_asked_in_waits_for_the_next(pooled: Office) -> None:
    await pooled.at(ASKED + A_WEEK)
    before = await pooled.type("team share with=none", channel=OTHER)
    await pooled.at(ASKED + A_WEEK + timedelta(hours=1))
    this_week = len(pooled.posts("chat.postMessage"))
    await pooled.at(MONDAY + 2 * A_WEEK)
    await pooled.at(ASKED + 2 * A_WEEK)

    assert "Design has rounds of its own again, the first in week 50." in before
    assert "Week 49, which is open, runs to its end." in before
    assert this_week == 12
    assert "*From this week on:* Design is asked on its own." in posted(pooled, OTHER)
    assert "*From this week on:* Support is asked on its own." in posted(pooled, TEAM)


async def test_a_removed_team_is_asked_no_more_until_it_is_added_again(pooled: Office) -> None:
    removed = await pooled.type("team remove", channel=OTHER)
    there = await pooled.type("ask now", channel=OTHER)
    await pooled.at(MONDAY + A_WEEK)
    await pooled.at(ASKED + A_WEEK)
    before = asked(pooled)
    back = await pooled.type("team add here", channel=OTHER)
    await pooled.at(ASKED + 2 * A_WEEK)

    assert "Design is asked no more." in removed
    assert "Design is asked nothing any more." in there
    assert before == sorted(f"U{number}" for number in range(1, 8))
    assert "Design is a team now" in back
    assert {"U8", "U9", "U10"} <= set(asked(pooled))


async def test_p11_who_leads_reads_on_their_page_that_they_are_not_asked(tmp_path: Path) -> None:
    async with office(tmp_path, staff=staff()) as at_work:
        await at_work.set_up(team="name=Support zone=Europe/Helsinki lead=<@U2>")
        apart = await page(at_work, "U2")
        await at_work.at(MONDAY)
        while_open = await page(at_work, "U2")
        await at_work.at(ASKED)
        first = asked(at_work)
        await at_work.type("promise leads=counted")
        await at_work.at(ASKED + A_WEEK)

        assert "You lead this team, so you are not asked with it." in apart
        assert "You lead this team, so you are not asked with it." in while_open
        assert "so you are not asked with it" not in await page(at_work, "U3")
        assert "U2" not in first
        assert "U2" in asked(at_work)
        assert "*From this week on:* Whoever leads the team is asked with it, and counted" in posted(
            at_work, TEAM
        )


async def page(at_work: Office, user: str) -> str:
    opened = await at_work.member(user).open_home()
    return str(opened)


async def test_a_notice_is_no_reason_to_wake_before_it_is_due(pooled: Office) -> None:
    await pooled.at(MONDAY + A_WEEK)

    with reading(pooled.running.engine) as session:
        assert agenda.next_moment(session) == ASKED + A_WEEK - timedelta(hours=1)
    assert ADMIN not in asked(pooled)


async def test_a_round_that_began_before_is_asked_and_told_of_without_the_small_team(tmp_path: Path) -> None:
    async with office(tmp_path, staff=staff()) as at_work:
        await at_work.set_up()
        await at_work.type("team add name=Design shares=Support", channel=OTHER)
        now = await at_work.type("ask now", channel=OTHER)
        digest = await at_work.type("digest now anyway", channel=OTHER)

    assert "Design is asked from the next round on. Support, week 48: 7 people are asked now." in now
    assert "Design is asked from the next round on. Support, week 48 closes now" in digest
