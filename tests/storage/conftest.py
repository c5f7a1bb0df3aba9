import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from storage import schema
from storage.database import connect
from storage.writer import AnswerWriter
from survey.ids import RoundId
from tests.storage.world import World, settle


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database without rows; migrating once is enough."""
    file = tmp_path_factory.mktemp("schema") / "empty.db"
    schema.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def url(empty: Path, tmp_path: Path) -> str:
    """A database of one's own."""
    (tmp_path / "data").mkdir()
    shutil.copy(empty, tmp_path / "data" / "pulssi.db")
    return f"sqlite:///{tmp_path}/data/pulssi.db"


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
