"""A member of a tenant at the keyboard: installs, writes, presses buttons, fills in dialogs."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.teams import cards, complaints, outcomes
from sandbox.teams.delivery import Answer
from sandbox.teams.desk import Desk, Dialog
from sandbox.teams.outcomes import Outcome
from sandbox.teams.posts import Conversation, Post
from sandbox.teams.refusals import Silence
from sandbox.workspace.company import Person
from sandbox.workspace.messages import Json, StoredFile
from sandbox.workspace.refusals import ImpossibleError

Pressed = str | int | Mapping[str, Any]
"""A button by its title, its number, or what its data hold."""
Entered = Mapping[str, str]
"""Typed values by the id of an input; several choices are one string with commas."""


class Member:
    """``await`` a method to act as this person; what the client would not offer raises ImpossibleError."""

    def __init__(self, desk: Desk, member: str) -> None:
        self.id = member
        self._desk = desk
        self._tenant = desk.tenant

    @property
    def person(self) -> Person:
        return self._tenant.people[self.id]

    @property
    def aad_id(self) -> str:
        return self._tenant.aad_id(self.id)

    @property
    def chat(self) -> str:
        """The id of the personal chat with the bot."""
        return self._tenant.chat_with(self.id).id

    def posts(self, channel: str | None = None) -> list[Post]:
        """What this member sees in a channel, or in the personal chat; the newest first."""
        return self._tenant.seen_by(self.id, self._place(channel).id)[::-1]

    def cards(self, post: Post) -> list[Json]:
        """The cards of a message as this member sees them."""
        return post.cards_for(self.id)

    def dialog(self) -> Json | None:
        """The card of the dialog that is open."""
        window = self.window()
        return window.card if window else None

    def window(self) -> Dialog | None:
        """The dialog that is open."""
        return self._desk.dialogs.get(self.id)

    # Installing

    async def install(self, *, upgrade: bool = False, told: bool = True) -> Outcome:
        """Add the app to the personal chat; an ``upgrade`` tells the bot what Microsoft documents for it.

        ``told=False`` is an installation of which the bot never hears.
        """
        self._tenant.installed.add(self.id)
        self.unblock()
        if not told:
            return Outcome(0)
        done = await self.act("installationUpdate", action="add-upgrade" if upgrade else "add")
        if upgrade or not done.ok:
            return done
        return await self.act("conversationUpdate", membersAdded=[{"id": self._tenant.bot_id}])

    async def uninstall(self, *, upgrade: bool = False, shape: Silence = "writes_blocked") -> Outcome:
        """Take it away; writing to this member is refused with ``shape`` from then on."""
        self._tenant.installed.discard(self.id)
        self.block(shape)
        return await self.act("installationUpdate", action="remove-upgrade" if upgrade else "remove")

    def block(self, shape: Silence = "blocked_by_user") -> None:
        """Silence the bot, of which it is not told."""
        self._tenant.silenced[self.id] = shape
        self._tenant.changes.publish("state", viewers=frozenset({self.id}))

    def unblock(self) -> None:
        self._tenant.silenced.pop(self.id, None)
        self._tenant.changes.publish("state", viewers=frozenset({self.id}))

    # Writing

    async def say(
        self,
        text: str,
        *,
        channel: str | None = None,
        thread: str | None = None,
        mention: bool = True,
        targeted: bool = False,
    ) -> Outcome:
        """Write to the bot: in the personal chat, or in a channel with a mention before the words.

        Without ``mention`` the bot does not hear it there. ``thread`` is the id of a message to answer.
        ``targeted`` is a slash command, which nobody else sees.
        """
        place = self._writable(channel)
        mentioned = channel is not None and mention and not targeted
        words = f"<at>{self._tenant.company.bot.real_name}</at> {text}" if mentioned else text
        written: Json = {"text": words, "textFormat": "plain"}
        only_for = self.id if targeted else None
        post = self._tenant.post(place, self.id, written, thread=thread, only_for=only_for)
        if channel is not None and not (mentioned or targeted):
            return Outcome(0)
        root = (thread or post.id) if channel is not None else None
        activity = self._desk.activities.make("message", self.id, place, root=root, **written)
        activity["id"] = post.id
        if mentioned:
            bot = {"id": self._tenant.bot_id, "name": self._tenant.company.bot.real_name}
            mark = words.partition("</at>")[0] + "</at>"
            activity["entities"].append({"type": "mention", "mentioned": bot, "text": mark})
        if targeted:
            activity["recipient"]["isTargeted"] = True
        return await self._send(activity, outcomes.plain)

    def _writable(self, channel: str | None) -> Conversation:
        place = self._place(channel)
        if self.id not in self._tenant.members_of(place):
            raise ImpossibleError(f"{self.person.real_name} is not there, or has left the company.")
        if channel is None and self.id not in self._tenant.installed:
            raise ImpossibleError(f"{self.person.real_name} has not installed the app.")
        return place

    def _place(self, channel: str | None) -> Conversation:
        if channel is None:
            return self._tenant.chat_with(self.id)
        return self._tenant.conversation(self._tenant.channel_id(channel))

    async def act(self, kind: str, *, channel: str | None = None, **fields: Any) -> Outcome:
        """Send any activity with these fields on top, also one that no bot knows yet."""
        activity = self._desk.activities.make(kind, self.id, self._place(channel), **fields)
        return await self._send(activity, outcomes.plain)

    async def replay(self) -> Outcome:
        """Send what this member sent last once more, as Teams does when no answer came: the same id."""
        mine = [activity for activity in self._desk.delivery.sent if activity["from"]["id"] == self.id]
        if not mine:
            raise ImpossibleError(f"{self.person.real_name} has sent nothing yet.")
        return await self._send(mine[-1], outcomes.plain)

    async def react(self, post: Post, kind: str = "like") -> Outcome:
        """Put a reaction under a message, or take it back."""
        there = post.reactions.setdefault(kind, [])
        change = "reactionsRemoved" if self.id in there else "reactionsAdded"
        there.remove(self.id) if self.id in there else there.append(self.id)
        fields: Json = {change: [{"type": kind}], "replyToId": post.id}
        return await self._on(post, "messageReaction", fields, outcomes.plain)

    # Cards

    async def press(self, post: Post, button: Pressed, values: Entered | None = None) -> Outcome:
        """Press a button after typing ``values``."""
        shown = self.cards(post)
        action = cards.find(shown, button)
        inputs = {} if action.get("associatedInputs") == "none" else cards.filled(shown, values or {})
        if inputs and (complaint := cards.missing(shown, inputs)):
            return Outcome(0, error=complaint)
        data: Json = {**cards.data(action), **inputs}
        if action["type"] == "Action.Execute":
            return await self._execute(post, action, data)
        if action["type"] != "Action.Submit":
            raise ImpossibleError(f"Pressing {button!r} sends nothing to the bot.")
        if (data.get("msteams") or {}).get("type") == "task/fetch":
            fetch: Json = {"name": "task/fetch", "value": cards.request(data)}
            return self._opened(await self._on(post, "invoke", fetch, outcomes.dialogue))
        return await self._on(post, "message", {"value": data, "replyToId": post.id}, outcomes.plain)

    async def _execute(self, post: Post, action: Json, data: Json) -> Outcome:
        named = {name: action[name] for name in ("type", "id", "title", "verb") if name in action}
        value: Json = {"action": {**named, "data": data}, "trigger": "manual"}
        fields: Json = {"name": "adaptiveCard/action", "replyToId": post.id, "value": value}
        done = await self._on(post, "invoke", fields, outcomes.executed)
        if done.card is not None:
            self._desk.warnings += complaints.of_card(done.card)
            self._tenant.replace_for(post, self.id, done.card, method="invoke adaptiveCard/action")
        return done

    async def submit_dialog(self, values: Entered | None = None, *, button: Pressed | None = None) -> Outcome:
        """Fill in the dialog that is open and send it with this button, or with its first."""
        card = self.dialog()
        if card is None:
            raise ImpossibleError(f"{self.person.real_name} has no dialog open.")
        action = cards.find([card], {} if button is None else button)
        inputs = cards.filled([card], values or {})
        if complaint := cards.missing([card], inputs):
            return Outcome(0, error=complaint, dialog=card)
        fields: Json = {"name": "task/submit", "value": cards.request({**cards.data(action), **inputs})}
        invoke = self._desk.activities.make("invoke", self.id, self._place(None), **fields)
        done = await self._send(invoke, outcomes.dialogue)
        return self._opened(done) if done.ok else replace(done, dialog=card)

    def close_dialog(self) -> None:
        """Close it; no bot is told."""
        if self._desk.dialogs.pop(self.id, None):
            self._tenant.changes.publish("view", viewers=frozenset({self.id}))

    def _opened(self, done: Outcome) -> Outcome:
        self.close_dialog()
        if done.dialog is not None:
            self._desk.dialogs[self.id] = Dialog(self._tenant.next_id(), done.title, done.dialog)
            self._tenant.changes.publish("view", viewers=frozenset({self.id}))
            self._desk.warnings += complaints.of_card(done.dialog)
        return done

    async def pictures(self, post: Post) -> list[StoredFile]:
        """The pictures of a message's cards, fetched where they are under a web address."""
        files = [self._tenant.files[file_id] for file_id in post.files]
        for file in files:
            if file.title.startswith("http") and not file.content:
                status, mime, content = await self._desk.delivery.fetch(file.title)
                if status == 200:
                    file.mime, file.content, file.size = mime, content, len(content)
        return files

    # Sending

    async def _on(self, post: Post, kind: str, fields: Json, read: Any) -> Outcome:
        place = self._tenant.conversation(post.conversation)
        root = post.thread or post.id
        return await self._send(self._desk.activities.make(kind, self.id, place, root=root, **fields), read)

    async def _send(self, activity: Json, read: Any) -> Outcome:
        before = self._tenant.next_id()
        answer: Answer = await self._desk.delivery.deliver(activity)
        outcome: Outcome = read(answer)
        place = str(activity["conversation"]["id"]).partition(";")[0]
        seen = self._tenant.seen_by(self.id, place)
        return replace(outcome, posts=tuple(post for post in seen if int(post.id) > int(before)))
