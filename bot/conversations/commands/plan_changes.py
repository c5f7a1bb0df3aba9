"""``/pulse plan pin``, ``skip``, ``swap``, ``theme`` and ``reset``, and the form for them all."""

from dataclasses import dataclass
from typing import NoReturn

from sqlmodel import Session

from bot.conversations import planned_weeks, themes
from bot.conversations.commands import plan as showing
from bot.conversations.desk import Desk, Reply, admin_or_lead_of, person_of, pulse_of, team_of
from bot.conversations.messages import ChoiceField, Form, Message, Note, Paragraph, TextField, quoted
from bot.conversations.pools import hosted
from bot.conversations.requests import Request, Typed
from locales.speech import marked, say
from storage import plans, questions, rotation, teams
from storage.bank.shipped import shipped
from storage.rotation import Planning
from storage.teams import Team
from survey.audit import Act
from survey.errors import InputError, NotAllowedError
from survey.plans import Change, PlanChange
from survey.questions import Role
from survey.weeks import Week

FORM = "plan change"
RESET = "reset"
_KINDS = {
    Change.THEME: marked("Choose a theme"),
    Change.PIN: marked("Pin a question"),
    Change.SKIP: marked("Skip a question"),
    Change.SWAP: marked("Swap a question for another"),
    RESET: marked("Leave it to the rotation again"),
}
_FOR_LEADS = frozenset({Change.THEME, RESET})
_PROTECTED = marked(
    "Nothing brings a question back within four weeks, or two sensitive ones into one week. `/pulse plan "
    "reset` takes a change back."
)


