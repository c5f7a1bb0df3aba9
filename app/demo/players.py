"""The people of the demo, who read their messages and tap, through the same doors as anybody."""

import asyncio
from collections.abc import Collection
from typing import Any

from app.demo.company import MEMBERS, TEAMS
from app.demo.stage import Stage
from app.demo.temperament import Temperament
from bot.conversations import cards
from bot.conversations.answer_forms import WHY_FIELD
from sandbox.people.members import Member
from sandbox.workspace.messages import Message
from survey.weeks import Week

_AT_ONCE = 12
"""People tapping at the same time."""


class Players:
    """Everybody who answers by themselves."""

    def __init__(self, stage: Stage) -> None:
        """Give everybody a temperament."""
        self._stage = stage
        self._seen: set[tuple[str, str]] = set()
        self._temperaments = {
            row[0]: Temperament(row[0], team) for team in TEAMS for row in MEMBERS[team.channel]
        }

    async def answer(self, week: Week, *, but: Collection[str] = ()) -> None:
        """Let everybody answer the card they have not looked at yet.

        Args:
            but: people who leave theirs for somebody at the page.
        """
        limit = asyncio.Semaphore(_AT_ONCE)

        async def play(user: str) -> None:
            async with limit:
                await self._play(user, week)

        await asyncio.gather(*(play(user) for user in self._temperaments if user not in but))

    async def _play(self, user: str, week: Week) -> None:
        member = self._stage.sandbox.member(user)
        card = _newest(member)
        if card is None or (user, card.ts) in self._seen:
            return
        self._seen.add((user, card.ts))
        temperament = self._temperaments[user]
        if not temperament.takes_part(week.index):
            return
        while (block := _question(card)) is not None:
            answer = f"{cards.ANSWER}:"
            options = [
                element["value"] for element in block["elements"] if element["action_id"].startswith(answer)
            ]
            value = temperament.value(week.index, block["block_id"].rpartition(":")[2], options)
            await self._tap(member, card, block, f"{cards.ANSWER}:{value}")
            card = _newest(member) or card
        reason = temperament.reason(week.index)
        if reason is not None:
            await self._say_why(member, card, reason)

    async def _tap(self, member: Member, card: Message, block: dict[str, Any], action: str) -> None:
        outcome = await member.tap(card.channel, card.ts, action, block_id=block["block_id"])
        if not outcome.ok:
            raise RuntimeError(f"the demo's bot did not take a tap: {outcome.error}")
        await self._stage.running.followups.finish()

    async def _say_why(self, member: Member, card: Message, reason: str) -> None:
        action = f"{cards.WHY}:open"
        blocks = [block for block in _actions(card) if _offers(block, action)]
        if not blocks:
            return
        await self._tap(member, card, blocks[0], action)
        view = member.modal()
        if view is not None:
            done = await member.submit(view.id, {WHY_FIELD: {WHY_FIELD: reason}})
            if done.view is not None:
                await member.close_view(done.view.id)


def _newest(member: Member) -> Message | None:
    inbox = member.inbox()
    return inbox[0] if inbox else None


def _actions(card: Message) -> list[dict[str, Any]]:
    return [block for block in card.blocks or [] if block["type"] == "actions"]


def _question(card: Message) -> dict[str, Any] | None:
    """The buttons of the question that waits for an answer."""
    answer = f"{cards.ANSWER}:"
    return next(
        (block for block in _actions(card) if block["elements"][0]["action_id"].startswith(answer)), None
    )


def _offers(block: dict[str, Any], action: str) -> bool:
    return any(element["action_id"] == action for element in block["elements"])
