"""``/pulse question list`` and ``show``: what is asked, and everything about one question."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from bot.conversations import themes
from bot.conversations.commands import question_hints
from bot.conversations.commands.pages import paragraphs
from bot.conversations.commands.picking import named, pick_question
from bot.conversations.commands.question import unknown
from bot.conversations.commands.question_lines import line, marks
from bot.conversations.commands.question_scales import plain
from bot.conversations.commands.question_values import theme_of
from bot.conversations.desk import Desk, Reply, person_of, workspace_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from locales.catalogues import own_name
from locales.speech import language, marked, say, say_count
from storage import goals, histories, questions
from storage.bank.shipped import shipped
from storage.histories import Version
from storage.workspaces import Workspace
from survey.goals import Goal
from survey.questions import Question
from survey.weeks import Week

_NONE = marked(
    'There are no questions. An admin types `/pulse question add "How was your week?" scale=mood5`.'
)


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The questions by what they serve: those asked or retired, all, those of one theme, or of none."""
    retired = yes_or_no(typed.values.get("retired") or "no", what="retired")
    goalless = yes_or_no(typed.values.get("goalless") or "no", what="goalless")
    theme = plain(typed.values.get("theme", ""))

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        found = questions.of_workspace(session, workspace.id, retired=retired)
        if not found and not retired:
            return Message(say(_NONE))
        kept = [each for each in found if _wanted(each, theme, goalless=goalless)]
        if not kept:
            return Message(say("No question is like that. `/pulse question list` shows all that are asked."))
        idle = [] if retired or theme else _idle(session, workspace, at=desk.clock())
        return _listed(kept, idle, retired=retired)

    return await desk.look(read)


async def show(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Everything about one question: its words in all languages, its versions, how often it was asked."""
    key = named(typed)
    if not key:
        return await desk.look(lambda session: _pick(session, request))

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        versions = histories.of_question(session, workspace.id, key)
        if not versions:
            raise unknown(session, workspace, key, command="show")
        person = person_of(session, request)
        return _shown(versions, hints=person is not None and person.is_admin)

    return await desk.look(read)


def _pick(session: Session, request: Request) -> Reply:
    found = questions.of_workspace(session, workspace_of(session, request).id)
    return pick_question("question show", say("Show a question"), found, none=say(_NONE))


def _wanted(question: Question, theme: str, *, goalless: bool) -> bool:
    if goalless and question.theme:
        return False
    if not theme:
        return True
    known = themes.named(theme, shipped().themes)
    wanted = known.names.in_language(language()) if known else theme
    own = {question.theme, question.theme_key, theme_of(question)}
    return wanted.casefold() in {each.casefold() for each in own}


def _idle(session: Session, workspace: Workspace, *, at: datetime) -> list[Goal]:
    """Goals that are pursued and that nothing asks about."""
    return [
        goal for goal in goals.pursued(session, workspace, at=at) if not questions.of_goal(session, goal.id)
    ]


def _listed(found: list[Question], idle: Iterable[Goal], *, retired: bool) -> Message:
    groups: dict[str, list[Question]] = {}
    for each in found:
        groups.setdefault(theme_of(each).casefold(), []).append(each)
    lines: list[str] = []
    for asked in groups.values():
        gap = [""] if lines else []
        lines += [*gap, _title(asked[0]), *map(line, asked)]
    notes = [
        Note(
            say("⚠ Nothing asks about goal {number}, “{goal}”.", number=goal.number, goal=quoted(goal.words))
        )
        for goal in idle
    ]
    head = say("Retired questions") if retired else say("Questions")
    told = say("Questions: {count}", count=len(found))
    more = Note(say("`/pulse question show` with a key tells everything about one."))
    return Message(told, (Heading(head), *paragraphs(lines), *notes[:3], more))


def _title(question: Question) -> str:
    if question.theme:
        return f"**{quoted(theme_of(question))}**"
    return say("**⚠ For no goal and no theme**")


def _shown(versions: tuple[Version, ...], *, hints: bool) -> Message:
    newest, older = versions[0], versions[1:]
    question = newest.question
    texts = [_in_language(own_name(each), words.text) for each, words in question.wordings]
    if all(words.text != question.text for _, words in question.wordings):
        texts.insert(0, _in_language(say("As it was written"), question.text))
    state = [say("Retired: it is asked no more.")] if question.retired else []
    parts: list[Part] = [
        Heading(say("Question {question}", question=question.key)),
        *paragraphs(texts),
        Paragraph(" · ".join(marks(question))),
        Paragraph(" ".join([*state, _asked(newest)])),
    ]
    if older:
        lines = [say("**Versions before**"), *map(_older, older)]
        parts += paragraphs(lines)
    if hints:
        parts += question_hints.notes(question)
    told = say("{question}: {text}", question=question.key, text=quoted(question.spoken(language()).text))
    return Message(told, tuple(parts))


def _in_language(name: str, text: str) -> str:
    return f"**{name}:** {quoted(text)}"


def _asked(version: Version) -> str:
    if version.last is None:
        return say("Version {version} was not asked yet.", version=version.question.version)
    return say_count(
        "Version {version} was asked in 1 round, in {week}.",
        "Version {version} was asked in {count} rounds, the last of them in {week}.",
        version.rounds,
        version=version.question.version,
        week=_week(version.last),
    )


def _older(version: Version) -> str:
    return f"{_asked(version)} {quoted(version.question.text)}"


def _week(week: Week) -> str:
    return say("week {number} of {year}", number=week.number, year=week.year)
