"""What a round promises, in words: on the card, in the channel, in answer to a command."""

from bot.conversations import moments
from bot.conversations.messages import quoted
from survey.disclosure.floors import floor_of
from survey.promises import Announcement
from survey.rounds import Round


def on_card(round_: Round) -> str:
    """Who sees the answers to a round, in three short sentences."""
    highest = max(floor_of(sensitive=question.sensitive, floor=round_.floor) for question in round_.questions)
    together = f" of {quoted(round_.team_name)} together" if round_.is_pooled else ""
    team = "these teams" if round_.is_pooled else "your team"
    sums = f"Only sums{together}, from {highest} answers up, the same for {team}"
    return (
        f"Who sees this? {sums}, leads and admins; deleted after {_months(round_.retention_months)}. "
        f"{_leads(round_, counted=round_.leads_count).capitalize()}. "
        "After closing nobody, not even the person who runs Pulssi, can tell who answered what."
    )


def of_round(round_: Round) -> str:
    """The promise of a round, in one line."""
    return told(floor=round_.floor, leads_count=round_.leads_count, retention_months=round_.retention_months)


def told(*, floor: int, leads_count: bool, retention_months: int) -> str:
    """A promise, in one line."""
    leads = "leads are asked with their team" if leads_count else "leads are not asked with their team"
    return f"figures from {floor} answers up; {leads}; sums are deleted after {_months(retention_months)}"


def announcement(change: Announcement) -> str:
    """What a team is told in its channel when its promise changes, with ``**bold**`` for the adapter."""
    if change.raised is not None:
        until_now, from_now_on = change.raised
        week = moments.week(change.now.week)
        return f"**From now on** figures of {week} are shown from {from_now_on} answers up (was {until_now})."
    said = _changes(change.now, change.before) or [
        f"figures are shown from {change.now.floor} answers up, as before"
    ]
    return f"**From this week on** {'; '.join(said)}. The question card says the same."


def _changes(now: Round, before: Round | None) -> list[str]:
    said = [] if before is not None and set(before.teams) == set(now.teams) else [_together(now)]
    if before is None:
        return said
    if now.floor != before.floor:
        said.append(f"figures are shown from {now.floor} answers up (was {before.floor})")
    if now.leads_count != before.leads_count:
        said.append(_leads(now, counted=now.leads_count))
    if now.retention_months != before.retention_months:
        said.append(f"sums are deleted after {_months(now.retention_months)} (was {before.retention_months})")
    return said


def _together(round_: Round) -> str:
    name = quoted(round_.team_name)
    if round_.is_pooled:
        return f"{name} are asked together and see one result, posted to each of their channels"
    return f"{name} is asked on its own"


def _leads(round_: Round, *, counted: bool) -> str:
    whose = "one of these teams" if round_.is_pooled else "the team"
    return f"whoever leads {whose} is {'asked with it, and counted' if counted else 'not asked with it'}"


def _months(count: int) -> str:
    return "1 month" if count == 1 else f"{count} months"
