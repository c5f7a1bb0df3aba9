"""Everything Slack is shown in the snapshots, as it was before Slack gave it a shape."""

from dataclasses import dataclass, field

import pytest

from bot.conversations.messages import Form, Message
from bot.slack import blocks
from tests.bot.snapshot import taken
from tests.office import Office


@dataclass(frozen=True, slots=True)
class Said:
    """What was said, each once, in the order in which it was."""

    messages: list[Message] = field(default_factory=list)
    homes: list[Message] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


async def said(at_work: Office, language: str, watch: pytest.MonkeyPatch) -> Said:
    """The cards, the pages and the forms of the snapshots, and what the commands said in between."""
    found = Said()
    render, home, modal = blocks.render, blocks.home, blocks.modal

    def rendered(message: Message) -> list[blocks.Block]:
        found.messages.append(message)
        return render(message)

    def paged(message: Message) -> blocks.Block:
        found.homes.append(message)
        return home(message)

    def filled(form: Form, *, origin: str = "") -> blocks.Block:
        found.forms.append(form)
        return modal(form, origin=origin)

    typing = Office.type

    async def settled(office: Office, text: str, **where: str) -> str:
        """What a command set off is over before the next is typed, so that every run says the same."""
        reply = await typing(office, text, **where)
        await office.running.timetable.run_all()
        return reply

    watch.setattr(Office, "type", settled)
    watch.setattr(blocks, "render", rendered)
    watch.setattr(blocks, "home", paged)
    watch.setattr(blocks, "modal", filled)
    await taken(at_work, language)
    watch.undo()
    return found
