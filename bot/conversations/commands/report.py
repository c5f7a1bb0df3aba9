"""``/pulse report``: the released figures of a team's latest rounds, the same to all who may see them."""

import csv
import io
from collections.abc import Iterator
from itertools import groupby

from sqlmodel import Session

from bot.conversations import figure_words, moments
from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import Desk, Reply, person_of, team_of
from bot.conversations.messages import Heading, Message, Note, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from storage import reports, teams
from storage.reports import Release
from storage.teams import Team
from survey.audit import Act
from survey.disclosure.figures import Withheld
from survey.errors import InputError, NotAllowedError

ROUNDS = 12
COLUMNS = (
    *("team", "week", "question", "text", "theme", "shown", "why", "invited", "answers", "floor"),
    *("mean", "mean_reach", "favourable_low", "favourable_high", "counts", "leader"),
)
_NOT_YOURS = (
    "Only the people of {team}, its leads and Pulssi's admins read its report. `/pulse report` shows yours."
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


async def report(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show a team's figures, or send them as a file; either is written down."""
    as_file = yes_or_no(typed.values.get("csv", "no"), what="csv")

    def read(session: Session) -> tuple[Team, tuple[Release, ...]]:
        team = team_of(session, request, name=typed.values.get("team", ""))
        role = _role(session, request, team)
        found = reports.of_team(session, team.id, limit=ROUNDS)
        if found:
            form = " as a file" if as_file else ""
            desk.note(session, request, Act.REPORT, team=team.id, detail=f"opened{form} by {role}")
        return team, found

    team, found = await desk.change(read)
    name = quoted(team.name)
    if not found:
        raise InputError(
            f"{name} has no closed round with figures yet. The first digest brings the first ones."
        )
    if not as_file:
        return _shown(name, found)
    file = f"pulssi-report-{found[0].week}.csv"
    words = (
        f"The released figures of **{name}**, last {ROUNDS} rounds. Leads and admins get exactly the same."
    )
    await desk.parcels.send_file(request.user, name=file, content=table(team.name, found), words=words)
    return Message(f"{file} is in your direct messages. That you opened it is in the audit log.")


def table(team: str, found: tuple[Release, ...]) -> bytes:
    """The figures as CSV: UTF-8 with a mark by which spreadsheets know it, one row a question and week."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in found:
        asked = (team, str(each.week), each.key, each.text, each.theme)
        writer.writerow([_plain(str(cell)) for cell in (*asked, *_cells(each))])
    return file.getvalue().encode("utf-8-sig")


def _cells(each: Release) -> tuple[object, ...]:
    figure = each.figure
    if isinstance(figure, Withheld):
        return ("no", figure.why, figure.invited, "", figure.floor, "", "", "", "", "", "")
    mean = (figure.mean.value, figure.mean.reach) if figure.mean else ("", "")
    band = (figure.band.low, figure.band.high) if figure.band else ("", "")
    counts = " ".join(map(str, figure.counts))
    return ("yes", figure.why or "", figure.invited, figure.answers, "", *mean, *band, counts, figure.leader)


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _shown(name: str, found: tuple[Release, ...]) -> Message:
    note = (
        "The same figures for everybody on the team, its leads and admins. That you opened this is in the "
        "audit log; `csv=yes` sends them as a file."
    )
    title = f"{name}, last {ROUNDS} rounds"
    return Message(title, (Heading(title), *paragraphs(_weeks(found), gap="\n\n"), Note(note)))


def _weeks(found: tuple[Release, ...]) -> Iterator[str]:
    for week, asked in groupby(found, key=lambda each: each.week):
        lines = [f"**{moments.week(week)[0].upper()}{moments.week(week)[1:]}**"]
        yield "\n".join([*lines, *map(_line, asked)])


def _line(each: Release) -> str:
    return f"`{each.key}` {quoted(each.text)} – {figure_words.line(each.figure, axis=each.axis)}"


def _role(session: Session, request: Request, team: Team) -> str:
    """What lets somebody see a team's report; raises NotAllowedError where nothing does."""
    person = person_of(session, request)
    if person is not None and person.is_admin:
        return "an admin"
    member = next((each for each in teams.members(session, team.id) if each.ref == request.user), None)
    if member is None:
        raise NotAllowedError(_NOT_YOURS.format(team=quoted(team.name)))
    return "a lead" if member.is_lead else "a member"
