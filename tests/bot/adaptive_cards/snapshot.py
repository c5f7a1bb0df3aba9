"""Cards, pages and dialogs of Teams written down as text, language by language.

``python -m tests.bot.adaptive_cards.snapshot`` writes them anew after a wanted change; their difference is
what to review. The words are those of Slack's snapshots; what can differ is how they are laid out.
"""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.adaptive_cards import cards, forms
from bot.adaptive_cards.forms import Filling
from bot.adaptive_cards.frames import Card
from locales.catalogues import languages
from locales.speech import speaking
from tests.bot.adaptive_cards.neutral import said
from tests.bot.adaptive_cards.schema import Json
from tests.office import Office, office

FOLDER = Path(__file__).parent / "snapshots"


async def taken(at_work: Office, language: str, watch: pytest.MonkeyPatch) -> str:
    """Everything, in one language."""
    found = await said(at_work, language, watch)
    with speaking(language):
        shown = [("card", cards.card(message)) for message in found.messages]
        shown += [("home", cards.card(message)) for message in found.homes]
        for form in found.forms:
            dialog = forms.dialog(Filling(form))
            shown.append((f"form, {dialog['title']}", dialog["card"]["content"]))
    return "\n\n".join("\n".join([f"== {name}", *_lines(card)]) for name, card in shown) + "\n"


def _lines(card: Card) -> Iterator[str]:
    for element in card["body"]:
        if element.get("separator"):
            yield "---"
        yield from _element(element)
    yield from (f"[{action['title']}]" for action in card.get("actions", ()))


def _element(element: Json) -> Iterator[str]:
    match element["type"]:
        case "TextBlock":
            mark = "# " if element.get("style") == "heading" else "  " if element.get("isSubtle") else ""
            yield f"{mark}{element['text']}".replace("\u200b", "")
        case "ActionSet":
            yield " ".join(f"[{action['title']}]" for action in element["actions"])
        case kind:
            needed = " *" if element["isRequired"] else ""
            yield f"{element['label']}{needed}: {kind} {element.get('value', '')}".rstrip()
            yield from (
                f"  o {choice['title']}".replace("\u200b", "") for choice in element.get("choices", ())
            )


async def _write() -> None:
    for language in languages():
        with TemporaryDirectory() as folder:
            async with office(Path(folder)) as at_work:
                await at_work.asked()
                text = await taken(at_work, language, pytest.MonkeyPatch())
                (FOLDER / f"{language}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
