"""The table of what each platform can do: every cell names a test that exists, or says why there is none."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "platforms.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith(("| what |", "| --- |"))
]
NAMED = re.compile(r"\[(test_\w+)\]\(([^)]+)\)")
REASON = re.compile(r"\*\*not there:\*\* .{20,}")


def missing(cell: str) -> list[str]:
    """The tests that a cell names and that do not exist."""
    return [name for name, link in NAMED.findall(cell) if not is_there(PAGE.parent / link, name)]


def is_there(file: Path, name: str) -> bool:
    """Whether a file has a test of this name."""
    found = file.read_text(encoding="utf-8") if file.is_file() else ""
    return re.search(rf"^(?:async )?def {name}\(", found, re.MULTILINE) is not None


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_each_platform_has_its_test_or_a_reason(row: list[str]) -> None:
    _, *platforms = row

    assert len(platforms) == 2
    for cell in platforms:
        assert NAMED.search(cell) or REASON.fullmatch(cell), cell
        assert missing(cell) == []


def test_what_is_shown_on_teams_is_shown_there() -> None:
    shown = [link for _, _, teams in ROWS for _, link in NAMED.findall(teams)]

    assert len(ROWS) > 40
    assert {link.split("/")[-2] for link in shown} <= {"teams", "app"}


def test_a_test_that_is_not_there_is_found_out() -> None:
    assert missing("[test_invented](../tests/docs/test_platforms.py)") == ["test_invented"]
    assert missing("[test_a](../tests/docs/test_nowhere.py)") == ["test_a"]
