"""What people can run into. Each error is a sentence that says what happened and what to do instead."""

from enum import StrEnum


class SurveyError(Exception):
    """An expected failure; its text is shown to the person as it stands."""

    sentence = "That did not work; nothing was changed."

    def __init__(self, sentence: str | None = None) -> None:
        """Take a sentence of its own where the class's one is too general."""
        super().__init__(sentence or self.sentence)


class RoundClosedError(SurveyError):
    """The round takes no more answers."""

    sentence = "This round is already closed, so nothing was saved. The next questions come next week."


class NotInvitedError(SurveyError):
    """The person is not on the round's list."""

    sentence = "This question was meant for somebody else, so nothing was saved."


class UnknownQuestionError(SurveyError):
    """The card names a question or an option that the round does not have."""

    sentence = (
        "This card is out of date, so nothing was saved. Please answer on the newest message from Pulssi."
    )


class NotSavedError(SurveyError):
    """The store refused (full disk, locked file): the person must know."""

    sentence = "Your answer could not be saved just now. Please tap again in a minute."


class NotAllowedError(SurveyError):
    """Only admins change things."""

    sentence = "Only Pulssi admins can do that. `/pulse help` shows what you can do."


class InputError(SurveyError):
    """Something typed cannot be understood; the sentence says what to type instead."""


class UnknownGroupError(InputError):
    """A user group is gone, or cannot be read."""


class UnreachableChannelError(InputError):
    """A team's channel cannot be used: it is archived, or Pulssi is not in it."""

    def __init__(self, sentence: str, *, trouble: "Trouble") -> None:
        """Say what is wrong for a program, too."""
        super().__init__(sentence)
        self.trouble = trouble


class Trouble(StrEnum):
    """Why nothing can be posted to a channel."""

    ARCHIVED = "archived"
    REMOVED = "removed"
