"""``/pulse baseline``: the customer questions that are asked twice a year."""

from sqlmodel import Session

from bot.conversations import moments, planned_weeks
from bot.conversations.desk import Desk, Reply, admin_of, pulse_of, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from locales.speech import marked, say, say_count
from storage import baselines, rotation
from storage.baselines import Baseline
from storage.rotation import Planning
from storage.teams import Team
from survey.audit import Act
from survey.questions import Role
from survey.rotation.baseline import HALF_A_YEAR, due_baseline, latest_run
from survey.weeks import Week

_HOW = {
    True: marked("Its questions take the places of the others, week by week, so that no week gets longer."),
    False: marked("All of it comes at once in that week: it takes about three minutes, answered one by one."),
}
"""By whether it is spread over weeks."""

_WHAT = marked(
    "Twelve questions about how well the team knows its customers, at the start and again every half year, "
    "so that both times can be compared."
)


async def show(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Say how far the baseline has come, and when it comes next."""

    def read(session: Session) -> Message:
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        planning = rotation.ahead_of_team(session, team, pulse_of(session, team))
        known = baselines.of_team(session, team.id)
        return Message(f"{via}{_state(team, planning, known) if known else _none(team)}")

    return await desk.look(read)


async def start(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Run the baseline from a week on, and again every half year; without values, a form."""
    if not typed.values.keys() & {"spread", "week"}:
        return await desk.look(lambda session: _form(session, request, typed))

    def store(session: Session) -> Message:
        admin_of(session, request)
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        planning = rotation.ahead_of_team(session, team, pulse_of(session, team))
        spread = yes_or_no(typed.values.get("spread", "yes"), what="spread")
        known = baselines.of_team(session, team.id)
        wanted = Baseline(_first_week(typed.values.get("week", ""), planning, known), spread)
        if wanted == known:
            told = say("The baseline of {team} runs like that already.", team=quoted(team.name))
            return Message(f"{via}{told} {_state(team, planning, known)}")
        new = baselines.bring_questions(session, team.workspace)
        baselines.start(session, team.id, wanted)
        how = "spread" if spread else "at once"
        desk.note(
            session, request, Act.BASELINE, team=team.id, detail=f"baseline {how} from {wanted.first_week}"
        )
        return _started(team, wanted, new, via)

    return await desk.change(store)


async def stop(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask nothing more of the baseline; what was answered stays."""

    def end(session: Session) -> Message:
        admin_of(session, request)
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        if not baselines.stop(session, team.id):
            return Message(f"{via}{_none(team)}")
        desk.note(session, request, Act.BASELINE, team=team.id, detail="baseline stopped")
        told = say(
            "{team} is asked nothing more of the customer baseline; what was answered stays.",
            team=quoted(team.name),
        )
        return Message(f"{via}{told}")

    return await desk.change(end)


def _form(session: Session, request: Request, typed: Typed) -> Form:
    """The form with how the baseline runs now, or would from the next round on."""
    admin_of(session, request)
    team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
    planning = rotation.ahead_of_team(session, team, pulse_of(session, team))
    known = baselines.of_team(session, team.id)
    spread = known is None or known.spread
    week = known.first_week if known else planned_weeks.typed("", planning)
    return Form(
        name="baseline start",
        title=say("Customer baseline"),
        submit=say("Start"),
        subject=team.channel,
        intro=f"{via}{_state(team, planning, known) if known else say(_WHAT)}",
        fields=(
            ChoiceField(
                "spread",
                say("How it is asked"),
                (("yes", say("Spread over weeks")), ("no", say("All of it in one week"))),
                value="yes" if spread else "no",
            ),
            TextField(
                "week",
                say("Number of its first week"),
                value=str(week.number if known is None else week),
                hint=say("Another week begins it anew.") if known else "",
            ),
        ),
    )


def _first_week(said: str, planning: Planning, known: Baseline | None) -> Week:
    """The week typed; that in which the baseline began that is running may be typed, too."""
    if known is not None and planned_weeks.read(said, planning.first_week) == known.first_week:
        return known.first_week
    return planned_weeks.typed(said, planning)


def _started(team: Team, wanted: Baseline, new: int, via: str) -> Message:
    told = say(
        "{team} is asked the customer baseline from week {number} on, and again every half year.",
        team=quoted(team.name),
        number=wanted.first_week.number,
    )
    lines = [f"{via}**{told}**", say(_HOW[wanted.spread])]
    if new:
        lines.append(
            say_count(
                "1 question was added for it; `/pulse question list` shows it.",
                "{count} questions were added for it; `/pulse question list` shows them.",
                new,
            )
        )
    note = Note(say("`/pulse plan` shows what comes when, and `/pulse baseline stop` ends it."))
    return Message(f"{via}{told}", (Paragraph("\n".join(lines)), note))


def _none(team: Team) -> str:
    return say(
        "{team} is not asked the customer baseline. An admin starts it with `/pulse baseline start`, spread "
        "over weeks or with `spread=no` at once.",
        team=quoted(team.name),
    )


def _state(team: Team, planning: Planning, known: Baseline) -> str:
    """Where the run stands that the next round belongs to."""
    first, now = known.first_week, planning.first_week
    name = quoted(team.name)
    if now < first:
        return say(
            "{team} is asked the customer baseline from {week} on.", team=name, week=moments.week(first)
        )
    began = first.plus(latest_run(first.index, week=now.index) - first.index)
    every = [each for each in planning.candidates if each.role is Role.BASELINE]
    left = len(due_baseline(every, since=first.index, week=now.index))
    again = say("The next run begins in week {number}.", number=began.plus(HALF_A_YEAR).number)
    return " ".join([_progress(name, began, len(every) - left, len(every)), again])


def _progress(name: str, began: Week, asked: int, of: int) -> str:
    return say_count(
        "{team}: {asked} of {count} question of the customer baseline is asked since week {number}.",
        "{team}: {asked} of {count} questions of the customer baseline are asked since week {number}.",
        of,
        team=name,
        asked=asked,
        number=began.number,
    )
