"""Slack's refusals, read whatever shape the SDK found them in."""

from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackApiError

DEFAULT_RETRY_AFTER = 30.0
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


def is_too_fast(problem: SlackApiError) -> bool:
    """Whether Slack asks us to wait."""
    return status(problem) == 429 or code(problem) in {"ratelimited", "rate_limited"}


def retry_after(problem: SlackApiError) -> float:
    """The seconds Slack asks us to wait; at least one, and thirty where it does not say."""
    headers: Mapping[str, Any] = getattr(problem.response, "headers", {})
    said = next((str(value) for name, value in headers.items() if name.lower() == "retry-after"), "")
    return max(1.0, float(said)) if said.isdigit() else DEFAULT_RETRY_AFTER
