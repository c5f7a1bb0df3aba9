"""Between the event loop and another thread: nothing is lost on the way, and nobody waits for ever."""

import asyncio
import gc
from concurrent.futures import Future

import pytest

from bot.conversations.crossing import Crossing
from survey.errors import NotSavedError


def ended(value: int) -> Future[int]:
    future: Future[int] = Future()
    future.set_result(value)
    return future


async def test_what_has_ended_before_anybody_waits_is_there_at_once() -> None:
    assert await Crossing().result(ended(4)) == 4


async def test_a_failure_that_is_there_at_once_is_told_once() -> None:
    crossing = Crossing()
    untold: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: untold.append(context))

    async def fail() -> None:
        failed: Future[int] = Future()
        failed.set_exception(NotSavedError())
        with pytest.raises(NotSavedError):
            await crossing.result(failed)
        crossing.deliver()
        await asyncio.sleep(0)

    await fail()
    gc.collect()

    assert untold == []


async def test_a_group_comes_back_when_it_is_delivered() -> None:
    crossing = Crossing()
    futures: list[Future[int]] = [Future() for _ in range(3)]
    waiting = [asyncio.create_task(crossing.result(future)) for future in futures]
    await asyncio.sleep(0)

    def write() -> None:
        futures[0].set_result(1)
        futures[1].set_exception(NotSavedError())
        futures[2].set_result(3)
        crossing.deliver()

    await asyncio.to_thread(write)
    results = await asyncio.gather(*waiting, return_exceptions=True)

    assert results[0] == 1
    assert isinstance(results[1], NotSavedError)
    assert results[2] == 3


async def test_somebody_who_has_gone_does_not_keep_the_others_waiting() -> None:
    crossing = Crossing()
    gone: Future[int] = Future()
    stays: Future[int] = Future()
    first = asyncio.create_task(crossing.result(gone))
    second = asyncio.create_task(crossing.result(stays))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)

    gone.set_result(1)
    stays.set_result(2)
    crossing.deliver()

    assert await second == 2
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_one_turn_of_the_loop_hands_over_once() -> None:
    crossing, times = Crossing(), []

    for number in range(3):
        crossing.soon(lambda number=number: times.append(number))  # type: ignore[misc]
    before = list(times)
    await asyncio.sleep(0)
    crossing.soon(lambda: times.append(9))
    await asyncio.sleep(0)

    assert before == []
    assert times == [0, 9]


def test_without_a_loop_it_is_handed_over_at_once() -> None:
    times: list[int] = []

    Crossing().soon(lambda: times.append(1))

    assert times == [1]


def test_a_loop_that_has_closed_hears_nothing_more() -> None:
    crossing, late = Crossing(), Future[int]()

    async def leave() -> None:
        task = asyncio.create_task(crossing.result(late))
        await asyncio.sleep(0)
        task.cancel()

    asyncio.run(leave())
    late.set_result(1)

    crossing.deliver()
