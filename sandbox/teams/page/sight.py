"""What one person sees of a tenant, as JSON for the page."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.page import faces
from sandbox.teams import cards
from sandbox.teams.people import Member
from sandbox.teams.posts import Conversation, Post
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import ImpossibleError, RefusedError


@dataclass(frozen=True, slots=True)
class Sight:
    """A tenant seen by one member."""

    tenant: Tenant
    member: Member

    def place(self, conversation: str) -> Conversation:
        """A conversation that this person has.

        Raises:
            RefusedError: there is none of this id, or it is not theirs.
        """
        # One's own chat is there before anybody has written in it.
        own = self.tenant.chat_with(self.member.id)
        found = own if own.id == conversation else self.tenant.conversations.get(conversation)
        if found is None or self.member.id not in self.tenant.members_of(found):
            raise RefusedError("channel_not_found")
        return found

    def post(self, conversation: str, post: str) -> Post:
        """A message that this person sees there.

        Raises:
            RefusedError: there is none of this id, or somebody else's only.
        """
        for seen in self.tenant.seen_by(self.member.id, self.place(conversation).id):
            if seen.id == post:
                return seen
        raise RefusedError("message_not_found")

    def channels(self) -> Iterator[Json]:
        """The channels of this person's teams; nobody sees other teams."""
        for team in self.tenant.teams.values():
            if self.member.id not in team.members:
                continue
            for channel, name in team.channels.items():
                yield {
                    "id": channel,
                    "name": name,
                    "team": team.name,
                    "members": [self.tenant.people[who].id for who in team.members],
                    "has_bot": team.has_bot,
                    "is_member": True,
                    "unread": self.unread(channel),
                    "has_pictures": any(post.files for post in self.tenant.posts.get(channel, ())),
                }

    def chat(self) -> Json:
        """The personal chat with the bot."""
        bot, chat = self.tenant.company.bot, self.member.chat
        installed = self.member.id in self.tenant.installed
        shown = {"id": chat, "user": bot.id, "name": bot.real_name, "unread": self.unread(chat)}
        return shown | {"is_read": installed, "installed": installed}

    def unread(self, conversation: str) -> int:
        """How many messages of others came since this person looked."""
        since = int(self.tenant.read_until.get(self._reading(conversation), "0"))
        seen = self.tenant.seen_by(self.member.id, conversation)
        return sum(int(post.id) > since for post in seen if post.sender != self.member.id)

    def look(self, conversation: str) -> list[Json]:
        """The messages there, oldest first; they are read from now on."""
        seen = self.tenant.seen_by(self.member.id, self.place(conversation).id)
        if seen:
            self.tenant.read_until[self._reading(conversation)] = seen[-1].id
        return [self._message(post) for post in seen]

    def _reading(self, conversation: str) -> str:
        return f"{self.member.id} {conversation}"

    def _message(self, post: Post) -> Json:
        bot = self.tenant.company.bot
        is_bot = post.sender == self.tenant.bot_id
        author = bot if is_bot else self.tenant.people[post.sender]
        return {
            "ts": post.id,
            "at": post.at,
            "user": author.id,
            "name": author.real_name,
            "color": author.color,
            "is_bot": is_bot,
            "text": post.text,
            "format": post.activity.get("textFormat", "markdown"),
            "mentions": self._mentions(post),
            "cards": numbered(self.member.cards(post)),
            "edited": post.edited is not None,
            "ephemeral": post.only_for is not None,
            "thread_ts": post.thread,
            "is_system": False,
            "reactions": [
                {"name": name, "users": [self.tenant.people[who].id for who in users]}
                for name, users in post.reactions.items()
                if users
            ],
        }

    def _mentions(self, post: Post) -> list[Json]:
        """Which tags in the text mean somebody; those of people mean the bot, for them there is no other."""
        if post.sender != self.tenant.bot_id:
            bot = self.tenant.company.bot.real_name
            return [{"text": f"<at>{bot}</at>", "name": bot}]
        told = post.activity.get("entities") or []
        return [
            {"text": each["text"], "name": (each.get("mentioned") or {}).get("name", "")}
            for each in told
            if each.get("type") == "mention" and each.get("text")
        ]

    def dialog(self) -> Json | None:
        """The window that is open."""
        window = self.member.window()
        if window is None:
            return None
        return {"id": window.id, "title": window.title, "card": numbered([window.card])[0]}


def numbered(shown: list[Json]) -> list[Json]:
    """Cards in which every button has its number in reading order, by which it is pressed."""
    copied = copy.deepcopy(shown)
    for number, action in enumerate(cards.actions(copied)):
        action["number"] = number
    return copied


def button(shown: list[Json], number: object, title: object) -> int:
    """The number of a button, if it is still the one that somebody saw.

    Raises:
        ImpossibleError: the card has another button there by now, or none.
    """
    there = cards.actions(shown)
    if not isinstance(number, int) or not 0 <= number < len(there) or there[number].get("title") != title:
        raise ImpossibleError("This button is not there any more; the card has changed.")
    return number


def people(tenant: Tenant) -> list[Json]:
    """Everybody who works here, with the id of the directory that a picker of people gives."""
    return [
        faces.person(who) | {"account": tenant.aad_id(member)}
        for member, who in tenant.people.items()
        if not who.deleted
    ]
