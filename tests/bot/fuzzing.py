"""Anything people could type, fill in or paste, and a watch on what comes of it."""

import asyncio
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Coroutine
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st

from bot.conversations.commands import table
from bot.conversations.commands.table import COMMANDS, Handler
from bot.conversations.desk import Desk, Reply
from bot.conversations.messages import Form, FormProblem
from bot.conversations.requests import Request, Typed
from bot.slack import blocks, payloads
from sandbox.block_kit.validator import message_problems, view_problems
from storage.database import file_of
from tests.office import ADMIN, TEAM, Office

NASTY = (
    *("<!channel>", "<!here|here>", "<!everyone>", "@here", "@channel", "<@U2>", "<#C1|support>", "#general"),
    *("<https://evil.example|click>", "https://evil.example", "<mailto:a@b.example|a>", "&lt;!channel&gt;"),
    *(
        "*bold*",
        "_slanted_",
        "~struck~",
        "`code`",
        "```",
        "> said",
        ":smile:",
        "**",
        "\n\n",
        "a\tb",
        "&" * 80,
    ),
    *(
        "\u202eevil\u202c",
        "\u200f\u200e",
        "\u2028",
        "\u2029",
        "\x00",
        "\x02U2\x03",
        "\x1b[31m",
        "\ufeff",
        "\xad",
    ),
    *(
        '"',
        "“",
        "„quoted“",
        "'",
        "=",
        "==",
        "fi=",
        "text=",
        "{goal}",
        "{question}",
        "{0}",
        "{",
        "}",
        "%s",
        "\\",
    ),
    *(
        "👩‍👧",
        "ﷺ" * 60,
        "a\u0301" * 90,
        "x" * 3500,
        "word " * 700,
        "-1",
        "99999999999999999999",
        "٣",
        "²",
        "1e9",
    ),
)
"""No full stop followed by a space is in any of it: refusals are counted in sentences."""
PLAUSIBLE = (
    *("GEN-01", "str-02", "Q1", "CUS-02", "GOAL-01", "1", "2", "5", "here", "sure", "anyway", "yes", "no"),
    *(
        "none",
        "agree5",
        "choice1",
        "choices",
        "text",
        "CUS",
        "Support",
        "fi",
        "sv",
        "Europe/Helsinki",
        "12:00",
    ),
    *("tue 09:00", "mon", "2026-12-24", "Office, Home", "Was it a good week", "Kuka auttoi sinua"),
)
LETTERS = st.characters(exclude_characters=".!?…。", codec="utf-8")
PIECES = st.one_of(st.sampled_from(NASTY), st.sampled_from(PLAUSIBLE), st.text(LETTERS, max_size=60))
Act = TypeVar("Act")
_LIVE = re.compile(r"<(?!@U[A-Z0-9]+>)")
_RULED = re.compile(r'INSERT INTO "(question|goal|team|pulse|workspace|plan_change|baseline|holiday|member)"')
_END = re.compile(r"[.!?…](?=\s|$)")


@st.composite
def commands(draw: st.DrawFn) -> str:
    """A command, more or less as it is meant to be typed."""
    name = draw(st.sampled_from(sorted(COMMANDS)))
    values = COMMANDS[name].values or ("team",)
    words = [name]
    for _ in range(draw(st.integers(0, 4))):
        piece = draw(st.one_of(PIECES, st.builds(" ".join, st.lists(PIECES, max_size=3))))
        quoted = f'"{piece}"' if draw(st.booleans()) else piece
        words.append(draw(st.sampled_from((quoted, f"{draw(st.sampled_from(values))}={quoted}"))))
    return " ".join(words)


@st.composite
def forms(draw: st.DrawFn) -> tuple[str, str, dict[str, str]]:
    """A form, what it is about, and what is filled in."""
    name = draw(st.sampled_from(sorted(name for name, command in COMMANDS.items() if command.values)))
    subject = draw(st.one_of(st.sampled_from((TEAM, "Q1", "GEN-01", "")), PIECES))
    filled = st.one_of(PIECES, st.lists(PIECES, max_size=4).map("\n".join))
    known = [each for each in COMMANDS[name].values if each != "team" or draw(st.integers(0, 9)) == 0]
    fields = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
    return name, subject, {each: draw(filled) for each in fields}


