from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage.database import connect
from storage.writer import AnswerWriter
from survey.ids import RoundId
from tests import databases
from tests.databases import POSTGRESQL, SQLITE
from tests.storage.world import World, settle


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def database(request: pytest.FixtureRequest) -> str:
    """Which database; a test about a file asks for SQLite's alone with ``on_a_file``."""
    kind: str = request.param
    return kind


@pytest.fixture
def url(database: str, tmp_path: Path) -> str:
    """A database of one's own."""
    return databases.fresh(tmp_path / "data", database)


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = connect(url)
    yield made
    made.dispose()


@pytest.fixture
def world(engine: Engine, tmp_path: Path) -> World:
    return settle(engine, tmp_path)


@pytest.fixture
def round_id(world: World) -> RoundId:
    """An open round everybody is invited to."""
    return world.open()


@pytest.fixture
def writer(world: World) -> Iterator[AnswerWriter]:
    made = world.writer()
    made.start()
    yield made
    made.stop()
