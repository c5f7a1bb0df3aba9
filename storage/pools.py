"""Teams that share a round: a team too small for figures of its own is asked in another's.

There is one round, one key and one tally for all of them, so a pool and one of its teams can never both be
released. Who shares is fixed for a round when it opens.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, func, or_, select, update

from locales import formats
from locales.speech import say
from storage import pulses, teams
from storage.tables import RoundRow, RoundTeamRow, TeamRow
from storage.teams import Team
from survey.errors import InputError
from survey.ids import TeamId
from survey.rounds import first_week
from survey.weeks import Week


def asks(team: TeamId) -> ColumnElement[bool]:
    """Which rounds ask a team's people: its own, and those it shared."""
    shared = select(RoundTeamRow.round_id).where(col(RoundTeamRow.team_id) == team)
    return or_(col(RoundRow.team_id) == team, col(RoundRow.id).in_(shared))


def host_of(session: Session, team: Team) -> Team:
    """The team in whose rounds a team is asked from the next one on: itself, where it shares with none."""
    return team if team.shares_with is None else teams.get(session, team.shares_with)


def sharers(session: Session, host: TeamId) -> tuple[Team, ...]:
    """The teams at work that share a team's rounds, by name."""
    statement = select(TeamRow.id).where(col(TeamRow.shares_with) == host, col(TeamRow.archived).is_(False))
    ordered = statement.order_by(col(TeamRow.name), col(TeamRow.id))
    return tuple(teams.get(session, TeamId(found or 0)) for found in session.exec(ordered))


def asked_beside(session: Session, host: TeamId, week: Week) -> tuple[TeamId, ...]:
    """The teams whose people a host's round of a week asks, too.

    One that is asked in another round of that week waits for the next, since both results together would tell
    of the rest; so does one in whose channel nobody could read the result.
    """
    shared = exists().where(
        col(RoundTeamRow.round_id) == col(RoundRow.id), col(RoundTeamRow.team_id) == col(TeamRow.id)
    )
    asked = exists().where(
        col(RoundRow.week) == str(week), or_(col(RoundRow.team_id) == col(TeamRow.id), shared)
    )
    statement = select(TeamRow.id).where(
        col(TeamRow.shares_with) == host,
        col(TeamRow.archived).is_(False),
        col(TeamRow.trouble).is_(None),
        ~asked,
    )
    ordered = statement.order_by(col(TeamRow.name), col(TeamRow.id))
    return tuple(TeamId(found or 0) for found in session.exec(ordered))


def share(session: Session, team: Team, host: Team) -> None:
    """Ask a team's people in another team's rounds from the next one on.

    Raises:
        InputError: the two cannot share: one of them does with a third, or they are not two of one workspace.
    """
    if host.id == team.id:
        raise InputError(say("{team} cannot share with itself; name another team.", team=team.name))
    if host.workspace != team.workspace or host.archived:
        raise InputError(
            say("{team} is no team at work here; name one that `/pulse team list` shows.", team=host.name)
        )
    if host.shares_with is not None:
        raise InputError(
            say(
                "{team} is itself asked together with {host}, so share with {host} instead.",
                team=host.name,
                host=teams.get(session, host.shares_with).name,
            )
        )
    guests = sharers(session, team.id)
    if guests:
        raise InputError(
            say(
                "{guests} would lose the rounds of {team}. Release each first: "
                '`/pulse team share with=none team="{guest}"`.',
                guests=formats.listed([guest.name for guest in guests]),
                team=team.name,
                guest=guests[0].name,
            )
        )
    session.exec(update(TeamRow).where(col(TeamRow.id) == team.id).values(shares_with=host.id))


def release(session: Session, team: Team, *, at: datetime) -> Week | None:
    """Give a team rounds of its own again; returns the week of the first, None where it has no rhythm.

    It begins after the last week in which the team was asked: two results of one week would tell of the rest.
    """
    session.exec(update(TeamRow).where(col(TeamRow.id) == team.id).values(shares_with=None))
    pulse = pulses.of_team(session, team.id)
    if pulse is None:
        return None
    last = session.exec(select(func.max(RoundRow.week)).where(asks(team.id))).one()
    week = first_week(pulse.schedule, zone=pulse.zone, at=at)
    week = max(week, Week.parse(last).next()) if last else week
    pulses.reschedule(session, team.id, pulse.schedule, next_week=week)
    return week
