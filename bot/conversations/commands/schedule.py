"""``/pulse schedule``: when a team is asked, when its week closes, when the digest comes."""

from sqlmodel import Session

from bot.conversations import moments, schedules
from bot.conversations.desk import Desk, Reply, admin_of, person_of, pulse_of, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from storage import pulses
from storage.teams import Team
from survey.audit import Act
from survey.rounds import Pulse, Schedule

FORM = "schedule"
_RHYTHMS = {1: "every week", 2: "every two weeks", 4: "every four weeks"}
_VALUES = ("ask", "close", "digest", "questions", "every", "remind")


async def schedule(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show the rhythm, offer a form to an admin, or set what was typed."""
    values = {name: value for name, value in typed.values.items() if name in _VALUES}
    if not values:
        return await desk.look(lambda session: _show(session, request, typed))

    def store(session: Session) -> Message:
        admin_of(session, request)
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        pulse = pulse_of(session, team)
        wanted = schedules.schedule(pulse.schedule, values)
        pulses.reschedule(session, team.id, wanted, next_week=pulse.next_week)
        desk.note(session, request, Act.SCHEDULE, team=team.id, detail=_words(wanted))
        return Message(
            f"{via}{quoted(team.name)}: {_words(wanted)}.",
            (
                Paragraph(f"{via}**{quoted(team.name)}:** {_words(wanted)}."),
                Note(
                    f"Counts from {moments.week(pulse.next_week)} on; a round that is open "
                    "keeps the times it opened with."
                ),
            ),
        )

    return await desk.change(store)


def _show(session: Session, request: Request, typed: Typed) -> Reply:
    team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
    pulse = pulse_of(session, team)
    person = person_of(session, request)
    if person is not None and person.is_admin:
        return _form(team, pulse, via)
    return Message(f"{via}{quoted(team.name)}: {_words(pulse.schedule)} ({moments.place(team.zone)} time).")


def _words(schedule: Schedule) -> str:
    count = "1 question" if schedule.questions == 1 else f"{schedule.questions} questions"
    rhythm = _RHYTHMS[schedule.every]
    reminder = "one reminder" if schedule.remind else "no reminder"
    return (
        f"{count} {rhythm} on {moments.slot(schedule.ask)}, {reminder}, open until "
        f"{moments.slot(schedule.close)}, digest {moments.slot(schedule.digest)}"
    )


def _form(team: Team, pulse: Pulse, via: str) -> Form:
    current = pulse.schedule
    hint = "A weekday and a time, like tue 09:00."
    return Form(
        name=FORM,
        title="Rhythm",
        submit="Save",
        subject=team.channel,
        intro=(
            f"{via}**{quoted(team.name)}**, {moments.place(team.zone)} time. Each person is asked at "
            "this hour where they are."
        ),
        fields=(
            TextField("ask", "Ask", value=moments.slot(current.ask), hint=hint),
            TextField("close", "Close", value=moments.slot(current.close), hint=hint),
            TextField("digest", "Digest", value=moments.slot(current.digest), hint=hint),
            ChoiceField(
                "questions",
                "Questions a week",
                (("1", "1"), ("2", "2"), ("3", "3")),
                value=str(current.questions),
            ),
            ChoiceField(
                "every",
                "How often",
                tuple((str(weeks), words.capitalize()) for weeks, words in _RHYTHMS.items()),
                value=str(current.every),
            ),
            ChoiceField(
                "remind",
                "Remind whoever has not answered, once and in private",
                (("yes", "Yes"), ("no", "No")),
                value="yes" if current.remind else "no",
            ),
        ),
    )
