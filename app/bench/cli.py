"""``pulssi bench``: one command for each thing that is measured."""

import sys
from typing import Annotated

import typer

from app.chosen import Chosen

bench = typer.Typer(
    name="bench",
    help="Measure what things cost, beside a plain twin in the same run.",
    epilog="Example: pulssi bench answers --json",
    no_args_is_help=True,
    rich_markup_mode=None,
)

AsJson = Annotated[bool, typer.Option("--json", help="Print the figures as JSON, too, on the last line.")]


@bench.command(epilog="Example: pulssi bench pictures --count 200")
def pictures(
    *,
    count: Annotated[int, typer.Option(min=5, max=10_000, help="How many pictures to draw.")] = 200,
    as_json: AsJson = False,
) -> None:
    """Draw the week's picture: time beside a plain one, and memory."""
    from app.bench.commands import pictures  # noqa: PLC0415

    sys.exit(pictures(count=count, as_json=as_json))


@bench.command(epilog="Example: pulssi bench digest --json")
def digest(
    *,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="So many rounds lie behind it.")] = 104,
    pictures: Annotated[int, typer.Option(min=2, max=10_000, help="Drawn to watch memory.")] = 1000,
    as_json: AsJson = False,
) -> None:
    """Make a digest from tallies to its picture: what it costs beside the picture alone."""
    from app.bench.commands import digest  # noqa: PLC0415

    sys.exit(digest(weeks=weeks, pictures=pictures, as_json=as_json))


@bench.command(epilog="Example: pulssi bench audit --json")
def audit(
    *,
    answers: Annotated[int, typer.Option(min=12, max=200, help="Audit outputs of up to so many.")] = 30,
    as_json: AsJson = False,
) -> None:
    """Audit every output of the privacy gate: time beside trying every histogram."""
    from app.bench.commands import audit  # noqa: PLC0415

    sys.exit(audit(answers=answers, as_json=as_json))


@bench.command(epilog="Example: pulssi bench chat --people 10000 --json")
def chat(
    *,
    people: Annotated[int, typer.Option(min=1000, max=100_000, help="Members of the workspace.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Type every slash command in a large workspace: milliseconds from the line to its answer."""
    from app.bench.commands import chat  # noqa: PLC0415

    sys.exit(chat(people=people, as_json=as_json))


@bench.command(epilog="Example: pulssi bench plan --teams 1000 --json")
def plan(
    *,
    teams: Annotated[int, typer.Option(min=1, max=10_000, help="How many teams are planned.")] = 1000,
    weeks: Annotated[int, typer.Option(min=1, max=104, help="So many rounds lie behind each.")] = 52,
    as_json: AsJson = False,
) -> None:
    """Choose a week's questions for many teams: time in all, of it reading and choosing."""
    from app.bench.commands import plan  # noqa: PLC0415

    sys.exit(plan(teams=teams, weeks=weeks, as_json=as_json))


@bench.command(epilog="Example: pulssi bench signals --years 200 --json")
def signals(
    *,
    years: Annotated[
        int, typer.Option(min=1, max=100_000, help="Years played for each kind of team.")
    ] = 2000,
    seed: Annotated[int, typer.Option(min=0, help="Which random people.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Play years of made-up teams: how often the digest calls chance a change, and finds a lasting one."""
    from app.bench.commands import signals  # noqa: PLC0415

    sys.exit(signals(years=years, seed=seed, as_json=as_json))


@bench.command(epilog="Example: pulssi bench answers --seconds 60 --json")
def answers(
    *,
    seconds: Annotated[int, typer.Option(min=1, max=3600, help="How long to click, all in all.")] = 60,
    platform: Annotated[Chosen, typer.Option(help="Where people answer.")] = Chosen.SLACK,
    database_url: Annotated[
        str, typer.Option(help="An empty database to keep them in; a SQLite file where none is given.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Keep answers and acknowledge them: rate and delay beside the bare SDK, which for Slack is Bolt."""
    from app.bench.commands import answers  # noqa: PLC0415

    sys.exit(answers(seconds=seconds, as_json=as_json, platform=platform, database_url=database_url))


@bench.command(epilog="Example: pulssi bench send --messages 1000 --json")
def send(
    *,
    messages: Annotated[int, typer.Option(min=100, max=100_000, help="How many people are asked.")] = 10_000,
    as_json: AsJson = False,
) -> None:
    """Ask many people at twenty messages a second: time, CPU and memory; 10,000 take nine minutes."""
    from app.bench.commands import send  # noqa: PLC0415

    sys.exit(send(messages=messages, as_json=as_json))


@bench.command(epilog="Example: pulssi bench crash --kills 10 --messages 600 --answers 400")
def crash(
    *,
    kills: Annotated[int, typer.Option(min=1, max=1000, help="How often to kill it.")] = 50,
    messages: Annotated[int, typer.Option(min=100, max=100_000, help="How many people are asked.")] = 3000,
    answers: Annotated[int, typer.Option(min=1, max=100_000, help="How many of them answer.")] = 2000,
    seed: Annotated[int, typer.Option(help="Which random moments.")] = 1,
    database_url: Annotated[
        str, typer.Option(help="An empty PostgreSQL for it; a file of its own otherwise.")
    ] = "",
    processes: Annotated[
        int | None, typer.Option(min=1, max=20, help="So many of each role; one for all otherwise.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Kill the service again and again while it asks and is answered; then count what is left."""
    from app.bench.commands import crash  # noqa: PLC0415

    if answers > messages:
        typer.echo(
            "--answers: whoever answers has to be asked; give at most as many as --messages.", err=True
        )
        sys.exit(2)
    if processes is not None and not database_url:
        typer.echo(
            "--processes: several share a PostgreSQL; give an empty one with --database-url.", err=True
        )
        sys.exit(2)
    figures = {"kills": kills, "messages": messages, "answers": answers, "seed": seed}
    sys.exit(crash(**figures, as_json=as_json, database=database_url, processes=processes))
