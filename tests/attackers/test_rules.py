"""Rules that are promises to people rather than sums; and every rule has a test named after it."""

import ast
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from storage import releases
from storage.database import reading
from survey.disclosure.figures import Released
from tests.office import ADMIN, CLOSED, REPORTED, Office, company, office

ROOT = Path(__file__).parents[2]
READ = ("status", "report", "report csv=yes", "audit", "privacy", "me", "me show", "team list", "admin list")
"""What can be asked for; the admin asks."""


@pytest.mark.parametrize("rule", range(1, 26))
def test_every_rule_has_a_test_named_after_it(rule: int) -> None:
    named = [name for name in all_tests() if re.search(rf"_p{rule}_", name)]

    assert named


@cache
def all_tests() -> list[str]:
    """The names of all tests there are."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "tests").rglob("test_*.py"))
    return [
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    ]


@pytest_asyncio.fixture
async def at_work(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, staff=company(8)) as open_office:
        await open_office.asked()
        yield open_office


def without_ids(value: Any) -> Any:
    """What Slack shows of a message, without the names its platform gives to blocks."""
    if isinstance(value, dict):
        return {key: without_ids(each) for key, each in value.items() if key != "block_id"}
    return [without_ids(each) for each in value] if isinstance(value, list) else value


async def test_p20_a_card_says_the_same_whatever_was_chosen(at_work: Office) -> None:
    for user, value in (("U2", 1), ("U3", 5)):
        await at_work.answer(user, value)

    one, other = (at_work.card(user) for user in ("U2", "U3"))
    assert one.text == other.text
    assert without_ids(one.blocks) == without_ids(other.blocks)


async def what_an_admin_reads(folder: Path, answering: tuple[str, ...]) -> list[str]:
    """Everything the admin and the channel get to read in a week in which these people answer."""
    async with office(folder, staff=company(8)) as at_work:
        await at_work.asked()
        for user in answering:
            await at_work.answer(user, 4, 4, 4)
        during = [await at_work.type(command) for command in READ]
        for moment in (CLOSED, REPORTED, REPORTED + timedelta(minutes=10)):
            await at_work.at(moment)
        after = [await at_work.type(command) for command in READ]
        channel = [str(entry.get("text")) for entry in at_work.record if entry.get("channel") == "C1"]
    return [*during, *after, *channel]


async def test_p24_an_admin_reads_the_same_whoever_answered(tmp_path: Path) -> None:
    one = await what_an_admin_reads(tmp_path / "one", ("U2", "U3", "U4", "U5", "U6"))
    other = await what_an_admin_reads(tmp_path / "other", ("U4", "U5", "U6", "U7", "U8"))

    assert one == other
    assert len(one) > 2 * len(READ)
    assert any("5 of 8" in text for text in one)


async def test_p25_an_answer_is_taken_back_while_open_and_tied_to_nobody_afterwards(at_work: Office) -> None:
    for number in range(1, 8):
        await at_work.answer(f"U{number}", 4)
    before = at_work.count()
    await at_work.type("me withdraw", user="U3")
    after = at_work.count()
    await at_work.at(CLOSED)

    assert (before[0], after[0]) == (7, 6)
    with reading(at_work.running.engine) as session:
        told = releases.told(session, at_work.round().id)
    figure = told[at_work.round().questions[0].id].figure
    assert isinstance(figure, Released)
    assert figure.answers == 6
    assert "No round is open for you" in await at_work.type("me withdraw", user=ADMIN)


@pytest.mark.parametrize("package", ["charts", "bot"])
def test_p23_whoever_draws_or_writes_reaches_no_answers(package: str) -> None:
    """The import contracts say it for what is imported; nothing is loaded by name, either."""
    for file in (ROOT / package).rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        imported = {
            name
            for node in ast.walk(ast.parse(text))
            for name in (
                [f"{node.module}.{each.name}" for each in node.names]
                if isinstance(node, ast.ImportFrom)
                else []
            )
        }
        assert not [name for name in imported if name.startswith(("survey.tallies", "storage.tables"))], file
        assert not [name for name in imported if "disclosure.gate" in name or "sealing.open_" in name], file
        assert "import_module" not in text
