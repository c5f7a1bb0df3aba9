"""Pages: they have the shape they promise, and what they point at exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
PAGES = [ROOT / "README.md", CONTRIBUTING, *sorted((ROOT / "docs").rglob("*.md"))]
PACKAGES = "app|bot|charts|jobs|sandbox|storage|survey|tests|docs|\\.ci"


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_a_decision_has_context_decision_and_consequences(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert text.startswith(f"# {page.stem[:4]} ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) < 50


def test_decisions_are_numbered_without_gaps_and_all_listed() -> None:
    listed = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")

    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    assert re.findall(r"\]\(([^)]+)\)", listed) == [page.name for page in DECISIONS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_points_at_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    links = re.findall(r"\]\(([^):#]+)\)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    paths = re.findall(rf"`((?:{PACKAGES})/[^\s`]*)`", text)
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_commands_for_contributors_exist() -> None:
    recipes = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    told = re.findall(r"\bmake ([a-z]+)\b(?= |`)", CONTRIBUTING.read_text(encoding="utf-8"))

    assert {"setup", "check", "test", "demo"} <= {*told} <= {*recipes}
