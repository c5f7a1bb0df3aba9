"""Type: what DejaVu Sans can draw, how wide it draws it, and where its lines break.

The font ships with matplotlib, so a picture looks the same on every machine. Widths come from the font's own
tables, once a character: asking matplotlib to lay a text out just to measure it costs more than drawing it.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from matplotlib import get_data_path
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

from charts import words

_MEASURED_AT = 100.0
_KEPT = 256


@dataclass(eq=False, slots=True)
class Face:
    """One weight of the typeface."""

    file: str
    _path: Path = field(init=False)
    _font: FT2Font = field(init=False)
    _advances: dict[str, float] = field(default_factory=dict)
    _marks: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._path = Path(get_data_path(), "fonts", "ttf", self.file)
        self._font = FT2Font(self._path)
        self._font.set_size(_MEASURED_AT, 72)

    def at(self, size: float) -> FontProperties:
        """The face at a size in pixels (figures here have 72 dots an inch, so a point is a pixel)."""
        return FontProperties(fname=self._path, size=size)

    def has(self, character: str) -> bool:
        """Whether the face has a glyph for it."""
        return self._font.get_char_index(ord(character)) != 0

    def inks(self, character: str) -> bool:
        """Whether its glyph leaves a mark: a space does not, nor does a blank Braille pattern."""
        if character not in self._marks:
            # Looked up once: the font keeps every glyph it ever loads, the same one each time anew.
            self._marks[character] = bool(self._font.load_char(ord(character)).width)
        return self._marks[character]

    def width(self, text: str, size: float) -> float:
        """How wide a line is, in pixels; kerning, which only narrows it, is left out."""
        return sum(map(self._advance, text)) * size

    def _advance(self, character: str) -> float:
        if character not in self._advances:
            glyph = self._font.load_char(ord(character))
            self._advances[character] = glyph.linearHoriAdvance / 65536 / _MEASURED_AT
        return self._advances[character]


REGULAR = Face("DejaVuSans.ttf")
BOLD = Face("DejaVuSans-Bold.ttf")


@lru_cache(maxsize=_KEPT)
def drawable(text: str) -> str:
    """The text without what the typeface cannot draw: emoji go, foreign letters become question marks."""
    composed = words.one_line(unicodedata.normalize("NFC", text))
    kept = "".join(map(_drawable, composed))
    if kept == composed:
        return kept
    return re.sub(r" +([.,:;!?)])", r"\1", words.one_line(kept))


def capitals(text: str) -> str:
    """What of it can be drawn, in capital letters where the typeface has them."""
    raised = ((letter, letter.upper()) for letter in drawable(text))
    return "".join(upper if all(map(_has, upper)) else letter for letter, upper in raised)


@lru_cache(maxsize=_KEPT)
def is_legible(text: str) -> bool:
    """Whether what can be drawn of it stands for it: a mark is left, and no more letters are lost than kept.

    Signs may go beside letters; where signs were all there was, nothing that is left stands for them.
    """
    composed = words.one_line(unicodedata.normalize("NFC", text))
    kept = "".join(letter for letter in composed if _drawable(letter) == letter and REGULAR.inks(letter))
    gone = [letter for letter in composed if _is_lost(letter)]
    letters = sum(map(_is_letter, kept))
    return bool(kept) and letters >= sum(map(_is_letter, gone)) and (letters > 0 or not gone)


def is_whole(text: str) -> bool:
    """Whether nothing that a reader would see is left out or replaced."""
    return not any(map(_is_lost, words.one_line(unicodedata.normalize("NFC", text))))


def _drawable(character: str) -> str:
    if unicodedata.category(character).startswith("C"):
        return ""
    if _has(character):
        return character
    return "?" if _is_letter(character) else ""


def _has(character: str) -> bool:
    return REGULAR.has(character) and BOLD.has(character)


def _is_letter(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _is_lost(character: str) -> bool:
    """Whether a sign of its own is not drawn; marks on others, joiners and controls are none."""
    return unicodedata.category(character)[0] not in "CMZ" and not _has(character)


@dataclass(frozen=True, slots=True)
class Measure:
    """A size of type and how many lines of it there is room for."""

    size: float
    lines: int


@lru_cache(maxsize=_KEPT)
def fit(text: str, face: Face, width: float, measures: tuple[Measure, ...]) -> tuple[float, tuple[str, ...]]:
    """Break a text into lines in the largest size that has room for it.

    Returns:
        The size, and lines of about equal length. What fits no size is cut and ends in "…".
    """
    for measure in measures:
        room = width / measure.size
        lines = _broken(text, face, room)
        if len(lines) <= measure.lines:
            return measure.size, _balanced(lines, text, face, room)
    last = measures[-1]
    kept = _broken(text, face, width / last.size)[: last.lines]
    return last.size, (*kept[:-1], _cut(kept[-1], face, width / last.size))


def _broken(text: str, face: Face, room: float) -> tuple[str, ...]:
    """Lines no wider than ``room`` at size 1; a word too long for a line is broken."""
    lines, line = [], ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if face.width(joined, 1) <= room:
            line = joined
            continue
        *full, line = _chopped(word, face, room) if not line else [line, *_chopped(word, face, room)]
        lines += full
    return (*lines, line)


def _chopped(word: str, face: Face, room: float) -> list[str]:
    parts = [""]
    for character in word:
        if parts[-1] and face.width(parts[-1] + character, 1) > room:
            parts.append("")
        parts[-1] += character
    return parts


def _balanced(lines: tuple[str, ...], text: str, face: Face, room: float) -> tuple[str, ...]:
    """The narrowest setting with no more lines, so that no word is left alone on the last one."""
    longest_word = max(face.width(word, 1) for word in text.split(" "))
    low, high, best = min(room, max(room / 2, longest_word)), room, lines
    for _ in range(6):
        middle = (low + high) / 2
        tried = _broken(text, face, middle)
        low, high, best = (low, middle, tried) if len(tried) <= len(lines) else (middle, high, best)
    return best


def _cut(line: str, face: Face, room: float) -> str:
    while line and face.width(line + "…", 1) > room:
        line = line[:-1]
    return line.rstrip() + "…"
