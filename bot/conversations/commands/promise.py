"""``/pulse promise``: from how many answers up figures are shown, and whether leads are asked."""

from sqlmodel import Session

from bot.conversations import moments, promises
from bot.conversations.desk import Desk, Reply, admin_of, person_of, pulse_of, team_of
from bot.conversations.messages import (
    Buttons,
    ChoiceField,
    Form,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    TextField,
    opens,
    quoted,
)
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from locales import formats
from locales.speech import marked, say, say_count
from storage import pools, pulses, rounds, teams
from storage import promises as kept
from storage.teams import Team
from survey.audit import Act
from survey.disclosure.figures import FLOOR
from survey.errors import InputError
from survey.ids import RoundId
from survey.rounds import Pulse, Round, RoundState

FORM = "promise change"
_HIGHEST = 100
_LEADS = {"counted": True, "apart": False}
_FIXED = marked(
    "A round keeps the promise it opened with; it can only become stricter, and the channel is told of a "
    "change."
)
_LATEST = {
    RoundState.OPEN: marked("**Week {number}, open now** ({teams}): {promise}."),
    RoundState.CLOSED: marked("**Week {number}, closed** ({teams}): {promise}."),
    RoundState.LOST: marked("**Week {number}, lost** ({teams}): {promise}."),
}


