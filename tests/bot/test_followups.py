"""Cards are redrawn a few at a time, each with its newest face."""

import asyncio

import pytest

from bot.followups import Followups


class Desk:
    """Shows that can be held up, and what came of them."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.most_at_once = 0
        self.open = asyncio.Event()
        self._at_once = 0

    async def show(self, face: str) -> None:
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        await self.open.wait()
        self.shown.append(face)
        self._at_once -= 1


async def test_only_so_many_are_under_way_and_all_are_shown_in_the_end() -> None:
    desk, followups = Desk(), Followups(at_once=3)

    for number in range(20):
        followups.start(f"card {number}", lambda face=str(number): desk.show(face))  # type: ignore[misc]
    await asyncio.sleep(0)
    desk.open.set()
    await followups.finish()

    assert desk.most_at_once == 3
    assert sorted(desk.shown, key=int) == [str(number) for number in range(20)]


async def test_a_card_that_is_waiting_gets_only_its_newest_face() -> None:
    desk, followups = Desk(), Followups(at_once=3)

    for face in ("a", "b", "c"):
        followups.start("card", lambda face=face: desk.show(face))  # type: ignore[misc]
        await asyncio.sleep(0)
    desk.open.set()
    await followups.finish()

    assert desk.shown == ["a", "c"]
    assert desk.most_at_once == 1


async def test_a_show_that_breaks_does_not_keep_the_others_waiting(capfd: pytest.CaptureFixture[str]) -> None:
    desk, followups = Desk(), Followups(at_once=1)
    desk.open.set()

    async def broken() -> None:
        raise ZeroDivisionError

    followups.start("card 1", broken)
    followups.start("card 2", lambda: desk.show("second"))
    await followups.finish()
    await asyncio.sleep(0)
    await followups.finish()

    assert desk.shown == ["second"]
    assert "ZeroDivisionError" in "".join(capfd.readouterr())
