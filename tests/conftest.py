"""What holds for every test."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests import databases


@pytest.fixture(autouse=True)
def databases_are_gone() -> Iterator[None]:
    """Databases of a server stay behind otherwise; files go with the folder of their test."""
    yield
    databases.drop_all()


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    """A command run inside a test sets up logging for a stream that is gone when the test is."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
