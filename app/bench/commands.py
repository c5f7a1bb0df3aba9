"""What each measurement does: measure, print a table for people and one line for programs."""

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict

import typer
from rich.console import Console
from rich.table import Table

from app import logs
from app.bench.failures import BenchError
from app.chosen import Chosen
from app.clock import system_clock
from storage.errors import StorageError

DONE, TROUBLE = 0, 1
Figure = float | int | str | None | Mapping[str, "Figure"]
Figures = Mapping[str, Figure]


def pictures(*, count: int, as_json: bool) -> int:
    """Draw pictures."""
    from app.demo.example import example_digest  # noqa: PLC0415
    from charts.bench import compare  # noqa: PLC0415

    with waiting(f"Drawing {count} pictures and their plain twins…"):
        figures = asdict(compare(example_digest(), pictures=count))
    _show_all("The week's picture", figures, as_json=as_json)
    return DONE


def digest(*, weeks: int, pictures: int, as_json: bool) -> int:
    """Make digests."""
    from app.bench.digests import measure  # noqa: PLC0415

    with waiting(f"Making digests with {weeks} rounds behind them, and {pictures} pictures…"):
        figures = asdict(measure(weeks=weeks, pictures=pictures))
    _show_all("A digest, from tallies to its picture", figures, as_json=as_json)
    return DONE


def audit(*, answers: int, as_json: bool) -> int:
    """Audit figures."""
    from app.bench.audit import measure  # noqa: PLC0415

    with waiting(f"Auditing every output of 8 to {answers} answers…"):
        figures = asdict(measure(answers=answers))
    _show_all("The joint audit of a figure", figures, as_json=as_json)
    return DONE


def chat(*, people: int, as_json: bool) -> int:
    """Type every command."""
    from app.bench import chat  # noqa: PLC0415

    logs.configure(as_json=False, level="error")
    try:
        with waiting(f"Typing every command in a workspace of {people} people…"):
            figures = asdict(chat.measure(size=people))
    except BenchError as problem:
        typer.echo(str(problem), err=True)
        return TROUBLE
    _show_all("Slash commands", figures, as_json=as_json)
    return DONE


def plan(*, teams: int, weeks: int, as_json: bool) -> int:
    """Plan a week of many teams."""
    from app.bench.plans import measure  # noqa: PLC0415

    with waiting(f"Planning a week for {teams} teams…"):
        figures = asdict(measure(at=system_clock(), team_count=teams, weeks=weeks))
    _show_all("A week's plan", figures, as_json=as_json)
    return DONE


def signals(*, years: int, seed: int, as_json: bool) -> int:
    """Play team-years and see what is called a change."""
    from app.bench import signals  # noqa: PLC0415

    with waiting(f"Playing {years} years of teams of each size…"):
        measured = signals.measure(years=years, seed=seed)
    show(
        "What is called a change, where there is none and where there is one",
        signals.HEADINGS,
        measured.rows(),
        notes=measured.notes(),
        figures=measured.figures() if as_json else None,
    )
    return DONE


def answers(*, seconds: int, as_json: bool, platform: Chosen = Chosen.SLACK, database_url: str = "") -> int:
    """Click on cards; a run that loses an answer fails."""
    from app.bench import answers  # noqa: PLC0415

    logs.configure(as_json=False, level="error")
    on = answers.ON_TEAMS if platform is Chosen.TEAMS else answers.ON_SLACK
    try:
        with waiting(f"Clicking for about {seconds} seconds…"):
            measured = answers.measure(seconds=seconds, on=on, url=database_url)
    except (BenchError, StorageError) as problem:
        typer.echo(str(problem), err=True)
        return TROUBLE
    show(
        f"Answers kept and acknowledged, beside the bare {on.peer} that only acknowledges",
        measured.headings,
        measured.rows(),
        notes=measured.notes(),
        figures=measured.figures() if as_json else None,
    )
    return DONE


def send(*, messages: int, as_json: bool) -> int:
    """Send questions; a run that loses or repeats one fails."""
    from app.bench import send  # noqa: PLC0415

    logs.configure(as_json=False, level="error")
    minutes = messages / send.RATE / 60
    with waiting(f"Asking {messages} people at {send.RATE:g} a second; that takes {minutes:.1f} minutes…"):
        measured = send.measure(messages=messages)
    _show_all("A large send", asdict(measured), as_json=as_json)
    return TROUBLE if measured.lost or measured.duplicated else DONE


def crash(
    *,
    kills: int,
    messages: int,
    answers: int,
    seed: int,
    as_json: bool,
    database: str = "",
    processes: int | None = None,
) -> int:
    """Kill and count; a run that loses or repeats anything fails."""
    from app.bench import crash  # noqa: PLC0415

    try:
        with waiting(f"Killing the service {kills} times; that takes some minutes…"):
            measured = crash.measure(
                kills=kills,
                messages=messages,
                answers=answers,
                seed=seed,
                database=database,
                processes=processes,
            )
    except (BenchError, TimeoutError) as problem:
        typer.echo(str(problem) or "It did not come to its end in time.", err=True)
        return TROUBLE
    _show_all("Sudden deaths", asdict(measured), as_json=as_json)
    wrong = measured.lost or measured.duplicated or measured.answers_missing or measured.integrity != "ok"
    return TROUBLE if wrong else DONE


def _show_all(title: str, figures: Figures, *, as_json: bool) -> None:
    rows = [(name.replace("_", " "), f"{figure}") for name, figure in figures.items()]
    show(title, ("figure", "measured"), rows, figures=figures if as_json else None)


def waiting(sentence: str) -> AbstractContextManager[object]:
    """Say on the screen what takes so long."""
    return Console(stderr=True).status(sentence)


def show(
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    notes: Iterable[str] = (),
    figures: Figures | None = None,
) -> None:
    """Print a table and what there is to say about it; the figures as JSON on the last line."""
    table = Table(title=title, title_justify="left")
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="right" if number else "left")
    for row in rows:
        table.add_row(*row)
    console = Console()
    console.print(table)
    for note in notes:
        console.print(note, highlight=False)
    if figures is not None:
        typer.echo(json.dumps(figures))
