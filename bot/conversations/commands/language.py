"""``/pulse language``: which language a person, a team's channel or the whole workspace reads."""

from sqlmodel import Session

from bot.conversations.desk import Desk, Reply, admin_of, person_of, team_of, workspace_of
from bot.conversations.messages import ChoiceField, Field, Form, Message, Note, Paragraph, quoted
from bot.conversations.requests import Request, Typed
from locales.catalogues import languages, nearest, own_name
from locales.speech import say, speaking
from storage import languages as spoken
from storage import people
from survey.audit import Act
from survey.errors import InputError
from survey.people import Profile

FORM = "language"
_BY_PROFILE = "profile"
_OTHERS = ("workspace", "channel")


async def language(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Set what was typed: ``fi`` for oneself, ``channel=fi`` or ``workspace=fi`` for others; else a form."""
    own = typed.values.get("me", typed.after(1)).strip()
    others = {name: known(typed.values[name], what=name) for name in _OTHERS if name in typed.values}
    if not own and not others:
        return await desk.look(lambda session: _form(session, request))
    profile = await desk.directory.profile(request.user)

    def store(session: Session) -> Message:
        said = [_of_others(session, desk, request, typed, others)] if others else []
        if own:
            said.append(_of_oneself(session, desk, request, profile, own))
        told = " ".join(said)
        return Message(told, (Paragraph(told), Note(_there_are())))

    return await desk.change(store)


def _of_oneself(session: Session, desk: Desk, request: Request, profile: Profile, typed: str) -> str:
    wanted = None if typed.lower() == _BY_PROFILE else known(typed, what="me")
    workspace = workspace_of(session, request)
    person = people.known_or_new(session, workspace.id, profile)
    spoken.choose(session, person, wanted)
    now = spoken.of_person(session, request.workspace, request.user)
    desk.memory.speaks(person, now)
    with speaking(now):
        if wanted is None:
            return say(
                "From now on I speak with you as your profile says: {language}.", language=own_name(now)
            )
        return say("From now on I speak {language} with you.", language=own_name(now))


def _of_others(session: Session, desk: Desk, request: Request, typed: Typed, others: dict[str, str]) -> str:
    workspace = admin_of(session, request)
    said = []
    if "workspace" in others:
        spoken.set_workspace(session, workspace.id, others["workspace"])
        desk.note(session, request, Act.LANGUAGE, detail=f"workspace={others['workspace']}")
        said.append(
            say(
                "Whoever chose no language, and every channel without one of its own, reads {language} now.",
                language=own_name(others["workspace"]),
            )
        )
    if "channel" in others:
        team = team_of(session, request, name=typed.values.get("team", ""))
        spoken.set_team(session, team.id, others["channel"])
        desk.note(session, request, Act.LANGUAGE, team=team.id, detail=f"channel={others['channel']}")
        said.append(
            say(
                "The channel of {team} reads {language} from its next message on.",
                team=quoted(team.name),
                language=own_name(others["channel"]),
            )
        )
    return " ".join(said)


def known(typed: str, *, what: str) -> str:
    """The language somebody typed by its code or its own name."""
    said = typed.strip()
    named = {own_name(each).casefold(): each for each in languages()}
    found = named.get(said.casefold()) or nearest(said if len(said.partition("-")[0]) == 2 else None)
    if found is None:
        raise InputError(
            say(
                "{field}: there is no {language} here yet. {known}",
                field=what,
                language=quoted(said),
                known=_there_are(),
            )
        )
    return found


def _there_are() -> str:
    names = ", ".join(f"{own_name(each)} (`{each}`)" for each in languages())
    return say("Languages: {names}.", names=names)


def _form(session: Session, request: Request) -> Form:
    workspace = workspace_of(session, request)
    person = person_of(session, request)
    mine = (spoken.own(session, person.id) if person else None) or _BY_PROFILE
    every = tuple((each, own_name(each)) for each in languages())
    fields: list[Field] = [
        ChoiceField("me", say("With me"), ((_BY_PROFILE, say("As my profile says")), *every), value=mine)
    ]
    if person is not None and person.is_admin:
        fields.append(
            ChoiceField(
                "workspace",
                say("Where nobody chose another"),
                every,
                value=workspace.language,
                hint=say("For channels, and for people whose profile says none of these."),
            )
        )
    return Form(
        name=FORM,
        title=say("Language"),
        submit=say("Save"),
        fields=tuple(fields),
        intro=say("Questions that are not translated yet come in English, or as they were written."),
    )
