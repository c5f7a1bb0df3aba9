"""Fixtures for the sandbox's own tests."""

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, BrowserContext

from tests.sandbox.browsing import launched, visiting
from tests.sandbox.workbench import Bench, bench


@pytest_asyncio.fixture
async def at_work() -> AsyncIterator[Bench]:
    """A sandbox with three people, nothing connected to it."""
    async with bench() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with launched() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def visitor(browser: Browser) -> AsyncIterator[BrowserContext]:
    async with visiting(browser) as context:
        yield context
