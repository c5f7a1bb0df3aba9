"""``/pulse question edit``: other words from now on, with a new trend only where the answers need one."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from bot.conversations.commands import question_hints
from bot.conversations.commands.picking import KEY, pick_asked
from bot.conversations.commands.question import goal_of, unknown
from bot.conversations.commands.question_forms import edit_form
from bot.conversations.commands.question_lines import marks
from bot.conversations.commands.question_values import current, draft, is_none, names, options_in
from bot.conversations.desk import Desk, Reply, admin_of
from bot.conversations.messages import Form, Message, Note, Paragraph, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from locales.catalogues import languages
from locales.speech import marked, say
from storage import goals, questions
from storage.workspaces import Workspace
from survey.audit import Act
from survey.bank.differences import asks_otherwise, is_moved, is_reworded, origin
from survey.bank.items import AnswerType
from survey.errors import InputError
from survey.goals import Goal
from survey.questions import Question, QuestionDraft, Role, Wordings
from survey.scales import SCALE_KEYS

SURE = "sure"
_BEGINS_ANEW = marked(
    "Nothing was changed yet: {question} would ask something else, so it gets a new version whose trend "
    "begins anew, and the trend so far stays as it is. Its words in other languages stay with the old "
    "version unless you type them, too. If you want that, type the same again with `sure` at the end."
)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What somebody wants of which question.

    Attributes:
        values: what they typed; of a form, everything that was in it.
        sure: they know that a new trend may begin.
        whole: it comes from a form, in which they saw all that there is.
    """

    key: str
    values: dict[str, str]
    sure: bool
    whole: bool = False


