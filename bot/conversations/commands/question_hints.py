"""What the lint says of a wording, as hints: a person decides."""

from bot.conversations.messages import Note, Part
from locales.speech import marked, say
from survey.bank.differences import origin
from survey.bank.items import NO_LABELS, AnswerType, Labels, Texts
from survey.bank.lint import Smell, Wording, lint
from survey.questions import Question

_MOST = 3
_UNKNOWN = "en"
"""What the words are read as of which nobody said the language."""
_HINTS = {
    Smell.DOUBLE_BARRELLED: marked(
        "⚠ It may ask two things at once: one answer cannot tell which was meant, so ask them apart."
    ),
    Smell.LEADING: marked("⚠ It may let on which answer is hoped for: try it without the push."),
    Smell.TOO_LONG: marked("⚠ It is longer than people read in one go: 120 characters are comfortable."),
    Smell.UNLABELLED: marked(
        "⚠ Its options are bare numbers or all but the same: say in words what each means."
    ),
    Smell.GOALLESS: marked("⚠ It serves no goal and no theme: say what it is for."),
}


def lines(question: Question) -> list[str]:
    """One sentence each, and no more than anybody heeds."""
    return [hint(smell) for smell in lint(_wording(question))[:_MOST]]


def hint(smell: Smell) -> str:
    """What may be wrong, and what would be better."""
    return say(_HINTS[smell])


def notes(question: Question) -> list[Part]:
    """The hints as small print; nothing where the question reads well."""
    return [Note(line) for line in lines(question)]


def _wording(question: Question) -> Wording:
    said = {language: words.text for language, words in question.wordings}
    if not origin(question):
        said.setdefault(_UNKNOWN, question.text)
    kind = AnswerType(question.scale.key)
    return Wording(
        texts=Texts(tuple(said.items())),
        scale=kind,
        labels=Labels((("", question.scale.labels),)) if kind.takes_options else NO_LABELS,
        theme=question.theme,
        goal=str(question.goal or ""),
    )
