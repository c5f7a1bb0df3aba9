"""Taps as Teams sends them: activities with a token that Microsoft would have signed."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, cycle
from typing import Any

from app.bench.site import ON_TEAMS, Asked, Given, Site
from bot.adaptive_cards import cards
from bot.conversations import cards as faces
from sandbox.teams.cards import actions
from sandbox.teams.keys import Keys

CLIENT_ID = "6f2d1c3a-5b7e-4c1d-9a80-2f4b6d8e0a12"  # an app registration that does not exist
_VALUES = (1, 2, 3, 4, 5)
_USER, _TIME, _ID = "29:1SOMEBODY", "1970-01-01T00:00:00.000Z", "f:SOMETHING"
_START = datetime(2026, 1, 1, tzinfo=UTC)
_HEAD = (
    "POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n"
    "User-Agent: Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)\r\n"
    "Content-Type: application/json; charset=utf-8\r\nAuthorization: {token}\r\n"
    "Content-Length: {length}\r\n\r\n"
)


class Taps:
    """Makes taps of many people, each later than the one before; remembers what everybody gave last."""

    def __init__(self, site: Site, *, service: str) -> None:
        """Render every round's card once.

        Args:
            site: whose people tap.
            service: where Teams takes messages.
        """
        self.given: Given = {}
        self.made = 0
        self.keys = Keys(CLIENT_ID, time.time)
        self._token = self.keys.authorization(service)["Authorization"]
        self._orders = count(1)
        self._values = cycle(_VALUES)
        self._people = cycle([(asked, user) for asked in site.asked for user in asked.users])
        self._bodies = {
            (asked.round.id, value): json.dumps(_activity(asked, value, service=service))
            for asked in site.asked
            for value in _VALUES
        }

    def make(self, number: int, *, redraw: bool) -> list[bytes]:  # noqa: ARG002 - each leads to a new card
        """So many requests, under one token, as Microsoft uses one for an hour."""
        self.made += number
        return [
            (_HEAD.format(token=self._token, length=len(body.encode())) + body).encode()
            for body in self._taps(number)
        ]

    def _taps(self, number: int) -> Iterator[str]:
        for _ in range(number):
            asked, user = next(self._people)
            value, order = next(self._values), next(self._orders)
            self.given[asked.round.id, user] = value
            at = (_START + timedelta(milliseconds=order)).isoformat(timespec="milliseconds")
            body = self._bodies[asked.round.id, value].replace(_USER, user)
            yield body.replace(_TIME, at.replace("+00:00", "Z")).replace(_ID, f"f:{order}")


def _activity(asked: Asked, value: int, *, service: str) -> dict[str, Any]:
    act = f"{faces.ANSWER}:{value}"
    shown = actions([cards.card(faces.card(asked.round))])
    action = next(each for each in shown if each["data"]["act"] == act)
    told = {name: action[name] for name in ("type", "title", "verb", "data")}
    client = {"locale": "en-US", "country": "US", "platform": "Web", "timezone": "Europe/Helsinki"}
    return {
        "name": "adaptiveCard/action",
        "type": "invoke",
        "timestamp": _TIME,
        "localTimestamp": "1970-01-01T02:00:00.000+02:00",
        "id": _ID,
        "channelId": "msteams",
        "serviceUrl": service,
        "from": {
            "id": _USER,
            "name": "Somebody",
            "aadObjectId": "1f1e1d1c-1b1a-4918-9716-151413121110",
        },
        "conversation": {
            "conversationType": "personal",
            "tenantId": ON_TEAMS.workspace,
            "id": f"a:{_USER}",
        },
        "recipient": {"id": f"28:{CLIENT_ID}", "name": "Pulssi"},
        "entities": [{**client, "type": "clientInfo"}],
        "channelData": {"tenant": {"id": ON_TEAMS.workspace}, "source": {"name": "message"}},
        "replyToId": "1699999999000",
        "value": {"action": told, "trigger": "manual"},
        "locale": "en-US",
        "localTimezone": "Europe/Helsinki",
    }
