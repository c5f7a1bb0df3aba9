"""A question in one line: how it is answered, what it serves, how often it comes."""

from bot.conversations.commands.question_scales import SCALE_NAMES
from bot.conversations.commands.question_values import theme_of
from bot.conversations.messages import quoted
from locales.speech import language, say
from survey.questions import Question, Role


def line(question: Question) -> str:
    """Its key, its words and how it is answered; what it serves is said by whoever lists it."""
    spoken = question.spoken(language())
    return " · ".join([f"`{question.key}` {quoted(spoken.text)}", answered(question), *_turns(question)])


def marks(question: Question) -> list[str]:
    """Everything there is to say of it beside its words."""
    serves = [say("serves {theme}", theme=quoted(theme_of(question)))] if question.theme else []
    return [answered(question), *serves, *_turns(question)]


def answered(question: Question) -> str:
    """How it is answered."""
    options = quoted(", ".join(question.spoken(language()).scale.labels))
    if question.scale.key == "choice1":
        return say("one of: {options}", options=options)
    if question.scale.key == "choices":
        return say("several of: {options}", options=options)
    return say(SCALE_NAMES[question.scale.key])


def _turns(question: Question) -> list[str]:
    said = []
    if question.role is Role.ANCHOR:
        said.append(say("every week"))
    if question.role is Role.DEPTH:
        said.append(say("when its theme is looked at closer"))
    if question.role is Role.BASELINE:
        said.append(say("in the customer baseline"))
    if question.reverse:
        said.append(say("turned, since the upper end is bad news"))
    if question.sensitive:
        said.append(say("sensitive"))
    return said
