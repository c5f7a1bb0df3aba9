"""``/pulse goal add``, ``list`` and ``close``: what the organisation wants, and what is asked for it."""

from datetime import date

from sqlmodel import Session

from bot.conversations import calendars, moments, themes
from bot.conversations.commands.membership import person_in
from bot.conversations.commands.pages import paragraphs
from bot.conversations.commands.picking import named, pick
from bot.conversations.desk import Desk, Reply, admin_of, workspace_of
from bot.conversations.messages import (
    ChoiceField,
    Form,
    Heading,
    Message,
    Note,
    Paragraph,
    PersonField,
    TextField,
    mention,
    quoted,
)
from bot.conversations.requests import Request, Typed
from locales.speech import language, say, say_count, say_in
from storage import goals, people, questions
from storage.bank.shipped import shipped
from storage.workspaces import Workspace
from survey.audit import Act
from survey.bank.drafts import goal_drafts
from survey.errors import InputError
from survey.goals import LONGEST_GOAL, Goal
from survey.people import Profile
from survey.rounds import local_day

ADD_FORM = "goal add"


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Store a goal and the questions that ask about it; without words, a form."""
    words = typed.values.get("text", typed.after(2)).strip()
    if not words and not typed.values:
        await desk.look(lambda session: admin_of(session, request))
        return _form()
    owner = await _owner(desk, typed.values.get("owner", ""))

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        goal = goals.add(
            session,
            workspace.id,
            _words(words),
            theme=_theme(typed.values.get("theme", "")),
            owner=people.known_or_new(session, workspace.id, owner) if owner else None,
            until=_until(typed.values.get("until", ""), desk, workspace),
        )
        for draft in goal_drafts(shipped(), goal):
            questions.add(session, workspace.id, draft)
        desk.note(session, request, Act.GOAL, detail=f"goal {goal.number} added")
        return _added(session, goal)

    return await desk.change(store)


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The goals and what is asked for each; everybody may know what the questions are for."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        today = local_day(desk.clock(), workspace.zone)
        lines = [_line(session, goal, today) for goal in goals.of_workspace(session, workspace.id)]
        if not lines:
            return Message(say("There is no goal yet. `/pulse goal add` sets the first."))
        note = Note(say("`/pulse goal add` sets one, `/pulse goal close` with its number ends one."))
        head = Heading(say("Goals"))
        return Message(say("Goals: {count}", count=len(lines)), (head, *paragraphs(lines), note))

    return await desk.look(read)


async def close(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask about a goal no more, one picked in a form where none is named, and keep its trend."""
    number = named(typed)
    if not number:
        return await desk.look(lambda session: _pick(session, desk, request))

    def end(session: Session) -> Message:
        workspace = admin_of(session, request)
        goal = _numbered(session, workspace, number)
        if not goals.close(session, goal.id):
            return Message(say("Goal {number} is closed already.", number=goal.number))
        desk.note(session, request, Act.GOAL, detail=f"goal {goal.number} closed")
        return Message(
            say(
                "Goal {number}, “{goal}”, is closed: nothing asks about it any more, and its trend stays.",
                number=goal.number,
                goal=quoted(goal.words),
            )
        )

    return await desk.change(end)


def _pick(session: Session, desk: Desk, request: Request) -> Reply:
    workspace = admin_of(session, request)
    pursued = goals.pursued(session, workspace, at=desk.clock())
    options = [(str(goal.number), f"{goal.number}. {quoted(goal.words)}") for goal in pursued]
    none = say("No goal is open. `/pulse goal add` sets one.")
    return pick("goal close", say("Close a goal"), say("Goal"), options, none=none)


async def _owner(desk: Desk, text: str) -> Profile | None:
    if not text.strip():
        return None
    user = person_in(text)
    profile = await desk.directory.profile(user) if user else None
    if profile is None or not profile.is_person:
        raise InputError(say("owner: type a person of this workspace with an @, like `owner=@Aino`."))
    return profile


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_GOAL:
        raise InputError(
            say(
                "text: type the goal in 1 to {most} characters, since it stands inside questions; this has "
                "{count}.",
                most=LONGEST_GOAL,
                count=len(words),
            )
        )
    return words


def _theme(text: str) -> str:
    return themes.typed(text, shipped()) if text.strip() else ""


def _until(text: str, desk: Desk, workspace: Workspace) -> date | None:
    today = local_day(desk.clock(), workspace.zone)
    return calendars.day(text, what="until", since=today) if text.strip() else None


def _numbered(session: Session, workspace: Workspace, text: str) -> Goal:
    said = text.strip().removeprefix("#")
    found = goals.find(session, workspace.id, int(said)) if said.isdecimal() and len(said) < 9 else None
    if found is None:
        raise InputError(
            say("Type the goal's number, like `/pulse goal close 1`. `/pulse goal list` shows them.")
        )
    return found


def _added(session: Session, goal: Goal) -> Message:
    asked = questions.of_goal(session, goal.id)
    texts = "\n".join(f"• {quoted(item.spoken(language()).text)}" for item in asked)
    told = say("Goal {number} is set: {goal}", number=goal.number, goal=quoted(goal.words))
    return Message(
        told,
        (
            Paragraph(f"**{told}**"),
            Paragraph(
                say_count(
                    "This question asks about it, in place of one theme a week:",
                    "These {count} questions ask about it in turn, in place of one theme a week:",
                    len(asked),
                )
                + f"\n{texts}"
            ),
            Note(say("`/pulse plan` shows when each comes. `/pulse question retire` leaves one out.")),
        ),
    )


def _line(session: Session, goal: Goal, today: date) -> str:
    head = f"**{goal.number}. {quoted(goal.words)}**"
    marks = [themes.name(goal.theme, shipped())] if goal.theme else []
    marks += [say_in("fact", "owner: {name}", name=mention(goal.owner))] if goal.owner else []
    marks += [say("until {day}", day=moments.day(goal.until))] if goal.until else []
    if not goal.lasts(today):
        marks.append(say("closed"))
        return f"{head}\n{' · '.join(marks)}"
    asked = len(questions.of_goal(session, goal.id))
    marks.append(say_count("1 question asks about it", "{count} questions ask about it", asked))
    lines = [head, " · ".join(marks)]
    if not asked:
        lines.append(say("⚠ Nothing asks about this goal: set it anew, or close it."))
    return "\n".join(lines)


def _form() -> Form:
    every = tuple((theme.key, theme.names.in_language(language())) for theme in themes.choosable(shipped()))
    return Form(
        name=ADD_FORM,
        title=say("Set a goal"),
        submit=say("Set goal"),
        intro=say("Pulssi asks about it in your words, one question a week in turn, until you close it."),
        fields=(
            TextField(
                "text",
                say("The goal"),
                hint=say("As you would say it aloud: “answer customers the same day”."),
                longest=LONGEST_GOAL,
            ),
            ChoiceField("theme", say("What it is part of"), every, optional=True),
            PersonField("owner", say("Who answers for it"), optional=True),
            TextField("until", say("Its last day"), hint=say("Like 31.12., or empty."), optional=True),
        ),
    )
