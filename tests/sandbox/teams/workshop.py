"""What the tests of the connector work with: a tiny bot on Microsoft's SDK, authentication on."""

import asyncio
import dataclasses
import warnings
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

with warnings.catch_warnings():
    # The SDK warns of being new and of its own names when it is imported.
    warnings.simplefilter("ignore")
    from microsoft_teams.api import Account, SentActivity
    from microsoft_teams.api.activities.message import MessageActivityInput
    from microsoft_teams.api.auth.cloud_environment import PUBLIC
    from microsoft_teams.api.clients.conversation import CreateConversationParams
    from microsoft_teams.apps import App, FastAPIAdapter
    from microsoft_teams.common.http import ClientOptions

import httpx
import pytest
from fastapi import FastAPI

from sandbox.listener import Listener
from sandbox.teams.connector import Connector
from sandbox.teams.keys import bot_token
from sandbox.teams.posts import Post
from sandbox.workspace.company import small_company
from tests.sandbox.workbench import Time

Json = dict[str, Any]
ADAPTIVE = "application/vnd.microsoft.card.adaptive"
SDK = pytest.mark.filterwarnings(
    "ignore::DeprecationWarning:microsoft_teams", "ignore:.* is in preview and may change"
)
"""Microsoft's SDK uses at every activity what it calls deprecated itself."""
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@dataclass
class Bot:
    """The bot under the SDK; ``heard`` are the activities that reached it, newest last."""

    app: App
    heard: list[Any] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    """What it answers to an invoke, by its name; a message's value or text, by ``message``."""

    async def hear(self, ctx: Any) -> Any:
        self.heard.append(ctx.activity)
        key = getattr(ctx.activity, "name", None) or ctx.activity.type
        answer = self.answers.get(str(key))
        return await answer(ctx) if callable(answer) else answer


@dataclass
class Shop:
    """A running connector with the bot connected to it, and ways to call it as the bot."""

    connector: Connector
    bot: Bot
    time: Time
    http: httpx.AsyncClient
    """With a good token, for what the SDK does not send."""
    record: list[Json]

    async def send(self, conversation: str, activity: Any) -> SentActivity:
        """Send through the SDK, unasked."""
        return await self.bot.app.send(conversation, activity, service_url=self.connector.service_url)

    @property
    def api(self) -> Any:
        return self.bot.app.api.clone(service_url=self.connector.service_url)

    async def call(self, verb: str, path: str, body: Json | None = None, **query: str) -> httpx.Response:
        url = f"{self.connector.service_url}v3/{path}"
        return await self.http.request(verb, url, json=body, params=query)

    def post(self, person: str = "U1", channel: str | None = None) -> Post:
        """The newest message that this person sees."""
        return self.connector.member(person).posts(channel)[0]

    async def card_for(self, person: str, *elements: Json, **more: Any) -> Post:
        """Install, and send this person a card."""
        member = self.connector.member(person)
        await member.install()
        await self.send(member.chat, message(*elements, **more))
        return self.post(person)


def card(*elements: Json, **more: Any) -> Json:
    return {
        "type": "AdaptiveCard",
        "version": "1.5",
        "fallbackText": "A card",
        "body": list(elements),
        **more,
    }


def message(*elements: Json, **more: Any) -> MessageActivityInput:
    """A message with one card of these elements."""
    attached = {"contentType": ADAPTIVE, "content": card(*elements, **more)}
    return MessageActivityInput.model_validate({"summary": "A card", "attachments": [attached]})


def chat_with(member: str, tenant: str) -> CreateConversationParams:
    """What the SDK asks for a personal chat with."""
    return CreateConversationParams(members=[Account(id=member)], tenant_id=tenant)


def execute(title: str = "Good", **more: Any) -> Json:
    data = {"action": "tap", "act": "answer:4"}
    return {"type": "Action.Execute", "verb": "tap", "title": title, "data": data, **more}


def submit(title: str = "Send", **data: Any) -> Json:
    return {"type": "Action.Submit", "title": title, "data": data}


def opens(title: str = "Say why") -> Json:
    return submit(title, msteams={"type": "task/fetch"}, action="open", act="why")


def row(*actions: Json) -> Json:
    return {"type": "ActionSet", "actions": list(actions)}


def words(name: str = "why", **more: Any) -> Json:
    return {"type": "Input.Text", "id": name, "label": "Why?", **more}


def picture(url: str = f"data:image/png;base64,{PNG}", **more: Any) -> Json:
    return {"type": "Image", "url": url, "altText": "A chart", **more}


def shows(value: Json) -> Json:
    """The answer that replaces a card."""
    return {"statusCode": 200, "type": ADAPTIVE, "value": value}


def window(value: Json, title: str = "Why?") -> Json:
    """The answer that opens a dialog."""
    body = {"title": title, "card": {"contentType": ADAPTIVE, "content": value}}
    return {"task": {"type": "continue", "value": body}}


async def _bot(connector: Connector, web: FastAPI) -> Bot:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        app = App(
            client_id=connector.client_id,
            token=bot_token,
            cloud=dataclasses.replace(PUBLIC, openid_metadata_url=connector.openid_metadata_url),
            client=ClientOptions(timeout=5),
            http_server_adapter=FastAPIAdapter(app=web),
        )
        bot = Bot(app)
        app.on_activity(bot.hear)
        await app.initialize()
    return bot


@asynccontextmanager
async def shop(**options: Any) -> AsyncIterator[Shop]:
    time, record = Time(), list[Json]()
    company = options.pop("company", None) or small_company()
    options = {"monotonic": time.monotonic, "transcript": record.append, **options}
    connector = Connector(company, clock=time.clock, **options)
    await connector.start()
    web = FastAPI()
    bot = await _bot(connector, web)
    listener = Listener(web)
    port = await listener.start("127.0.0.1", 0)
    connector.connect(f"http://127.0.0.1:{port}/api/messages")
    headers = {"Authorization": f"Bearer {bot_token('connector')}"}
    try:
        async with httpx.AsyncClient(headers=headers, timeout=5) as http:
            yield Shop(connector, bot, time, http, record)
    finally:
        await listener.stop()
        await connector.stop()


def code(answer: httpx.Response) -> str:
    """The name of a documented error."""
    return str(answer.json()["error"]["code"])


async def eventually(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - the bot under test tells nobody
            await asyncio.sleep(0.002)
