"""``/pulse question add``, ``retire`` and ``restore``."""

import difflib
from datetime import datetime

from sqlmodel import Session

from bot.conversations.commands import question_hints
from bot.conversations.commands.picking import named, pick_asked, pick_question
from bot.conversations.commands.question_forms import add_form
from bot.conversations.commands.question_lines import marks
from bot.conversations.commands.question_values import draft, is_none
from bot.conversations.desk import Desk, Reply, admin_of
from bot.conversations.messages import Form, Message, Note, Paragraph, quoted
from bot.conversations.requests import Request, Typed
from locales.catalogues import languages
from locales.speech import language, say
from storage import goals, questions
from storage.workspaces import Workspace
from survey.audit import Act
from survey.bank.findings import shown
from survey.errors import InputError
from survey.goals import Goal
from survey.questions import Question
from survey.rounds import local_day


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Store a question; without a text, a form."""
    if not typed.after(2) and not typed.values:
        return await desk.look(lambda session: _form(session, desk, request))
    spoken, values = _written(typed)

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        goal = goal_of(session, workspace, values.get("goal", ""), at=desk.clock())
        key = questions.next_key(session, workspace.id)
        wanted = draft(key, values, spoken=spoken, goal=goal)
        question = questions.add(session, workspace.id, wanted)
        desk.note(session, request, Act.QUESTION, detail=f"{question.key} added")
        return _added(question)

    return await desk.change(store)


async def retire(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a question no more, one picked in a form where none is named; what was answered stays."""
    key = named(typed)
    if not key:
        title = say("Retire a question")
        return await desk.look(lambda session: pick_asked(session, request, "question retire", title))

    def take_out(session: Session) -> Message:
        workspace = admin_of(session, request)
        known = questions.find(session, workspace.id, key)
        if known is None:
            raise unknown(session, workspace, key, command="retire")
        if not questions.retire(session, workspace.id, known.key):
            return Message(say("{question} is retired already.", question=known.key))
        desk.note(session, request, Act.QUESTION, detail=f"{known.key} retired")
        return Message(
            say("{question} is retired: it is asked no more, and its history stays.", question=known.key)
        )

    return await desk.change(take_out)


async def restore(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a retired question again, one picked in a form where none is named; its trend goes on."""
    key = named(typed)
    if not key:
        return await desk.look(lambda session: _retired(session, request))

    def bring_back(session: Session) -> Message:
        workspace = admin_of(session, request)
        known = questions.find(session, workspace.id, key)
        if known is None:
            raise unknown(session, workspace, key, command="restore")
        _refuse_closed_goal(session, workspace, known)
        question = questions.restore(session, workspace.id, key)
        if question is None:
            return Message(say("{question} is asked already.", question=known.key))
        desk.note(session, request, Act.QUESTION, detail=f"{question.key} asked again")
        return Message(
            say("{question} is asked again, and its trend goes on.", question=question.key),
        )

    return await desk.change(bring_back)


def _retired(session: Session, request: Request) -> Reply:
    workspace = admin_of(session, request)
    found = questions.of_workspace(session, workspace.id, retired=True)
    none = say("No question is retired, so there is none to bring back.")
    return pick_question("question restore", say("Ask one again"), found, none=none)


def goal_of(session: Session, workspace: Workspace, text: str, *, at: datetime) -> Goal | None:
    """The goal still pursued whose number somebody typed; None where they typed none."""
    if is_none(text):
        return None
    said = text.strip().removeprefix("#")
    found = goals.find(session, workspace.id, int(said)) if said.isdecimal() and len(said) < 9 else None
    if found is None or not found.lasts(local_day(at, workspace.zone)):
        raise InputError(say("goal: type the number of an open goal. `/pulse goal list` shows them."))
    return found


def unknown(session: Session, workspace: Workspace, key: str, *, command: str) -> InputError:
    """What whoever names a question that is not there is told."""
    said = []
    if key:
        said.append(say("There is no question {key}.", key=quoted(shown(key))))
        known = [each.key for each in questions.of_workspace(session, workspace.id)]
        if near := difflib.get_close_matches(key.upper(), known, n=1):
            said.append(say("Did you mean `{key}`?", key=near[0]))
    said.append(
        say(
            "Type which question, like `/pulse question {command} Q1`; `/pulse question list` shows them.",
            command=command,
        )
    )
    return InputError(" ".join(said))


def _form(session: Session, desk: Desk, request: Request) -> Form:
    workspace = admin_of(session, request)
    pursued = list(goals.pursued(session, workspace, at=desk.clock()))
    return add_form(pursued, spoken=language())


def _written(typed: Typed) -> tuple[str, dict[str, str]]:
    """The language of the text, and the values with the text among them."""
    values, words = dict(typed.values), typed.after(2)
    if "text" in values and words:
        raise InputError(
            say(
                "text: the question stands there twice, once as text= and once as “{words}”. Type it once; "
                "nothing was changed.",
                words=quoted(shown(words)),
            )
        )
    spoken, text = language(), values.get("text", words)
    if text and values.get(spoken):
        raise InputError(
            say(
                "{field}: the question stands there twice, with and without its language. Type it once; "
                "nothing was changed.",
                field=spoken,
            )
        )
    if not text:
        spoken = next((each for each in (spoken, *languages()) if values.get(each)), spoken)
        text = values.get(spoken, "")
    return spoken, values | {"text": text}


def _added(question: Question) -> Message:
    told = say("{question} is added.", question=question.key)
    return Message(
        told,
        (
            Paragraph(
                say("**{question} is added:** {text}", question=question.key, text=quoted(question.text))
            ),
            Note(" · ".join(marks(question))),
            *question_hints.notes(question),
            Note(
                say(
                    "It takes its turn from the next round on. `/pulse question edit {question}` changes it, "
                    "`/pulse question retire {question}` takes it out again.",
                    question=question.key,
                )
            ),
        ),
    )


def _refuse_closed_goal(session: Session, workspace: Workspace, question: Question) -> None:
    closed = [goal for goal in goals.of_workspace(session, workspace.id) if not goal.is_open]
    for goal in closed:
        if goal.id == question.goal:
            raise InputError(
                say(
                    "{question} asks about goal {number}, which is closed. Set the goal anew with "
                    "`/pulse goal add`, which asks about it, too.",
                    question=question.key,
                    number=goal.number,
                )
            )
