"""The card of a round to come: the real one, for one pair of eyes, and good for looking at only."""

from datetime import timedelta

import pytest

from sandbox.workspace.messages import Message
from tests.office import ASKED, BEN, CLOSED, Office, stored, texts

SAVES_NOTHING = "Only you see this one, and a tap on it saves nothing."
CHOICE = 'question add "What helps most?" scale=choices options="Time, Tools" theme=CUS'


def shown(office: Office) -> Message:
    """The preview in the admin's direct messages."""
    return next(each for each in office.member().inbox() if "A preview" in each.text)


async def test_the_card_people_get_later_is_the_one_shown_before(first_day: Office) -> None:
    await first_day.set_up()

    said = await first_day.type("preview", user=BEN)
    await first_day.at(ASKED)

    assert said.startswith("A preview: the card of Support for week 48.")
    assert SAVES_NOTHING in said
    assert "\n".join(texts(first_day.card(BEN))) in said


async def test_what_follows_the_first_question_is_told_with_its_answers(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.type(CHOICE)
    await first_day.type("plan pin Q1")

    said = await first_day.type("preview week=49")

    await first_day.at(ASKED + timedelta(weeks=1))
    assert all(question.text in said for question in first_day.round().questions)
    assert "*What helps most?*\nTime · Tools · Not relevant this week" in said


async def test_a_later_week_and_another_language_can_be_shown(first_day: Office) -> None:
    await first_day.set_up()

    planned = await first_day.type("plan weeks=3")
    later = await first_day.type("preview week=50 language=fi")

    assert "Viikko 50 · sulkeutuu: perjantai 11.12. klo 12.00" in later
    assert "Who sees this?" not in later
    assert "**Week 50**" not in planned
    assert "language: " in await first_day.type("preview language=klingon")
    assert "is over or open already" in await first_day.type("preview week=47")


async def test_until_somebody_is_asked_the_open_round_is_the_next(first_day: Office) -> None:
    await first_day.set_up()

    before = await first_day.type("preview")
    await first_day.at(ASKED)

    assert "for week 48." in before
    assert "for week 49." in await first_day.type("preview")
    assert "for week 48." in await first_day.type("preview week=48")
    assert "for week 49." in await first_day.type("preview week=49")


@pytest.mark.parametrize("action", ["answer:3", "answer:-1"])
async def test_no_tap_on_it_saves_anything(first_day: Office, action: str) -> None:
    await first_day.type("setup zone=Europe/Helsinki")
    await first_day.type("setup team channel=<#C1>")
    await first_day.running.timetable.run_all()
    before, count, card = stored(first_day), first_day.count(), shown(first_day)

    outcome = await first_day.member().tap(card.channel, card.ts, action)
    await first_day.running.followups.finish()

    assert outcome.ok
    assert "This card is a preview, so nothing was saved." in first_day.member().inbox()[0].text
    assert (stored(first_day), first_day.count()) == (before, count)
    assert shown(first_day).blocks == card.blocks


async def test_its_forms_do_not_open(first_day: Office) -> None:
    await first_day.type("setup zone=Europe/Helsinki")
    first_day.retire_all()
    await first_day.type(CHOICE)
    await first_day.type("setup team channel=<#C1>")
    card = shown(first_day)

    outcome = await first_day.member().tap(card.channel, card.ts, "choose:open")
    await first_day.running.followups.finish()

    assert outcome.view is None
    assert "This card is a preview, so nothing was saved." in first_day.member().inbox()[0].text


async def test_whoever_sets_up_a_team_gets_its_first_card_and_nobody_else_does(first_day: Office) -> None:
    await first_day.type("setup zone=Europe/Helsinki")

    said = await first_day.type("setup team channel=<#C1> lead=<@U2> language=fi")

    assert "The card of week 48 is in your direct messages" in said
    assert "How did your work week feel?" in "\n".join(texts(shown(first_day)))
    assert not any(first_day.member(f"U{number}").inbox() for number in range(2, 7))


async def test_a_preview_that_cannot_be_sent_leaves_the_team_set_up(first_day: Office) -> None:
    await first_day.type("setup zone=Europe/Helsinki")
    first_day.sandbox.faults.rate_limit("chat.postMessage", retry_after=300)

    said = await first_day.type("setup team channel=<#C1>")

    assert "is a team now" in said
    assert "The preview could not be put into your direct messages; `/pulse preview` shows it here." in said


async def test_where_there_will_be_no_round_the_preview_says_why(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.at(CLOSED + timedelta(hours=3))
    await first_day.type("pause team")

    paused = await first_day.type("preview")
    first_day.retire_all()

    assert "The team has paused all through week 49, so nobody is asked." in paused
    assert SAVES_NOTHING in paused
    none = await first_day.type("preview")
    assert "There is no question to ask in week 49. `/pulse question add` adds one." in none
