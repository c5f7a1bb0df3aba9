"""People's own words as the picture can write them, and what stands where it cannot: never an empty place.

The message beside the picture has all of them in full, in whatever script and with every sign.
"""

from charts.type import capitals, drawable, is_legible, is_whole
from locales.speech import say

_HAIR_SPACE = "\u200a"


def team(name: str) -> str:
    """A team's name."""
    return drawable(name) if is_legible(name) else say("This team")


def question(text: str) -> str:
    """A question in full."""
    if is_legible(text):
        return drawable(text)
    return say("The question is in the message: this picture cannot draw its letters or signs.")


def theme(name: str) -> str:
    """A theme in spaced capitals; nothing where it cannot be drawn, as for a question without one."""
    return _HAIR_SPACE.join(capitals(name)) if is_legible(name) else ""


def option(label: str) -> str:
    """The option that leads a choice; empty where :func:`instead` stands in its place."""
    return drawable(label) if is_legible(label) else ""


def instead(label: str) -> str:
    """What is said where the leading option cannot be drawn, or has lost something; empty for any other."""
    if not label or (is_legible(label) and is_whole(label)):
        return ""
    if is_legible(label):
        return say("Some signs of this option cannot be drawn here. The message has it in full.")
    return say(
        "The option chosen most often is in the message: this picture cannot draw its letters or signs."
    )
