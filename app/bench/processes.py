"""Servers in processes of their own, so that whoever loads them does not slow them down."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.sharedctypes import Synchronized
from typing import Any, TypeAlias

from app import logs
from app.bench.failures import BenchError

Serve = Callable[..., AbstractAsyncContextManager[int]]
"""A function of a module, which serves as long as its block runs and yields its port."""
Counter: TypeAlias = "Synchronized[int]"
_PATIENCE = 60
"""Seconds until a server must have begun, or ended."""
_SPAWN = get_context("spawn")


def counter() -> Counter:
    """A number that a server counts up and this process reads."""
    counted: Counter = _SPAWN.Value("Q")
    return counted


@contextmanager
def process(serve: Serve, *given: Any) -> Iterator[int]:
    """Run a server beside this process until the block ends; yields its port.

    Raises:
        BenchError: it did not start.
    """
    here, there = _SPAWN.Pipe()
    child = _SPAWN.Process(target=_run, args=(serve, given, there), daemon=True)
    child.start()
    there.close()
    try:
        yield _port(here, serve.__name__)
    finally:
        here.close()
        child.join(_PATIENCE)
        child.kill()


def _port(pipe: Connection, name: str) -> int:
    try:
        if pipe.poll(_PATIENCE):
            return int(pipe.recv())
    except EOFError:
        pass
    raise BenchError(f"The server “{name}” did not start; its own words are above.")


def _run(serve: Serve, given: tuple[Any, ...], pipe: Connection) -> None:
    logs.configure(as_json=True, level="error")
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(serve, given, pipe))


async def _serve(serve: Serve, given: tuple[Any, ...], pipe: Connection) -> None:
    async with serve(*given) as port:
        pipe.send(port)
        await asyncio.to_thread(_until_closed, pipe)


def _until_closed(pipe: Connection) -> None:
    with suppress(EOFError):
        pipe.recv()
