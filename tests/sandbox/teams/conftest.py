"""Fixtures for the tests of the connector."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.sandbox.teams.workshop import Shop, shop


@pytest_asyncio.fixture
async def at_work() -> AsyncIterator[Shop]:
    """A connector with three people and a bot on Microsoft's SDK."""
    async with shop() as running:
        yield running
