"""Nothing is said to people that is not looked up, and no sentence is glued from parts."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from bot.conversations.commands.table import COMMANDS
from tests.locales.code import ROOT, SAY, calls, files, tree

_PROSE = re.compile(r"[A-Za-zÅÄÖåäö’']{2,}[,:;]? [A-Za-zÅÄÖåäö“]{2,}")
"""Two words with a space between them."""
_FOR_OPERATORS = tuple(
    f"storage/{name}" for name in ("copies", "data_keys", "database", "redis_keys", "restoring", "servers")
)
"""Whoever runs Pulssi is spoken to in English."""
_DATA = ("survey/bank/phrases", "storage/tables", "bot/conversations/acts.py")
"""What is compared with people's texts, or is SQL; ``acts`` has what the log holds, and how it is said."""
_SQL = re.compile(r"(SELECT|DELETE|PRAGMA|VACUUM|BEGIN|UPDATE) ")
_CODES = {
    *("added as ", "members read anew, called ", "paused until "),
    *("at once", "baseline ", " from ", "translated and reassigned"),
    *("lease ended", "round closed", "no good moment", "not its turn"),
}
"""Words of the audit log and of the ledger of deliveries, which ``acts`` and ``standing`` say to people."""


def spoken_elsewhere(path: Path) -> set[int]:
    """The constants of a file that are looked up, or that nobody reads: docstrings, logs, names of enums."""
    known: set[int] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and _is_for_nobody(node):
            known |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            known.add(id(node.value))
        if isinstance(node, ast.ClassDef) and any(
            isinstance(b, ast.Name) and b.id == "StrEnum" for b in node.bases
        ):
            known |= {id(each) for each in ast.walk(node)}
    return known


def _is_for_nobody(node: ast.Call) -> bool:
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    if name in SAY or name in {"note", "append"}:
        return True
    if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
        return node.func.value.id == "_log"
    return name.endswith("Error") and name not in {"InputError", "NotAllowedError", "UnreachableChannelError"}


def _is_prose(text: str) -> bool:
    if text in COMMANDS or text.startswith("/pulse") or text in _CODES or _SQL.match(text):
        return False
    return bool(_PROSE.search(text))


def unspoken() -> Iterator[str]:
    for path in files():
        if str(path.relative_to(ROOT)).startswith((*_FOR_OPERATORS, *_DATA)):
            continue
        known = spoken_elsewhere(path)
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Constant) or id(node) in known:
                continue
            if isinstance(node.value, str) and _is_prose(node.value):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:60]!r}"


def test_every_sentence_is_looked_up() -> None:
    assert list(unspoken()) == []


def test_no_sentence_is_put_together_before_it_is_looked_up() -> None:
    built = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAY
        for argument in node.args[: SAY[node.func.id] + 1]
        if isinstance(argument, ast.JoinedStr | ast.BinOp)
    ]

    assert built == []


def test_no_message_begins_or_ends_with_a_space() -> None:
    padded = [call.place for call in calls() for message in call.messages if message != message.strip()]

    assert padded == []


def test_each_message_gets_exactly_the_values_it_names() -> None:
    wrong = [
        f"{call.place}: {sorted(call.values)}"
        for call in calls()
        if call.values is not None and names(call.messages) | {"count"} != call.values | {"count"}
    ]

    assert wrong == []


def names(messages: tuple[str, ...]) -> set[str]:
    return {name for message in messages for _, name, _, _ in Formatter().parse(message) if name}


@pytest.mark.parametrize("message", ["Two words", "said: nothing more", "don't ask"])
def test_the_check_sees_prose(message: str) -> None:
    assert _PROSE.search(message)


def test_the_check_reads_the_code() -> None:
    found = list(calls())

    assert len(found) > 600
    assert {"bot/conversations", "charts", "survey", "storage"} <= {
        str(Path(call.place).parent) for call in found
    } | {call.place.partition("/")[0] for call in found}


def test_no_sentence_is_looked_up_inside_another_string() -> None:
    """Whoever gathers the catalogue sees an f-string as one token, and passes over what is in it."""
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.JoinedStr)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in SAY
        if any(isinstance(argument, ast.Constant) for argument in inner.args)
    ]

    assert hidden == []
