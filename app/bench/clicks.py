"""Clicks as Slack sends them: signed forms that carry the whole card, ready to be put on a wire."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from itertools import count, cycle
from typing import Any
from urllib.parse import urlencode

from app.bench.site import WORKSPACE, Asked, Given, Site
from bot.conversations import cards
from bot.slack import blocks

SECRET = "0" * 31 + "1"  # the signing secret of a workspace that does not exist
_VALUES = (1, 2, 3, 4, 5)
_USER, _TIME, _MINUTE = "U0SOMEBODY", "1700000000.000000", 1_700_000_000
_HEAD = (
    "POST /slack/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip,deflate\r\nAccept: */*\r\n"
    "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nX-Slack-Request-Timestamp: {stamp}\r\n"
    "X-Slack-Signature: v0={signature}\r\nContent-Length: {length}\r\n\r\n"
)


class Clicks:
    """Makes clicks of many people, each later than the one before; remembers what everybody gave last."""

    def __init__(self, site: Site, *, redraw: str) -> None:
        """Render every round's card once.

        Args:
            site: whose people click.
            redraw: the ``response_url`` of those clicks that ask for a new card.
        """
        self.given: Given = {}
        self.made = 0
        self._orders = count(1)
        self._values = cycle(_VALUES)
        self._people = cycle([(asked, user) for asked in site.asked for user in asked.users])
        self._forms = {
            (asked.round.id, value, wanted): _form(asked, value, redraw=redraw if wanted else None)
            for asked in site.asked
            for value in _VALUES
            for wanted in (False, True)
        }

    def make(self, number: int, *, redraw: bool) -> list[bytes]:
        """So many requests, signed for the next five minutes."""
        self.made += number
        stamp = str(int(time.time()))
        return [_signed(body, stamp) for body in self._bodies(number, redraw=redraw)]

    def _bodies(self, number: int, *, redraw: bool) -> Iterator[str]:
        for _ in range(number):
            asked, user = next(self._people)
            value, order = next(self._values), next(self._orders)
            self.given[asked.round.id, user] = value
            at = f"{_MINUTE + order // 1000}.{order % 1000:03}000"
            yield self._forms[asked.round.id, value, redraw].replace(_USER, user).replace(_TIME, at)


def _signed(body: str, stamp: str) -> bytes:
    signature = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return (_HEAD.format(stamp=stamp, signature=signature, length=len(body)) + body).encode()


def _form(asked: Asked, value: int, *, redraw: str | None) -> str:
    body = json.dumps(_payload(asked, value, redraw=redraw), separators=(",", ":"))
    return urlencode({"payload": body})


def _payload(asked: Asked, value: int, *, redraw: str | None) -> dict[str, Any]:
    card = cards.card(asked.round)
    shown = [{"block_id": f"b{number}", **block} for number, block in enumerate(blocks.render(card))]
    payload: dict[str, Any] = {
        "type": "block_actions",
        "user": {"id": _USER, "username": "somebody", "name": "somebody", "team_id": WORKSPACE},
        "api_app_id": "A0BENCH",
        "token": "verification-is-by-signature",
        "container": {
            "type": "message",
            "message_ts": "1699999999.000100",
            "channel_id": f"D{_USER}",
            "is_ephemeral": False,
        },
        "trigger_id": "12466734323.1395872398.0123456789abcdef0123456789abcdef",
        "team": {"id": WORKSPACE, "domain": "bench"},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": f"D{_USER}", "name": "directmessage"},
        "message": {
            "user": "U0PULSSI",
            "type": "message",
            "ts": "1699999999.000100",
            "bot_id": "B0PULSSI",
            "app_id": "A0BENCH",
            "text": blocks.text_of(card),
            "team": WORKSPACE,
            "blocks": shown,
        },
        "state": {"values": {}},
        "actions": [_action(shown, value)],
    }
    return payload | ({"response_url": redraw} if redraw else {})


def _action(shown: list[dict[str, Any]], value: int) -> dict[str, Any]:
    name = f"{cards.ANSWER}:{value}"
    for block in shown:
        for element in block.get("elements", ()):
            if element.get("action_id") == name:
                return {**element, "block_id": block["block_id"], "action_ts": _TIME}
    raise LookupError(name)
