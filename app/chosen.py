"""Which platform a command is about, as its options name it."""

from enum import StrEnum


class Chosen(StrEnum):
    """The values of ``--platform``; the same names as in the database."""

    SLACK = "slack"
    TEAMS = "teams"
