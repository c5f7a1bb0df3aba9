"""``/pulse report``: the released figures of a team's latest rounds, the same to all who may see them."""

import csv
import io
from collections.abc import Iterator
from itertools import groupby

from sqlmodel import Session

from bot.conversations import figure_words
from bot.conversations.commands.pages import paragraphs
from bot.conversations.desk import Desk, Reply, person_of, team_of
from bot.conversations.messages import Heading, Message, Note, quoted
from bot.conversations.requests import Request, Typed
from bot.conversations.schedules import yes_or_no
from locales.speech import marked, say
from storage import reports, teams
from storage.reports import Release
from storage.teams import Team
from survey.audit import Act
from survey.disclosure.figures import Withheld
from survey.errors import InputError, NotAllowedError

ROUNDS = 12
COLUMNS = (
    *("team", "week", "question", "text", "theme", "shown", "why", "invited", "answers", "floor"),
    *("mean", "mean_reach", "favourable_low", "favourable_high", "counts", "leader", "change"),
)
_NOT_YOURS = marked(
    "Only the people of {team}, its leads and Pulssi's admins read its report. `/pulse report` shows yours."
)
_OPENED = {
    "admin": (marked("opened by an admin"), marked("opened as a file by an admin")),
    "lead": (marked("opened by a lead"), marked("opened as a file by a lead")),
    "member": (marked("opened by a member"), marked("opened as a file by a member")),
}
"""What the audit log keeps, in English: it is said to whoever reads it."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


def opened(role: str) -> str:
    """What the audit log keeps of somebody in this role who looked at a team's figures."""
    return _OPENED[role][False]


async def report(desk: Desk, request: Request, typed: Typed) -> Reply:
    """Show a team's figures, or send them as a file; either is written down."""
    as_file = yes_or_no(typed.values.get("csv", "no"), what="csv")

    def read(session: Session) -> tuple[Team, tuple[Release, ...]]:
        team = team_of(session, request, name=typed.values.get("team", ""))
        role = role_of(session, request, team)
        found = reports.of_team(session, team.id, limit=ROUNDS)
        if found:
            desk.note(session, request, Act.REPORT, team=team.id, detail=_OPENED[role][as_file])
        return team, found

    team, found = await desk.change(read)
    name = quoted(team.name)
    if not found:
        raise InputError(
            say(
                "{team} has no closed round with figures yet. The first digest brings the first ones.",
                team=name,
            )
        )
    if not as_file:
        return _shown(name, found)
    file = f"pulssi-report-{found[0].week}.csv"
    words = say(
        "The released figures of **{team}**, last {rounds} rounds. Leads and admins get exactly the same.",
        team=name,
        rounds=ROUNDS,
    )
    await desk.parcels.send_file(request.user, name=file, content=table(team.name, found), words=words)
    return Message(
        say("{file} is in your direct messages. That you opened it is in the audit log.", file=file)
    )


def table(team: str, found: tuple[Release, ...]) -> bytes:
    """The figures as CSV: UTF-8 with a mark by which spreadsheets know it, one row a question and week."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in found:
        asked = (team, str(each.week), each.key, each.text, each.theme)
        change = each.verdict.change if each.verdict else ""
        writer.writerow([_plain(str(cell)) for cell in (*asked, *_cells(each), change)])
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
    note = say(
        "The same figures for everybody on the team, its leads and admins. That you opened this is in the "
        "audit log; `csv=yes` sends them as a file."
    )
    title = say("{team}, last {rounds} rounds", team=name, rounds=ROUNDS)
    told = [*_weeks(found), *figure_words.limits(each.figure for each in found)]
    return Message(title, (Heading(title), *paragraphs(told, gap="\n\n"), Note(note)))


def _weeks(found: tuple[Release, ...]) -> Iterator[str]:
    for week, asked in groupby(found, key=lambda each: each.week):
        lines = [say("**Week {number}**", number=week.number)]
        yield "\n".join([*lines, *map(_line, asked)])


def _line(each: Release) -> str:
    told = figure_words.line(each.figure, axis=each.axis, verdict=each.verdict)
    return f"`{each.key}` {quoted(each.text)} – {told}"


def role_of(session: Session, request: Request, team: Team) -> str:
    """What lets somebody see a team's report; raises NotAllowedError where nothing does."""
    person = person_of(session, request)
    if person is not None and person.is_admin:
        return "admin"
    member = next((each for each in teams.members(session, team.id) if each.ref == request.user), None)
    if member is None:
        raise NotAllowedError(say(_NOT_YOURS, team=quoted(team.name)))
    return "lead" if member.is_lead else "member"