async def edit(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Change a question; with its key alone, a form with what it has now, and without one, a list of all."""
    if typed.values.keys() == {KEY}:
        return await desk.look(lambda session: _form(session, desk, request, typed.values[KEY]))
    if len(typed.words) == 2 and not typed.values:
        title = say("Change a question")
        return await desk.look(
            lambda session: pick_asked(session, request, "question edit", title, button=say("Go on"))
        )
    wish = _wish(request, typed)
    if not wish.values:
        return await desk.look(lambda session: _form(session, desk, request, wish.key))

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        known = _known(session, workspace, wish.key)
        wanted = _wanted(session, workspace, known, wish, at=desk.clock())
        detail = _change(session, workspace, known, wanted, sure=wish.sure)
        if detail is None:
            return Message(say("{question} is like that already; nothing was changed.", question=known.key))
        desk.note(session, request, Act.QUESTION, detail=f"{known.key} {detail}")
        return _told(session, workspace, known)

    return await desk.change(store)


def _pick(session: Session, request: Request) -> Reply:
    return pick_asked(session, request, "question edit", say("Change a question"), button=say("Go on"))


def _wish(request: Request, typed: Typed) -> _Wish:
    if len(typed.words) == 2 and typed.values:
        # A form tells which question it is about in the place of the channel.
        values = {name: typed.values.get(name, "") for name in names() if name != "goal"}
        values |= {name: value for name, value in typed.values.items() if name == "goal"}
        return _Wish(str(request.channel), values, sure=True, whole=True)
    words, values = list(typed.words[3:]), dict(typed.values)
    sure = yes_or_no(values.pop(SURE, "") or "no", what=SURE)
    if words and words[-1].lower() == SURE:
        sure = bool(words.pop())
    if words and "text" in values:
        raise InputError(say("text: the question stands there twice. Type it once; nothing was changed."))
    if words:
        values["text"] = " ".join(words)
    return _Wish(typed.words[2] if len(typed.words) > 2 else "", values, sure=sure)


def _known(session: Session, workspace: Workspace, key: str) -> Question:
    known = questions.find(session, workspace.id, key) if key else None
    if known is None:
        raise unknown(session, workspace, key, command="edit")
    if known.retired:
        raise InputError(
            say(
                "{question} is retired. `/pulse question restore {question}` brings it back first.",
                question=known.key,
            )
        )
    return known


def _form(session: Session, desk: Desk, request: Request, key: str) -> Form:
    workspace = admin_of(session, request)
    known = _known(session, workspace, key)
    spoken = origin(known)
    pursued = goals.of_workspace(session, workspace.id)
    goal = next((each for each in pursued if each.id == known.goal), None)
    values = current(known, goal, spoken=spoken)
    return edit_form(
        known.key, values, list(goals.pursued(session, workspace, at=desk.clock())), spoken=spoken
    )


def _wanted(
    session: Session, workspace: Workspace, known: Question, wish: _Wish, *, at: datetime
) -> QuestionDraft:
    """The question as it is now with what was wished laid over it."""
    spoken = origin(known)
    pursued = goals.of_workspace(session, workspace.id)
    goal = next((each for each in pursued if each.id == known.goal), None)
    now = current(known, goal, spoken=spoken)
    values = now | (wish.values if wish.whole else _laid_over(now, wish.values, spoken))
    if values["goal"] != now["goal"]:
        goal = goal_of(session, workspace, values["goal"], at=at)
    wanted = draft(known.key, values, spoken=spoken, goal=goal)
    return _as_before(known, wanted, same_theme=values["theme"] == now["theme"], goal=goal)


def _laid_over(now: dict[str, str], typed: dict[str, str], spoken: str) -> dict[str, str]:
    """What was typed, and without which of the present values it cannot stand."""
    if spoken and spoken in typed:
        if "text" in typed:
            raise InputError(say("text: the question stands there twice. Type it once; nothing was changed."))
        typed = typed | {"text": typed[spoken]}
    others = [each for each in languages() if each != spoken]
    gone: list[str] = []
    if typed.get("text", now["text"]) != now["text"]:
        gone += [*others, *map(options_in, others)]
    scale = typed.get("scale", now["scale"]).strip().lower()
    if scale in SCALE_KEYS and not AnswerType(scale).takes_options:
        gone += ["options", *map(options_in, others)]
    if "options" in typed:
        gone += map(options_in, others)
    if not is_none(typed.get("goal", "")):
        gone.append("theme")
    return dict.fromkeys(gone, "") | typed


def _as_before(
    known: Question, wanted: QuestionDraft, *, same_theme: bool, goal: Goal | None
) -> QuestionDraft:
    """What nobody meant to change stays exactly as it is stored."""
    own = {language: words for language, words in known.wordings if language not in languages()}
    kept = wanted.text == known.text
    wordings = dict(wanted.wordings or {}) | (own if kept else {})
    if same_theme and goal is None and known.goal is None:
        themed = {language: words.theme for language, words in known.wordings}
        wordings = {
            language: replace(words, theme=themed.get(language, words.theme))
            for language, words in wordings.items()
        }
        wanted = replace(wanted, theme=known.theme, theme_key=known.theme_key)
    role = wanted.role
    if role is Role.MARKER and known.role not in {Role.ANCHOR, Role.GOAL}:
        role = known.role
    return replace(wanted, wordings=wordings, role=role)


def _change(
    session: Session, workspace: Workspace, known: Question, wanted: QuestionDraft, *, sure: bool
) -> str | None:
    """What was done, as the log has it; None where there was nothing to do."""
    if asks_otherwise(known, wanted):
        if not sure:
            raise InputError(say(_BEGINS_ANEW, question=known.key))
        questions.edit(session, workspace.id, wanted)
        return "edited"
    moved = is_moved(known, wanted)
    if not moved and not is_reworded(known, wanted):
        return None
    questions.translate(session, workspace.id, wanted)
    questions.move(session, workspace.id, wanted)
    if not moved:
        return "translated"
    same = _texts(dict(known.wordings)) == _texts(wanted.wordings or {})
    return "reassigned" if same else "translated and reassigned"


def _texts(wordings: Wordings) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {language: (words.text, words.options) for language, words in wordings.items()}


def _told(session: Session, workspace: Workspace, before: Question) -> Message:
    now = questions.find(session, workspace.id, before.key) or before
    if now.version > before.version:
        told = say(
            "{question} asks this from the next round on, as version {version}: its trend begins anew, and "
            "the trend so far stays.",
            question=now.key,
            version=now.version,
        )
    else:
        told = say("{question} is changed, and its trend goes on.", question=now.key)
    return Message(
        told,
        (
            Paragraph(told),
            Paragraph(f"`{now.key}` {quoted(now.text)}"),
            Note(" · ".join(marks(now))),
            *question_hints.notes(now),
        ),
    )