async def pin(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask a question in a week."""
    return await _change(desk, request, typed, Change.PIN)


async def skip(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Do not ask a question in a week."""
    return await _change(desk, request, typed, Change.SKIP)


async def swap(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Ask another question where one would come."""
    return await _change(desk, request, typed, Change.SWAP)


async def theme(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Look at a theme in a week."""
    return await _change(desk, request, typed, Change.THEME)


async def reset(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Leave a question or theme to the rotation again."""
    return await _change(desk, request, typed, RESET)


async def change(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Any of these as a form says it; without values, the form."""
    wanted = typed.values.get("what", "").strip().lower()
    if not typed.values.keys() - {"team"}:
        return await desk.look(lambda session: _form(session, request, typed))
    if wanted not in _KINDS:
        raise InputError(say("what: type {kinds}.", kinds=", ".join(f"`{kind}`" for kind in _KINDS)))
    return await _change(desk, request, typed, wanted)


async def _change(desk: Desk, request: Request, typed: Typed, kind: str) -> Reply:
    if not typed.after(2) and not typed.values.keys() - {"team"}:
        return await desk.look(lambda session: _form(session, request, typed, kind=kind))

    def store(session: Session) -> Message:
        home = team_of(session, request, name=typed.values.get("team", ""))
        team, via = hosted(session, home)
        pulse = pulse_of(session, team)
        planning = rotation.ahead_of_team(session, team, pulse)
        said = typed.values.get("key", typed.after(2)).strip()
        target = _target(session, request, (home, team), planning, kind=kind, said=said)
        week = planned_weeks.typed(typed.values.get("week", ""), planning)
        instead = _instead(session, team, typed, target) if kind == Change.SWAP else ""
        if kind == RESET:
            _undo(session, team, week, target)
        else:
            plans.change(session, team.id, PlanChange(week, Change(kind), target.key, instead))
        told = " ".join([kind, target.code, *([instead] if instead else []), str(week)])
        desk.note(session, request, Act.PLAN, team=team.id, detail=told)
        return _told(session, team, rotation.ahead_of_team(session, team, pulse), week, via)

    return await desk.change(store)


@dataclass(frozen=True, slots=True)
class Target:
    """What is changed: a question or a theme; ``code`` stands for it in the audit log."""

    key: str
    code: str
    is_theme: bool = False


def _target(
    session: Session, request: Request, whose: tuple[Team, Team], planning: Planning, *, kind: str, said: str
) -> Target:
    """What somebody typed, if they may change that.

    Args:
        whose: the team it was typed for, and the one whose rounds that is asked in.

    Raises:
        NotAllowedError: only admins change questions; themes are for leads, too.
    """
    person, is_admin = person_of(session, request), _is_admin(session, request)
    leads = person is not None and any(teams.is_lead(session, each.id, person.id) for each in whose)
    if not (is_admin or (leads and kind in _FOR_LEADS)):
        _refuse(whose[1], kind)
    if kind == Change.THEME or (kind == RESET and questions.find(session, whose[1].workspace, said) is None):
        return theme_of(said, planning)
    if not is_admin:
        _refuse(whose[1], kind)
    key = _question(session, whose[1], said, field="key")
    return Target(key, key)


def _is_admin(session: Session, request: Request) -> bool:
    person = person_of(session, request)
    return person is not None and person.is_admin


def _refuse(team: Team, kind: str) -> NoReturn:
    if kind == Change.THEME:
        raise NotAllowedError(
            say(
                "Only those who lead {team} and Pulssi's admins choose its theme. `/pulse plan` shows what "
                "is planned.",
                team=quoted(team.name),
            )
        )
    raise NotAllowedError


def theme_of(said: str, planning: Planning) -> Target:
    """A theme that questions here are about; one of an admin's own is written down by its first question."""
    asked = [each for each in planning.candidates if each.role in {Role.MARKER, Role.DEPTH}]
    plain = " ".join(said.split()).casefold()
    own = next((each.line for each in asked if each.line.casefold() == plain), "")
    key = own or themes.typed(said, shipped())
    first = next((each for each in asked if each.line == key), None)
    if first is None:
        raise InputError(
            say(
                "theme: no question here is about {theme} any more.",
                theme=quoted(themes.name(key, shipped())),
            )
        )
    return Target(key, key if shipped().theme(key) else first.key, is_theme=True)


def _question(session: Session, team: Team, said: str, *, field: str) -> str:
    if not said:
        raise InputError(say("{field}: type which question, like `STR-02`.", field=field))
    found = questions.find(session, team.workspace, said)
    if found is None or found.retired:
        raise InputError(
            say(
                "{field}: no question {key} is asked here. `/pulse question list` shows them all.",
                field=field,
                key=quoted(said),
            )
        )
    return found.key


def _instead(session: Session, team: Team, typed: Typed, target: Target) -> str:
    instead = _question(session, team, typed.values.get("for", "").strip(), field="for")
    if instead == target.key:
        raise InputError(say("for: name another question than {key}.", key=target.key))
    return instead


def _undo(session: Session, team: Team, week: Week, target: Target) -> None:
    if not plans.undo(session, team.id, week, target.key):
        name = themes.name(target.key, shipped()) if target.is_theme else target.key
        raise InputError(
            say("Nothing is changed about {key} in week {number}.", key=quoted(name), number=week.number)
        )


def _told(session: Session, team: Team, planning: Planning, week: Week, via: str) -> Message:
    title = say("The plan of week {number} is changed.", number=week.number)
    shown = showing.of_week(session, team, planning, week)
    return Message(f"{via}{title}", (Paragraph(f"{via}{title}"), Paragraph(shown), Note(say(_PROTECTED))))


def _form(session: Session, request: Request, typed: Typed, *, kind: str = "") -> Form:
    """The form with the week that comes next, and what was last changed of it; leads may choose a theme."""
    home = team_of(session, request, name=typed.values.get("team", ""))
    admin_or_lead_of(session, request, home)
    team, via = hosted(session, home)
    kinds = [each for each in _KINDS if each in _FOR_LEADS or _is_admin(session, request)]
    if kind and kind not in kinds:
        raise NotAllowedError
    planning = rotation.ahead_of_team(session, team, pulse_of(session, team))
    week = planned_weeks.typed("", planning)
    changed = [each for each in plans.changes(session, team.id, since=week) if each.week == week]
    last = changed[-1] if changed else PlanChange(week, Change.THEME, "")
    options = tuple((str(each), say(_KINDS[each])) for each in kinds)
    return Form(
        name=FORM,
        title=say("Change the plan"),
        submit=say("Save"),
        subject=team.channel,
        intro=f"{via}{showing.of_week(session, team, planning, week)}",
        fields=(
            ChoiceField("what", say("What to do"), options, value=kind or last.change),
            TextField(
                "key",
                say("Question or theme"),
                value=last.key,
                hint=say("Its key, like STR-02, or that of a theme, like CUS."),
            ),
            TextField(
                "for",
                say("The question to ask instead"),
                value=last.instead,
                hint=say("Only for a swap."),
                optional=True,
            ),
            TextField("week", say("Number of the week"), value=str(week.number)),
        ),
    )
