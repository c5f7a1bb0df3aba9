"""All commands in one table, and how a typed line or a filled form finds its row."""

import difflib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bot.conversations.commands import (
    admin,
    ask_now,
    audit,
    bank,
    baseline,
    digest_now,
    first_team,
    goal,
    holiday,
    language,
    lead,
    me,
    my_data,
    pause,
    plan,
    plan_changes,
    preview,
    privacy,
    promise,
    question,
    question_edit,
    question_list,
    question_values,
    report,
    results,
    schedule,
    setup,
    share,
    status,
    talked,
    team,
    team_calendar,
)
from bot.conversations.commands import help as helping
from bot.conversations.commands.picking import KEY
from bot.conversations.desk import Desk, Reply
from bot.conversations.messages import FormProblem, Message, quoted
from bot.conversations.requests import Request, Typed, read
from locales.speech import say
from survey.bank.findings import shown
from survey.errors import InputError, SurveyError

Handler = Callable[[Desk, Request, Typed], Awaitable[Reply]]


@dataclass(frozen=True, slots=True)
class Command:
    """What runs, and what it takes.

    Attributes:
        values: the ``name=value`` pairs it understands.
        words: how many further words it understands; None is any number.
    """

    run: Handler
    values: tuple[str, ...] = ()
    words: int | None = 0


COMMANDS = {
    "help": Command(helping.help_),
    "setup": Command(setup.setup, ("zone",)),
    "setup team": Command(
        first_team.first_team,
        ("channel", "lead", "ask", "close", "digest", "questions", "every", "theme", "language"),
    ),
    "team add": Command(team.add, ("name", "zone", "lead", "group", "guests", "shares"), words=1),
    "team list": Command(team.list_),
    "team lead": Command(lead.lead, ("add", "remove", "team"), words=1),
    "team share": Command(share.share, ("with", "team")),
    "team remove": Command(share.remove, ("team",)),
    "promise": Command(promise.promise, ("floor", "leads", "team")),
    "promise change": Command(promise.change, ("floor", "leads", "team")),
    "team calendar": Command(team_calendar.calendar, ("country", "days", "hours", "quiet", "guests", "team")),
    "holiday add": Command(holiday.add, ("day", "name", "team"), words=None),
    "holiday remove": Command(holiday.remove, ("day", "team"), words=1),
    "holiday list": Command(holiday.list_, ("team",)),
    "question add": Command(question.add, question_values.names(), words=None),
    "question list": Command(question_list.list_, ("theme", "retired", "goalless")),
    "question show": Command(question_list.show, (KEY,), words=1),
    "question edit": Command(question_edit.edit, (*question_values.names(), question_edit.SURE), words=None),
    "question retire": Command(question.retire, (KEY,), words=1),
    "question restore": Command(question.restore, (KEY,), words=1),
    "bank": Command(bank.list_, ("theme",)),
    "bank list": Command(bank.list_, ("theme",)),
    "bank add": Command(bank.add, (KEY,), words=1),
    "bank export": Command(bank.export),
    "bank import": Command(bank.import_, ("yaml",)),
    "schedule": Command(
        schedule.schedule, ("ask", "close", "digest", "questions", "every", "remind", "sample", "team")
    ),
    "plan": Command(plan.plan, ("weeks", "team")),
    "plan theme": Command(plan_changes.theme, ("week", "team"), words=None),
    "plan pin": Command(plan_changes.pin, ("week", "team"), words=1),
    "plan skip": Command(plan_changes.skip, ("week", "team"), words=1),
    "plan swap": Command(plan_changes.swap, ("for", "week", "team"), words=1),
    "plan reset": Command(plan_changes.reset, ("week", "team"), words=None),
    "plan change": Command(plan_changes.change, ("what", "key", "for", "week", "team")),
    "baseline": Command(baseline.show, ("team",)),
    "baseline start": Command(baseline.start, ("spread", "week", "team")),
    "baseline stop": Command(baseline.stop, ("team",)),
    "preview": Command(preview.preview, ("week", "language", "team")),
    "ask now": Command(ask_now.ask_now, ("team",), words=None),
    "digest now": Command(digest_now.digest_now, ("team",), words=1),
    "talked": Command(talked.talked, ("week", "team"), words=1),
    "status": Command(status.status, ("team",)),
    "me": Command(me.me, ("hour", "rhythm", "asked")),
    "me show": Command(me.show),
    "me export": Command(my_data.export),
    "me withdraw": Command(my_data.withdraw),
    "me forget": Command(my_data.forget, ("sure",), words=1),
    "pause": Command(pause.pause, ("until",), words=2),
    "pause team": Command(pause.pause_team, ("until", "team"), words=2),
    "resume": Command(pause.resume),
    "resume team": Command(pause.resume_team, ("team",)),
    "privacy": Command(privacy.privacy),
    "results": Command(results.results, ("about", "weeks", "team"), words=None),
    results.FORM: Command(results.choose, ("about", "weeks", "team")),
    "report": Command(report.report, ("team", "csv")),
    "goal add": Command(goal.add, ("text", "theme", "owner", "until"), words=None),
    "goal list": Command(goal.list_),
    "goal close": Command(goal.close, (KEY,), words=1),
    "language": Command(language.language, ("me", "channel", "workspace", "team"), words=1),
    "admin add": Command(admin.add, ("person",), words=1),
    "admin remove": Command(admin.remove, ("person",), words=1),
    "admin list": Command(admin.list_),
    "audit": Command(audit.show),
}


