"""``/pulse admin add``, ``remove`` and ``list``: who may change things."""

from sqlmodel import Session

from bot.conversations.commands.membership import person_in
from bot.conversations.commands.picking import named, pick_person
from bot.conversations.desk import Desk, Reply, admin_of, workspace_of
from bot.conversations.messages import Heading, Message, Note, Paragraph, mention
from bot.conversations.requests import Request, Typed
from locales.speech import say
from storage import people
from storage.people import Person
from survey.audit import Act
from survey.errors import InputError
from survey.ids import PersonId, UserRef


async def add(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Let one more person change things; one picked in a form where none is named."""
    await desk.look(lambda session: admin_of(session, request))
    said = named(typed, field="person")
    if not said:
        return pick_person("admin add", say("Add an admin"), say("Who changes things, too"))
    profile = await desk.directory.profile(_mentioned(said, "add"))
    if not profile.is_person or profile.is_guest:
        raise InputError(say("An admin has to be a full member of this workspace; nothing was changed."))

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        known = people.find(session, workspace.id, profile.user)
        if known is not None and known.is_admin:
            return Message(say("{name} is an admin already.", name=mention(profile.user)))
        person = people.ensure(session, workspace.id, profile)
        people.make_admin(session, person)
        desk.note(session, request, Act.ADMIN, detail=f"added {numbered(person)}")
        told = say("{name} is an admin of Pulssi now.", name=mention(profile.user))
        note = say("Admins change questions, teams and rhythm. They see no more figures than everybody does.")
        return Message(told, (Paragraph(told), Note(note)))

    return await desk.change(store)


async def remove(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Let a person no longer change things, one picked in a form where none is named; the last stays one."""
    said = named(typed, field="person")
    if not said:
        await desk.look(lambda session: admin_of(session, request))
        return pick_person("admin remove", say("Remove an admin"), say("Who changes things no more"))
    user = _mentioned(said, "remove")

    def store(session: Session) -> Message:
        workspace = admin_of(session, request)
        known = people.admins(session, workspace.id)
        person = people.find(session, workspace.id, user)
        if person is None or not person.is_admin:
            told = say(
                "Nothing was changed: {name} is no admin. `/pulse admin list` shows them all.",
                name=mention(user),
            )
            raise InputError(told)
        if [admin.id for admin in known] == [person.id]:
            raise InputError(_last(user))
        people.remove_admin(session, person.id)
        desk.note(session, request, Act.ADMIN, detail=f"removed {numbered(person.id)}")
        return Message(say("{name} is an admin of Pulssi no more.", name=mention(user)))

    return await desk.change(store)


async def list_(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Who the admins are; everybody may know whom to ask."""

    def read(session: Session) -> Message:
        found = people.admins(session, workspace_of(session, request).id)
        note = say("They change questions, teams and rhythm; `/pulse audit` shows them what each did.")
        return Message(
            say("Admins: {count}", count=len(found)),
            (Heading(say("Admins")), Paragraph(_listed(found)), Note(note)),
        )

    return await desk.look(read)


def numbered(person: PersonId) -> str:
    """How the audit log names somebody: by a number that means nobody once they are forgotten."""
    return f"person {person}"


def _mentioned(said: str, act: str) -> UserRef:
    user = person_in(said)
    if user is None:
        raise InputError(
            say("Type the person with an @, like `/pulse admin {act} @Aino`; nothing was changed.", act=act)
        )
    return user


def _last(user: UserRef) -> str:
    return say(
        "Nothing was changed: {name} is the only admin here. Add another one first: `/pulse admin add "
        "@somebody`.",
        name=mention(user),
    )


def _listed(admins: tuple[Person, ...]) -> str:
    return say("Admins: {names}.", names=", ".join(mention(admin.ref) for admin in admins))
