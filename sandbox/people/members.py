"""A person at the keyboard: reads, taps, fills in forms, types commands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.people import membership
from sandbox.people.gestures import action, linked, response_urls
from sandbox.people.membership import Membership
from sandbox.roads import answers, payloads
from sandbox.roads.delivery import Delivery, Envelope
from sandbox.workspace.company import Channel, Person
from sandbox.workspace.inputs import Values, enter, find, mistakes
from sandbox.workspace.messages import Json, Message, View
from sandbox.workspace.modals import close_modal
from sandbox.workspace.refusals import ImpossibleError, RefusedError
from sandbox.workspace.state import Workspace

NOT_READ = "{name} does not read messages here. Type a slash command, like /pulse help."

Entered = Mapping[str, Mapping[str, Any]]
"""Plain values by block id and action id: text, the value of an option, or a list of such."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the person sees after doing something.

    ``error`` is a sentence, ``errors`` are complaints of a form by block id, ``view`` is the modal on top,
    ``ephemeral`` the newest message that only this person sees and that came meanwhile.
    """

    ok: bool
    error: str | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    view: View | None = None
    ephemeral: Message | None = None


class Member:
    """``await`` a method to act as this person; what the page would not offer raises ImpossibleError."""

    def __init__(
        self, ws: Workspace, delivery: Delivery, person_id: str, *, commands: frozenset[str]
    ) -> None:
        self.id = ws.person(person_id).id
        self._ws = ws
        self._delivery = delivery
        self._commands = commands
        self._typed: dict[str, Values] = {}

    @property
    def person(self) -> Person:
        person = self._ws.people[self.id]
        if person.deleted:
            raise ImpossibleError(f"{person.real_name} has left the company.")
        return person

    def inbox(self) -> list[Message]:
        """Direct messages with the bot, the newest first."""
        return [m for channel in self._ws.dms_of(self.id) for m in self.channel_messages(channel.id)]

    def channel_messages(self, channel: str) -> list[Message]:
        """What this person sees in a channel, the newest first."""
        return list(self._ws.seen_by(self.id, channel))[::-1]

    def modal(self) -> View | None:
        return self._ws.top_modal(self.id)

    def home(self) -> View | None:
        return self._ws.homes.get(self.id)

    async def tap(
        self,
        channel: str,
        ts: str,
        action_id: str,
        *,
        block_id: str | None = None,
        option: Any = None,
        values: Entered | None = None,
    ) -> Outcome:
        """Press a button or choose ``option``; ``values`` are typed into the message's inputs first."""
        message = self._message(channel, ts)
        blocks = message.blocks or []
        block, element = find(blocks, action_id, block_id)
        typed = self._typed.setdefault(ts, {})
        enter(blocks, typed, values or {})
        tapped = action(self._ws, block, element, option, typed)
        payload = payloads.click_on_message(self._ws, self.person, message, tapped, typed)
        return await self._interact(payload, channel)

    async def tap_in_view(
        self,
        view_id: str,
        action_id: str,
        *,
        block_id: str | None = None,
        option: Any = None,
        values: Entered | None = None,
    ) -> Outcome:
        """The same in the modal on top or at home; inputs tell the app only if they were made to."""
        view = self._shown(view_id)
        block, element = find(view.blocks, action_id, block_id)
        enter(view.blocks, view.values, values or {})
        tapped = action(self._ws, block, element, option, view.values)
        if block["type"] == "input" and not block.get("dispatch_action", False):
            return Outcome(ok=True, view=self.modal())
        return await self._interact(payloads.click_in_view(self._ws, self.person, view, tapped))

    def _message(self, channel: str, ts: str) -> Message:
        for message in self._ws.seen_by(self.id, channel):
            if message.ts == ts:
                return message
        raise ImpossibleError(f"{self.person.real_name} sees no message {ts} in {channel}.")

    def _shown(self, view_id: str) -> View:
        for view in (self.modal(), self.home()):
            if view is not None and view.id == view_id:
                return view
        raise ImpossibleError(f"{self.person.real_name} has no view {view_id} in front of them.")

    async def _interact(self, payload: Json, channel: str | None = None) -> Outcome:
        before = self._ws.next_ts()
        ack = await self._delivery.send(Envelope("interactive", payload))
        return self._outcome(ack.error, before, channel)

    def _outcome(self, error: str | None, before: str, channel: str | None) -> Outcome:
        seen = self.channel_messages(channel) if channel else []
        whispered = next((m for m in seen if m.only_for == self.id and m.ts > before), None)
        return Outcome(ok=error is None, error=error, view=self.modal(), ephemeral=whispered)

    # Forms

    async def submit(self, view_id: str, values: Entered | None = None) -> Outcome:
        """Fill in the modal on top and send it."""
        view = self._top(view_id)
        enter(view.blocks, view.values, values or {})
        if complaints := mistakes(view.blocks, view.values):
            return Outcome(ok=False, errors=complaints, view=view)
        payload = payloads.submission(self._ws, self.person, view, response_urls(self._ws, view))
        ack = await self._delivery.send(Envelope("interactive", payload, wants_answer=True))
        if not ack.ok:
            return Outcome(ok=False, error=ack.error, view=view)
        try:
            errors = answers.finish_submission(self._ws, view, ack.payload)
        except RefusedError as refusal:
            return Outcome(ok=False, error=f"{answers.TROUBLE} ({refusal.code}).", view=view)
        return Outcome(ok=not errors, errors=errors, view=self.modal())

    async def close_view(self, view_id: str) -> Outcome:
        """Close the modal on top; the app learns of it only if it asked to."""
        view = self._top(view_id)
        close_modal(self._ws, view)
        if view.body.get("notify_on_close"):
            await self._interact(payloads.closing(self._ws, self.person, view, cleared=False))
        return Outcome(ok=True, view=self.modal())

    def _top(self, view_id: str) -> View:
        view = self.modal()
        if view is None or view.id != view_id:
            raise ImpossibleError(f"{self.person.real_name} has no modal {view_id} open.")
        return view

    # Going places

    async def open_home(self, *, seconds: float = 3.0) -> Outcome:
        """Open the app's home and wait until the app has shown something there."""
        known = self.home()
        shown = known.hash if known else None
        event: Json = {"type": "app_home_opened", "user": self.id, "tab": "home"}
        event["channel"] = self._ws.dm_with(self.id).id
        ack = await self._delivery.announce(event)
        if not ack.ok:
            return Outcome(ok=False, error=ack.error, view=known)

        def new_home() -> View | None:
            home = self.home()
            return home if home is not None and home.hash != shown else None

        try:
            return Outcome(ok=True, view=await self._ws.changes.until(new_home, seconds=seconds))
        except TimeoutError:
            return Outcome(ok=False, error="The app left this page empty.", view=known)

    async def join(self, channel: str) -> Outcome:
        return await self._set_membership(channel, member=True)

    async def leave(self, channel: str) -> Outcome:
        return await self._set_membership(channel, member=False)

    async def _set_membership(self, channel_id: str, *, member: bool) -> Outcome:
        channel = self._ws.channel(channel_id)
        if channel.user is not None or (channel.is_private and self.id not in channel.members):
            raise ImpossibleError(f"{self.person.real_name} cannot join or leave {channel_id}.")
        await Membership(self._ws, self._delivery, self.person).put(self.person, channel, member=member)
        return Outcome(ok=True)

    # Writing

    async def say(self, channel_id: str, text: str) -> Outcome:
        channel = self._writable(channel_id)
        if not self.is_read(channel):
            return Outcome(ok=False, error=NOT_READ.format(name=self._ws.company.bot.real_name))
        message = self._ws.post(self._ws.draft(channel, self.person.id, text))
        bot = self._ws.company.bot.id
        if bot in channel.members:
            event, subscription = payloads.words(message, channel)
            await self._delivery.announce(event, subscription=subscription)
            if f"<@{bot}>" in text and not channel.user:
                await self._delivery.announce({**event, "type": "app_mention"})
        return Outcome(ok=True)

    def is_read(self, channel: Channel) -> bool:
        """Whether anybody reads what is written there; an app may leave its direct messages unread."""
        return channel.user is None or self._delivery.hears("message.im")

    def _writable(self, channel_id: str) -> Channel:
        channel = self._ws.channel(channel_id)
        if not self._ws.can_see(self.id, channel):
            raise ImpossibleError(f"{self.person.real_name} cannot see {channel_id}.")
        if channel.is_archived:
            raise ImpossibleError(f"#{channel.name} is archived.")
        return channel

    async def command(self, text: str, channel_id: str) -> Outcome:
        """Type a slash command; names of people and channels become links, as Slack can be told to do."""
        channel = self._writable(channel_id)
        name, _, rest = text.strip().partition(" ")
        if name in membership.COMMANDS:
            return await self._own_command(name, rest, channel)
        if name not in self._commands:
            return Outcome(ok=False, error=f"{name} is not a valid command.")
        payload = payloads.command(self._ws, self.person, channel, name, linked(self._ws, rest.strip()))
        before = self._ws.next_ts()
        ack = await self._delivery.send(Envelope("slash_commands", payload, wants_answer=True))
        problem = answers.show_acknowledged(self._ws, self.id, channel, ack.payload)
        return self._outcome(ack.error or problem, before, channel.id)

    async def _own_command(self, name: str, rest: str, channel: Channel) -> Outcome:
        """One that the workspace itself knows; no app hears what was typed."""
        try:
            await Membership(self._ws, self._delivery, self.person).run(name, rest, channel)
        except ImpossibleError as impossible:
            return Outcome(ok=False, error=str(impossible))
        return Outcome(ok=True)
