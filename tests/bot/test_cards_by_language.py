"""A card that is rendered once is rendered once a language, and it is redrawn in its reader's."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from gettext import NullTranslations
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from app import slack
from app.clock import VirtualClock, unhurried
from app.settings import load
from bot.followups import Followups
from bot.slack.messenger import SlackMessenger
from bot.slack.replies import Replies
from locales import speech
from locales.speech import language, speaking
from sandbox.server import Sandbox
from storage.answers import Answered
from survey.deliveries import Claim, Kind
from survey.ids import DeliveryId, UserRef
from survey.rounds import Round
from tests.office import ASKED, company
from tests.survey.test_rounds import a_round


class Marking(NullTranslations):
    """A language in which every sentence is the English one between quotes."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"

    def pgettext(self, context: str, message: str) -> str:
        return f"«{message}»"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"«{msgid1 if n == 1 else msgid2}»"


@pytest.fixture(autouse=True)
def _marking(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogues = {"fi": Marking()}
    monkeypatch.setattr(speech, "catalogue", lambda code: catalogues.get(code, NullTranslations()))


@pytest_asyncio.fixture
async def taps() -> AsyncIterator[tuple[str, list[dict[str, Any]]]]:
    """Where a card is redrawn, and what arrives there."""
    arrived: list[dict[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        arrived.append(await request.json())
        return web.Response()

    app = web.Application()
    app.router.add_post("/", take)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), arrived


def sent_to(user: str, number: int, round_: Round) -> Claim:
    return Claim(
        id=DeliveryId(number),
        kind=Kind.ASK,
        round=round_.id,
        attempt=1,
        workspace="T0SANDBOX",
        user=UserRef(user),
        channel=None,
        due_at=ASKED,
    )


async def test_one_round_is_sent_to_each_person_in_their_language() -> None:
    round_, clock = a_round(), VirtualClock(ASKED)
    sandbox = Sandbox(company(), clock=clock)
    await sandbox.start()
    settings = load(_env_file=None, slack_bot_token=sandbox.bot_token, slack_api_url=sandbox.api_url)
    async with slack.sharing() as session:
        messenger = SlackMessenger(
            (await slack.join(slack.Lines(settings, session, unhurried(clock), clock))).slack.sender
        )
        for number, (user, spoken) in enumerate((("U1", "en"), ("U2", "fi"), ("U3", "en"), ("U4", "fi"))):
            with speaking(spoken):
                await messenger.ask(sent_to(user, number, round_), round_)
    read = [sandbox.member(user).inbox()[0].text for user in ("U1", "U2", "U3", "U4")]
    await sandbox.stop()

    assert read[0] == read[2] == "Two quick questions: Support, week 48"
    assert read[1] == read[3] == "«Two quick questions»: «Support, week 48»"


async def test_a_card_is_redrawn_in_the_language_of_whoever_tapped(
    taps: tuple[str, list[dict[str, Any]]],
) -> None:
    (url, arrived), state = taps, Answered(a_round(), frozenset({"A"}))
    followups = Followups(at_once=1)
    async with ClientSession() as session:
        replies = Replies(session)
        for number, spoken in enumerate(("en", "fi", "en")):
            with speaking(spoken):
                followups.start(f"card {number}", lambda: replies.show(url, state))
        await followups.finish()

    english, marked = "Thank you! 1 to go: Support, week 48", "«Thank you! 1 to go: «Support, week 48»»"
    assert [body["text"] for body in arrived] == [english, marked, english]
    assert language() == "en"


async def test_a_worker_that_shows_many_cards_speaks_each_ones_language() -> None:
    spoken: list[tuple[str, str]] = []
    followups = Followups(at_once=1)

    async def show(card: str) -> None:
        await asyncio.sleep(0)
        spoken.append((card, language()))

    for card in ("fi", "sv", "en"):
        with speaking(card):
            followups.start(card, lambda card=card: show(card))  # type: ignore[misc]
    await followups.finish()

    assert spoken == [("fi", "fi"), ("sv", "sv"), ("en", "en")]


async def test_a_round_that_changed_is_rendered_anew_in_every_language(
    taps: tuple[str, list[dict[str, Any]]],
) -> None:
    (url, arrived), round_ = taps, a_round()
    async with ClientSession() as session:
        replies = Replies(session)
        for shown in (round_, replace(round_, floor=9)):
            with speaking("fi"):
                await replies.show(url, Answered(shown, frozenset()))

    old, new = (str(body["blocks"]) for body in arrived)
    assert "from 9 answers up" in new
    assert "from 9 answers up" not in old
