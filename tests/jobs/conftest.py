from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.office import Office, office


@pytest_asyncio.fixture
async def workplace(tmp_path: Path) -> AsyncIterator[Office]:
    """A team that is set up, on Monday morning."""
    async with office(tmp_path) as open_office:
        await open_office.set_up()
        yield open_office