@dataclass
class Watch:
    """Runs the real commands and looks at the database before and after, and at everything that is said."""

    office: Office
    runner: asyncio.Runner
    desk: Desk | None = None
    refused: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    _kept: sqlite3.Connection = field(
        default_factory=lambda: sqlite3.connect(":memory:", check_same_thread=False)
    )
    _rows: tuple[str, ...] = ()

    def around(self, run: Handler) -> Handler:
        """A handler that tells whether it refused."""

        async def watched(desk: Desk, request: Request, typed: Typed) -> Reply:
            self.desk, self.refused = desk, True
            reply = await run(desk, request, typed)
            self.refused = False
            return reply

        return watched

    def run(self, act: Coroutine[Any, Any, Act]) -> Act:
        """Let the loop run for one act; it stands still while Hypothesis thinks of the next one."""
        return self.runner.run(act)

    async def begin(self, patch: pytest.MonkeyPatch) -> None:
        """Stand beside every command, and remember the database as it is."""
        for name, command in COMMANDS.items():
            patch.setitem(COMMANDS, name, replace(command, run=self.around(command.run)))
        await self.office.type("help")
        with self._database() as live:
            live.backup(self._kept)
            self._rows = rows(live)

    async def type(self, text: str, user: str = ADMIN) -> Reply:
        """Type after ``/pulse``, and check what comes of it."""
        body = {"team_id": "T0SANDBOX", "user_id": user, "channel_id": TEAM, "text": text}
        self.refused = True
        reply = await table.run(self._served(), payloads.command(body, "T0SANDBOX"))
        self._check(reply)
        return reply

    async def submit(self, form: str, subject: str, values: dict[str, str]) -> Reply | FormProblem:
        """Send a filled form, and check what comes of it."""
        state = {"values": {name: {name: {"value": value}} for name, value in values.items()}}
        view = {"callback_id": f"form:{form}", "private_metadata": subject, "state": state, "id": "V1"}
        found = payloads.submission({"view": view, "user": {"id": ADMIN}}, "T0SANDBOX")
        self.refused = True
        reply = await table.submit(self._served(), found.request, form=found.form, values=found.values)
        self._check(reply)
        return reply

    def _served(self) -> Desk:
        assert self.desk is not None
        return self.desk

    def _check(self, reply: Reply | FormProblem) -> None:
        self.counts["refused" if self.refused else "done"] += 1
        for written in texts(reply):
            assert not _LIVE.search(written), written
        if self.refused:
            assert not isinstance(reply, Form)
            said = reply.sentence if isinstance(reply, FormProblem) else reply.text
            assert said.strip()
            assert sentences(said) <= 3, said
        self._restore()

    def _restore(self) -> None:
        with self._database() as live:
            now = rows(live)
            changed = now != self._rows
            assert not (changed and self.refused)
            self.counts["changed"] += changed
            self.counts["ruled"] += ruled(now) != ruled(self._rows)
            if changed:
                self._kept.backup(live)

    def _database(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(str(file_of(self.office.settings.database_url))))


def rows(live: sqlite3.Connection) -> tuple[str, ...]:
    """Everything that is stored."""
    return tuple(live.iterdump())


def ruled(stored: tuple[str, ...]) -> tuple[str, ...]:
    """What only admins change, and leads of their own team."""
    return tuple(row for row in stored if _RULED.match(row))


def texts(reply: Reply | FormProblem) -> list[str]:
    """Everything in a reply that a platform would read for markup; the blocks keep to its limits."""
    if isinstance(reply, FormProblem):
        return []
    if isinstance(reply, Form):
        shown = blocks.modal(reply)
        assert view_problems(shown, "modal") == []
        return marked_up(shown)
    rendered = blocks.render(reply)
    assert message_problems(rendered) == []
    assert view_problems(blocks.done(reply), "modal") == []
    return [blocks.text_of(reply), *marked_up(rendered)]


def marked_up(shown: Any) -> list[str]:
    """The texts with markup anywhere in blocks; what is sent is JSON."""
    assert json.dumps(shown)
    if isinstance(shown, list):
        return [text for each in shown for text in marked_up(each)]
    if not isinstance(shown, dict):
        return []
    own = [shown["text"]] if shown.get("type") == "mrkdwn" else []
    return own + [text for each in shown.values() for text in marked_up(each)]


def sentences(said: str) -> int:
    """How many sentences a refusal has; what is in back-ticks or quoted was typed and is no sentence."""
    return len(_END.findall(re.sub(r"`[^`]*`|“[^”]*”", "x", said)))
