"""Where conversations are reached, and who is behind them."""

from zoneinfo import ZoneInfo

from storage import forgetting, people, references
from storage.database import reading, transaction
from storage.references import Reference
from survey.ids import ChannelRef, UserRef
from tests.storage.world import TUESDAY, World

CHAT = Reference(
    "T1",
    ChannelRef("a:1"),
    "https://service/one",
    UserRef("U01"),
    account="account-1",
    zone=ZoneInfo("Europe/Helsinki"),
    language="fi",
)
CHANNEL = Reference("T1", ChannelRef("19:c"), "https://service/two")


def remember(world: World, *found: Reference) -> None:
    with transaction(world.engine) as session:
        for each in found:
            references.remember(session, each)


def test_the_newest_address_is_kept_and_what_is_not_told_stays(world: World) -> None:
    moved = Reference("T1", CHAT.conversation, "https://service/moved", CHAT.person)
    remember(world, CHAT, CHANNEL, moved)

    with reading(world.engine) as session:
        known = references.of_person(session, "T1", UserRef("U01"))
        assert known is not None
        assert (known.service, known.zone, known.language) == ("https://service/moved", CHAT.zone, "fi")
        assert references.of_conversation(session, "T1", ChannelRef("19:c")) == CHANNEL
        assert references.channels(session, "T1") == (CHANNEL,)
        assert references.by_account(session, "T1", ["account-1", "another"]) == {"account-1": "U01"}


def test_nothing_is_known_of_another_workspace(world: World) -> None:
    remember(world, CHAT, CHANNEL)

    with reading(world.engine) as session:
        assert references.of_person(session, "T2", UserRef("U01")) is None
        assert references.of_conversation(session, "T2", ChannelRef("a:1")) is None
        assert references.channels(session, "T2") == ()
        assert references.service_of(session, "T2") is None
        assert references.service_of(session, "T1") is not None
        assert references.by_account(session, "T2", ["account-1"]) == {}


def test_who_cannot_be_reached_can_again_when_they_write(world: World) -> None:
    remember(world, CHAT)
    with transaction(world.engine) as session:
        references.note_reachable(session, "T1", CHAT.conversation, reachable=False)
        lost = references.of_person(session, "T1", UserRef("U01"))
        references.remember(session, CHAT)
        back = references.of_person(session, "T1", UserRef("U01"))

    assert lost is not None
    assert back is not None
    assert (lost.reachable, back.reachable) == (False, True)


def test_whoever_is_forgotten_leaves_no_reference(world: World) -> None:
    remember(world, CHAT, CHANNEL)
    with reading(world.engine) as session:
        person = people.find(session, world.workspace, UserRef("U01"))
    assert person is not None
    found = forgetting.forget(world.engine, world.memory, person, at=TUESDAY)

    with reading(world.engine) as session:
        assert references.of_person(session, "T1", UserRef("U01")) is None
        assert references.channels(session, "T1") == (CHANNEL,)
    assert found.places == ()
