"""Cards, forms and pages written down as text, language by language, so that a change of any can be read.

``python -m tests.bot.snapshot`` writes them anew after a wanted change; their difference is what to review.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversations import answer_forms, cards
from bot.conversations.commands.table import COMMANDS
from bot.slack import blocks
from locales.catalogues import languages
from locales.speech import speaking
from sandbox.block_kit.validator import message_problems, view_problems
from storage.bank.shipped import shipped
from survey.bank.drafts import draft
from survey.ids import ChannelRef, RoundId, TeamId
from survey.questions import Question, QuestionDraft, Role, Wording
from survey.rounds import Round, RoundState
from survey.scales import WORDS, choice, choices
from survey.weeks import Week
from tests.office import ADMIN, BEN, Office, office
from tests.survey.questions import stored

FOLDER = Path(__file__).parent / "snapshots"
_LAST = "team remove"
"""Without a team there is little left to show."""
_BEFORE = (
    f"team lead <@{BEN}>",
    'goal add "Answer customers the same day" theme=CUS',
    "question retire GEN-02",
    'holiday add 2026-12-07 "Office closed"',
    "schedule every=2",
)
"""So that there is something to pick, and values that are not the usual ones."""
Blocks = list[dict[str, Any]]
_OWN = (
    QuestionDraft(
        "Q1",
        "What helps you most?",
        choices(("Time", "Tools")),
        theme="Customer view",
        wordings={"fi": Wording("Mikä auttaa sinua eniten?", options=("Aika", "Työkalut"))},
    ),
    QuestionDraft("Q2", "Where do you work today?", choice(("At home", "At the office"))),
    QuestionDraft("Q3", "What would you change?", WORDS, role=Role.DEPTH),
)


def questions() -> list[Question]:
    """One of each kind: of the bank those of each scale, and an admin's own of the others."""
    bank = shipped()
    of_bank = [draft(item, bank) for item in bank.items if "{goal}" not in item.texts.in_language("en")]
    kinds = {each.scale.key: each for each in reversed(of_bank)}
    drafts = [*kinds.values(), *_OWN]
    return [stored(each, number=number) for number, each in enumerate(drafts, start=1)]


def round_of(*asked: Question) -> Round:
    """A round of two teams that asks these."""
    opens = datetime(2026, 11, 23, tzinfo=UTC)
    return Round(
        id=RoundId(7),
        team=TeamId(1),
        team_names=("Support", "Design"),
        channel=ChannelRef("C1"),
        week=Week(2026, 48),
        zone=ZoneInfo("Europe/Helsinki"),
        state=RoundState.OPEN,
        opens_at=opens,
        closes_at=opens.replace(day=27, hour=10),
        digest_at=opens.replace(day=27, hour=12),
        floor=5,
        questions=asked,
        teams=(TeamId(1), TeamId(2)),
    )


def of_cards() -> Iterator[tuple[str, Blocks]]:
    """Every state of a card, and the card of every kind of question."""
    asked = questions()
    round_ = round_of(*asked[:3])
    keys = [question.key for question in round_.questions]
    everything = frozenset(keys)
    states = {
        "first": cards.card(round_),
        "one answered": cards.card(round_, answered=frozenset(keys[:1])),
        "one being changed": cards.card(round_, answered=everything, change=keys[1]),
        "all answered": cards.card(round_, answered=everything),
        "reminder": cards.card(round_, reminds=True),
        "closed": cards.closed(round_),
        "preview": cards.preview(round_),
        "a part is asked": cards.card(replace(round_, drawn_from=40)),
    }
    for name, card in states.items():
        yield f"card, {name}", blocks.render(card)
    for question in asked:
        yield f"card, {question.scale.key} {question.key}", blocks.render(cards.card(round_of(question)))


