"""Cards of other clients are changed at a pace of their own, and the newest wins."""

import time
from typing import Any, cast

from bot.conversations.messages import Message, Shown
from bot.followups import Followups
from bot.teams.activities import Sender, sender
from bot.teams.connector import Connector
from bot.teams.replies import UPDATES, Redrawing
from survey.pace import Pace


class Recording:
    """Takes updates and remembers them."""

    def __init__(self) -> None:
        self.updates: list[tuple[str, str]] = []

    async def update(self, _: str, __: str, message: str, activity: dict[str, Any]) -> None:
        self.updates.append((message, activity["summary"]))


def somebody() -> Sender:
    return sender({"from": {"id": "29:1U1"}, "conversation": {"id": "a:1U1", "tenantId": "T"}})


async def test_updates_wait_for_their_turn_and_none_is_lost() -> None:
    taken, followups = Recording(), Followups()
    pace = Pace(seconds=time.monotonic, per_minute={UPDATES: 60 * 50})
    redrawing = Redrawing(cast(Connector, taken), followups, pace)

    begun = time.monotonic()
    for number in range(60):
        redrawing.redraw(somebody(), str(number), Shown(Message("Saved.")))
    await followups.finish()

    assert sorted(int(message) for message, _ in taken.updates) == list(range(60))
    # Fifty at once, and the ten others at fifty a second.
    assert time.monotonic() - begun > 9 / 50


async def test_a_newer_card_takes_the_place_of_one_that_waits() -> None:
    taken, followups = Recording(), Followups()
    pace = Pace(seconds=time.monotonic, per_minute={})
    redrawing = Redrawing(cast(Connector, taken), followups, pace)

    for words in ("first", "second", "third"):
        redrawing.redraw(somebody(), "1", Shown(Message(words)))
    await followups.finish()

    assert taken.updates[-1] == ("1", "third")
    assert len(taken.updates) < 3
