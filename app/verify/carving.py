"""Rows of sealed answers and comments in raw bytes, wherever they are: in a log, a journal, a page given up.

SQLite writes a row as its columns' types followed by their values. A sealed answer is 32 bytes of token, the
round's number and 44 bytes; a sealed comment has 2,030. Such a beginning comes by chance once in 500 MB.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}
"""How many bytes a whole number of each type takes; 8 and 9 are the numbers 0 and 1 themselves."""
_ROW = re.compile(rb"(?:\x04\x4c([\x01-\x06\x08\x09])\x64|\x05\x4c([\x01-\x06\x08\x09])\x9f\x68)")
_PAIR = re.compile(rb"(?=([\x03-\x13])\x03([\x01-\x06\x08\x09])([\x01-\x06\x08\x09]))")
_TOKEN = 32


@dataclass(frozen=True, slots=True)
class Carved:
    """A sealed row: whose is what only its round's key could say."""

    round: int
    token: bytes


def rows(data: bytes) -> Iterator[Carved]:
    """Every sealed row in these bytes, whether or not anything still points to it."""
    for match in _ROW.finditer(data):
        kind = (match[1] or match[2])[0]
        token = data[match.end() : match.end() + _TOKEN]
        number = data[match.end() + _TOKEN : match.end() + _TOKEN + _INTEGERS[kind]]
        if len(token) == _TOKEN and len(number) == _INTEGERS[kind]:
            yield Carved(_number(kind, number), token)


def took_part(gap: bytes) -> Iterator[tuple[int, int]]:
    """Rounds and persons of participation rows in what lies between the rows of that table."""
    for match in _PAIR.finditer(gap):
        first, second = (_INTEGERS[kind[0]] for kind in (match[2], match[3]))
        at = match.start() + 4
        values = gap[at : at + first], gap[at + first : at + first + second]
        if match[1][0] == 3 + first + second and (len(values[0]), len(values[1])) == (first, second):
            yield _number(match[2][0], values[0]), _number(match[3][0], values[1])


def _number(kind: int, value: bytes) -> int:
    return kind - 8 if kind > 6 else int.from_bytes(value, signed=True)
