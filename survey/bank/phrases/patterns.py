"""What the lint looks for in a language, and the pieces its patterns are made of."""

import re
from dataclasses import dataclass

END = r"(?=(?: this week| tällä viikolla| den här veckan)?\s*(?:[.,?!;:)]|$))"


@dataclass(frozen=True, slots=True)
class Phrases:
    """What the lint looks for in one language. All patterns read lower-case text with straight quotes.

    Attributes:
        both: the words that join two things, between the word before (``left``) and up to two after.
        either: choices between two things that are asked as if they were one; ``left`` and ``right`` where
            the two may still name one thing.
        joint: says that the two things are meant together, as in "sales and service work well together".
        harmless: joins nothing that is asked, e.g. "now and then"; taken out before ``both`` is looked for.
        one_thing: beginnings of words that, joined, still name one thing, e.g. "people and time".
        leading: pushes people towards an answer.
    """

    both: re.Pattern[str]
    either: re.Pattern[str]
    joint: re.Pattern[str]
    harmless: re.Pattern[str]
    one_thing: tuple[frozenset[str], ...]
    leading: re.Pattern[str]


def any_of(*patterns: str) -> re.Pattern[str]:
    """A pattern that finds any of several."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


def whole(*words: str) -> str:
    """Any of several words or phrases, not as a part of others."""
    return rf"\b(?:{'|'.join(words)})\b"


def joined_by(*words: str) -> re.Pattern[str]:
    """What stands on either side of a joining word."""
    joins = "|".join(words)
    return re.compile(rf"(?P<left>[\w'-]+),?\s+(?:{joins})\s+(?=(?P<right>[\w'-]+(?:\s+[\w'-]+)?))")


def groups(*lines: str) -> tuple[frozenset[str], ...]:
    """One group of beginnings a line."""
    return tuple(frozenset(line.split()) for line in lines)