async def run(desk: Desk, request: Request) -> Reply:
    """Do what was typed after ``/pulse``; every expected failure comes back as a sentence."""
    try:
        typed = read(request.text)
        name = _name(typed.words)
        if name is None:
            return _unknown(typed.words)
        _check(name, typed)
        return await COMMANDS[name].run(desk, request, typed)
    except SurveyError as problem:
        return Message(str(problem))


async def submit(desk: Desk, request: Request, *, form: str, values: dict[str, str]) -> Reply | FormProblem:
    """Do what a filled form says: the same as its command typed with these values."""
    filled = {name: value for name, value in values.items() if value}
    try:
        return await COMMANDS[form].run(desk, request, Typed(tuple(form.split()), filled))
    except SurveyError as problem:
        return _at_field(str(problem), list(values)) if values else Message(str(problem))


def _name(words: tuple[str, ...]) -> str | None:
    if not words:
        return "help"
    first = words[0].lower()
    two = f"{first} {words[1].lower()}" if len(words) > 1 else first
    return next((name for name in (two, first) if name in COMMANDS), None)


def _check(name: str, typed: Typed) -> None:
    """Refuse what the command does not take: a typing mistake must not be passed over in silence."""
    takes = COMMANDS[name].values
    surplus = typed.words[len(name.split()) :]
    most = COMMANDS[name].words
    if most is not None and len(surplus) > most:
        words = quoted(shown(" ".join(surplus)))
        said = [say("`/pulse {command}` does not understand “{words}”.", command=name, words=words)]
        if "team" in takes:
            said.append(say("For a team elsewhere, type `team={team}`.", team=quoted(shown(surplus[-1]))))
        said.append(say("`/pulse help` shows what it takes; nothing was changed."))
        raise InputError(" ".join(said))
    for given, value in typed.values.items():
        if given not in takes:
            raise InputError(" ".join(_not_taken(name, given)))
        if not value.strip():
            raise InputError(
                say(
                    "Nothing stands behind `{value}=`. Type it whole or leave it out; nothing was changed.",
                    value=given,
                )
            )


def _not_taken(name: str, given: str) -> Iterator[str]:
    """What a value is told that a command does not know."""
    takes = COMMANDS[name].values
    if takes:
        known = ", ".join(f"`{value}=`" for value in takes)
        yield say(
            "`/pulse {command}` takes {known}, not `{given}=`.", command=name, known=known, given=shown(given)
        )
    else:
        yield say(
            "`/pulse {command}` takes no such values, not `{given}=`.", command=name, given=shown(given)
        )
    if near := difflib.get_close_matches(given, takes, n=1):
        yield say("Did you mean `{value}=`?", value=near[0])
    yield say("Nothing was changed.")


def _unknown(words: tuple[str, ...]) -> Message:
    said = " ".join(words[:2]).lower()
    near = difflib.get_close_matches(said, COMMANDS, n=1, cutoff=0.6) or [
        name for name in COMMANDS if name.split()[0] == words[0].lower()
    ]
    hint = [say("Did you mean `/pulse {command}`?", command=near[0])] if near else []
    rest = say("`/pulse help` lists what you can do; nothing was changed.")
    return Message(" ".join([say("There is no such command."), *hint, rest]))


def _at_field(sentence: str, fields: list[str]) -> FormProblem:
    """Put a sentence that starts with a field's name at that field, any other at the first."""
    name, mark, rest = sentence.partition(": ")
    if mark and name in fields:
        return FormProblem(name, rest[:1].upper() + rest[1:])
    return FormProblem(fields[0], sentence)
