"""Limits, sizes, complaints and faults of the connector."""

import asyncio

import httpx
import pytest

from sandbox.roads.faults import Fault
from sandbox.teams import complaints
from sandbox.teams.limits import size
from tests.sandbox.teams.workshop import (
    PNG,
    SDK,
    Json,
    Shop,
    card,
    code,
    eventually,
    execute,
    message,
    picture,
    shop,
    words,
)

pytestmark = SDK
GENERAL = "19:c1@thread.tacv2"
SENDING = f"conversations/{GENERAL}/activities"
HI: Json = {"text": "hi"}


async def test_a_conversation_takes_seven_messages_a_second() -> None:
    async with shop(enforce_limits=True) as running:
        answers = [await running.call("POST", SENDING, HI) for _ in range(8)]
        assert [answer.status_code for answer in answers] == [201] * 7 + [429]
        assert (code(answers[7]), answers[7].headers["retry-after"]) == ("Throttled", "1")
        assert running.connector.rates_refused == 1
        running.time.later(seconds=2.5)
        assert (await running.call("POST", SENDING, HI)).status_code == 201
        read = [await running.call("GET", f"conversations/{GENERAL}/pagedMembers") for _ in range(15)]
        assert [answer.status_code for answer in read] == [200] * 14 + [429]


async def test_a_tenant_takes_fifty_calls_a_second() -> None:
    async with shop(enforce_limits=True) as running:
        chats = [running.connector.tenant.add_channel("C1", f"c{n}") for n in range(51)]
        answers = [await running.call("POST", f"conversations/{chat}/activities", HI) for chat in chats]

    assert [answer.status_code for answer in answers] == [201] * 50 + [429]


async def test_two_writes_at_once_in_a_conversation_are_a_412() -> None:
    async with shop(enforce_limits=True) as running:
        running.connector.faults.slow("POST activities", seconds=0.3)
        first = asyncio.create_task(running.call("POST", SENDING, HI))
        await eventually(lambda: running.connector.calls)
        second = await running.call("POST", SENDING, HI)

        assert (second.status_code, code(second)) == (412, "PreconditionFailed")
        assert (await first).status_code == 201
        assert (await running.call("POST", SENDING, HI)).status_code == 201


async def test_a_message_over_100_kilobytes_is_too_big_without_its_pictures(at_work: Shop) -> None:
    pixels = "A" * 300_000
    small = await at_work.call("POST", SENDING, {"attachments": [{"contentUrl": f"data:image/png,{pixels}"}]})
    big = await at_work.call("POST", SENDING, {"text": "ä" * 52_000})

    assert small.status_code == 201
    assert (big.status_code, code(big)) == (413, "MessageSizeTooBig")
    assert size({"text": "ä"}) == 2 * len('{"text":"ä"}')


async def test_what_cards_lack_is_a_warning_and_no_error(at_work: Shop) -> None:
    await at_work.send(GENERAL, message(picture(altText="")))

    assert at_work.connector.warnings == ["An Image has no altText."]


def test_a_good_card_gives_no_complaint() -> None:
    good = card(picture(), words(), {"type": "ActionSet", "actions": [execute()]})

    assert complaints.of_card(good) == []
    assert complaints.of({"text": "no card"}) == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (card(version="1.6"), "Teams knows no version '1.6' of cards."),
        (card(fallbackText=""), "The card has no fallbackText."),
        (card(type="Card"), "The card's type is 'Card'."),
        (card({"type": "Marquee"}), "Teams shows no 'Marquee'."),
        (card(words(), words()), "The id 'why' is that of 2 inputs."),
        (card(words(label="")), "The Input.Text 'why' has no label."),
        (card(words(isRequired=True)), "The Input.Text 'why' is required and has no errorMessage."),
        (card({"type": "Chart.Line"}), "A Chart.Line has no fallback."),
        (card({**execute(), "verb": ""}), "An Action.Execute has no verb."),
        (card(picture(f"https://a.example/{PNG * 700}")), "The address of an Image is longer than 65500"),
        (card({"type": "TextBlock", "text": "a" * 15_000}), "The card has "),
    ],
)
def test_each_mistake_is_named(wrong: Json, sentence: str) -> None:
    assert any(said.startswith(sentence) for said in complaints.of_card(wrong))


def test_a_card_alone_needs_words_for_the_notification() -> None:
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card()}

    assert "neither text nor summary" in complaints.of({"attachments": [attachment]})[0]


async def test_ordered_errors_come_so_many_times_and_change_nothing(at_work: Shop) -> None:
    faults = at_work.connector.faults
    faults.rate_limit("POST activities", times=2, retry_after=7)
    faults.fail("POST activities", 412, "PreconditionFailed")
    faults.server_error(status=502)

    answers = [await at_work.call("POST", SENDING, HI) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [429, 429, 412, 502, 201]
    assert answers[0].headers["retry-after"] == "7"
    assert [code(answer) for answer in answers[2:4]] == ["PreconditionFailed", "ServiceError"]
    assert len(at_work.connector.member("U1").posts("C1")) == 1


async def test_a_fault_waits_for_its_own_call(at_work: Shop) -> None:
    faults = at_work.connector.faults
    faults.fail("PUT activities", 500, "ServiceError")
    assert (await at_work.call("POST", SENDING, HI)).status_code == 201
    assert faults.pending() == [
        Fault("error", "PUT activities", status=500, error="ServiceError", kept=False)
    ]
    faults.clear()
    assert faults.pending() == []


@pytest.mark.parametrize("kept", [True, False])
async def test_a_call_takes_effect_or_not_before_it_fails(at_work: Shop, *, kept: bool) -> None:
    at_work.connector.faults.server_error("POST activities", kept=kept)
    assert (await at_work.call("POST", SENDING, HI)).status_code == 503
    at_work.connector.faults.drop("POST activities", kept=kept)
    with pytest.raises(httpx.RemoteProtocolError):
        await at_work.call("POST", SENDING, HI)
    at_work.connector.faults.time_out("POST activities", kept=kept, seconds=0.02)
    assert (await at_work.call("POST", SENDING, HI)).status_code == 504

    assert len(at_work.connector.member("U1").posts("C1")) == (3 if kept else 0)


async def test_a_slow_answer_is_the_right_one_and_a_refusal_stays_one(at_work: Shop) -> None:
    at_work.connector.faults.slow(seconds=0.02, times=2)

    assert (await at_work.call("POST", SENDING, HI)).status_code == 201
    assert (await at_work.call("POST", "conversations/a:nobody/activities", HI)).status_code == 404


async def test_the_port_is_free_again_after_the_end() -> None:
    async with shop() as running:
        connector = running.connector
    await connector.stop()

    async with httpx.AsyncClient() as http:
        with pytest.raises(httpx.ConnectError):
            await http.get(connector.url)
