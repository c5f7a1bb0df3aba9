"""Every way to answer on Teams: on the card, in windows, on the reminder."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from sandbox.teams import cards
from sandbox.teams.outcomes import Outcome
from storage.database import reading
from storage.tables import SealedCommentRow
from tests.office import ASKED, CLOSED, MONDAY, REPORTED, company
from tests.teams_office import TEAM, TeamsOffice, teams_office, words

HELPED, CHANGE = "What helped you this week?", "What one thing would you change?"
WEEK = timedelta(weeks=1)
REMINDED = ASKED + timedelta(days=2)
SECRET = "The coffee machine of the third floor."
LOOKS_LIKE_AN_ACCOUNT = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        await office.at(ASKED)
        yield office


@pytest.fixture
async def forms(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    """Twelve people who are asked to tick options and to write, and nothing else."""
    async with teams_office(tmp_path, staff=company(12)) as office:
        await office.set_up(installed=12)
        office.only_ask()
        options = 'scale=choices options="My team, My tools, My desk" anchor=yes'
        assert "Q1" in await office.type(f'question add "{HELPED}" {options}')
        assert "Q2" in await office.type(f'question add "{CHANGE}" scale=text anchor=yes')
        await office.at(ASKED + WEEK)
        yield office


def comments(office: TeamsOffice) -> int:
    with reading(office.running.engine) as session:
        return session.exec(select(func.count()).select_from(SealedCommentRow)).one()


async def test_a_question_is_skipped_by_its_button(office: TeamsOffice) -> None:
    done = await office.press("U2", {"act": "answer:-1"})

    assert done.ok
    assert "Thank you, that is in." in str(done.card)
    assert office.answers() == 1


async def test_options_are_ticked_and_words_written_in_windows(forms: TeamsOffice) -> None:
    ticking = await forms.press("U2", {"act": "choose:open"})
    ticked = await forms.member("U2").submit_dialog({"choices": "0,2"})
    await forms.running.followups.finish()
    writing = await forms.press("U2", {"act": "write:open"})
    written = await forms.member("U2").submit_dialog({"words": SECRET})
    await forms.running.followups.finish()

    assert ticking.title == "Choose"
    assert "My desk" in str(ticking.dialog)
    assert "Saved. Thank you." in str(ticked.body)
    assert writing.title == "Write"
    assert "Saved. Thank you." in str(written.body)
    assert "coffee" not in str(written.body) + str(forms.member("U2").posts())
    assert "All done" in str(forms.member("U2").posts())
    assert (forms.answers(), comments(forms)) == (1, 1)


async def test_no_directory_is_asked_about_what_somebody_wrote(forms: TeamsOffice) -> None:
    await forms.press("U2", {"act": "choose:open"})
    await forms.member("U2").submit_dialog({"choices": "0"})
    await forms.running.followups.finish()
    await forms.press("U2", {"act": "write:open"})
    done = await forms.member("U2").submit_dialog({"words": LOOKS_LIKE_AN_ACCOUNT})

    assert "Saved. Thank you." in str(done.body)
    assert comments(forms) == 1
    assert LOOKS_LIKE_AN_ACCOUNT not in str([call.path for call in forms.connector.calls])


async def test_nothing_ticked_is_told_in_the_window(forms: TeamsOffice) -> None:
    await forms.press("U2", {"act": "choose:open"})
    refused = await forms.member("U2").submit_dialog()

    assert refused.error == "Please fill this in."
    assert forms.answers() == 0


async def test_a_window_left_open_until_the_close_says_so(forms: TeamsOffice) -> None:
    await forms.press("U2", {"act": "choose:open"})
    await forms.at(CLOSED + WEEK)
    late = await forms.member("U2").submit_dialog({"choices": "1"})

    assert "closed" in str(late.body)
    assert forms.answers() == 0


async def test_a_window_sent_twice_is_kept_once(forms: TeamsOffice) -> None:
    await forms.press("U2", {"act": "choose:open"})
    first = await forms.member("U2").submit_dialog({"choices": "2"})
    again = await forms.member("U2").replay()

    assert again.body == first.body
    assert forms.answers() == 1


async def test_what_ten_people_wrote_follows_in_the_channel(forms: TeamsOffice) -> None:
    for number in range(1, 11):
        user = f"U{number}"
        await forms.press(user, {"act": "choose:open"})
        await forms.member(user).submit_dialog({"choices": str(number % 2)})
        await forms.running.followups.finish()
        await forms.press(user, {"act": "write:open"})
        await forms.member(user).submit_dialog({"words": f"Thought {number}."})
        await forms.running.followups.finish()
    for moment in (CLOSED, REPORTED, REPORTED + timedelta(hours=1), REPORTED + timedelta(days=1)):
        await forms.at(moment + WEEK)

    digests = [post for post in forms.posted(TEAM) if "10 of 12 took part" in post]
    (written,) = [post for post in forms.posted(TEAM) if "in people's own words" in post]
    assert len(digests) == 1
    assert [number for number in range(1, 11) if f"Thought {number}." in written] == [*range(1, 11)]


async def test_a_reason_is_kept_and_nobody_is_shown_it(office: TeamsOffice) -> None:
    await office.press("U2", {"act": "answer:4"})
    await office.press("U2", "Say why")
    done = await office.member("U2").submit_dialog({"why": SECRET})

    assert comments(office) == 1
    assert SECRET not in str(done.body) + str(office.replies("U2"))


async def without_window(office: TeamsOffice, user: str, act: str, values: dict[str, str]) -> Outcome:
    """Press a button that would open a window, in a client that opens none; fill in what comes instead."""
    card = office.card(user)
    (button,) = [each for each in cards.actions(card.cards) if each["data"].get("act") == act]
    await office.member(user).act("message", value=button["data"], replyToId=card.id)
    done = await office.member(user).press(office.member(user).posts()[0], {"action": "form"}, values)
    await office.running.followups.finish()
    return done


async def test_where_a_client_opens_no_window_a_reason_is_typed_on_a_card(office: TeamsOffice) -> None:
    await office.press("U2", {"act": "answer:4"})
    done = await without_window(office, "U2", "why:open", {"why": SECRET})

    assert "Your words are in" in str(done.card)
    assert SECRET not in str(done.body) + str(office.replies("U2"))
    assert comments(office) == 1


async def test_where_a_client_opens_no_window_options_and_words_have_a_card(forms: TeamsOffice) -> None:
    ticked = await without_window(forms, "U2", "choose:open", {"choices": "0,2"})
    written = await without_window(forms, "U2", "write:open", {"words": SECRET})

    assert ticked.card == written.card
    assert "Saved. Thank you." in str(ticked.card)
    assert forms.answers() == 1
    assert comments(forms) == 1
    assert "Thank you, that is in." in words(forms.card("U2"))


async def test_where_a_client_opens_no_window_commands_have_a_card_too(office: TeamsOffice) -> None:
    await office.member("U1").act("message", value={"action": "open", "act": "open:question add"})
    wrong = await office.member("U1").press(
        office.replies("U1")[-1], {"action": "form"}, {"text": "Why?", "scale": "choices"}
    )
    right = await office.member("U1").press(office.replies("U1")[-1], {"action": "form"}, {"scale": "agree5"})

    assert "Attention" in str(wrong.card)
    assert "Why?" in str(wrong.card)
    assert "Q1 is added" in str(right.card)


async def test_a_window_about_nothing_known_is_answered_where_none_is_opened(office: TeamsOffice) -> None:
    before = len(office.replies("U2"))
    unknown = {"action": "open", "act": "why:open", "subject": "99:GEN-01"}
    done = await office.member("U2").act("message", value=unknown)
    other = await office.member("U2").act("message", value={"action": "form", "form": "me"})

    assert done.status == other.status == 200
    assert len(office.replies("U2")) == before + 2


async def test_whoever_has_not_answered_is_reminded_once_and_can_answer_there(office: TeamsOffice) -> None:
    for _ in range(3):
        await office.press("U2", {"act": "answer:4"})
    for hours in (0, 1, 20):
        await office.at(REMINDED + timedelta(hours=hours))
    reminders = {
        number: [post for post in office.member(f"U{number}").posts() if "A reminder" in words(post)]
        for number in range(1, 7)
    }
    answered = await office.member("U3").press(reminders[3][0], {"act": "answer:4"})

    assert {number: len(posts) for number, posts in reminders.items()} == {1: 1, 2: 0, 3: 1, 4: 1, 5: 1, 6: 1}
    assert answered.ok
    assert office.answers() == 4


async def test_the_preview_is_the_card_that_comes_and_saves_nothing(tmp_path: Path) -> None:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        shown = await office.type("preview", user="U2")
        preview = office.member("U2").posts()[0]
        tapped = await office.member("U2").press(preview, {"act": "answer:4"})
        await office.at(ASKED)

        assert "A preview: the card of Support for week 48." in shown
        assert "saves nothing" in shown
        assert tapped.ok
        assert office.answers() == 0
        assert "How did your work week feel?" in shown
        assert "How did your work week feel?" in words(office.card("U2"))


async def test_everybody_in_the_team_is_asked_also_who_never_installed_the_app(tmp_path: Path) -> None:
    async with teams_office(tmp_path, staff=company(8)) as office:
        await office.set_up()
        await office.at(MONDAY)
        await office.at(ASKED)

        assert (await office.press("U8", {"act": "answer:4"})).ok
        assert office.sent("POST conversations", "29:1U8") == 1
