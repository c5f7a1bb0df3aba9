"""The measurements of sending and of dying: small runs of the real thing, and what makes them fail."""

import json

import pytest
from typer.testing import CliRunner

from app.bench import commands, crash, send
from app.bench.crash import Crash
from app.bench.send import Sending
from app.cli import cli

DIES_WHILE_IT_STARTS = 31
"""A seed whose first moment is so early that no message is in doubt: that would take a minute to clear up."""


def last_line(text: str) -> dict[str, float]:
    found: dict[str, float] = json.loads(text.strip().splitlines()[-1])
    return found


def test_a_small_send_arrives_once_each_at_the_workspaces_pace() -> None:
    done = CliRunner().invoke(cli, ["bench", "send", "--messages", "100", "--json"])

    assert done.exit_code == 0, done.output
    figures = last_line(done.stdout)
    assert (figures["messages"], figures["lost"], figures["duplicated"]) == (100, 0, 0)
    assert {"time_ratio", "cpu_ms_per_message", "rss_growth_mb"} <= figures.keys()
    assert figures["time_ratio"] >= 0.9


def test_a_small_crash_loses_and_repeats_nothing() -> None:
    measured = crash.measure(kills=1, messages=100, answers=40, seed=DIES_WHILE_IT_STARTS)

    assert (measured.lost, measured.duplicated, measured.answers_missing) == (0, 0, 0)
    assert (measured.deliveries, measured.answers_acknowledged, measured.integrity) == (100, 40, "ok")


@pytest.mark.parametrize(("lost", "duplicated", "code"), [(0, 0, 0), (1, 0, 1), (0, 1, 1)])
def test_a_send_that_loses_or_repeats_fails(
    monkeypatch: pytest.MonkeyPatch, lost: int, duplicated: int, code: int
) -> None:
    found = Sending(100, 5.0, 1.0, lost, duplicated, 1.0, 0.0)
    monkeypatch.setattr(send, "measure", lambda *, messages: found)

    assert commands.send(messages=100, as_json=False) == code


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("lost", 0, 0),
        ("lost", 1, 1),
        ("duplicated", 1, 1),
        ("answers_missing", 1, 1),
        ("integrity", "row 7 missing from index", 1),
    ],
)
def test_a_crash_that_leaves_anything_wrong_fails(
    monkeypatch: pytest.MonkeyPatch, name: str, value: object, code: int
) -> None:
    well: dict[str, object] = {
        "kills": 1,
        "deliveries": 100,
        "lost": 0,
        "duplicated": 0,
        "answers_acknowledged": 40,
        "answers_missing": 0,
        "integrity": "ok",
        "seconds": 1.0,
    }
    found = Crash(**{**well, name: value})  # type: ignore[arg-type]
    monkeypatch.setattr(crash, "measure", lambda **_: found)

    assert commands.crash(kills=1, messages=100, answers=40, seed=1, as_json=True) == code


def test_more_answers_than_people_are_refused_with_a_sentence() -> None:
    done = CliRunner().invoke(cli, ["bench", "crash", "--messages", "100", "--answers", "101"])

    assert done.exit_code == 2
    assert "whoever answers has to be asked" in done.stderr
