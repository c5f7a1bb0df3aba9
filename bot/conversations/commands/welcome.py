"""What is said of a team when it is added or its members are read anew."""

from sqlmodel import Session

from bot.conversations import countries, moments
from bot.conversations.commands.membership import Found
from bot.conversations.commands.share import HOW_IT_WORKS
from bot.conversations.messages import Message, Note, Paragraph, quoted
from bot.conversations.pools import hosted
from locales.speech import say, say_count
from storage import calendars, pulses, teams
from storage.teams import Team


def added(session: Session, team: Team, size: int, found: Found, *, least: int) -> Message:
    """What a new team is told.

    Args:
        session: the transaction that adds it.
        team: as it is now.
        size: how many people are asked, or read in the background.
        found: who was found in its channel.
        least: the fewest answers of a figure, where it asks fewer people than that; else 0.
    """
    name = quoted(team.name)
    told = [
        say_count(
            "**{team} is a team now:** 1 person.",
            "**{team} is a team now:** {count} people.",
            size,
            team=name,
        ),
        _shares(session, team) or (_too_few(least) if least else ""),
        say("They are being read now; `/pulse team list` shows how many it is in the end.")
        if found.many
        else "",
        _lead(team, found),
    ]
    return Message(
        say("{team} is a team now.", team=name),
        (Paragraph(_joined(told)), Paragraph(rhythm(session, team)), Note(_times(session, team))),
    )


def again(session: Session, team: Team, known: Team, size: int, found: Found) -> Message:
    """What is said of a team whose members were read anew.

    Args:
        session: the transaction that reads them.
        team: as it is now.
        known: as it was before.
        size: how many people are asked, or read in the background.
        found: who was found in its channel.
    """
    told = say("{team} is a team already.", team=quoted(team.name))
    said = [
        f"**{told}**",
        say_count(
            "Its members were read anew: 1 person.", "Its members were read anew: {count} people.", size
        ),
    ]
    if known.name != team.name:
        said.append(say("It was called {team} until now.", team=quoted(known.name)))
    if known.zone != team.zone:
        said.append(say("Its times are {place} time from the next round on.", place=moments.place(team.zone)))
    read = Paragraph(_joined([*said, _shares(session, team), _lead(team, found)]))
    return Message(told, (read, Paragraph(rhythm(session, team))))


def rhythm(session: Session, team: Team) -> str:
    """When a team is asked, and from when on."""
    host, via = hosted(session, team)
    pulse = pulses.of_team(session, host.id)
    if pulse is None:
        return say("No rhythm yet.")
    schedule = pulse.schedule
    told = say(
        "Asked {ask}, closes {close}, digest {digest}; next round: {week}.",
        ask=moments.slot(schedule.ask),
        close=moments.slot(schedule.close),
        digest=moments.slot(schedule.digest),
        week=moments.week(pulse.next_week),
    )
    return f"{via}{told}"


def _joined(sentences: list[str]) -> str:
    return " ".join(filter(None, sentences))


def _shares(session: Session, team: Team) -> str:
    if team.shares_with is None:
        return ""
    host = quoted(teams.get(session, team.shares_with).name)
    told = say("From the next round on it is asked together with {host}.", host=host)
    return f"{told} {say(HOW_IT_WORKS)}"


def _lead(team: Team, found: Found) -> str:
    if found.lead is None or team.leads_count:
        return ""
    return say(
        "Whoever leads it is not asked with it, so that people answer for themselves; "
        "`/pulse promise leads=counted` changes that."
    )


def _too_few(least: int) -> str:
    return say_count(
        "Asking fewer than 1 person, it sees no figures of its own: `/pulse team share with=NAME` lets it "
        "share one result with a team you name.",
        "Asking fewer than {count} people, it sees no figures of its own: `/pulse team share with=NAME` lets "
        "it share one result with a team you name.",
        least,
    )


def _times(session: Session, team: Team) -> str:
    country = calendars.settings(session, team.id).country
    place = moments.place(team.zone)
    if country:
        times = say(
            "Times are {place} time; each person is asked at that hour where they are, on working days; "
            "public holidays of {country} are left out.",
            place=place,
            country=countries.name(country),
        )
    else:
        times = say(
            "Times are {place} time; each person is asked at that hour where they are, on working days; no "
            "holidays are known.",
            place=place,
        )
    return _joined(
        [
            times,
            say("`/pulse schedule` and `/pulse team calendar` change it, `/pulse ask now` starts at once."),
        ]
    )
