"""A person answers on the card, through the real Bolt application."""

import asyncio
import json
import re
from datetime import timedelta

from sqlmodel import select

from sandbox.roads.faults import Fault
from sandbox.workspace.messages import Message
from storage.database import reading
from storage.tables import CommentRow, SealedAnswerRow, TallyRow
from tests.office import ADMIN, BEN, CLOSED, REPORTED, Office, places, texts

WHY = {"why": {"why": "Two releases in one week."}}


def tallies(office: Office) -> dict[tuple[int, int], int]:
    with reading(office.running.engine) as session:
        return {(row.question_id, row.value): row.count for row in session.exec(select(TallyRow))}


def without_given_ids(message: Message) -> str:
    """The card as the bot sent it: the workspace gives blocks without an id one of its own."""
    return re.sub(r'"block_id": "k\d+"', "", json.dumps(message.blocks))


async def test_everybody_gets_one_card_with_the_weeks_questions(either: Office) -> None:
    cards = either.posts("chat.postMessage")

    assert sorted(card["user"] for card in cards) == [f"U{n}" for n in range(1, 7)]
    assert "Three quick questions" in cards[0]["text"]
    assert places(either.card(), "answer:4")


async def test_one_tap_answers_and_brings_the_next_question(either: Office) -> None:
    first = texts(either.card())

    await either.answer(ADMIN, 4)

    now = texts(either.card())
    assert any("Question 1 of 3" in text for text in first)
    assert any("Question 2 of 3" in text for text in now)
    assert either.count() == (1, 0, 1)


async def test_the_card_looks_the_same_whatever_was_chosen(either: Office) -> None:
    await either.answer("U1", 1)
    await either.answer("U2", 5)
    await either.answer("U3", -1)

    seen = [without_given_ids(either.card(user)) for user in ("U1", "U2", "U3")]
    assert seen[0] == seen[1] == seen[2]


async def test_after_the_last_answer_the_card_says_thank_you(either: Office) -> None:
    await either.answer(ADMIN, 4, 3, 5)

    assert any("All done, thank you" in text for text in texts(either.card()))
    assert either.count() == (3, 0, 1)


async def test_an_answer_can_be_changed_until_the_round_closes(either: Office) -> None:
    await either.answer(ADMIN, 1, 3, 5)

    await either.tap(ADMIN, "change:open")
    await either.answer(ADMIN, 4)
    await either.at(CLOSED)

    first = either.round().questions[0].id
    assert either.count() == (0, 0, 0)
    assert {key: times for key, times in tallies(either).items() if key[0] == first} == {(first, 4): 1}


async def test_the_answer_is_on_disk_before_the_acknowledgement(either: Office) -> None:
    card = either.card()
    action = "answer:4"
    either.sandbox.faults.add(Fault("drop", "response_url", kept=False))

    outcome = await either.member().tap(card.channel, card.ts, action, block_id=places(card, action)[0])

    assert outcome.ok
    assert either.count()[0] == 1  # committed by the time the person's client heard back
    await either.running.followups.finish()


async def test_two_quick_taps_leave_the_last_one(either: Office) -> None:
    card, member = either.card(), either.member()
    block = places(card, "answer:1")[0]

    await asyncio.gather(
        member.tap(card.channel, card.ts, "answer:1", block_id=block),
        member.tap(card.channel, card.ts, "answer:5", block_id=block),
    )
    await either.running.followups.finish()
    await either.at(CLOSED)

    assert list(tallies(either).values()) == [1]
    assert next(iter(tallies(either)))[1] == 5


async def test_four_taps_at_once_leave_one_answer_the_last(either: Office) -> None:
    card, member = either.card(), either.member()
    block = places(card, "answer:1")[0]

    await asyncio.gather(
        *(member.tap(card.channel, card.ts, f"answer:{value}", block_id=block) for value in (5, 1, 4, 2))
    )
    await either.running.followups.finish()

    assert either.count() == (1, 0, 1)
    await either.at(CLOSED)
    assert [key[1] for key in tallies(either)] == [2]


async def test_the_same_envelope_twice_leaves_one_answer(either: Office) -> None:
    either.sandbox.faults.repeat_next_envelope()

    await either.answer(ADMIN, 4)

    assert either.count() == (1, 0, 1)


async def test_a_tap_after_closing_says_so_kindly_and_changes_nothing(either: Office) -> None:
    await either.answer(ADMIN, 4)
    await either.at(CLOSED)
    before = tallies(either)

    outcome = await either.tap(ADMIN, "answer:2")

    assert outcome.ok
    assert any("closed on Friday 27 Nov, 12:00" in text for text in texts(either.card()))
    assert tallies(either) == before


