"""Forms in which one thing is picked: what a command opens that is told nothing of what it is about."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session

from bot.conversations.desk import admin_of
from bot.conversations.messages import ChoiceField, Form, Message, PersonField, TextField, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import language, say
from storage import questions
from survey.questions import Question

KEY = "key"
_MOST = 100
"""Slack shows no longer list; beyond, its name is typed."""


def named(typed: Typed, *, field: str = KEY) -> str:
    """What a command is about, as picked in a form or typed after its two words."""
    return typed.values.get(field, typed.after(2)).strip()


def pick(
    form: str,
    title: str,
    label: str,
    options: Iterable[tuple[str, str]],
    *,
    none: str,
    field: str = KEY,
    button: str = "",
) -> Form | Message:
    """A list to pick from.

    Args:
        form: the command it is for.
        title: of the form, and on its button unless another is given.
        label: what is picked.
        options: pairs of value and label.
        none: what is said where there is nothing to pick.
        field: the value of the command it fills.
    """
    listed = tuple(options)
    if not listed:
        return Message(none)
    return Form(name=form, title=title, submit=button or title, fields=(choice(field, label, listed),))


def choice(
    field: str, label: str, options: Sequence[tuple[str, str]], *, optional: bool = False
) -> ChoiceField | TextField:
    """One of these, from a list as long as there is room for it; else its name is typed."""
    if len(options) > _MOST:
        return TextField(field, label, optional=optional)
    return ChoiceField(field, label, tuple(options), optional=optional)


def pick_question(
    form: str, title: str, asked: Iterable[Question], *, none: str, button: str = ""
) -> Form | Message:
    """The questions to pick one from, each with its words."""
    options = ((each.key, f"{each.key} · {quoted(each.spoken(language()).text)}") for each in asked)
    return pick(form, title, say("Question"), options, none=none, button=button)


def pick_asked(
    session: Session, request: Request, form: str, title: str, *, button: str = ""
) -> Form | Message:
    """For an admin, the questions that are asked."""
    workspace = admin_of(session, request)
    none = say("There are no questions. `/pulse bank list` shows what there is to begin with.")
    return pick_question(form, title, questions.of_workspace(session, workspace.id), none=none, button=button)


def pick_person(form: str, title: str, label: str) -> Form:
    """Somebody to pick."""
    return Form(name=form, title=title, submit=title, fields=(PersonField("person", label),))
