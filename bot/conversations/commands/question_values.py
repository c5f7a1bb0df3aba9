"""A question out of typed values, and the values that a stored one would be typed as."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.conversations import themes
from bot.conversations.commands.question_scales import plain, scale, translated
from bot.conversations.desk import Values
from bot.conversations.schedules import yes_or_no
from locales.catalogues import languages
from locales.speech import language, say
from storage.bank.shipped import shipped
from survey.bank.items import GOAL, POINTS, AnswerType
from survey.errors import InputError
from survey.goals import Goal
from survey.questions import (
    LONGEST_OPTION,
    LONGEST_QUESTION,
    Question,
    QuestionDraft,
    Role,
    Wording,
)
from survey.scales import Scale

SHORTEST_QUESTION = 3
FIELDS = ("text", "scale", "options", "theme", "goal", "anchor", "reverse", "sensitive")
NONE = {"none", "no", "-"}


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a question serves: a theme of the bank, one in own words, a goal, or nothing."""

    words: str = ""
    key: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """In other languages, where there are any."""


def names() -> tuple[str, ...]:
    """Every value that a question is typed with."""
    return (*FIELDS, *languages(), *map(options_in, languages()))


def options_in(spoken: str) -> str:
    """The name of the options in a language, like ``fi_options``."""
    return f"{spoken}_options"


def draft(key: str, values: Values, *, spoken: str, goal: Goal | None) -> QuestionDraft:
    """A question from typed values; every mistake is one sentence with the value's name in front.

    Args:
        key: what it is called.
        values: its text, and what else was typed.
        spoken: the language of its text; empty where nobody said it.
        goal: the goal that was named.
    """
    text, answers, purpose = _text(values, "text"), scale(values), _purpose(values, goal)
    return QuestionDraft(
        key=key,
        text=text,
        scale=answers,
        theme=purpose.words,
        theme_key=purpose.key,
        role=_role(values, goal),
        reverse=_reverse(values, answers),
        sensitive=_flag(values, "sensitive"),
        goal=goal.id if goal else None,
        wordings=_wordings(values, text, answers, purpose, spoken),
    )


def current(question: Question, goal: Goal | None, *, spoken: str) -> dict[str, str]:
    """The values that give a question as it is stored.

    Args:
        question: as it is stored.
        goal: the goal it asks about.
        spoken: the language of its text.
    """
    flags = {"anchor": question.anchor, "reverse": question.reverse, "sensitive": question.sensitive}
    values = {
        "text": question.text,
        "scale": question.scale.key,
        "options": _lines(question.scale.labels) if question.scale.has_own_options else "",
        "theme": "" if goal else theme_of(question),
        "goal": str(goal.number) if goal else "",
        **{name: "yes" if said else "no" for name, said in flags.items()},
    }
    for each, words in question.wordings:
        if each in languages() and each != spoken:
            values |= {each: words.text, options_in(each): _lines(words.options)}
    return values


def theme_of(question: Question) -> str:
    """What a question's theme is called in the language spoken."""
    theme = themes.named(question.theme, shipped().themes)
    return theme.names.in_language(language()) if theme else question.spoken(language()).theme


def is_none(text: str) -> bool:
    """Whether somebody typed that there is nothing."""
    return not text.strip() or text.strip().lower() in NONE


def _lines(options: tuple[str, ...]) -> str:
    return "\n".join(options)


def _text(values: Values, name: str) -> str:
    words = plain(values.get(name, ""))
    if not SHORTEST_QUESTION <= len(words) <= LONGEST_QUESTION:
        raise InputError(
            say(
                "{field}: type the question in {least} to {most} characters, in quotation marks.",
                field=name,
                least=SHORTEST_QUESTION,
                most=LONGEST_QUESTION,
            )
        )
    if GOAL in words:
        raise InputError(
            say("{field}: type the goal's own words instead of {place}.", field=name, place=f"`{GOAL}`")
        )
    return words


def _purpose(values: Values, goal: Goal | None) -> Purpose:
    typed = plain(values.get("theme", ""))
    if goal is not None:
        if typed and not is_none(typed):
            raise InputError(
                say(
                    "theme: it serves goal {number}. Leave the theme out, or type `goal=none`.",
                    number=goal.number,
                )
            )
        return Purpose(goal.words, f"goal {goal.number}")
    if is_none(typed):
        return Purpose()
    if len(typed) > LONGEST_OPTION:
        raise InputError(
            say(
                "theme: keep it under {most} characters, so that it fits on every card.",
                most=LONGEST_OPTION,
            )
        )
    theme = themes.named(typed, themes.asked(shipped()))
    if theme is None:
        return Purpose(typed)
    return Purpose(theme.names.in_language("en"), theme.key, dict(theme.names.pairs))


def _role(values: Values, goal: Goal | None) -> Role:
    every_week = _flag(values, "anchor")
    if every_week and goal is not None:
        raise InputError(say("anchor: what asks about a goal comes in turn, so leave this out."))
    if goal is not None:
        return Role.GOAL
    return Role.ANCHOR if every_week else Role.MARKER


def _reverse(values: Values, answers: Scale) -> bool:
    turned = _flag(values, "reverse")
    if turned and (answers.key not in POINTS or answers.key == AnswerType.RECOMMEND):
        raise InputError(say("reverse: only a scale of 5 steps can be turned, so leave this out."))
    return turned


def _flag(values: Values, name: str) -> bool:
    return yes_or_no(values.get(name, "") or "no", what=name)


def _wordings(values: Values, text: str, answers: Scale, purpose: Purpose, spoken: str) -> dict[str, Wording]:
    own = answers.labels if answers.has_own_options else ()
    said = {spoken: Wording(text, theme=purpose.names.get(spoken, ""), options=own)} if spoken else {}
    for each in languages():
        if each == spoken:
            continue
        options = translated(values, options_in(each), own)
        if values.get(each, "").strip().lower() not in {"", "none"}:
            said[each] = Wording(_text(values, each), theme=purpose.names.get(each, ""), options=options)
        elif options:
            raise InputError(say("{field}: type the question in that language, too.", field=each))
    return said
