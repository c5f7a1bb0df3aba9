"""The state of a tenant and the few ways in which it changes."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sandbox.teams import cards
from sandbox.teams.posts import Conversation, Post, Team, picture
from sandbox.teams.refusals import Silence, no_activity, no_conversation, silenced
from sandbox.workspace.changes import Changes
from sandbox.workspace.company import Channel, Company, Person
from sandbox.workspace.messages import Json, Message, StoredFile
from sandbox.workspace.refusals import ImpossibleError
from sandbox.workspace.transcript import Record, entry


def guid(*words: str) -> str:
    """The same GUID for the same words."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(words)))


class Tenant:
    """A company in Teams: each of its channels is the General channel of a team of its own.

    A person ``U1`` is the member ``29:1U1``, a channel ``C1`` is ``19:c1@thread.tacv2``; methods that take
    one take the other as well. A channel whose members include the company's bot has the bot in its team.
    """

    def __init__(
        self, company: Company, client_id: str, *, clock: Callable[[], datetime], record: Record | None
    ) -> None:
        self.company = company
        self.clock = clock
        self.id = guid(company.team_id)
        self.bot_id = f"28:{client_id}"
        self.people: dict[str, Person] = {}
        self.teams: dict[str, Team] = {}
        self.conversations: dict[str, Conversation] = {}
        self.posts: dict[str, list[Post]] = {}
        self.files: dict[str, StoredFile] = {}
        self.installed: set[str] = set()
        self.silenced: dict[str, Silence] = {}
        self.read_until: dict[str, str] = {}
        """The newest message that somebody has looked at, by member and conversation."""
        self.changes = Changes()
        self._record = record
        self.last_id = 0
        for person in company.people:
            self.add_person(person)
        for channel in company.channels:
            self._add_team(channel)

    def add_person(self, person: Person) -> None:
        self.people[f"29:1{person.id}"] = replace(person)

    def _add_team(self, channel: Channel) -> None:
        team_id = _channel_id(channel.id)
        bot = self.company.bot.id
        members = [f"29:1{who}" for who in channel.members if who != bot]
        group = guid(self.id, channel.id)
        team = Team(team_id, channel.name, group, members, {team_id: "General"}, bot in channel.members)
        self.teams[team_id] = team
        self.conversations[team_id] = Conversation(team_id, "General", team=team)

    def add_channel(self, team: str, name: str) -> str:
        """One more channel of a team; returns its id."""
        home = self.conversation(self.channel_id(team)).team
        if home is None:
            raise ImpossibleError("A personal chat has no channels.")
        channel = _channel_id(f"{name}-{len(self.conversations)}")
        home.channels[channel] = name
        self.conversations[channel] = Conversation(channel, name, team=home)
        return channel

    def next_id(self) -> str:
        """Milliseconds of virtual time: unique and growing, even if the clock stands still."""
        self.last_id = max(self.last_id + 1, int(self.clock().timestamp() * 1000))
        return str(self.last_id)

    # Who and where

    def user_id(self, person: str) -> str:
        member = person if person in self.people else f"29:1{person}"
        if member not in self.people:
            raise ImpossibleError(f"There is nobody {person} here.")
        return member

    def aad_id(self, member: str) -> str:
        return guid(self.id, member)

    def channel_id(self, channel: str) -> str:
        found = channel if channel in self.conversations else _channel_id(channel)
        if found not in self.conversations:
            raise ImpossibleError(f"There is no channel {channel} here.")
        return found

    def conversation(self, conversation_id: str) -> Conversation:
        """By its id; that of a thread has the message's behind it.

        Raises:
            ConnectorError: 404, there is none.
        """
        found = self.conversations.get(conversation_id.partition(";")[0])
        if found is None:
            raise no_conversation()
        return found

    def chat_with(self, member: str) -> Conversation:
        """The personal chat, the same one every time."""
        chat_id = f"a:1{member.removeprefix('29:1')}"
        if chat_id not in self.conversations:
            self.conversations[chat_id] = Conversation(chat_id, "", person=member)
        return self.conversations[chat_id]

    def members_of(self, conversation: Conversation) -> list[str]:
        """Who works here still; without the bot."""
        listed = conversation.team.members if conversation.team else [conversation.person or ""]
        return [member for member in listed if not self.people[member].deleted]

    def keep_writable(self, conversation: Conversation) -> None:
        """Refuse with 403 where the bot is not, or is not wanted."""
        member = conversation.person
        if conversation.team is not None:
            if not conversation.team.has_bot:
                raise silenced("not_in_roster")
        elif member in self.silenced:
            raise silenced(self.silenced[member])
        elif member is not None and not self.knows_bot(member):
            raise silenced("not_installed")

    def knows_bot(self, member: str) -> bool:
        """Whether the bot may open a chat: it is installed there, or in a team with this member."""
        teams = self.teams.values()
        return member in self.installed or any(t.has_bot and member in t.members for t in teams)

    # Messages

    def post(
        self,
        conversation: Conversation,
        sender: str,
        activity: Json,
        *,
        thread: str | None = None,
        only_for: str | None = None,
        method: str = "",
    ) -> Post:
        """Keep a message and tell who watches; without ``method`` a member wrote it."""
        post = Post(
            self.next_id(), conversation.id, sender, self.clock().isoformat(), activity, thread, only_for
        )
        self.posts.setdefault(conversation.id, []).append(post)
        self._look(post)
        self.tell(post, method)
        return post

    def update(self, post: Post, activity: Json, *, method: str) -> None:
        """Put another message in its place, for everybody."""
        post.activity = activity
        post.edited = self.clock().isoformat()
        post.replaced.clear()
        self._look(post)
        self.tell(post, method)

    def replace_for(self, post: Post, member: str, card: Json, *, method: str) -> None:
        """Show one member another card in its place."""
        post.replaced[member] = card
        shown = replace(post, activity={"attachments": [cards.attachment(card)]}, only_for=member, files=[])
        self._look(shown)
        self.tell(shown, method)

    def remove(self, post: Post) -> None:
        self.posts[post.conversation].remove(post)
        self._publish(post)

    def find(self, conversation: Conversation, post_id: str) -> Post:
        for post in self.posts.get(conversation.id, ()):
            if post.id == post_id:
                return post
        raise no_activity()

    def seen_by(self, member: str, conversation_id: str) -> list[Post]:
        """The messages that a member sees there, oldest first; none where they do not belong."""
        if member not in self.members_of(self.conversation(conversation_id)):
            return []
        return [post for post in self.posts.get(conversation_id, ()) if post.only_for in (None, member)]

    def _look(self, post: Post) -> None:
        """Keep the pictures of its cards."""
        post.files = []
        for image in cards.images(post.cards):
            file_id = f"P{len(self.files) + 1:08d}"
            created = int(self.clock().timestamp())
            self.files[file_id] = picture(image, file_id, user=post.sender, created=created)
            post.files.append(file_id)

    def tell(self, post: Post, method: str) -> None:
        conversation = self.conversations[post.conversation]
        channel = Channel(conversation.id, conversation.name, user=conversation.person)
        message = Message(post.id, channel.id, post.sender, post.at, post.text, post.cards or None)
        message.files, message.only_for = post.files, post.only_for
        if self._record is not None and method:
            self._record(entry(message, channel, self.files, at=self.clock(), method=method))
        self._publish(post)

    def _publish(self, post: Post) -> None:
        seeing = [post.only_for] if post.only_for else self.members_of(self.conversation(post.conversation))
        self.changes.publish("message", post.conversation, frozenset(seeing))


def _channel_id(name: str) -> str:
    return f"19:{name.lower()}@thread.tacv2"
