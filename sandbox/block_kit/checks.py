"""The pieces that the Block Kit tables are written with; each looks at one value and yields what is wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.workspace.messages import Json


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where (a JSON pointer), and a word for the kind of mistake."""

    pointer: str
    code: str
    message: str


Problems = Iterator[Problem]
Check = Callable[[Any, str], Problems]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its fields, those it must have, and rules about several fields at once."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check]
    rules: tuple[Check, ...] = ()

    def __call__(self, value: Any, at: str) -> Problems:
        if not isinstance(value, dict):
            yield Problem(at, "wrong_type", "must be an object")
            return
        problems = list(self._fields(value, at))
        yield from problems
        # Rules may trust the fields they compare.
        if not problems:
            for rule in self.rules:
                yield from rule(value, at)

    def _fields(self, value: Json, at: str) -> Problems:
        for name in self.required:
            if value.get(name) is None:
                yield Problem(at, "missing", f"missing required field: {name}")
        checks = {**self.optional, **self.required}
        for name, inner in value.items():
            if name in checks and inner is not None:
                yield from checks[name](inner, f"{at}/{name}")
            elif name not in (*checks, "type"):
                yield Problem(at, "unknown_field", f"invalid additional property: {name}")


def shape(required: Mapping[str, Check] | None = None, *rules: Check, **optional: Check) -> Shape:
    return Shape(required or {}, optional, rules)


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, str):
            yield Problem(at, "wrong_type", "must be a string")
        elif len(value) < least:
            yield Problem(at, "too_short", f"must be more than {least - 1} characters")
        elif len(value) > most:
            yield Problem(at, "too_long", f"must be less than {most + 1} characters")

    return check


def text(most: int, *kinds: str, least: int = 1) -> Check:
    """A text object of one of these kinds; without kinds, either."""
    allowed = kinds or ("plain_text", "mrkdwn")
    fields = shape({"text": string(most, least)}, emoji=flag, verbatim=flag)

    def check(value: Any, at: str) -> Problems:
        if isinstance(value, dict) and value.get("type") not in allowed:
            yield Problem(f"{at}/type", "unsupported", f"must be {' or '.join(allowed)}")
        else:
            yield from fields(value, at)

    return check


def plain(most: int) -> Check:
    return text(most, "plain_text")


def many(check_one: Check, least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, list):
            yield Problem(at, "wrong_type", "must be an array")
            return
        if len(value) < least:
            yield Problem(at, "too_few", f"no fewer than {least} items allowed")
        if len(value) > most:
            yield Problem(at, "too_many", f"no more than {most} items allowed")
        for index, item in enumerate(value[:most]):
            yield from check_one(item, f"{at}/{index}")

    return check


def choice(*values: str) -> Check:
    def check(value: Any, at: str) -> Problems:
        if value not in values:
            yield Problem(at, "unsupported", f"must be one of {', '.join(values)}")

    return check


def whole(least: int, most: int | None = None) -> Check:
    def check(value: Any, at: str) -> Problems:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Problem(at, "wrong_type", "must be an integer")
        elif value < least or (most is not None and value > most):
            yield Problem(
                at, "out_of_range", f"must be from {least} to {most if most is not None else 'any'}"
            )

    return check


def number(value: Any, at: str) -> Problems:
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Problem(at, "wrong_type", "must be a number")


def flag(value: Any, at: str) -> Problems:
    if not isinstance(value, bool):
        yield Problem(at, "wrong_type", "must be a boolean")


def anything(_value: Any, _at: str) -> Problems:
    """For the corners of Block Kit that no rule here is about."""
    yield from ()


def url(value: Any, at: str) -> Problems:
    problems = list(string(3000)(value, at))
    yield from problems
    if not problems and not value.startswith(("http://", "https://", "slack://", "mailto:")):
        yield Problem(at, "invalid_url", "must be a valid URL")


def typed(table: Mapping[str, Check], *types: str) -> Check:
    """An object whose ``type`` names a row of the table; only these types, if any are given."""

    def check(value: Any, at: str) -> Problems:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in table or (types and kind not in types):
            yield Problem(f"{at}/type", "unsupported", f"unsupported type: {kind}")
        else:
            yield from table[kind](value, at)

    return check


def either(*names: str) -> Check:
    """A rule: exactly one of these fields."""

    def check(value: Any, at: str) -> Problems:
        if sum(value.get(name) is not None for name in names) != 1:
            yield Problem(at, "conflict", f"exactly one of {', '.join(names)} is needed")

    return check


def some_of(*names: str) -> Check:
    """A rule: at least one of these fields."""

    def check(value: Any, at: str) -> Problems:
        if not any(value.get(name) for name in names):
            yield Problem(at, "missing", f"at least one of {', '.join(names)} is needed")

    return check
