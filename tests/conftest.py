"""What holds for every test."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests import databases


@pytest.fixture(autouse=True)
def database_of_the_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test about SQLite's file is marked ``on_a_file``; others work on whichever database is chosen."""
    about_a_file = request.node.get_closest_marker("on_a_file")
    with databases.lent(databases.SQLITE if about_a_file else ""):
        yield


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command run inside a test sets up logging for a stream that is gone when the test is."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
