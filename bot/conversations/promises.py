"""What a round promises, in words: on the card, in the channel, in answer to a command."""

from fractions import Fraction

from bot.conversations.messages import quoted
from locales.speech import marked, say, say_count
from survey.disclosure.floors import floor_of
from survey.promises import Announcement
from survey.rotation.fatigue import NewPace, Sign
from survey.rounds import Round

_PACES = {
    1: marked("**From now on** questions come every week."),
    2: marked("**From now on** questions come every two weeks."),
    4: marked("**From now on** questions come every four weeks."),
}
_ADMINS_DECIDE = marked("An admin can set another rhythm with `/pulse schedule`.")


def on_card(round_: Round) -> str:
    """Who sees the answers to a round, in a few short sentences."""
    after = say("After closing nobody, not even the person who runs Pulssi, can tell who answered what.")
    return " ".join([say("Who sees this?"), _sums(round_), _kept(round_), _leads(round_), after])


def of_round(round_: Round) -> str:
    """The promise of a round, in one line."""
    return told(floor=round_.floor, leads_count=round_.leads_count, retention_months=round_.retention_months)


def told(*, floor: int, leads_count: bool, retention_months: int) -> str:
    """A promise, in one line."""
    return "; ".join(
        (
            say_count("figures from {count} answer up", "figures from {count} answers up", floor),
            say("leads are asked with their team")
            if leads_count
            else say("leads are not asked with their team"),
            say_count(
                "sums are deleted after {count} month",
                "sums are deleted after {count} months",
                retention_months,
            ),
        )
    )


def announcement(change: Announcement) -> str:
    """What a team is told in its channel when its promise changes, with ``**bold**`` for the adapter."""
    if change.pace is not None:
        return " ".join([say(_PACES[change.pace.every]), _why(change.pace), say(_ADMINS_DECIDE)])
    if change.raised is not None:
        before, now = change.raised
        return say_count(
            "**From now on** figures of week {week} are shown from {count} answer up (was {before}).",
            "**From now on** figures of week {week} are shown from {count} answers up (was {before}).",
            now,
            week=change.now.week.number,
            before=before,
        )
    said = _changes(change.now, change.before) or [_as_before(change.now)]
    return " ".join([say("**From this week on:**"), *said, say("The question card says the same.")])


def _why(pace: NewPace) -> str:
    """What the pace was changed for, in whole percents; never rounded up to a bound that was not reached."""
    now = _percent(pace.now.rate)
    if pace.sign is Sign.RECOVERED:
        return say("In the last twelve weeks {now}% took part again.", now=now)
    if pace.sign is Sign.FEW or pace.first is None:
        return say("In the last four weeks {now}% took part: fewer than half.", now=now)
    return say(
        "In the last four weeks {now}% took part, after {first}% in the first twelve.",
        now=now,
        first=_percent(pace.first.rate),
    )


def _percent(rate: Fraction) -> int:
    return int(100 * rate)


def _changes(now: Round, before: Round | None) -> list[str]:
    said = [] if before is not None and set(before.teams) == set(now.teams) else [_together(now)]
    if before is None:
        return said
    if now.floor != before.floor:
        said.append(_floor(now, before))
    if now.leads_count != before.leads_count:
        said.append(_leads(now))
    if now.retention_months != before.retention_months:
        said.append(_months(now, before))
    return said


def _as_before(now: Round) -> str:
    return say_count(
        "Figures are shown from {count} answer up, as before.",
        "Figures are shown from {count} answers up, as before.",
        now.floor,
    )


def _floor(now: Round, before: Round) -> str:
    return say_count(
        "Figures are shown from {count} answer up (was {before}).",
        "Figures are shown from {count} answers up (was {before}).",
        now.floor,
        before=before.floor,
    )


def _months(now: Round, before: Round) -> str:
    return say_count(
        "Sums are deleted after {count} month (was {before}).",
        "Sums are deleted after {count} months (was {before}).",
        now.retention_months,
        before=before.retention_months,
    )


def _together(round_: Round) -> str:
    name = quoted(round_.team_name)
    if round_.is_pooled:
        return say(
            "{teams} are asked together and see one result, posted to each of their channels.", teams=name
        )
    return say("{team} is asked on its own.", team=name)


def _sums(round_: Round) -> str:
    """From how many answers up which sums are shown to whom; the strictest question counts."""
    highest = max(floor_of(sensitive=question.sensitive, floor=round_.floor) for question in round_.questions)
    if round_.is_pooled:
        return say_count(
            "Only sums of {teams} together, from {count} answer up, the same for these teams, leads and "
            "admins.",
            "Only sums of {teams} together, from {count} answers up, the same for these teams, leads and "
            "admins.",
            highest,
            teams=quoted(round_.team_name),
        )
    return say_count(
        "Only sums, from {count} answer up, the same for your team, leads and admins.",
        "Only sums, from {count} answers up, the same for your team, leads and admins.",
        highest,
    )


def _kept(round_: Round) -> str:
    return say_count(
        "They are deleted after {count} month.",
        "They are deleted after {count} months.",
        round_.retention_months,
    )


def _leads(round_: Round) -> str:
    if round_.is_pooled and round_.leads_count:
        return say("Whoever leads one of these teams is asked with it, and counted.")
    if round_.is_pooled:
        return say("Whoever leads one of these teams is not asked with it.")
    if round_.leads_count:
        return say("Whoever leads the team is asked with it, and counted.")
    return say("Whoever leads the team is not asked with it.")
