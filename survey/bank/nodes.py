"""A file as it is written, before anybody asks what it means: texts, lists and keys, each with its line."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """One piece of text; ``quoted`` text is never read as a number, as true or as nothing."""

    line: int
    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in order."""

    line: int
    entries: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Mapped:
    """Keys, each with what it stands for; the same key may come twice."""

    line: int
    entries: tuple[tuple["Node", "Node"], ...] = ()


def line_of(node: "Node | None", key: str) -> int:
    """The line a key is on, or where all the keys begin if it is missing."""
    entries = node.entries if isinstance(node, Mapped) else ()
    found = (name.line for name, _ in entries if isinstance(name, Written) and name.text == key)
    return next(found, node.line if node else 1)


Node = Written | Listed | Mapped
