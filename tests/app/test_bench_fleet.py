"""Two processes of every role on one PostgreSQL, killed at work: nothing lost, nothing twice."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.bench import crash, site
from app.bench.failures import BenchError
from app.cli import cli
from tests import databases
from tests.office import MONDAY


def test_processes_of_every_role_die_and_nothing_is_lost_or_sent_twice(tmp_path: Path) -> None:
    url = databases.blank(tmp_path, databases.POSTGRESQL)

    measured = crash.measure(kills=6, messages=240, answers=80, seed=2, database=url, processes=2)

    assert (measured.lost, measured.duplicated, measured.answers_missing) == (0, 0, 0)
    assert (measured.deliveries, measured.answers_acknowledged, measured.integrity) == (240, 80, "ok")


def test_a_database_in_use_is_refused(tmp_path: Path) -> None:
    url = databases.fresh(tmp_path, databases.POSTGRESQL)
    site.settle(tmp_path / "first", at=MONDAY, size=12, url=url)

    with pytest.raises(BenchError, match="give an empty one"):
        site.settle(tmp_path / "second", at=MONDAY, size=12, url=url)


def test_several_processes_without_a_server_are_refused_with_a_sentence() -> None:
    done = CliRunner().invoke(cli, ["bench", "crash", "--processes", "3"])

    assert done.exit_code == 2
    assert "give an empty one with --database-url" in done.stderr
