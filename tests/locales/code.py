"""What the code says to people, read from its syntax tree."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SPEAKING = ("bot/conversations", "bot/slack", "charts", "survey", "storage")
"""Where sentences for people are made. ``app`` speaks English with operators, ``sandbox`` with developers."""
SAY = {"say": 0, "say_count": 0, "say_in": 1, "marked": 0, "marked_in": 1}
"""The functions that look a sentence up, and which argument it is."""


@dataclass(frozen=True, slots=True)
class Call:
    """One sentence said: where, by which function, with which values."""

    place: str
    function: str
    messages: tuple[str, ...]
    values: frozenset[str] | None
    """None where the values are not known from the call, as with ``**values`` or for marked sentences."""


def files() -> list[Path]:
    """The files that speak to people."""
    found = (path for folder in SPEAKING for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


@cache
def tree(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text())


def calls() -> Iterator[Call]:
    """Every literal sentence that is looked up."""
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and (found := _call(path, node)):
                yield found


def _call(path: Path, node: ast.Call) -> Call | None:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in SAY:
        return None
    first = SAY[name]
    wanted = node.args[first : first + (2 if name == "say_count" else 1)]
    messages = tuple(
        each.value for each in wanted if isinstance(each, ast.Constant) and isinstance(each.value, str)
    )
    if len(messages) != len(wanted):
        return None
    given = [keyword.arg for keyword in node.keywords]
    known = None if None in given or name.startswith("marked") else frozenset(filter(None, given))
    if known is not None and name == "say_count":
        known |= {"count"}
    return Call(f"{path.relative_to(ROOT)}:{node.lineno}", name, messages, known)
