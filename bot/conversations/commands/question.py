"""``/pulse question add``, ``list`` and ``retire``."""

from sqlmodel import Session

from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import Desk, Reply, Values, admin_of, workspace_of
from bot.conversations.messages import ChoiceField, Form, Heading, Message, Note, Paragraph, TextField, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from storage import questions
from survey.audit import Act
from survey.errors import InputError
from survey.questions import LONGEST_OPTION, LONGEST_QUESTION, MOST_OPTIONS, Question, QuestionDraft, Role
from survey.scales import CHOICE_KEY, SCALES, Scale, choice

ADD_FORM = "question add"
_SCALE_NAMES = {
    "agree5": "Agree or disagree, 5 steps",
    "freq5": "How often, 5 steps",
    "mood5": "Mood, 5 faces with words",
    "rec11": "How likely, 0 to 10",
    CHOICE_KEY: "One of my own options",
}


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Store a question; without a text, a form."""
    text = typed.values.get("text", typed.after(2))
    if "text" in typed.values and typed.after(2):
        raise InputError(
            f"text: the question stands there twice, once as text= and once as “{quoted(typed.after(2))}”. "
            "Type it once; nothing was changed."
        )
    if not text and not typed.values:
        await desk.look(lambda session: admin_of(session, request))
        return _form()

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        key = questions.next_key(session, workspace.id)
        question = questions.add(session, workspace.id, draft(key, text, typed.values))
        desk.note(session, request, Act.QUESTION, detail=f"{question.key} added")
        return Message(
            f"{question.key} is added.",
            (
                Paragraph(f"**{question.key} is added:** {quoted(question.text)}"),
                Note(
                    f"{_kind(question)}. It is asked from the next round on. "
                    f"`/pulse question retire {question.key}` takes it out again."
                ),
            ),
        )

    return await desk.change(store)


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The questions that may be asked, with what they serve."""

    def read(session: Session) -> Message:
        workspace = workspace_of(session, request)
        found = questions.of_workspace(session, workspace.id)
        if not found:
            return Message(
                'There are no questions. An admin types `/pulse question add "How was your '
                'week?" scale=mood5`.'
            )
        lines = [f"`{question.key}` {quoted(question.text)} · {_kind(question)}" for question in found]
        return Message(f"Questions: {len(found)}", (Heading("Questions"), *paragraphs(lines)))

    return await desk.look(read)


async def retire(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a question no more; what was answered stays."""
    key = typed.after(2).strip()

    def take_out(session: Session) -> Message:
        workspace = admin_of(session, request)
        if not key or not questions.retire(session, workspace.id, key):
            keys = ", ".join(
                f"`{question.key}`" for question in questions.of_workspace(session, workspace.id)
            )
            unknown = f"There is no question {quoted(key)}. " if key else ""
            raise InputError(
                f"{unknown}Type which question, like `/pulse question retire Q1`. There "
                f"are: {keys or 'none'}."
            )
        desk.note(session, request, Act.QUESTION, detail=f"{key.upper()} retired")
        return Message(f"{quoted(key)} is retired: it is asked no more, and its history stays.")

    return await desk.change(take_out)


def draft(key: str, text: str, values: Values) -> QuestionDraft:
    """A question from typed values; every mistake is one sentence with the value's name in front."""
    words = " ".join(text.split())
    if not 3 <= len(words) <= LONGEST_QUESTION:
        raise InputError(
            f"text: type the question in 3 to {LONGEST_QUESTION} characters, in quotation marks."
        )
    return QuestionDraft(
        key=key,
        text=words,
        scale=_scale(values),
        theme=_theme(values),
        role=Role.ANCHOR if _flag(values, "anchor") else Role.MARKER,
        reverse=_flag(values, "reverse"),
        sensitive=_flag(values, "sensitive"),
    )


def _scale(values: Values) -> Scale:
    options = tuple(
        " ".join(part.split())
        for part in values.get("options", "").replace("\n", ",").split(",")
        if part.strip()
    )
    key = values.get("scale", CHOICE_KEY if options else "agree5").strip().lower()
    if key in SCALES:
        if options:
            raise InputError(f"options: only `scale={CHOICE_KEY}` takes options; leave them out for {key}.")
        return SCALES[key]
    if key != CHOICE_KEY:
        known = "; ".join(f"{name} ({words})" for name, words in _SCALE_NAMES.items())
        raise InputError(f"scale: type one of these: {known}.")
    if not 2 <= len(options) <= MOST_OPTIONS or len(set(options)) < len(options):
        raise InputError(
            f'options: type 2 to {MOST_OPTIONS} different ones, like `options="Office, Home, Both"`.'
        )
    if any(len(option) > LONGEST_OPTION for option in options):
        raise InputError(
            f"options: keep each under {LONGEST_OPTION} characters, so that it fits on a button."
        )
    return choice(options)


def _theme(values: Values) -> str:
    theme = " ".join(values.get("theme", "").split())
    if len(theme) > LONGEST_OPTION:
        raise InputError(f"theme: keep it under {LONGEST_OPTION} characters, so that it fits on every card.")
    return theme


def _flag(values: Values, name: str) -> bool:
    return yes_or_no(values.get(name, "") or "no", what=name)


def _kind(question: Question) -> str:
    marks = [_SCALE_NAMES[question.scale.key]]
    if question.scale.key == CHOICE_KEY:
        marks[0] = f"one of: {quoted(', '.join(question.scale.labels))}"
    if question.theme:
        marks.append(f"serves {quoted(question.theme)}")
    if question.anchor:
        marks.append("every week")
    if question.sensitive:
        marks.append("sensitive")
    return ", ".join(marks)


def _form() -> Form:
    return Form(
        name=ADD_FORM,
        title="Add a question",
        submit="Add question",
        fields=(
            TextField(
                "text", "The question", hint="One thing at a time, about this week.", longest=LONGEST_QUESTION
            ),
            ChoiceField("scale", "How it is answered", tuple(_SCALE_NAMES.items()), value="agree5"),
            TextField(
                "options",
                "Own options",
                hint="Only for “One of my own options”: separate them with commas.",
                optional=True,
                longest=600,
            ),
            TextField(
                "theme",
                "What it serves",
                hint="A goal or theme; shown on every card.",
                optional=True,
                longest=LONGEST_OPTION,
            ),
            ChoiceField(
                "anchor", "How often", (("no", "In turn with the others"), ("yes", "Every week")), value="no"
            ),
        ),
    )
