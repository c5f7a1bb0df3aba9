"""``/pulse baseline``, and a card and a digest with more questions than a usual week has."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversations import cards
from bot.slack import blocks
from locales.speech import speaking
from sandbox.block_kit.validator import message_problems
from survey.weeks import Week
from tests.office import ASKED, BEN, CLOSED, MONDAY, REPORTED, Office, texts

WEEK = timedelta(weeks=1)
LANGUAGES = ("en", "fi", "sv")


async def test_the_baseline_is_started_told_of_and_stopped(at_work: Office) -> None:
    none = await at_work.type("baseline", user=BEN)
    started = await at_work.type("baseline start week=50")
    ahead = await at_work.type("baseline")
    again = await at_work.type("baseline start spread=no")
    stopped = await at_work.type("baseline stop")

    assert "Support is not asked the customer baseline." in none
    assert "Support is asked the customer baseline from week 50 on, and again every half year." in started
    assert "12 questions were added for it" in started
    assert "from week 50 on" in ahead
    assert "were added" not in again
    assert "about three minutes" in again
    assert "what was answered stays" in stopped
    assert "is not asked the customer baseline" in await at_work.type("baseline stop")


@pytest.mark.parametrize("typed", ["baseline start", "baseline start spread=no", "baseline stop"])
async def test_only_admins_start_and_stop_it(at_work: Office, typed: str) -> None:
    assert "Only Pulssi admins can do that" in await at_work.type(typed, user=BEN)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("baseline start spread=perhaps", "spread: type yes or no."),
        ("baseline start week=48", "week 48 is over or open already"),
    ],
)
async def test_what_cannot_be_run_is_refused_and_adds_no_questions(
    at_work: Office, typed: str, sentence: str
) -> None:
    assert sentence in await at_work.type(typed)
    assert "CXL-01" not in await at_work.type("question list")


async def test_spread_over_weeks_it_takes_the_places_of_the_others(at_work: Office) -> None:
    await at_work.type("baseline start spread=yes")
    await at_work.at(ASKED + WEEK)

    assert [question.key for question in at_work.round().questions] == ["GEN-01", "CXL-01", "CXL-02"]
    assert "Support: 2 of 12 questions of the customer baseline are asked since week 49." in (
        await at_work.type("baseline")
    )
    assert "The next run begins in week 22." in await at_work.type("baseline")


async def test_as_one_form_it_is_answered_one_after_the_other(at_work: Office) -> None:
    await at_work.type("baseline start spread=no")
    await at_work.at(ASKED + WEEK)
    first = texts(at_work.card(BEN))
    await at_work.answer(BEN, 4)
    left, second = at_work.card(BEN).text, texts(at_work.card(BEN))
    await at_work.answer(BEN, *[4] * 12)
    done = at_work.card(BEN)

    assert at_work.round().week == Week(2026, 49)
    assert len(at_work.round().questions) == 13
    assert "13 quick questions · Support" in first
    assert any("Question 1 of 13" in text for text in first)
    assert left == "Thank you! 12 to go: Support, week 49"
    assert not any("Question 3 of 13" in text for text in second)
    assert any("All done, thank you." in text for text in texts(done))


async def test_a_form_is_told_of_in_words_without_a_picture(at_work: Office) -> None:
    await at_work.type("baseline start spread=no")
    await at_work.at(MONDAY + WEEK)
    await at_work.at(ASKED + WEEK)
    for user in ("U1", "U2", "U3", "U4", "U5", "U6"):
        await at_work.answer(user, *[4] * 13)
    at_work.record.clear()
    await at_work.at(CLOSED + WEEK)
    await at_work.at(REPORTED + WEEK)

    (digest,) = at_work.posts("chat.postMessage")
    assert digest["files"] == []
    assert "We know how it feels to be our customer." in digest["text"]
    assert digest["text"].count("of 6 answered") == 13
    assert len(digest["text"]) < 4000


@pytest.mark.parametrize("spoken", LANGUAGES)
async def test_its_card_keeps_to_the_rules_of_the_platform_at_every_step(
    at_work: Office, spoken: str
) -> None:
    await at_work.type("baseline start spread=no")
    await at_work.at(ASKED + WEEK)
    round_ = at_work.round()
    keys = [question.key for question in round_.questions]

    with speaking(spoken):
        for count in range(14):
            answered = frozenset(keys[:count])
            for change in (None, *keys[:count]):
                card = cards.card(round_, answered=answered, change=change, reminds=True)
                assert message_problems(blocks.render(card)) == []


async def test_a_drawn_part_is_said_on_the_card(at_work: Office) -> None:
    everybody = at_work.round()
    drawn = replace(everybody, drawn_from=40)
    pooled = replace(drawn, teams=(everybody.team, everybody.team))

    shown = [str(cards.card(each).parts) for each in (everybody, drawn, pooled)]

    assert "A part of" not in shown[0]
    assert "A part of the team is asked this week, drawn anew each week." in shown[1]
    assert "A part of these teams is asked this week, drawn anew each week." in shown[2]