async def promise(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show what is promised now and next, or change it."""
    if not {"floor", "leads"} & typed.values.keys():
        return await desk.look(lambda session: _show(session, desk, request, typed))

    def store(session: Session) -> tuple[Message, RoundId | None]:
        admin_of(session, request)
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        floor = _floor(typed.values["floor"], least=desk.terms.floor) if "floor" in typed.values else None
        said, raised = _leads(session, team, typed), None
        if floor is not None:
            told, raised = _set_floor(session, desk, pulse_of(session, team), floor)
            said += told
        changed = ", ".join(
            f"{name}={typed.values[name]}" for name in ("floor", "leads") if name in typed.values
        )
        desk.note(session, request, Act.PROMISE, team=team.id, detail=changed)
        name = f"**{quoted(_names(session, team))}:**"
        return Message(
            f"{via}{said[0]}", (Paragraph(f"{via}{name} {' '.join(said)}"), Note(say(_FIXED)))
        ), raised

    message, raised = await desk.change(store)
    if raised is not None:
        desk.raised(raised)
    return message


async def change(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The same as a form; without values, the form with what holds from the next round on.

    A form brings along what nobody touched, and that is no change.
    """
    if not {"floor", "leads"} & typed.values.keys():
        return await desk.look(lambda session: _form(session, desk, request, typed))
    now = await desk.look(lambda session: _now(session, desk, request, typed))
    changed = {name: value for name, value in typed.values.items() if value.strip().lower() != now.get(name)}
    if not {"floor", "leads"} & changed.keys():
        return Message(say("That is promised already; nothing was changed."))
    return await promise(desk, request, Typed(typed.words, changed))


def _now(session: Session, desk: Desk, request: Request, typed: Typed) -> dict[str, str]:
    """What holds from the next round on, as it would be typed."""
    admin_of(session, request)
    team, _ = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
    floor = max(desk.terms.floor, pulses.floor_of(session, pulse_of(session, team).id))
    return {"floor": str(floor), "leads": "counted" if team.leads_count else "apart"}


def _form(session: Session, desk: Desk, request: Request, typed: Typed) -> Form:
    now = _now(session, desk, request, typed)
    team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
    return Form(
        name=FORM,
        title=say("What is promised"),
        submit=say("Save"),
        subject=team.channel,
        intro=f"{via}**{quoted(_names(session, team))}** {say(_FIXED)}",
        fields=(
            TextField("floor", say("Fewest answers at which a figure is shown"), value=now["floor"]),
            ChoiceField(
                "leads",
                say("Whoever leads the team"),
                (("apart", say("Is not asked with it")), ("counted", say("Is asked with it and counted"))),
                value=now["leads"],
            ),
        ),
    )


def _button(session: Session, request: Request) -> tuple[Part, ...]:
    """For admins, the way to the form."""
    person = person_of(session, request)
    if person is None or not person.is_admin:
        return ()
    return (Buttons(FORM, (opens(FORM, say("Change it")),)),)


def _show(session: Session, desk: Desk, request: Request, typed: Typed) -> Message:
    team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
    pulse, latest = pulse_of(session, team), rounds.latest(session, team.id)
    ahead = say(
        "**Next round, {week}** ({teams}): {promise}.",
        week=moments.week(pulse.next_week),
        teams=quoted(_names(session, team)),
        promise=_next(session, desk, team, pulse),
    )
    lines = [_of_latest(latest)] if latest is not None else []
    lines.append(f"{via}{ahead}")
    parts: list[Part] = [Heading(say("What is promised")), *map(Paragraph, lines), Note(say(_FIXED))]
    parts += _button(session, request)
    return Message(say("What {team} is promised", team=quoted(team.name)), tuple(parts))


def _of_latest(latest: Round) -> str:
    return say(
        _LATEST[latest.state],
        number=latest.week.number,
        teams=quoted(latest.team_name),
        promise=promises.of_round(latest),
    )


def _next(session: Session, desk: Desk, team: Team, pulse: Pulse) -> str:
    return promises.told(
        floor=max(desk.terms.floor, pulses.floor_of(session, pulse.id)),
        leads_count=team.leads_count,
        retention_months=desk.terms.retention_months,
    )


def _names(session: Session, team: Team) -> str:
    return formats.listed([team.name, *(guest.name for guest in pools.sharers(session, team.id))])


def _floor(text: str, *, least: int) -> int:
    """How many answers were typed: at least what this installation and SCIENCE P2 ask for."""
    least = max(least, FLOOR)
    if not text.strip().isdecimal() or int(text) > _HIGHEST:
        raise InputError(say("floor: type a number from {least} to {most}.", least=least, most=_HIGHEST))
    if int(text) < least:
        raise InputError(
            say_count(
                "floor: 1 answer is the fewest here, and no setting goes below it. Nothing was changed.",
                "floor: {count} answers is the fewest here, and no setting goes below it. Nothing was "
                "changed.",
                least,
            )
        )
    return int(text)


def _leads(session: Session, team: Team, typed: Typed) -> list[str]:
    said = typed.values.get("leads", "").strip().lower()
    if not said:
        return []
    if said not in _LEADS:
        raise InputError(
            say("leads: type `counted` to ask whoever leads the team with it, or `apart` to leave them out.")
        )
    teams.let_leads_count(session, team.id, counted=_LEADS[said])
    if _LEADS[said]:
        return [say("From the next round on whoever leads is asked with the team and counted.")]
    return [say("From the next round on whoever leads is not asked with the team.")]


def _set_floor(session: Session, desk: Desk, pulse: Pulse, floor: int) -> tuple[list[str], RoundId | None]:
    """Set the floor of later rounds, and of the open one where that raises it."""
    pulses.set_floor(session, pulse.team, floor)
    current = rounds.of_team_open(session, pulse.team)
    if current is None:
        return [_from_next_on(floor)], None
    if kept.raise_floor(session, current.id, floor, at=desk.clock()):
        return [_from_now_on(floor, current)], current.id
    said = [_from_next_on(floor)]
    if floor < current.floor:
        number = current.week.number
        said.append(
            say("Week {number} keeps its {floor}, as every round does.", number=number, floor=current.floor)
        )
    return said, None


def _from_next_on(floor: int) -> str:
    return say_count(
        "Figures are shown from 1 answer up from the next round on.",
        "Figures are shown from {count} answers up from the next round on.",
        floor,
    )


def _from_now_on(floor: int, current: Round) -> str:
    return say_count(
        "Figures are shown from 1 answer up, those of {week}, which is open, too.",
        "Figures are shown from {count} answers up, those of {week}, which is open, too.",
        floor,
        week=moments.week(current.week),
    )
