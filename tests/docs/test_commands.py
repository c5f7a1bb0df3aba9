"""Whatever a page tells people to type exists: in the shell, in chat and among the settings."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from app.cli import cli
from app.settings import Settings
from bot.conversations.commands.table import COMMANDS
from bot.conversations.requests import read

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
"""The changelog is left out: it also names what is called otherwise now."""
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def typed(page: Path) -> list[str]:
    """Everything between back-ticks, and each line of a block."""
    text = page.read_text(encoding="utf-8")
    lines = [line.strip() for block in FENCE.findall(text) for line in block.splitlines()]
    return lines + [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", FENCE.sub("", text))]


def told(start: str) -> list[str]:
    """What follows a word at which a command begins, on all pages, each once."""
    found = (re.fullmatch(rf"(?:\S*/)?{start}(?: (.+))?", line) for page in PAGES for line in typed(page))
    return sorted({match[1] or "" for match in found if match})


def missing_in_shell(line: str) -> list[str]:
    """The words of a command that the command line does not know."""
    command = get_command(cli)
    words = line.split()
    while words and words[0] in (under := getattr(command, "commands", {})):
        command = under[words.pop(0)]
    options = {option for parameter in command.params for option in parameter.opts}
    if hasattr(command, "commands"):
        return [word for word in words if word not in options]
    return [word for word in words if word.startswith("-") and word not in options]


def missing_in_chat(line: str) -> list[str]:
    """The words and values of a command that the bot does not understand."""
    asked = read(line)
    two, one = " ".join(asked.words[:2]), " ".join(asked.words[:1])
    name = next((name for name in (two, one or "help") if name in COMMANDS), None)
    if name is None:
        return list(asked.words)
    command = COMMANDS[name]
    surplus = list(asked.words[len(name.split()) :])
    known = command.words is None or len(surplus) <= command.words
    return ([] if known else surplus) + [value for value in asked.values if value not in command.values]


def test_the_pages_are_read() -> None:
    assert {"run", "doctor", "bench answers"} <= {*told("pulssi")}
    assert {"", "setup", "me asked=no"} <= {*told("/pulse")}


@pytest.mark.parametrize("line", told("pulssi"))
def test_what_is_typed_in_the_shell_exists(line: str) -> None:
    assert missing_in_shell(line) == []


@pytest.mark.parametrize("line", told("/pulse"))
def test_what_is_typed_in_chat_exists(line: str) -> None:
    assert missing_in_chat(line) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_setting_that_is_named_exists(page: Path) -> None:
    named = re.findall(r"\bPULSSI_[A-Z_]+\b", page.read_text(encoding="utf-8"))

    assert {*named} <= {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("line", ["fly", "bench fly", "demo --fly", "run --now"])
def test_an_invented_command_is_found_out(line: str) -> None:
    assert missing_in_shell(line) != []


@pytest.mark.parametrize("line", ["fly", "me fly", "me colour=red", "status now"])
def test_an_invented_word_in_chat_is_found_out(line: str) -> None:
    assert missing_in_chat(line) != []
