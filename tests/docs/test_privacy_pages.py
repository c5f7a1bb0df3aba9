"""What people are told about privacy: the same in every language, whole, and true to the program."""

import re
from pathlib import Path

import pytest

from storage.tables import RoundRow
from survey.disclosure.figures import COMMENT_FLOOR, FLOOR, SENSITIVE_FLOOR

DOCS = Path(__file__).parents[2] / "docs"
ENGLISH, FINNISH, SWEDISH = EMPLOYEES = ("privacy.md", "privacy.fi.md", "privacy.sv.md")
SHAPES = {
    "numbers": r"\d+(?:[.,]\d+)?",
    "commands": r"`([^`]+)`",
    "headings": r"^#+ ",
    "points": r"^- \*\*|^- ",
    "rows": r"^\|",
    "pages": r"\]\(([^)]+)\)",
}


def read(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def sections(text: str) -> list[str]:
    """The page cut before each of its headings, which stay in front."""
    return re.split(r"^(?=#)", text, flags=re.MULTILINE)[1:]


def shape(section: str) -> dict[str, list[str]]:
    """What does not depend on the language: how a section is built, its numbers and what is typed."""
    found = {name: re.findall(form, section, re.MULTILINE) for name, form in SHAPES.items()}
    found["numbers"] = sorted(number.replace(",", ".") for number in found["numbers"])
    found["pages"] = sorted("a page for employees" if page in EMPLOYEES else page for page in found["pages"])
    found["paragraphs"] = ["" for block in section.split("\n\n") if block.strip()]
    return found


@pytest.mark.parametrize("translated", [FINNISH, SWEDISH])
def test_employees_read_the_same_in_every_language(translated: str) -> None:
    english = [shape(section) for section in sections(read(ENGLISH))]

    assert [shape(section) for section in sections(read(translated))] == english


@pytest.mark.parametrize(
    ("changed", "into"),
    [
        ("180", "365"),
        ("/pulse me withdraw", "/pulse me"),
        ("\n## ", "\n### "),
        ("\n- ", "\n"),
        ("4,1", "4,2"),
    ],
)
def test_a_translation_that_says_something_else_is_found_out(changed: str, into: str) -> None:
    finnish = read(FINNISH)

    assert changed in finnish
    assert list(map(shape, sections(finnish.replace(changed, into, 1)))) != list(
        map(shape, sections(finnish))
    )


@pytest.mark.parametrize("page", EMPLOYEES)
def test_each_language_leads_to_the_others(page: str) -> None:
    first = read(page).splitlines()[2]

    assert set(re.findall(r"\]\(([^)]+)\)", first)) == {*EMPLOYEES} - {page}


def test_the_numbers_told_to_employees_are_those_of_the_program() -> None:
    told = re.findall(r"\d+", read(ENGLISH))
    months = RoundRow.model_fields["retention_months"].default

    assert {str(number) for number in (FLOOR, SENSITIVE_FLOOR, COMMENT_FLOOR, months)} <= {*told}


def test_operators_find_every_attacker_and_every_rule_once_and_in_order() -> None:
    text = read("privacy-for-operators.md")

    assert re.findall(r"^\| (A\d+) \|", text, re.MULTILINE) == [f"A{n}" for n in range(1, 8)]
    assert re.findall(r"^\| (P\d+) \|", text, re.MULTILINE) == [f"P{n}" for n in range(1, 26)]


@pytest.mark.parametrize("page", ["privacy-for-operators.md", "dpia-template.md"])
def test_no_row_of_a_table_is_short_of_a_cell(page: str) -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", read(page), re.MULTILINE):
        head, *rows = table.splitlines()
        assert [row for row in rows if row.count("|") != head.count("|")] == []


def test_the_assessment_says_before_anything_else_that_it_is_no_legal_advice() -> None:
    before, _, _ = read("dpia-template.md").partition("\n## ")

    assert "not legal advice" in before
    assert "**check the wording in force**" in before
