"""What people can run into. Each error is a sentence that says what happened and what to do instead."""

from enum import StrEnum

from locales.speech import marked, say


class SurveyError(Exception):
    """An expected failure; its text is shown to the person as it stands.

    Attributes:
        sentence: what its text is, in the language of whoever reads it, where nobody gave another.
    """

    sentence = marked("That did not work; nothing was changed.")

    def __init__(self, sentence: str = "") -> None:
        """Take a sentence of its own, in the reader's language, where the class's one is too general."""
        super().__init__(sentence)

    def __str__(self) -> str:
        """The text; the class's own sentence is translated when it is read, not where it was raised."""
        return str(self.args[0]) or say(self.sentence)


class RoundClosedError(SurveyError):
    """The round takes no more answers."""

    sentence = marked(
        "This round is already closed, so nothing was saved. The next questions come next week."
    )


class PreviewError(SurveyError):
    """The card was only shown before its round."""

    sentence = marked("This card is a preview, so nothing was saved. Nobody has been asked with it.")


class NotInvitedError(SurveyError):
    """The person is not on the round's list."""

    sentence = marked("This question was meant for somebody else, so nothing was saved.")


class ForeignError(SurveyError):
    """It would tie something of one workspace to another."""

    sentence = marked("That belongs to another workspace, so nothing was changed.")


class UnknownQuestionError(SurveyError):
    """The card names a question or an option that the round does not have."""

    sentence = marked(
        "This card is out of date, so nothing was saved. Please answer on the newest message from Pulssi."
    )


class NotSavedError(SurveyError):
    """The store refused (full disk, locked file): the person must know."""

    sentence = marked("Your answer could not be saved just now. Please tap again in a minute.")


class NotAllowedError(SurveyError):
    """Only admins change things."""

    sentence = marked("Only Pulssi admins can do that. `/pulse help` shows what you can do.")


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
