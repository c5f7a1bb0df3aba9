"""Several options and words of one's own, from the tap that opens a form to the message that shows them."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlmodel import select, update

from sandbox.people.members import Outcome
from sandbox.roads.faults import Fault
from sandbox.workspace.messages import Message
from storage import questions, workspaces
from storage.database import transaction
from storage.tables import QuestionRow, TallyRow, WrittenAnswerRow
from survey.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, QuestionDraft
from survey.scales import SKIP, WORDS, Scale, choices
from survey.tallies import ANSWERED
from tests.office import ADMIN, BEN, CLOSED, TRANSPORTS, Office, company, office, texts

HELPED, CHANGE = "What helped you this week?", "What one thing would you change?"
OPTIONS = ("My team", "My tools", "<!here> *quiet*", "x" * 60)
SECOND_WEEK = CLOSED.replace(day=30)
LATER = timedelta(minutes=5)


async def ask(open_office: Office, *asked: tuple[str, str, Scale]) -> None:
    """Ask a team nothing but these questions."""
    await open_office.set_up()
    await open_office.type("digest now anyway")
    await open_office.running.timetable.run_all()
    with transaction(open_office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        session.exec(update(QuestionRow).values(retired=True))
        for key, text, scale in asked:
            questions.add(session, workspace.id, QuestionDraft(key, text, scale, theme=key))
    open_office.record.clear()
    await open_office.at(SECOND_WEEK)
    await open_office.type("ask now")
    await open_office.running.timetable.run_all()


BOTH = (("A1", HELPED, choices(OPTIONS)), ("B2", CHANGE, WORDS))


@pytest_asyncio.fixture(params=TRANSPORTS)
async def asked(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """A team of twelve that has a card with both questions, over Socket Mode and over HTTP."""
    async with office(tmp_path, transport=request.param, staff=company(12)) as open_office:
        await ask(open_office, *BOTH)
        yield open_office


@pytest_asyncio.fixture
async def at_work(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, staff=company(12)) as open_office:
        await ask(open_office, *BOTH)
        yield open_office


async def choose(at: Office, *options: int, user: str = ADMIN) -> Outcome:
    return await fill(at, "choose:open", "choices", [str(each) for each in options], user=user)


async def write(at: Office, text: str, *, user: str = ADMIN) -> Outcome:
    return await fill(at, "write:open", "words", text, user=user)


async def fill(at: Office, action: str, name: str, value: Any, *, user: str) -> Outcome:
    opened = await at.tap(user, action)
    assert opened.view is not None
    done = await at.member(user).submit(opened.view.id, {name: {name: value}})
    await at.running.followups.finish()
    return done


async def finish(at: Office, moment: datetime = SECOND_WEEK) -> None:
    """Close the round, and post what is to be posted."""
    await at.type("digest now")
    await at.running.timetable.run_all()
    for turn in range(3):
        await at.at(moment + (turn + 1) * LATER)


def tallies(at: Office) -> dict[int, int]:
    """What is kept of the first question of the second round."""
    number = at.round().questions[0].id
    with transaction(at.running.engine) as session:
        rows = session.exec(select(TallyRow).where(TallyRow.question_id == int(number)))
        return {row.value: row.count for row in rows}


def words(at: Office) -> int:
    with transaction(at.running.engine) as session:
        return len(session.exec(select(WrittenAnswerRow)).all())


def plain(blocks: list[dict[str, Any]] | None) -> str:
    """Blocks as the bot sent them."""
    return re.sub(r'"block_id": "k\d+"', "", json.dumps(blocks))


def own_card(at: Office) -> dict[str, Any]:
    """The first row of buttons of a card, to be tampered with; the workspace keeps equal cards only once."""
    card = at.card()
    card.blocks = deepcopy(card.blocks or [])
    return next(block for block in card.blocks if block["type"] == "actions")


def labels(message: Message) -> list[str]:
    """What the buttons say."""
    elements = [each for block in message.blocks or [] for each in block.get("elements", [])]
    return [each["text"]["text"] for each in elements if each["type"] == "button"]


async def test_options_are_ticked_in_a_form_and_the_card_goes_on(asked: Office) -> None:
    first = labels(asked.card())

    done = await choose(asked, 0, 2)

    assert (done.ok, done.view) == (True, None)
    assert first == ["Choose", "Not relevant this week"]
    assert any("Question 2 of 2" in text for text in texts(asked.card()))
    assert asked.count() == (1, 0, 1)


async def test_words_are_written_in_a_form_and_complete_the_card(asked: Office) -> None:
    await choose(asked, 1)

    done = await write(asked, "Fewer meetings")

    assert (done.ok, done.view) == (True, None)
    assert any("All done, thank you" in text for text in texts(asked.card()))
    assert labels(asked.card()) == ["Change", "Say why", "Change"]
    assert asked.count() == (1, 1, 1)


async def test_the_form_shows_every_option_harmless_and_whole(at_work: Office) -> None:
    opened = await at_work.tap(ADMIN, "choose:open")

    assert opened.view is not None
    boxes = opened.view.blocks[-1]["element"]
    assert boxes["type"] == "checkboxes"
    assert [option["text"]["text"] for option in boxes["options"]] == list(OPTIONS)
    assert {option["text"]["type"] for option in boxes["options"]} == {"plain_text"}


async def test_no_card_and_no_form_tells_what_was_chosen_or_written(at_work: Office) -> None:
    given = {"U1": ([0], "Fewer meetings"), "U2": ([0, 1, 2, 3], "x" * 500), "U3": ([2], "?")}
    for user, (options, text) in given.items():
        await choose(at_work, *options, user=user)
        await write(at_work, text, user=user)
    await at_work.answer("U4", SKIP, SKIP)
    cards = {plain(at_work.card(user).blocks) for user in (*given, "U4")}
    assert len(cards) == 1

    forms = []
    for user in given:
        await at_work.tap(user, "change:open")
        opened = await at_work.tap(user, "choose:open")
        assert opened.view is not None
        forms.append(plain(opened.view.blocks))
        assert opened.view.blocks[-1]["element"].get("initial_options") is None
    assert len(set(forms)) == 1


async def test_an_answer_is_changed_and_the_newest_counts(asked: Office) -> None:
    await choose(asked, 0, 1)
    await write(asked, "Fewer meetings")

    await asked.tap(ADMIN, "change:open", nth=0)
    await choose(asked, 3)
    await asked.tap(ADMIN, "change:open", nth=1)
    await write(asked, "More coffee")

    assert asked.count() == (1, 1, 1)
    await finish(asked)
    assert tallies(asked) == {ANSWERED: 1, 3: 1}
    assert words(asked) == 1


async def test_skipping_counts_apart_and_takes_words_back(asked: Office) -> None:
    await choose(asked, 0)
    await write(asked, "Fewer meetings")
    await asked.tap(ADMIN, "change:open", nth=1)
    await asked.answer(ADMIN, SKIP)
    after_skipping = asked.count()
    await asked.tap(ADMIN, "change:open", nth=0)
    await asked.answer(ADMIN, SKIP)

    assert after_skipping == (2, 0, 1)
    assert any("All done, thank you" in text for text in texts(asked.card()))
    await finish(asked)
    assert tallies(asked) == {SKIP: 1}
    assert words(asked) == 0


async def test_whoever_opens_an_answer_again_can_keep_it(at_work: Office) -> None:
    await choose(at_work, 0)
    await write(at_work, "Fewer meetings")
    before = plain(at_work.card().blocks)

    await at_work.tap(ADMIN, "change:open", nth=1)
    changing = labels(at_work.card())
    await at_work.tap(ADMIN, "change:keep")

    assert changing[-3:] == ["Write", "Not relevant this week", "Keep my answer"]
    assert plain(at_work.card().blocks) == before


async def test_withdrawing_takes_both_back(asked: Office) -> None:
    await choose(asked, 0)
    await write(asked, "Fewer meetings")

    assert "Taken back" in await asked.type("me withdraw")

    assert asked.count() == (0, 0, 0)


async def test_nothing_ticked_and_nothing_written_is_told_at_the_field(at_work: Office) -> None:
    """The workspace asks for it first; whoever gets past that hears it from us."""
    first = await choose(at_work)
    opened = at_work.member().modal()
    assert opened is not None
    assert first.errors == {"choices": "Please complete this required field."}
    for block in opened.blocks:
        block["optional"] = True
    refused = await at_work.member().submit(opened.id, {"choices": {"choices": []}})
    assert "Please tick at least one." in refused.errors["choices"]

    await at_work.member().close_view(opened.id)
    await choose(at_work, 0)
    for text in (" \n\t", "\u200b"):
        refused = await write(at_work, text)
        assert "Please write something." in refused.errors["words"]

    assert at_work.count() == (1, 0, 1)


async def test_words_too_long_are_told_at_the_field(at_work: Office) -> None:
    await choose(at_work, 0)
    first = await write(at_work, "x" * 501)
    opened = at_work.member().modal()
    assert opened is not None
    opened.blocks[-1]["element"]["max_length"] = 3000
    refused = await at_work.member().submit(opened.id, {"words": {"words": "x" * 501}})

    assert "at most 500" in first.errors["words"]
    assert "500 characters; this has 501" in refused.errors["words"]
    assert at_work.count() == (1, 0, 1)


@pytest.mark.parametrize("option", ["4", "9", "10", "-1", "x", "", "²", "1" * 5000])
async def test_an_option_that_was_not_offered_is_refused(at_work: Office, option: str) -> None:
    opened = await at_work.tap(ADMIN, "choose:open")
    assert opened.view is not None
    boxes = opened.view.blocks[-1]["element"]
    boxes["options"].append({"text": boxes["options"][0]["text"], "value": option})

    refused = await at_work.member().submit(opened.view.id, {"choices": {"choices": ["0", option]}})

    assert not refused.ok
    assert set(refused.errors) == {"choices"}
    assert at_work.count() == (0, 0, 0)


@pytest.mark.parametrize("subject", ["", "1:A1", "99:A1\n1\nD1\n2\nu", "2:B2\n1\nD1\n2\nu"])
async def test_a_form_that_is_about_something_else_saves_nothing(at_work: Office, subject: str) -> None:
    opened = await at_work.tap(ADMIN, "choose:open")
    assert opened.view is not None
    opened.view.body["private_metadata"] = subject

    refused = await at_work.member().submit(opened.view.id, {"choices": {"choices": ["0"]}})

    assert set(refused.errors) == {"choices"}
    assert at_work.count() == (0, 0, 0)


@pytest.mark.parametrize(
    ("action", "key", "opens"),
    [
        ("choose:open", "A1", True),
        ("choose:open", "B2", False),
        ("choose:open", "Z9", False),
        ("write:open", "B2", True),
        ("write:open", "A1", False),
        ("why:open", "A1", True),
        ("why:open", "B2", False),
    ],
)
async def test_a_form_opens_for_the_questions_it_fits_and_no_others(
    at_work: Office, action: str, key: str, opens: bool
) -> None:
    block = own_card(at_work)
    block["block_id"] = block["block_id"].replace("A1", key)
    block["elements"][0]["action_id"] = action

    await at_work.tap(ADMIN, action)

    assert (at_work.member().modal() is not None) == opens


async def test_a_tap_on_something_unknown_opens_nothing_and_says_so(at_work: Office) -> None:
    block = own_card(at_work)
    block["block_id"] = "subject:nowhere"

    outcome = await at_work.tap(ADMIN, "choose:open")

    assert outcome.ok
    assert outcome.view is None
    assert at_work.member().inbox()[0].only_for == ADMIN


async def test_a_form_sent_twice_is_saved_once(asked: Office) -> None:
    opened = await asked.tap(ADMIN, "choose:open")
    assert opened.view is not None
    asked.sandbox.faults.repeat_next_envelope()

    await asked.member().submit(opened.view.id, {"choices": {"choices": ["0"]}})
    await asked.running.followups.finish()

    assert asked.count() == (1, 0, 1)


async def test_two_people_at_once_do_not_disturb_each_other(at_work: Office) -> None:
    await asyncio.gather(*(choose(at_work, number % 4, user=f"U{number}") for number in range(1, 13)))

    assert at_work.count() == (12, 0, 12)


async def test_after_the_close_the_form_says_so_and_the_card_too(asked: Office) -> None:
    opened = await asked.tap(ADMIN, "choose:open")
    assert opened.view is not None
    await asked.type("digest now anyway", user=ADMIN)
    await asked.running.timetable.run_all()

    refused = await asked.member().submit(opened.view.id, {"choices": {"choices": ["0"]}})
    await asked.member().close_view(opened.view.id)
    again = await asked.tap(BEN, "choose:open")

    assert "closed" in refused.errors["choices"]
    assert again.view is None
    assert any("closed on" in text for text in texts(asked.card(BEN)))
    assert asked.count() == (0, 0, 0)


async def test_a_stale_trigger_costs_one_more_tap(at_work: Office) -> None:
    at_work.sandbox.faults.fail("views.open", "expired_trigger_id")

    outcome = await at_work.tap(ADMIN, "choose:open")
    again = await at_work.tap(ADMIN, "choose:open")

    assert outcome.view is None
    assert any("That took too long" in str(message.text) for message in at_work.member().inbox())
    assert again.view is not None


async def test_a_form_filled_for_longer_than_half_an_hour_still_brings_the_card_up_to_date(
    at_work: Office,
) -> None:
    at_work.sandbox.faults.add(Fault("drop", "response_url", kept=False))

    done = await choose(at_work, 0)

    assert done.ok
    assert any("Question 2 of 2" in text for text in texts(at_work.card()))
    assert len(at_work.posts("chat.update")) == 1


@pytest.mark.parametrize("fault", ["message_not_found", None])
async def test_a_card_that_cannot_be_redrawn_leaves_the_answer_saved(
    at_work: Office, fault: str | None
) -> None:
    at_work.sandbox.faults.add(Fault("drop", "response_url", kept=False))
    if fault:
        at_work.sandbox.faults.fail("chat.update", fault)
    else:
        at_work.sandbox.faults.add(Fault("drop", "chat.update", kept=False))

    done = await choose(at_work, 0)

    assert done.ok
    assert any("Question 1 of 2" in text for text in texts(at_work.card()))
    assert at_work.count() == (1, 0, 1)


async def test_the_digest_names_the_leader_and_the_words_follow_apart(at_work: Office) -> None:
    for number in range(1, 11):
        await choose(at_work, 0, *([2] if number % 2 else [1]), user=f"U{number}")
        await write(at_work, f"Change number {number}", user=f"U{number}")
    await finish(at_work)

    (picture,) = at_work.digests()
    assert "Chosen most often: My team. 10 of 12 answered." in picture["text"]
    assert "Whatever was written follows in a message of its own." in picture["text"]
    assert "Chosen most often: My team. 10 of 12 answered." in picture["files"][0]["alt"]
    assert CHANGE not in picture["files"][0]["alt"]
    (said,) = [post["text"] for post in at_work.told()]
    assert f"*B2* – {CHANGE}\nIn random order and without names.\n• Change number" in said
    assert {int(each) for each in re.findall(r"Change number (\d+)", said)} == set(range(1, 11))
    assert tallies(at_work) == {ANSWERED: 10, 0: 10, 1: 5, 2: 5}


async def test_nine_people_let_nobody_read_their_words(at_work: Office) -> None:
    for number in range(1, 10):
        await choose(at_work, 0, user=f"U{number}")
        await write(at_work, f"Change number {number}", user=f"U{number}")
    await finish(at_work)

    (picture,) = at_work.digests()
    assert "They are read only where 10 people or more take part." in picture["text"]
    assert at_work.told() == []


async def test_four_people_are_not_told_of_however_much_they_chose(at_work: Office) -> None:
    for number in range(1, 5):
        await choose(at_work, 0, 1, 2, 3, user=f"U{number}")
    await finish(at_work)

    (picture,) = at_work.digests()
    assert "Not shown: fewer than 5 answers." in picture["text"]


async def test_a_week_with_nothing_but_words_still_has_its_digest(tmp_path: Path) -> None:
    async with office(tmp_path, staff=company(12)) as open_office:
        await ask(open_office, BOTH[1])
        for number in range(1, 11):
            await write(open_office, f"Change number {number}", user=f"U{number}")
        await finish(open_office)

        posted = [post["text"] for post in open_office.posts("chat.postMessage") if post["channel"] == "C1"]

    assert len(posted) == 2
    assert posted[0].startswith("*Support, week 49* · 10 of 12 took part\n\n*B2* – ")
    assert "in people's own words" in posted[1]


async def test_a_report_has_the_leader_and_leaves_words_out(at_work: Office) -> None:
    for number in range(1, 11):
        await choose(at_work, 0, user=f"U{number}")
        await write(at_work, f"Change number {number}", user=f"U{number}")
    await finish(at_work)

    said = await at_work.type("report")

    assert f"`A1` {HELPED} – Chosen most often: My team." in said
    assert CHANGE not in said


async def test_ten_of_the_longest_options_fit_the_form_and_all_can_be_chosen(tmp_path: Path) -> None:
    options = tuple(f"{place} {'ä' * (LONGEST_OPTION - 2)}" for place in range(MOST_OPTIONS))
    async with office(tmp_path, staff=company(12)) as open_office:
        await ask(open_office, ("A1", "?" * LONGEST_QUESTION, choices(options)))

        done = await choose(open_office, *range(MOST_OPTIONS))
        await finish(open_office)

        assert done.ok
        assert tallies(open_office) == {ANSWERED: 1} | dict.fromkeys(range(MOST_OPTIONS), 1)
