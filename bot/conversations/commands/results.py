"""``/pulse results``: the team's latest figures on demand, as the digest tells them, with its picture."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from sqlmodel import Session

from bot.conversations import digest_words, themes
from bot.conversations.commands.picking import choice
from bot.conversations.commands.report import opened, role_of
from bot.conversations.desk import Desk, Reply, pulse_of, team_of
from bot.conversations.messages import (
    Buttons,
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
from bot.conversations.requests import Request, Typed
from locales.speech import language, marked, say
from storage import digests, drafts, questions, reports
from storage.bank.shipped import shipped
from storage.teams import Team
from survey.audit import Act
from survey.digests import LONGEST_HISTORY, Digest
from survey.errors import InputError
from survey.questions import Question
from survey.rotation.candidates import MOST_QUESTIONS

FORM = "results choose"
_FEWEST_WEEKS = 2
_NOTE = marked(
    "The same figures for everybody on the team, its leads and admins. That you opened this is in the audit "
    "log; the picture comes to your direct messages."
)


async def results(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show the last round, one question or one theme; the picture follows in the direct messages."""
    team, found = await _found(desk, request, typed, typed.values.get("about", typed.after(1)))
    return Message(_title(team), (*_told(team, found), _another(team)))


async def choose(desk: Desk, request: Request, typed: Typed) -> Reply:
    """The same of what is chosen in a form; without values, the form."""
    if not typed.values.keys() - {"team"}:
        return await desk.look(lambda session: _form(session, request, typed))
    team, found = await _found(desk, request, typed, typed.values.get("about", ""))
    return Message(_title(team), _told(team, found))


async def _found(desk: Desk, request: Request, typed: Typed, about: str) -> tuple[Team, Digest]:
    """The figures wanted, the look at them written down and their picture on its way."""
    weeks = _weeks(typed.values.get("weeks", str(LONGEST_HISTORY)))

    def read(session: Session) -> tuple[Team, Digest]:
        team = team_of(session, request, name=typed.values.get("team", ""))
        role = role_of(session, request, team)
        found = digests.results(session, team, _wanted(session, team, about.strip()), weeks=weeks)
        if found is None:
            raise _nothing(team)
        desk.note(session, request, Act.REPORT, team=team.id, detail=opened(role))
        floor = drafts.floor_of(session, pulse_of(session, team), desk.terms)
        return team, replace(found, floor=floor)

    team, found = await desk.change(read)
    if len(found.tiles) <= MOST_QUESTIONS:
        desk.later(f"results:{request.user}", lambda: _send(desk, request, found))
    return team, found


def _title(team: Team) -> str:
    return say("Results of {team}", team=quoted(team.name))


def _told(team: Team, found: Digest) -> tuple[Part, ...]:
    told = (Paragraph(text) for text in digest_words.results(found))
    return (Heading(_title(team)), *told, Note(say(_NOTE)))


def _another(team: Team) -> Buttons:
    """The way to other figures; not in a window, which opens no second one."""
    return Buttons(FORM, (opens(f"{FORM} team=<#{team.channel}>", say("Choose what to see")),))


def _nothing(team: Team) -> InputError:
    return InputError(say("{team} has no figures of that yet. A digest brings them.", team=quoted(team.name)))


def _form(session: Session, request: Request, typed: Typed) -> Form:
    """Everything the team was told of, themes first."""
    team = team_of(session, request, name=typed.values.get("team", ""))
    role_of(session, request, team)
    asked = reports.questions_of(session, team.id)
    if not asked:
        raise _nothing(team)
    return Form(
        name=FORM,
        title=say("Results"),
        submit=say("Show"),
        subject=team.channel,
        intro=say("Figures of **{team}**. Left empty, you see the last round.", team=quoted(team.name)),
        fields=(
            choice("about", say("Theme or question"), _choosable(asked), optional=True),
            TextField(
                "weeks",
                say("How many measurements back"),
                value=str(LONGEST_HISTORY),
                hint=say("A number from {least} to {most}.", least=_FEWEST_WEEKS, most=LONGEST_HISTORY),
            ),
        ),
    )


def _choosable(asked: Sequence[Question]) -> list[tuple[str, str]]:
    """Themes and questions as they are typed, each with what it is called."""
    spoken = [(each, each.spoken(language())) for each in asked]
    named = {
        each.theme_key or each.theme: say("Theme: {theme}", theme=quoted(told.theme)) for each, told in spoken
    }
    named.pop("", None)
    return [*named.items(), *((each.key, f"{each.key} · {quoted(told.text)}") for each, told in spoken)]


async def _send(desk: Desk, request: Request, found: Digest) -> None:
    """Draw the picture and bring it; where it does not arrive, the words have been shown all the same."""
    picture = await asyncio.to_thread(desk.draw, found)
    name = f"pulssi-results-{found.week}.png"
    words = say("The results you asked for, of **{team}**.", team=quoted(found.team))
    await desk.parcels.send_file(request.user, name=name, content=picture.png, words=words, alt=picture.alt)


def _wanted(session: Session, team: Team, said: str) -> frozenset[str] | None:
    """The keys of the question or of the theme typed; None where nothing was, which is the last round."""
    if not said:
        return None
    known = questions.find(session, team.workspace, said)
    if known is not None:
        return frozenset({known.key})
    theme = themes.named(said, shipped().themes)
    name = theme.key if theme else said
    every = (
        *questions.of_workspace(session, team.workspace),
        *questions.of_workspace(session, team.workspace, retired=True),
    )
    found = frozenset(each.key for each in every if name.casefold() in _themes(each))
    if not found:
        raise InputError(
            say(
                "There is no question and no theme {words}. `/pulse question list` shows both.",
                words=quoted(said),
            )
        )
    return found


def _themes(question: Question) -> set[str]:
    return {question.theme_key.casefold(), question.theme.casefold()} - {""}


def _weeks(text: str) -> int:
    said = text.strip()
    if not said.isdecimal() or len(said) > 2 or not _FEWEST_WEEKS <= int(said) <= LONGEST_HISTORY:
        raise InputError(
            say("weeks: type a number from {least} to {most}.", least=_FEWEST_WEEKS, most=LONGEST_HISTORY)
        )
    return int(said)
