"""Bytes of a YAML file as nodes with line numbers, and nothing that could act or unfold.

Built from parsing events, one after the other: a file can then be refused at its first alias, tag or level
too deep, before anything of it was put together.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from survey.bank.findings import Finding, Reason, shown, untyped
from survey.bank.nodes import Listed, Mapped, Node, Written

LARGEST_FILE = 256 * 1024
DEEPEST = 8
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times as fast where PyYAML was built with libyaml."""


class _RefusedError(Exception):
    """Nothing further can be read."""

    def __init__(self, line: int, reason: Reason, about: str = "") -> None:
        self.finding = Finding(line, reason, shown(about))
        super().__init__(self.finding)


def parse(data: bytes) -> Node | Finding:
    """What the file says, or the first thing for which it cannot be read."""
    try:
        written = _decoded(data)
        return _tree(_events(written))
    except _RefusedError as refused:
        return refused.finding


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST_FILE:
        raise _RefusedError(1, Reason.TOO_LARGE, str(len(data)))
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise _RefusedError(data.count(b"\n", 0, problem.start) + 1, Reason.NOT_UTF8) from problem
    written = written.replace("\r\n", "\n").replace("\r", "\n")
    if letter := untyped(written.replace("\n", " ").replace("\t", " ")):
        line = written.count("\n", 0, written.index(letter)) + 1
        raise _RefusedError(line, Reason.CONTROL, f"U+{ord(letter):04X}")
    return written


def _events(written: str) -> Iterable[yaml.Event]:
    try:
        yield from yaml.parse(written, Loader=_LOADER)
    except yaml.MarkedYAMLError as problem:
        raise _at_fault(problem, written.split("\n")) from problem
    except (yaml.YAMLError, ValueError, OverflowError) as problem:
        # An escape for a character that does not exist (\\Uffffffff) gets through the scanner in Python.
        raise _RefusedError(1, Reason.NOT_YAML) from problem


def _at_fault(problem: yaml.MarkedYAMLError, lines: list[str]) -> _RefusedError:
    """The line a mistake is on; where something was left open to the end of the file, the line it begins."""
    marks = [mark for mark in (problem.problem_mark, problem.context_mark) if mark]
    said = [(mark.line + 1, "".join(lines[mark.line : mark.line + 1]).strip()) for mark in marks]
    line, about = next((each for each in said if each[1]), (1, ""))
    return _RefusedError(line, Reason.NOT_YAML, about)


@dataclass(slots=True)
class _Open:
    """A list or a set of keys whose end has not been read yet."""

    line: int
    mapped: bool
    entries: list[Node] = field(default_factory=list)

    def closed(self) -> Node:
        if self.mapped:
            return Mapped(self.line, tuple(zip(self.entries[::2], self.entries[1::2], strict=True)))
        return Listed(self.line, tuple(self.entries))


def _tree(events: Iterable[yaml.Event]) -> Node:
    outermost = _Open(1, mapped=False)
    still_open = [outermost]
    for event in events:
        line = event.start_mark.line + 1 if event.start_mark else 1
        _refuse(event, line)
        if isinstance(event, yaml.DocumentStartEvent) and outermost.entries:
            raise _RefusedError(line, Reason.SEVERAL_DOCUMENTS)
        if isinstance(event, yaml.CollectionStartEvent):
            if len(still_open) > DEEPEST:
                raise _RefusedError(line, Reason.TOO_DEEP)
            still_open.append(_Open(line, mapped=isinstance(event, yaml.MappingStartEvent)))
        elif isinstance(event, yaml.CollectionEndEvent):
            done = still_open.pop()
            still_open[-1].entries.append(done.closed())
        elif isinstance(event, yaml.ScalarEvent):
            quoted = event.style is not None and event.style != ""
            still_open[-1].entries.append(Written(line, event.value, quoted=quoted))
    return outermost.entries[0] if outermost.entries else Written(1, "")


def _refuse(event: yaml.Event, line: int) -> None:
    """Refuse what makes more of a file than is written there."""
    if isinstance(event, yaml.AliasEvent):
        raise _RefusedError(line, Reason.REFERENCE, f"*{event.anchor}")
    if not isinstance(event, yaml.NodeEvent):
        return
    if event.anchor:
        raise _RefusedError(line, Reason.REFERENCE, f"&{event.anchor}")
    if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag:
        raise _RefusedError(line, Reason.TAG, event.tag)
