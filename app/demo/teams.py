"""The demo in Microsoft Teams: the Bot Connector on this machine, with signed activities."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from app.clock import VirtualClock
from app.demo.company import ADMIN, MEMBERS, TEAMS, company
from app.demo.venue import Card
from app.settings import Settings, load
from bot.conversations import cards
from bot.conversations.answer_forms import WHY_FIELD
from bot.conversations.commands import menu
from sandbox.page.faces import ClockFace
from sandbox.teams.cards import actions, data, inputs
from sandbox.teams.connector import Connector
from sandbox.teams.outcomes import Outcome
from sandbox.teams.page.api import Commands
from sandbox.teams.posts import Post
from sandbox.workspace.transcript import Record
from survey.weeks import Week

_ANSWER, _WHY = f"{cards.ANSWER}:", f"{cards.WHY}:{cards.OPEN}"


class TeamsVenue:
    """Lumo's tenant, where each channel is a team of its own."""

    to_try: Sequence[str] = (
        "You are Aino of customer support, who set Pulssi up. Answer this week's questions in your chat.",
        "Look at the team customer-support: the last weeks' digests are there.",
        "Type help in the chat, or @Pulssi pulse help in the team.",
        "Jump to Friday with the button at the top: the round closes, and its digest is posted.",
        "Become somebody else at the top left.",
    )

    def __init__(
        self,
        clock: VirtualClock,
        *,
        transcript: Record | None = None,
        clock_face: Callable[[], ClockFace] | None = None,
        jump: Callable[[str], Awaitable[None]] | None = None,
    ) -> None:
        """Build the tenant; it is not opened yet."""
        self.connector = Connector(
            company(),
            clock=clock,
            transcript=transcript,
            clock_face=clock_face,
            jump=jump,
            commands=Commands(_typed(menu.personal()), _typed(menu.team())),
        )
        self._is_taken_up = False

    def settings(self, folder: Path) -> Settings:
        """Be called on a free port; tokens are made on this machine, so the secret opens nothing."""
        return load(
            _env_file=None,
            slack_bot_token=None,
            slack_app_token=None,
            slack_signing_secret=None,
            teams_client_id=self.connector.client_id,
            teams_client_secret=SecretStr("opens-nothing"),
            teams_tenant_id=self.connector.tenant.id,
            teams_keys_url=self.connector.openid_metadata_url,
            pulssi_teams_admins=self.connector.member(ADMIN).aad_id,
            database_url=f"sqlite:///{folder / 'pulssi.db'}",
            pulssi_key_folder=folder / "keys",
            pulssi_secret_key=None,
            pulssi_public_url=None,
            pulssi_port=0,
        )

    @property
    def url(self) -> str:
        """The tenant's page."""
        return self.connector.url

    async def start(self, *, port: int) -> None:
        """Open the connector."""
        await self.connector.start(port=port)

    async def connect(self, address: str) -> None:
        """Deliver to the service from now on."""
        self.connector.connect(address)
        if self._is_taken_up:
            await self._be_heard()

    async def _be_heard(self) -> None:
        """Let the service hear of every conversation: where Teams answers may be elsewhere than before."""
        tenant = self.connector.tenant
        for member in sorted(tenant.installed):
            _taken(await self.connector.member(member).act("typing"))
        for team in tenant.teams.values():
            if team.has_bot and team.members:
                _taken(await self.connector.member(team.members[0]).act("typing", channel=team.id))

    async def stop(self) -> None:
        """Close the connector."""
        await self.connector.stop()

    def save(self, folder: Path) -> None:
        """Keep people, teams, messages and pictures."""
        self.connector.save(folder)

    def load(self, folder: Path) -> None:
        """Take them up."""
        self.connector.load(folder)
        self._is_taken_up = True

    async def move_in(self) -> None:
        """Everybody gets the app, and so does every team."""
        for rows in MEMBERS.values():
            for row in rows:
                _taken(await self.connector.member(row[0]).install())
        for team in TEAMS:
            _taken(await self.connector.team(team.channel, by=team.lead).install())

    async def type(self, text: str, *, channel: str) -> str:
        """Write in a channel, as only its members can: the admin joins for as long as that takes."""
        admin, team = self.connector.member(ADMIN), self.connector.team(channel, by=ADMIN)
        visits = admin.id not in team.team.members
        if visits:
            _taken(await team.add(ADMIN))
        before = len(admin.posts())
        outcome = await admin.say(f"pulse {text}", channel=channel)
        if visits:
            _taken(await team.remove(ADMIN))
        said = [str(post) for post in admin.posts()[: len(admin.posts()) - before]]
        return "\n".join(said) if outcome.ok else str(outcome.error)

    def mention(self, user: str) -> str:
        """As the bot reads a mention."""
        return f"<@{self.connector.member(user).id}>"

    def card(self, user: str) -> Card | None:
        """The newest message of the personal chat."""
        posts = self.connector.member(user).posts()
        if not posts:
            return None
        offers = [each for each in self._buttons(user, posts[0]) if each["act"].startswith(_ANSWER)]
        values = [each["act"].removeprefix(_ANSWER) for each in offers]
        return Card(posts[0].conversation, posts[0].id, offers[0]["subject"] if offers else "", values)

    async def answer(self, user: str, card: Card, value: str) -> None:
        """Press a button of the question that waits."""
        button = {"act": f"{_ANSWER}{value}", "subject": card.subject}
        _taken(await self.connector.member(user).press(self._post(user, card), button))

    async def say_why(self, user: str, card: Card, reason: str) -> None:
        """Open the dialog of the first question that has one, fill it in and close it."""
        member, post = self.connector.member(user), self._post(user, card)
        offers = [each for each in self._buttons(user, post) if each["act"] == _WHY]
        if not offers:
            return
        _taken(await member.press(post, {"act": _WHY, "subject": offers[0]["subject"]}))
        # A round that has closed meanwhile opens a window that only says so.
        if inputs([member.dialog() or {}]):
            _taken(await member.submit_dialog({WHY_FIELD: reason}))
        member.close_dialog()

    def pictures(self) -> Iterator[tuple[str, bytes]]:
        """Every picture in a team's channel, under the team's name, the week and the message's number."""
        tenant = self.connector.tenant
        for team in tenant.teams.values():
            for number, post in enumerate(tenant.posts.get(team.id, ()), start=1):
                week = Week.of(datetime.fromisoformat(post.at).date())
                for file in post.files:
                    yield f"{team.name}-{week}-{number}.png", tenant.files[file].content

    def _post(self, user: str, card: Card) -> Post:
        return next(post for post in self.connector.member(user).posts() if post.id == card.message)

    def _buttons(self, user: str, post: Post) -> list[dict[str, Any]]:
        """What the buttons send that somebody sees on a message."""
        shown = actions(self.connector.member(user).cards(post))
        return [told for told in map(data, shown) if "act" in told]


def _typed(entries: Sequence[menu.Entry]) -> list[tuple[str, str]]:
    """Commands as the app's package lists them."""
    return [(f"pulse {entry.command}", entry.meaning) for entry in entries]


def _taken(outcome: Outcome) -> None:
    if not outcome.ok:
        raise RuntimeError(f"the demo's bot did not take an activity: {outcome.error}")
