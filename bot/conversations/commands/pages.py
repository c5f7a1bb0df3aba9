"""Many lines in few paragraphs, none longer than a platform shows."""

from collections.abc import Iterable

from bot.conversations.messages import Paragraph
from locales.speech import say_count

_ROOM = 2900
"""Slack cuts a section after 3,000 characters, of which ``&`` alone takes five."""
_MOST = 40
"""Slack refuses a message of more than 50 blocks."""
_WIDTHS = {"&": 5, "<": 4, ">": 4}


def paragraphs(lines: Iterable[str], *, gap: str = "\n") -> tuple[Paragraph, ...]:
    """Lines joined into paragraphs; those for which there is no room at all are counted in a last line.

    Args:
        gap: what stands between two lines.
    """
    pages: list[list[str]] = [[]]
    left, more = _ROOM, 0
    for line in lines:
        width = sum(_WIDTHS.get(letter, 1) for letter in line) + len(gap)
        if width > left and pages[-1]:
            if more or len(pages) == _MOST:
                more += 1
                continue
            pages.append([])
            left = _ROOM
        pages[-1].append(line)
        left -= width
    last = [_left_out(more)] if more else []
    return tuple(Paragraph(text) for text in (*map(gap.join, pages), *last) if text)


def _left_out(more: int) -> str:
    return say_count(
        "…and {count} more, for which there is no room here.",
        "…and {count} more, for which there is no room here.",
        more,
    )