def of_answer_forms() -> Iterator[tuple[str, Blocks]]:
    """The forms that a card opens."""
    several, words = questions()[-3], questions()[-1]
    forms = {
        "several options": answer_forms.choose(round_of(several), several),
        "in words": answer_forms.write(round_of(words), words),
        "say why": answer_forms.why(round_of(several), several),
    }
    for name, form in forms.items():
        yield f"form, {name}", _view(blocks.modal(form))


async def of_commands(at_work: Office) -> list[tuple[str, Blocks]]:
    """The form of every command that has one: bare, so that it opens, with the values as they are."""
    found = []
    for typed in (*(name for name in COMMANDS if name != _LAST), "question edit GEN-01", _LAST):
        member = at_work.member(BEN if typed == "me forget" else ADMIN)
        outcome = await member.command(f"/pulse {typed}", "C1")
        assert outcome.ok, (typed, outcome.error)
        # What it set off is over before the next is typed, so that every run says the same.
        await at_work.running.timetable.run_all()
        if outcome.view is not None:
            assert view_problems(outcome.view.body, "modal") == [], typed
            found.append((f"form, /pulse {typed}", _view(outcome.view.body)))
            await member.close_view(outcome.view.id)
    return found


async def of_homes(at_work: Office) -> list[tuple[str, Blocks]]:
    """The page of an admin, of a lead and of somebody else."""
    found = []
    for name, user in (("an admin", ADMIN), ("a lead", BEN), ("a member", "U3")):
        outcome = await at_work.member(user).open_home()
        assert outcome.view is not None
        assert view_problems(outcome.view.body, "home") == []
        found.append((f"home of {name}", outcome.view.body["blocks"]))
    return found


async def taken(at_work: Office, language: str) -> str:
    """Everything, in one language."""
    with speaking(language):
        shown = [*of_cards(), *of_answer_forms()]
    for name, drawn in shown:
        assert name.startswith("form") or message_problems(drawn) == [], name
    for typed in _BEFORE:
        await at_work.type(typed)
    for user in (ADMIN, BEN, "U3"):
        await at_work.type(f"language {language}", user=user)
    shown += [*await of_homes(at_work), *await of_commands(at_work)]
    return "\n\n".join("\n".join([f"== {name}", *_lines(drawn)]) for name, drawn in shown) + "\n"


def _view(body: dict[str, Any]) -> Blocks:
    """A form's blocks, with its title and its button as if they were blocks, too."""
    title = {"type": "header", "text": body["title"]}
    button = {
        "type": "actions",
        "elements": [{"text": body[key]} for key in ("submit", "close") if key in body],
    }
    return [title, *body["blocks"], button]


def _lines(drawn: Blocks) -> Iterator[str]:
    for block in drawn:
        match block["type"]:
            case "header":
                yield f"# {block['text']['text']}"
            case "section":
                yield block["text"]["text"]
            case "context":
                yield "\n".join(
                    f"  {line}" for each in block["elements"] for line in each["text"].split("\n")
                )
            case "divider":
                yield "---"
            case "actions":
                yield " ".join(f"[{each['text']['text']}]" for each in block["elements"])
            case "input":
                yield from _field(block)
            case other:
                raise ValueError(f"nobody has said how a {other} is written down")


def _field(block: dict[str, Any]) -> Iterator[str]:
    element = block["element"]
    optional = " (optional)" if block.get("optional") else ""
    chosen = element.get("initial_option", {}).get("text", {}).get("text")
    value = next(
        (element[key] for key in element if key.startswith("initial_") and key != "initial_option"), chosen
    )
    yield f"{block['label']['text']}{optional}: {element['type']} {value or ''}".rstrip()
    for option in element.get("options", ()):
        yield f"  o {option['text']['text']}"
    if "hint" in block:
        yield f"  {block['hint']['text']}"


async def _write() -> None:
    for language in languages():
        with TemporaryDirectory() as folder:
            async with office(Path(folder)) as at_work:
                await at_work.asked()
                (FOLDER / f"{language}.txt").write_text(await taken(at_work, language), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(_write())
