"""``/pulse setup``: the first workspace admin makes Pulssi theirs."""

from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.conversations.commands.first_team import FORM
from bot.conversations.desk import Desk, Reply
from bot.conversations.messages import Buttons, Heading, Message, Note, Paragraph, opens
from bot.conversations.requests import Request, Typed
from bot.conversations.zones import zone
from locales.speech import marked, say, say_count
from storage import people, questions, workspaces
from storage.bank.shipped import shipped
from survey.audit import Act
from survey.bank.drafts import to_start_with
from survey.errors import NotAllowedError
from survey.people import Profile

_NEXT = marked(
    "**Next, one step:** invite me into a team's channel (`/invite @Pulssi` there), then press the button, "
    "or type `/pulse setup team`. What is asked is ready; `/pulse question list` shows it."
)


async def setup(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Register the workspace, its first Pulssi admin and the questions to start with."""
    profile = await desk.directory.profile(request.user)
    name = await desk.directory.workspace_name()
    named = zone(typed.values["zone"]) if "zone" in typed.values else None

    def register(session: Session) -> Message:
        known = workspaces.find(session, request.workspace)
        if known is not None and people.admins(session, known.id):
            return _already(session, request)
        if not profile.is_workspace_admin:
            raise NotAllowedError(
                say(
                    "The first `/pulse setup` takes an admin of this workspace. Ask one of them to type it "
                    "once."
                )
            )
        return _first(
            session, desk, request, profile, name=name, local=named or profile.zone or ZoneInfo("UTC")
        )

    return await desk.change(register)


def _first(
    session: Session, desk: Desk, request: Request, profile: Profile, *, name: str, local: ZoneInfo
) -> Message:
    workspace = workspaces.ensure(
        session, ref=request.workspace, name=name, zone=local, at=desk.clock(), platform=desk.platform
    )
    person = people.ensure(session, workspace, profile)
    people.make_admin(session, person)
    if not questions.of_workspace(session, workspace):
        questions.add_new(session, workspace, to_start_with(shipped()))
    desk.note(session, request, Act.SET_UP)
    return Message(
        say("Pulssi is set up, and you are its admin."),
        (
            Heading(say("Pulssi is set up")),
            Paragraph(_ready(len(questions.of_workspace(session, workspace)), local)),
            Paragraph(say(_NEXT)),
            _button(),
            Note(say("`/pulse help` lists everything. `/pulse privacy` says what is kept and what is not.")),
        ),
    )


def _button() -> Buttons:
    return Buttons(FORM, (opens(FORM, say("Set up a team"), primary=True),))


def _ready(count: int, local: ZoneInfo) -> str:
    return say_count(
        "You are its first admin. 1 question is ready to start with; times without a team of their own are "
        "in {zone}.",
        "You are its first admin. {count} questions are ready to start with; times without a team of their "
        "own are in {zone}.",
        count,
        zone=local.key,
    )


def _already(session: Session, request: Request) -> Message:
    workspace = workspaces.find(session, request.workspace)
    person = people.find(session, workspace.id, request.user) if workspace else None
    if person is not None and person.is_admin:
        told = say("Pulssi is set up already.")
        return Message(told, (Paragraph(f"**{told}**"), Paragraph(say(_NEXT)), _button()))
    return Message(say("Pulssi is set up already. `/pulse help` shows what you can do here."))
