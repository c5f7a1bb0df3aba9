"""``/pulse bank``: the questions that come with Pulssi, and those people bring along or take away."""

from sqlmodel import Session

from bot.conversations import bank_words, themes
from bot.conversations.commands.pages import paragraphs
from bot.conversations.commands.picking import named, pick
from bot.conversations.commands.question_lines import marks
from bot.conversations.desk import Desk, Reply, admin_of, workspace_of
from bot.conversations.messages import Form, Heading, Message, Note, Paragraph, TextField, quoted
from bot.conversations.requests import Request, Typed
from locales.speech import language, say, say_count
from storage import questions
from storage.bank.file import read, write
from storage.bank.shipped import shipped
from storage.bank.taking import Taken, take
from survey.audit import Act
from survey.bank.collection import collected
from survey.bank.drafts import draft
from survey.bank.findings import Finding, shown
from survey.bank.items import Bank, Item, Part, Theme
from survey.errors import InputError
from survey.questions import Question
from survey.rounds import local_day

IMPORT_FORM = "bank import"
LONGEST_PASTED = 3000
"""Characters: Slack takes no more in a field."""
_MOST_FINDINGS = 2


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The themes of the bank and what is in use of each; of one theme, its questions."""
    wanted = typed.values.get("theme", "")
    theme = themes.typed_among(wanted, themes.asked(shipped())) if wanted.strip() else None

    def look(session: Session) -> Message:
        workspace = workspace_of(session, request)
        used = {each.key for each in questions.of_workspace(session, workspace.id)}
        return _items(theme, used) if theme else _themes(used)

    return await desk.look(look)


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a question of the bank, for the first time or again; one picked in a form where none is named."""
    key = named(typed)
    if not key:
        return await desk.look(lambda session: _pick(session, request))

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        item = _item(key)
        known = questions.find(session, workspace.id, item.id)
        if known is not None and not known.retired:
            return Message(say("{question} is asked already.", question=known.key))
        if known is None:
            question = questions.add(session, workspace.id, draft(item, shipped()))
            desk.note(session, request, Act.BANK, detail=f"{item.id} added")
        else:
            question = questions.restore(session, workspace.id, item.id) or known
            desk.note(session, request, Act.BANK, detail=f"{item.id} asked again")
        return _added(question)

    return await desk.change(store)


def _pick(session: Session, request: Request) -> Reply:
    """The questions of the bank that are not asked."""
    workspace = admin_of(session, request)
    used = {each.key for each in questions.of_workspace(session, workspace.id)}
    left = [each for each in shipped().items if each.id not in used and each.part is not Part.GOAL_TEMPLATE]
    options = [(each.id, f"{each.id} · {each.texts.in_language(language())}") for each in left]
    none = say("Every question of the bank is asked already.")
    return pick("bank add", say("Ask one of the bank"), say("Question"), options, none=none)


async def export(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Send the questions that are asked as a file to the admin's direct messages."""

    def make(session: Session) -> tuple[str, str]:
        workspace = admin_of(session, request)
        asked = questions.of_workspace(session, workspace.id)
        bank = collected(asked, shipped(), language=workspace.language)
        if not bank.items:
            raise InputError(
                say("There are no questions to take along. `/pulse bank list` shows what there is.")
            )
        return f"pulssi-bank-{local_day(desk.clock(), workspace.zone)}.yaml", write(bank)

    name, content = await desk.look(make)
    words = say("The questions that are asked here, in all their languages, as a bank others can take over.")
    await desk.parcels.send_file(request.user, name=name, content=content.encode(), words=words)
    return Message(
        say(
            "{file} is in your direct messages. Questions made for a goal are not in it: they come with "
            "the goal.",
            file=name,
        )
    )


async def import_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Take over a bank that somebody pastes, all of it or nothing."""
    pasted = typed.values.get("yaml", "")
    if not pasted.strip():
        await desk.look(lambda session: admin_of(session, request))
        return _form()

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        found = read(pasted.encode(errors="surrogatepass"))
        if not isinstance(found, Bank):
            raise InputError(_refused(found))
        taken = take(session, workspace.id, found)
        if taken.changed:
            desk.note(session, request, Act.BANK, detail=bank_words.detail(taken))
        return _taken(taken)

    return await desk.change(store)


def _themes(used: set[str]) -> Message:
    lines = [_theme_line(theme, used) for theme in themes.asked(shipped())]
    note = Note(
        say(
            "`/pulse bank list theme=CUS` shows the questions of a theme, `/pulse bank add CUS-02` asks one "
            "of them."
        )
    )
    head = say("The question bank")
    return Message(head, (Heading(head), *paragraphs(lines), note))


def _theme_line(theme: Theme, used: set[str]) -> str:
    items = shipped().of_theme(theme.key)
    there = say_count("1 question", "{count} questions", len(items))
    asked = say("in use: {count}", count=sum(item.id in used for item in items))
    return f"`{theme.key}` {theme.names.in_language(language())} · {there} · {asked}"


def _items(theme: Theme, used: set[str]) -> Message:
    lines = [_item_line(item, used) for item in shipped().of_theme(theme.key)]
    name = theme.names.in_language(language())
    note = Note(say("`/pulse bank add` with a key asks one of them."))
    return Message(name, (Heading(name), *paragraphs(lines), note))


def _item_line(item: Item, used: set[str]) -> str:
    words = [f"`{item.id}` {item.texts.in_language(language())}"]
    words += [say("sensitive")] if item.sensitive else []
    words += [say("**in use**")] if item.id in used else []
    return " · ".join(words)


def _item(key: str) -> Item:
    item = shipped().item(key)
    if item is None:
        unknown = say("The bank has no question {key}.", key=quoted(shown(key)))
        how = say("Type which one, like `/pulse bank add CUS-02`; `/pulse bank` shows them by theme.")
        raise InputError(f"{unknown} {how}")
    if item.part is Part.GOAL_TEMPLATE:
        raise InputError(
            say("{item} asks about a goal: `/pulse goal add` fills it with the goal's words.", item=item.id)
        )
    return item


def _added(question: Question) -> Message:
    told = say("{question} is asked from the next round on.", question=question.key)
    text = quoted(question.spoken(language()).text)
    return Message(
        told, (Paragraph(told), Paragraph(f"`{question.key}` {text}"), Note(" · ".join(marks(question))))
    )


def _refused(found: tuple[Finding, ...]) -> str:
    """The first mistakes, and that there are more; no more than anybody reads in a form."""
    said = [bank_words.finding(each) for each in found[:_MOST_FINDINGS]]
    more = len(found) - len(said)
    if more:
        last = say_count(
            "1 more thing is to be put right; nothing was changed.",
            "{count} more things are to be put right; nothing was changed.",
            more,
        )
    else:
        last = say("Nothing was changed.")
    return " ".join([*said, last])


def _taken(taken: Taken) -> Message:
    told = say("The bank is taken over.") if taken.changed else say("Nothing is different from before.")
    return Message(told, (Paragraph(f"**{told}**"), *paragraphs(bank_words.taken(taken))))


def _form() -> Form:
    return Form(
        name=IMPORT_FORM,
        title=say("Take over a bank"),
        submit=say("Take over"),
        intro=say(
            "New questions are added, changed ones get a new version where they ask something else, and none "
            "is taken away. A file too long for this field goes in by `pulssi bank import` on the server."
        ),
        fields=(
            TextField(
                "yaml",
                say("The bank, as YAML"),
                hint=say("The whole file, as `/pulse bank export` makes it."),
                multiline=True,
                longest=LONGEST_PASTED,
            ),
        ),
    )
