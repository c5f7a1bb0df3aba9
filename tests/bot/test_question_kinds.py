"""Every kind of question, from the command that adds it to the digest that shows it."""

from tests.office import CLOSED, Office, places, texts

RECOMMEND = 'question add "Would you recommend this workplace?" scale=rec11 theme=Recommendation anchor=yes'
PLACE = 'question add "Where did you work?" options="Office, Home, Both" theme=Place anchor=yes'
MOOD = 'question add "How was your week?" scale=mood5 theme=Mood anchor=yes'


async def asked_all_kinds(office: Office) -> None:
    await office.set_up()
    await office.type("digest now anyway")
    await office.running.timetable.run_all()
    office.retire_all()
    for text in (RECOMMEND, PLACE, MOOD):
        assert "is added" in await office.type(text)
    office.record.clear()
    await office.at(CLOSED.replace(day=30))
    await office.type("ask now")
    await office.running.timetable.run_all()


async def test_a_scale_from_nought_to_ten_a_choice_and_a_mood_are_answered_by_one_tap_each(
    first_day: Office,
) -> None:
    await asked_all_kinds(first_day)
    labels = texts(first_day.card())

    assert len(places(first_day.card(), "answer:10")) == 1
    for user in ("U1", "U2", "U3", "U4", "U5"):
        await first_day.answer(user, 9 if user != "U5" else 4, 1, 5)

    assert any("Would you recommend this workplace?" in text for text in labels)
    assert any("All done, thank you" in text for text in texts(first_day.card("U5")))


async def test_each_kind_is_shown_in_its_own_way(first_day: Office) -> None:
    await asked_all_kinds(first_day)
    for user in ("U1", "U2", "U3", "U4", "U5"):
        await first_day.answer(user, 9 if user != "U5" else 4, 1, 5)
    await first_day.type("digest now")
    await first_day.running.timetable.run_all()

    posted = first_day.digests()[-1]
    assert "At least 3 of 5 favourable. 5 of 6 answered" in posted["text"]
    assert "Chosen most often: Home. 5 of 6 answered" in posted["text"]
    assert "Mean" not in posted["text"]
    assert "Home" in posted["files"][0]["alt"]
    picture = first_day.sandbox.workspace.files[posted["files"][0]["id"]].content
    assert picture.startswith(b"\x89PNG")


async def test_a_card_offers_no_value_outside_its_scale(first_day: Office) -> None:
    await asked_all_kinds(first_day)

    assert places(first_day.card(), "answer:11") == []
