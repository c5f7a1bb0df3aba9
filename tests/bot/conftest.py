from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.office import TRANSPORTS, Office, office


@pytest_asyncio.fixture(params=TRANSPORTS)
async def either(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    """A team in the middle of its week, over Socket Mode and over HTTP."""
    async with office(tmp_path, transport=request.param) as open_office:
        await open_office.asked()
        yield open_office


@pytest_asyncio.fixture
async def at_work(tmp_path: Path) -> AsyncIterator[Office]:
    """A team in the middle of its week."""
    async with office(tmp_path) as open_office:
        await open_office.asked()
        yield open_office


@pytest_asyncio.fixture
async def first_day(tmp_path: Path) -> AsyncIterator[Office]:
    """A workspace that has never heard of Pulssi."""
    async with office(tmp_path) as open_office:
        yield open_office
