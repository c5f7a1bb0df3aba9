"""Which language people and channels read."""

import pytest

from tests.office import ADMIN, ASKED, BEN, CLOSED, REPORTED, Office


async def test_a_person_chooses_and_is_answered_in_that_language_at_once(at_work: Office) -> None:
    chosen = await at_work.type("language fi", user=BEN)
    back = await at_work.type("language profile", user=BEN)

    assert "suomi" in chosen.lower()
    assert "English" in back


async def test_a_card_is_drawn_in_the_language_of_whoever_taps_it(at_work: Office) -> None:
    await at_work.type("language sv", user=BEN)
    await at_work.answer(BEN, 4)
    await at_work.answer(ADMIN, 4)

    assert "Strongly agree" in str(at_work.card(ADMIN).blocks)
    assert "Instämmer" in str(at_work.card(BEN).blocks)
    assert "Strongly agree" not in str(at_work.card(BEN).blocks)


async def test_the_card_comes_in_the_language_of_the_person_and_the_digest_in_that_of_the_channel(
    first_day: Office,
) -> None:
    await first_day.set_up()
    await first_day.type("language workspace=sv")
    await first_day.type("language fi")
    await first_day.type("language en", user=BEN)
    await first_day.type("language channel=sv")
    await first_day.at(ASKED)
    await first_day.at(CLOSED)
    await first_day.at(REPORTED)
    posted = str(first_day.posts("chat.postMessage"))

    assert "How did your work week feel?" in str(first_day.card(BEN).blocks)
    assert "Miltä työviikkosi tuntui?" in str(first_day.card(ADMIN).blocks)
    assert "vecka 48" in posted


@pytest.mark.parametrize("typed", ["language klingon", "language workspace=xx", "language channel="])
async def test_a_language_that_is_not_there_is_said_with_those_that_are(at_work: Office, typed: str) -> None:
    told = await at_work.type(typed)

    assert "`fi`" in told or at_work.member(ADMIN).modal is not None


async def test_only_admins_choose_for_others(at_work: Office) -> None:
    assert "Only Pulssi admins" in await at_work.type("language workspace=fi", user=BEN)
    assert "Only Pulssi admins" in await at_work.type("language channel=fi", user=BEN)
