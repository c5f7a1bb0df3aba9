"""Slack's refusals, read whatever shape the SDK found them in."""

from slack_sdk.errors import SlackApiError

UNREADABLE = "unreadable_answer"
"""Stands for an answer that was no JSON: a proxy's or a failing server's page."""


def code(problem: SlackApiError) -> str:
    """Slack's name of the error, e.g. ``not_in_channel``; never anything that was sent or received."""
    data = getattr(problem.response, "data", problem.response)
    return str(data.get("error", UNREADABLE)) if isinstance(data, dict) else UNREADABLE


def status(problem: SlackApiError) -> int:
    """The HTTP status; 500 where the SDK lost it with an unreadable answer."""
    response = problem.response
    found = getattr(response, "status_code", None) or getattr(response, "status", None)
    return int(found) if isinstance(found, int) else 500