async def test_a_tap_past_closing_time_is_refused_even_before_the_close_has_run(either: Office) -> None:
    either.clock.move_to(CLOSED + timedelta(seconds=1))

    await either.tap(ADMIN, "answer:2")

    assert either.count() == (0, 0, 0)
    assert any("This tap was not saved" in text for text in texts(either.card()))


async def test_change_on_a_closed_round_says_so_too(either: Office) -> None:
    await either.answer(ADMIN, 4)
    await either.at(CLOSED)

    await either.tap(ADMIN, "change:open")

    assert any("closed on" in text for text in texts(either.card()))


async def test_a_reason_is_sealed_and_counts_for_nothing_else(either: Office) -> None:
    await either.answer(ADMIN, 4)

    outcome = await either.tap(ADMIN, "why:open")
    assert outcome.view is not None
    done = await either.member().submit(outcome.view.id, WHY)

    assert done.ok
    assert done.view is not None
    assert "Your words are in." in str(done.view.blocks)
    assert either.count() == (1, 1, 1)
    with reading(either.running.engine) as session:
        sealed = session.exec(select(SealedAnswerRow)).one()
    assert b"releases" not in sealed.value


async def test_an_empty_reason_takes_the_old_one_back(either: Office) -> None:
    await either.answer(ADMIN, 4)
    for text in ("Two releases in one week.", ""):
        outcome = await either.tap(ADMIN, "why:open")
        assert outcome.view is not None
        done = await either.member().submit(outcome.view.id, {"why": {"why": text}})
        assert done.view is not None
        await either.member().close_view(done.view.id)
    await either.at(CLOSED)

    with reading(either.running.engine) as session:
        assert session.exec(select(CommentRow)).all() == []


async def test_whoever_wants_to_change_can_keep_the_answer_after_all(either: Office) -> None:
    await either.answer(ADMIN, 1, 3, 5)

    await either.tap(ADMIN, "change:open")
    changing = places(either.card(), "answer:2")
    await either.tap(ADMIN, "change:keep")

    assert changing
    assert not places(either.card(), "answer:2")
    assert either.count() == (3, 0, 1)


async def test_a_reason_sent_twice_is_kept_once(either: Office) -> None:
    await either.answer(ADMIN, 4)
    outcome = await either.tap(ADMIN, "why:open")
    assert outcome.view is not None
    either.sandbox.faults.repeat_next_envelope()

    await either.member().submit(outcome.view.id, WHY)

    assert either.count() == (1, 1, 1)


async def test_a_reason_after_closing_is_refused_at_the_field(either: Office) -> None:
    await either.answer(ADMIN, 4)
    outcome = await either.tap(ADMIN, "why:open")
    assert outcome.view is not None
    await either.at(CLOSED)

    refused = await either.member().submit(outcome.view.id, WHY)

    assert "closed" in refused.errors["why"]


async def test_asking_why_after_closing_shows_the_closed_card(either: Office) -> None:
    await either.answer(ADMIN, 4)
    await either.at(CLOSED)

    outcome = await either.tap(ADMIN, "why:open")

    assert outcome.view is None
    assert any("closed on" in text for text in texts(either.card()))


async def test_a_stale_trigger_costs_one_more_tap_and_nothing_else(at_work: Office) -> None:
    await at_work.answer(ADMIN, 4)
    at_work.sandbox.faults.fail("views.open", "expired_trigger_id")

    outcome = await at_work.tap(ADMIN, "why:open")
    again = await at_work.tap(ADMIN, "why:open")

    assert outcome.ok
    assert outcome.view is None
    assert any("That took too long" in str(message.text) for message in at_work.member().inbox())
    assert again.view is not None


async def test_the_digest_counts_what_was_answered(at_work: Office) -> None:
    for user in ("U1", "U2", "U3", "U4", "U5"):
        await at_work.answer(user, 4, 4, 4)
    await at_work.at(CLOSED)
    await at_work.at(REPORTED)

    digest = at_work.digests()
    assert len(digest) == 1
    assert "5 of 6 took part" in digest[0]["text"]
    assert "At least 3 of 5 favourable. 5 of 6 answered" in digest[0]["text"]
    assert "At least 3 of 5 favourable. 5 of 6 answered." in digest[0]["files"][0]["alt"]


async def test_fewer_than_five_answers_show_nothing(at_work: Office) -> None:
    for user in (ADMIN, BEN, "U3", "U4"):
        await at_work.answer(user, 5, 5, 5)
    await at_work.at(REPORTED)

    digest = at_work.digests()[0]
    assert "Not shown: fewer than 5 answers" in digest["text"]
    assert "fewer than 5 of 6 took part" in digest["text"]
    assert "Mean" not in digest["text"]
    assert "mean" not in digest["files"][0]["alt"]
