"""Fixtures for the sandbox's own tests."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.sandbox.workbench import Bench, bench


@pytest_asyncio.fixture
async def at_work() -> AsyncIterator[Bench]:
    """A sandbox with three people, nothing connected to it."""
    async with bench() as running:
        yield running
