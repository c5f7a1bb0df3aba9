"""``/pulse schedule``: when a team is asked, when its week closes, when the digest comes."""

from sqlmodel import Session

from bot.conversations import moments, schedules
from bot.conversations.desk import Desk, Reply, admin_of, person_of, pulse_of, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say, say_count, say_in
from storage import pulses
from storage.teams import Team
from survey.audit import Act
from survey.rounds import Pulse, Schedule

FORM = "schedule"
_RHYTHMS = {1: marked("Every week"), 2: marked("Every two weeks"), 4: marked("Every four weeks")}
_VALUES = ("ask", "close", "digest", "questions", "every", "remind")


async def schedule(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show the rhythm, offer a form to an admin, or set what was typed."""
    values = {name: value for name, value in typed.values.items() if name in _VALUES}
    detail = ", ".join(f"{name}={value}" for name, value in values.items())
    if not values:
        return await desk.look(lambda session: _show(session, request, typed))

    def store(session: Session) -> Message:
        admin_of(session, request)
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        pulse = pulse_of(session, team)
        wanted = schedules.schedule(pulse.schedule, values)
        pulses.reschedule(session, team.id, wanted, next_week=pulse.next_week)
        desk.note(session, request, Act.SCHEDULE, team=team.id, detail=detail)
        name, words = quoted(team.name), _words(wanted)
        note = say(
            "Counts from {week} on; a round that is open keeps the times it opened with.",
            week=moments.week(pulse.next_week),
        )
        return Message(f"{via}{name}: {words}.", (Paragraph(f"{via}**{name}:** {words}."), Note(note)))

    return await desk.change(store)


def _show(session: Session, request: Request, typed: Typed) -> Reply:
    team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
    pulse = pulse_of(session, team)
    person = person_of(session, request)
    if person is not None and person.is_admin:
        return _form(team, pulse, via)
    place = say("({place} time)", place=moments.place(team.zone))
    return Message(f"{via}{quoted(team.name)}: {_words(pulse.schedule)} {place}.")


def _words(schedule: Schedule) -> str:
    return ", ".join(
        [
            _asked(schedule.questions, schedule.every, moments.slot(schedule.ask)),
            say("one reminder") if schedule.remind else say("no reminder"),
            say("open until {until}", until=moments.slot(schedule.close)),
            say("digest {moment}", moment=moments.slot(schedule.digest)),
        ]
    )


def _asked(questions: int, weeks: int, ask: str) -> str:
    """How many questions come how often; each rhythm is said in its own way in other languages."""
    if weeks == 1:
        return say_count(
            "1 question every week on {ask}", "{count} questions every week on {ask}", questions, ask=ask
        )
    if weeks == 2:
        return say_count(
            "1 question every two weeks on {ask}",
            "{count} questions every two weeks on {ask}",
            questions,
            ask=ask,
        )
    return say_count(
        "1 question every four weeks on {ask}",
        "{count} questions every four weeks on {ask}",
        questions,
        ask=ask,
    )


def _form(team: Team, pulse: Pulse, via: str) -> Form:
    current = pulse.schedule
    hint = say("A weekday and a time, like tue 09:00.")
    return Form(
        name=FORM,
        title=say("Rhythm"),
        submit=say("Save"),
        subject=team.channel,
        intro=f"{via}{_where_and_when(team)}",
        fields=(
            TextField(
                "ask", say_in("a moment of the week", "Ask"), value=moments.slot(current.ask), hint=hint
            ),
            TextField(
                "close", say_in("a moment of the week", "Close"), value=moments.slot(current.close), hint=hint
            ),
            TextField(
                "digest",
                say_in("a moment of the week", "Digest"),
                value=moments.slot(current.digest),
                hint=hint,
            ),
            *_choices(current),
        ),
    )


def _where_and_when(team: Team) -> str:
    return say(
        "**{team}**, {place} time. Each person is asked at this hour where they are.",
        team=quoted(team.name),
        place=moments.place(team.zone),
    )


def _choices(current: Schedule) -> tuple[ChoiceField, ...]:
    numbers = tuple((str(number), str(number)) for number in (1, 2, 3))
    return (
        ChoiceField("questions", say("Questions a week"), numbers, value=str(current.questions)),
        ChoiceField(
            "every",
            say("How often"),
            tuple((str(weeks), say(words)) for weeks, words in _RHYTHMS.items()),
            value=str(current.every),
        ),
        ChoiceField(
            "remind",
            say("Remind whoever has not answered, once and in private"),
            (("yes", say("Yes")), ("no", say("No"))),
            value="yes" if current.remind else "no",
        ),
    )
