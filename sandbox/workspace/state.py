"""The state of a workspace and the few ways in which it changes."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime

from sandbox.workspace.block_ids import named
from sandbox.workspace.changes import Changes
from sandbox.workspace.company import PALETTE, Channel, Company, Person, UserGroup
from sandbox.workspace.messages import Json, Message, StoredFile, View
from sandbox.workspace.refusals import RefusedError
from sandbox.workspace.tokens import Token
from sandbox.workspace.transcript import Record, entry
from sandbox.workspace.triggers import ResponseUrls, Triggers

MOST_PER_SECOND = 999_999
SLACKBOT = Person(id="USLACKBOT", name="slackbot", real_name="Slackbot", tz=None, color="#757575")


class Workspace:
    """Everything one workspace knows. ``clock`` is its virtual time, ``monotonic`` what deadlines run on."""

    def __init__(
        self,
        company: Company,
        *,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        record: Record | None = None,
    ) -> None:
        self.company = company
        self.clock = clock
        self.monotonic = monotonic
        self.file_seconds = 0.0
        """How long an uploaded file takes until blocks can show it."""
        self.unknown_blocks: Collection[str] = ()
        """Kinds of blocks that have not come to this workspace yet."""
        self.base_url = ""
        self.org_wide = False
        """Whether the app is installed in the whole organisation, and not in this workspace alone."""
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {
            c.id: replace(c, members=list(c.members)) for c in company.channels
        }
        self.groups: dict[str, UserGroup] = {group.id: replace(group) for group in company.groups}
        self.messages: dict[str, list[Message]] = {}
        self.files: dict[str, StoredFile] = {}
        self.ready_at: dict[str, float] = {}
        """When a file of this run can be shown by blocks; one that is not here can be at any time."""
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.fresh_homes: set[str] = set()
        self.tokens: dict[str, Token] = {}
        self.read_until: dict[str, str] = {}
        self.numbers: dict[str, int] = {}
        self.last_ts = (0, 0)
        self.changes = Changes()
        self.triggers = Triggers(monotonic, company.team_id)
        self.response_urls = ResponseUrls(monotonic)
        self._record = record
        for person in (*company.people, company.bot, SLACKBOT):
            self.add_person(person)

    def add_person(self, person: Person) -> None:
        color = person.color or PALETTE[len(self.people) % len(PALETTE)]
        self.people[person.id] = replace(person, color=color)

    def now(self) -> datetime:
        return self.clock()

    def next_id(self, prefix: str) -> str:
        self.numbers[prefix] = self.numbers.get(prefix, 0) + 1
        return f"{prefix}{self.numbers[prefix]:08d}"

    def next_ts(self) -> str:
        """The next time stamp: unique and growing, even if the clock stands still or goes back."""
        second, number = max(int(self.clock().timestamp()), self.last_ts[0]), 1
        if second == self.last_ts[0]:
            number = self.last_ts[1] + 1
        if number > MOST_PER_SECOND:
            second, number = second + 1, 1
        self.last_ts = (second, number)
        return f"{second}.{number:06d}"

    def named_blocks(self, blocks: list[Json]) -> list[Json]:
        return named(blocks, lambda: self.next_id("k"))

    # People and places

    def person(self, person_id: str) -> Person:
        if person_id not in self.people:
            raise RefusedError("user_not_found")
        return self.people[person_id]

    def channel(self, channel_id: str) -> Channel:
        if channel_id not in self.channels:
            raise RefusedError("channel_not_found")
        return self.channels[channel_id]

    def dm_with(self, person_id: str) -> Channel:
        """The direct messages of a person and the bot, opened now if they were not."""
        person = self.person(person_id)
        channel_id = _dm_id(person.id)
        if channel_id not in self.channels:
            members = [person.id, self.company.bot.id]
            self.channels[channel_id] = Channel(channel_id, "directmessage", members, user=person.id)
            self.changes.publish("state", channel_id, frozenset({person.id}))
        return self.channels[channel_id]

    def dms_of(self, person_id: str) -> list[Channel]:
        """What is open of them; nothing if nobody wrote yet."""
        channel = self.channels.get(_dm_id(person_id))
        return [] if channel is None else [channel]

    def can_see(self, person_id: str, channel: Channel) -> bool:
        return person_id in channel.members or not (channel.user or channel.is_private)

    def viewers(self, channel: Channel) -> frozenset[str] | None:
        """Who sees what is posted there; ``None`` means everybody."""
        return frozenset(channel.members) if channel.user or channel.is_private else None

    def set_membership(self, channel: Channel, person_id: str, *, member: bool) -> bool:
        """Put a person in or out; false if nothing changed."""
        if (person_id in channel.members) == member:
            return False
        channel.members.append(person_id) if member else channel.members.remove(person_id)
        self.changes.publish("state", channel.id)
        return True

    # Messages

    def post(self, message: Message, *, method: str = "") -> Message:
        """Keep a message and tell everybody who can see it; without ``method`` a person typed it."""
        if message.blocks is not None:
            message.blocks = self.named_blocks(message.blocks)
        self.messages.setdefault(message.channel, []).append(message)
        self.tell(message, method)
        return message

    def tell(self, message: Message, method: str) -> None:
        channel = self.channels[message.channel]
        if self._record is not None and method:
            self._record(entry(message, channel, self.files, at=self.now(), method=method))
        viewers = frozenset({message.only_for}) if message.only_for else self.viewers(channel)
        self.changes.publish("message", channel.id, viewers)

    def draft(self, channel: Channel, user: str, text: str = "", blocks: list[Json] | None = None) -> Message:
        """A message that is not posted yet, with the next time stamp."""
        return Message(self.next_ts(), channel.id, user, self.now().isoformat(), text, blocks)

    def find_message(self, channel_id: str, ts: str) -> Message:
        for message in reversed(self.messages.get(channel_id, ())):
            if message.ts == ts:
                return message
        raise RefusedError("message_not_found")

    def remove_message(self, message: Message) -> None:
        self.messages[message.channel].remove(message)
        self.changes.publish("message", message.channel, self.viewers(self.channels[message.channel]))

    def seen_by(self, person_id: str, channel_id: str) -> Iterator[Message]:
        """The messages of a channel that this person can see, oldest first."""
        if not self.can_see(person_id, self.channel(channel_id)):
            return iter(())
        return (m for m in self.messages.get(channel_id, ()) if m.only_for in (None, person_id))

    def unread(self, person_id: str, channel_id: str) -> int:
        until = self.read_until.get(f"{person_id} {channel_id}", "")
        return sum(1 for m in self.seen_by(person_id, channel_id) if m.ts > until and m.user != person_id)

    def mark_read(self, person_id: str, channel_id: str) -> None:
        newest = max((message.ts for message in self.seen_by(person_id, channel_id)), default="")
        self.read_until[f"{person_id} {channel_id}"] = newest

    # Views

    def top_modal(self, person_id: str) -> View | None:
        stack = self.modals.get(person_id)
        return stack[-1] if stack else None

    def find_view(self, view_id: str) -> View | None:
        for stack in (*self.modals.values(), list(self.homes.values())):
            for view in stack:
                if view.id == view_id:
                    return view
        return None


def _dm_id(person_id: str) -> str:
    return f"D{person_id[1:]}"
