"""What leads and admins see on their page beside everybody's: their teams, and what needs them."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session

from bot.conversations.messages import Buttons, Divider, Heading, Note, Paragraph, Part, opens, quoted
from bot.conversations.standing import refused, standing, trouble
from locales.speech import say, say_count
from storage import goals, pools, pulses, questions, rounds, talks, teams
from storage.people import Person
from storage.teams import Team
from storage.workspaces import Workspace
from survey.rounds import local_day

_MOST_TEAMS = 12
"""A page has room for a hundred blocks; `/pulse status` shows all teams."""


def of_lead(
    session: Session, person: Person, own: tuple[Team, ...], per_minute: float | None, at: datetime
) -> Iterator[Part]:
    """The teams somebody leads; nothing for whoever leads none."""
    led = [team for team in own if teams.is_lead(session, team.id, person.id)]
    if not led:
        return
    yield Divider()
    yield Heading(say("Teams you lead"))
    for team in led[:_MOST_TEAMS]:
        yield Paragraph(standing(session, team, per_minute, at))
        yield from _not_talked_about(session, team)
    yield Note(
        say(
            "You see the same figures as your team. `/pulse plan theme` chooses what is asked about, `/pulse "
            "digest now` closes the week."
        )
    )


def _not_talked_about(session: Session, team: Team) -> Iterator[Part]:
    """The weeks a team has not talked about, with a button for each; only those who lead it see them."""
    weeks = talks.left(session, team.id)
    if weeks:
        yield Note(say("Not talked about yet, as far as you said so; only you see this:"))
        yield Buttons(
            f"talked {team.id}",
            tuple(
                opens(
                    " ".join(("talked", f"week={week}", f"team=<#{team.channel}>")),
                    say("We talked about week {number}", number=week.number),
                )
                for week in weeks
            ),
        )


def of_admin(
    session: Session, workspace: Workspace, per_minute: float | None, at: datetime
) -> Iterator[Part]:
    """Teams, schedules and questions of the workspace, what needs attention first."""
    every = teams.of_workspace(session, workspace.id)
    yield Divider()
    yield Heading(say("For admins"))
    yield Paragraph(_attention(session, workspace, every, at))
    for team in every[:_MOST_TEAMS]:
        yield Paragraph(standing(session, team, per_minute, at))
    if len(every) > _MOST_TEAMS:
        yield Note(
            say_count(
                "…and 1 more team: `/pulse status` shows it.",
                "…and {count} more teams: `/pulse status` shows them.",
                len(every) - _MOST_TEAMS,
            )
        )
    yield Paragraph(_questions(session, workspace, at))
    yield Buttons(
        "admin",
        (
            opens("setup team", say("Set up a team")),
            opens("question list", say("Questions")),
            opens("goal add", say("Set a goal")),
            opens("goal list", say("Goals")),
            opens("audit", say("Log")),
        ),
    )


def _attention(session: Session, workspace: Workspace, every: tuple[Team, ...], at: datetime) -> str:
    found = [line for team in every for line in _of_team(session, team, at)]
    found += [
        say("**Goal {number}, {goal}:** nothing asks about it.", number=goal.number, goal=quoted(goal.words))
        for goal in goals.of_workspace(session, workspace.id)
        if goal.lasts(local_day(at, workspace.zone)) and not questions.of_goal(session, goal.id)
    ]
    if not every:
        found.append(say("There is no team yet: `/pulse setup team` makes the first."))
    if not found:
        return say("✓ Nothing needs your attention.")
    return "\n".join([say("**Needs your attention**"), *(f"⚠ {line}" for line in found)])


def _of_team(session: Session, team: Team, at: datetime) -> Iterator[str]:
    name, latest = f"**{quoted(team.name)}:**", rounds.latest(session, team.id)
    if team.trouble is not None:
        yield f"{name} {trouble(team.trouble)}"
    if pulses.of_team(session, pools.host_of(session, team).id) is None:
        rhythmless = say("It has no rhythm yet; `/pulse team add` in its channel gives it one.")
        yield f"{name} {rhythmless}"
    if latest is not None and (problems := refused(session, latest, at=at)):
        yield f"{name} {problems.removeprefix('⚠ ')}"


def _questions(session: Session, workspace: Workspace, at: datetime) -> str:
    asked = len(questions.of_workspace(session, workspace.id))
    today = local_day(at, workspace.zone)
    wanted = sum(goal.lasts(today) for goal in goals.of_workspace(session, workspace.id))
    return " · ".join(
        [
            say_count("1 question", "{count} questions", asked),
            say_count("1 goal that is pursued", "{count} goals that are pursued", wanted)
            if wanted
            else say("no goal yet"),
        ]
    )
