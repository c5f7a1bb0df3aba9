"""The attacker with the disk: everything that is left on it, and old copies of it, against burned keys."""

import base64
import hmac
import re
import struct
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

KEY = 32
_MOST_ZEROS, _MOST_PRINTABLE = 4, 27
"""Of 32 random bytes more than these are zeros, or printable, once in ten million."""


def everything_in(folder: Path) -> bytes:
    """Every byte of every file of a folder, one after the other."""
    return b"\0".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def tokens(people: Iterable[int], rounds: Iterable[int], questions: Iterable[int]) -> Iterator[bytes]:
    """What the token of an answer is made of, for everybody, every round and every question."""
    asked = list(questions)
    at = list(rounds)
    for person in people:
        for round_ in at:
            for question in asked:
                yield struct.pack(">QQQ", person, round_, question)


def candidates(haystack: bytes) -> list[bytes]:
    """Every 32 bytes that can be a key: wherever they begin, and what hexadecimal and base64 hold.

    Keys are drawn evenly, so that runs of zeros and of text, which most of a database is, cannot be one.
    """
    values = np.frombuffer(haystack, dtype=np.uint8)
    zeros = _in_window(values == 0)
    printable = _in_window((values >= 32) & (values < 127))
    starts = np.flatnonzero((zeros <= _MOST_ZEROS) & (printable <= _MOST_PRINTABLE))
    found = {haystack[start : start + KEY] for start in starts.tolist()}
    found |= {bytes.fromhex(each.decode()) for each in re.findall(rb"[0-9a-fA-F]{64}", haystack)}
    found |= {base64.b64decode(each, b"-_") for each in re.findall(rb"[0-9A-Za-z_-]{43}=", haystack)}
    found |= {base64.b64decode(each) for each in re.findall(rb"[0-9A-Za-z+/]{43}=", haystack)}
    return sorted(found)


def broken(keys: Iterable[bytes], messages: Collection[bytes], known: Collection[bytes]) -> list[bytes]:
    """The keys with which somebody's token is one of those that are known."""
    return [key for key in keys if any(hmac.digest(key, message, "sha256") in known for message in messages)]


def _in_window(holds: NDArray[np.bool_]) -> NDArray[np.int64]:
    total = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(holds, dtype=np.int64)])
    return np.asarray(total[KEY:] - total[:-KEY])
