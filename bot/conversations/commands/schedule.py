"""``/pulse schedule``: when a team is asked, when its week closes, when the digest comes."""

from collections.abc import Iterator, Mapping

from sqlmodel import Session

from bot.conversations import moments, schedules
from bot.conversations.desk import Desk, Reply, admin_of, person_of, pulse_of, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say, say_count, say_in
from storage import calendars, fatigue, pools, pulses, recipients
from storage.teams import Team
from survey.audit import Act
from survey.errors import InputError
from survey.rotation.sampling import FEWEST_PEOPLE
from survey.rounds import Pulse, Schedule
from survey.weeks import Week

FORM = "schedule"
_VALUES = ("ask", "close", "digest", "questions", "every", "remind", "sample")
_USUALLY = {
    1: marked("An admin set every week; the team is asked more seldom, since fewer took part."),
    2: marked("An admin set every two weeks; the team is asked more seldom, since fewer took part."),
}


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
        samples = _samples(session, team, pulse, values)
        pulses.reschedule(session, team.id, wanted, next_week=pulse.next_week)
        pulses.set_samples(session, team.id, samples=samples)
        if _sets_pace(pulse, wanted, values):
            fatigue.keep(session, team.id, since=pulse.next_week)
        desk.note(session, request, Act.SCHEDULE, team=team.id, detail=detail)
        name, words = quoted(team.name), _words(wanted, samples=samples)
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
        return _form(session, team, pulse, via)
    place = say("({place} time)", place=moments.place(team.zone))
    words = _words(pulse.schedule, samples=pulses.samples(session, pulse.id))
    return Message(" ".join([f"{via}{quoted(team.name)}: {words} {place}.", *_slowed(session, pulse)]))


def _samples(session: Session, team: Team, pulse: Pulse, values: Mapping[str, str]) -> bool:
    """Whether a part is to be asked; of few people, every one is needed for a figure."""
    known = pulses.samples(session, pulse.id)
    wanted = schedules.yes_or_no(values["sample"], what="sample") if "sample" in values else known
    if wanted and not known and (size := _size(session, team, pulse.next_week)) < FEWEST_PEOPLE:
        raise InputError(
            say_count(
                "sample: 1 person can be asked here, and a part is drawn from {least} people on. Fewer would "
                "leave too few answers to show.",
                "sample: {count} people can be asked here, and a part is drawn from {least} people on. Fewer "
                "would leave too few answers to show.",
                size,
                least=FEWEST_PEOPLE,
            )
        )
    return wanted


def _size(session: Session, team: Team, week: Week) -> int:
    """How many people a round of a week is for."""
    asked = (team.id, *pools.asked_beside(session, team.id, week))
    calendar_of = {each: calendars.of_team(session, each, week) for each in asked}
    return len(recipients.on_paper(session, team.id, calendar_of, leads_count=team.leads_count))


def _sets_pace(pulse: Pulse, wanted: Schedule, values: Mapping[str, str]) -> bool:
    """Whether an admin means the rhythm: a form that is sent for something else brings it along unchanged."""
    return "every" in values and (wanted.every != pulse.schedule.every or len(values) == 1)


def _slowed(session: Session, pulse: Pulse) -> Iterator[str]:
    usual = fatigue.usual(session, pulse).every
    if usual != pulse.schedule.every:
        yield say(_USUALLY[usual])


def _words(schedule: Schedule, *, samples: bool) -> str:
    return ", ".join(
        [
            _asked(schedule.questions, schedule.every, moments.slot(schedule.ask)),
            say("one reminder") if schedule.remind else say("no reminder"),
            say("open until {until}", until=moments.slot(schedule.close)),
            say("digest {moment}", moment=moments.slot(schedule.digest)),
            *([say("a part of the people each time")] if samples else []),
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


def _form(session: Session, team: Team, pulse: Pulse, via: str) -> Form:
    current = pulse.schedule
    hint = say("A weekday and a time, like tue 09:00.")
    return Form(
        name=FORM,
        title=say("Rhythm"),
        submit=say("Save"),
        subject=team.channel,
        intro=" ".join([f"{via}{_where_and_when(team)}", *_slowed(session, pulse)]),
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
            *_choices(current, samples=pulses.samples(session, pulse.id)),
        ),
    )


def _where_and_when(team: Team) -> str:
    return say(
        "**{team}**, {place} time. Each person is asked at this hour where they are.",
        team=quoted(team.name),
        place=moments.place(team.zone),
    )


def _choices(current: Schedule, *, samples: bool) -> tuple[ChoiceField, ...]:
    yes_no = (("yes", say("Yes")), ("no", say("No")))
    return (
        *schedules.pace(current),
        ChoiceField(
            "remind",
            say("Remind whoever has not answered, once and in private"),
            yes_no,
            value="yes" if current.remind else "no",
        ),
        ChoiceField(
            "sample",
            say("Ask a part of the people, drawn anew each time"),
            yes_no,
            value="yes" if samples else "no",
            hint=say("From {least} people on.", least=FEWEST_PEOPLE),
        ),
    )
