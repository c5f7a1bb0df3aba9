"""``/pulse promise``: from how many answers up figures are shown, and whether leads are asked."""

from sqlmodel import Session

from bot.conversations import moments, promises
from bot.conversations.desk import Desk, Reply, admin_of, pulse_of, team_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from storage import pools, pulses, rounds, teams
from storage import promises as kept
from storage.teams import Team
from survey.audit import Act
from survey.disclosure.figures import FLOOR
from survey.errors import InputError
from survey.ids import RoundId
from survey.rounds import Pulse, RoundState, together

_HIGHEST = 100
_LEADS = {"counted": True, "apart": False}
_FIXED = (
    "A round keeps the promise it opened with; it can only become stricter, and the channel is told of a "
    "change."
)


async def promise(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show what is promised now and next, or change it."""
    if not {"floor", "leads"} & typed.values.keys():
        return await desk.look(lambda session: _show(session, desk, request, typed))

    def store(session: Session) -> tuple[Message, RoundId | None]:
        admin_of(session, request)
        team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
        floor = _floor(typed.values["floor"], least=desk.floor) if "floor" in typed.values else None
        said, raised = _leads(session, team, typed), None
        if floor is not None:
            told, raised = _set_floor(session, desk, pulse_of(session, team), floor)
            said += told
        changed = ", ".join(
            f"{name}={typed.values[name]}" for name in ("floor", "leads") if name in typed.values
        )
        desk.note(session, request, Act.PROMISE, team=team.id, detail=changed)
        name = f"**{quoted(_names(session, team))}:**"
        return Message(f"{via}{said[0]}", (Paragraph(f"{via}{name} {' '.join(said)}"), Note(_FIXED))), raised

    message, raised = await desk.change(store)
    if raised is not None:
        desk.raised(raised)
    return message


def _show(session: Session, desk: Desk, request: Request, typed: Typed) -> Message:
    team, via = hosted(session, team_of(session, request, name=typed.values.get("team", "")))
    pulse, latest = pulse_of(session, team), rounds.latest(session, team.id)
    ahead = f"**Next round, {moments.week(pulse.next_week)}** ({quoted(_names(session, team))})"
    lines = [f"{via}{ahead}: {_next(session, desk, team, pulse)}."]
    if latest is not None:
        state = "open now" if latest.state is RoundState.OPEN else str(latest.state)
        week = f"**{moments.week(latest.week).capitalize()}, {state}** ({quoted(latest.team_name)})"
        lines.insert(0, f"{week}: {promises.of_round(latest)}.")
    parts: list[Part] = [Heading("What is promised"), *map(Paragraph, lines), Note(_FIXED)]
    return Message(f"What {quoted(team.name)} is promised", tuple(parts))


def _next(session: Session, desk: Desk, team: Team, pulse: Pulse) -> str:
    return promises.told(
        floor=max(desk.floor, pulses.floor_of(session, pulse.id)),
        leads_count=team.leads_count,
        retention_months=desk.retention_months,
    )


def _names(session: Session, team: Team) -> str:
    return together([team.name, *(guest.name for guest in pools.sharers(session, team.id))])


def _floor(text: str, *, least: int) -> int:
    """How many answers were typed: at least what this installation and SCIENCE P2 ask for."""
    least = max(least, FLOOR)
    if not text.strip().isdecimal() or int(text) > _HIGHEST:
        raise InputError(f"floor: type a number from {least} to {_HIGHEST}.")
    if int(text) < least:
        raise InputError(
            f"floor: {least} answers is the fewest here, and no setting goes below it. Nothing was changed."
        )
    return int(text)


def _leads(session: Session, team: Team, typed: Typed) -> list[str]:
    said = typed.values.get("leads", "").strip().lower()
    if not said:
        return []
    if said not in _LEADS:
        raise InputError(
            "leads: type `counted` to ask whoever leads the team with it, or `apart` to leave them out."
        )
    teams.let_leads_count(session, team.id, counted=_LEADS[said])
    asked = "asked with the team and counted" if _LEADS[said] else "not asked with the team"
    return [f"From the next round on whoever leads is {asked}."]


def _set_floor(session: Session, desk: Desk, pulse: Pulse, floor: int) -> tuple[list[str], RoundId | None]:
    """Set the floor of later rounds, and of the open one where that raises it."""
    pulses.set_floor(session, pulse.team, floor)
    current = rounds.of_team_open(session, pulse.team)
    if current is None:
        return [f"Figures are shown from {floor} answers up from the next round on."], None
    week = moments.week(current.week)
    if kept.raise_floor(session, current.id, floor, at=desk.clock()):
        return [
            f"Figures are shown from {floor} answers up, those of {week}, which is open, too."
        ], current.id
    keeps = (
        f" {week.capitalize()} keeps its {current.floor}, as every round does."
        if floor < current.floor
        else ""
    )
    return [f"Figures are shown from {floor} answers up from the next round on.{keeps}"], None
