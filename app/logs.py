"""Logs that cannot carry an answer: only named, harmless fields get through."""

import logging
import sys
from typing import Any

import structlog

ALLOWED = frozenset(
    {
        "event", "level", "timestamp", "logger", "attempt", "delivery", "job", "kind", "purged_comments",
        "purged_invitations", "purged_rounds", "purged_sealed", "reason", "round", "seconds", "setting",
        "status", "team", "transport", "url", "version", "week",
    }
)  # fmt: skip
"""Fields a log line may have. Persons, values, texts and bodies are not among them, whoever logs them."""


def keep_allowed(_: Any, __: str, entry: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Drop every field that is not on the list."""
    return {name: value for name, value in entry.items() if name in ALLOWED}


class LibraryFormatter(logging.Formatter):
    """Says which library complained and where, but none of its words: they may quote a payload."""

    def format(self, record: logging.LogRecord) -> str:
        """One line without the message."""
        raised = f" {record.exc_info[0].__name__}" if record.exc_info and record.exc_info[0] else ""
        return f"{record.levelname.lower()} in {record.name}, {record.funcName}:{record.lineno}{raised}"


def configure(*, as_json: bool, level: str = "info") -> None:
    """Set up logging for a process: ours through structlog, everybody else's without its words."""
    renderer: Any = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            keep_allowed,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LibraryFormatter())
    # Bolt reads SLACK_BOT_TOKEN by itself and then warns that it was given a better one.
    handler.addFilter(lambda said: said.levelno >= logging.ERROR or not said.name.startswith("slack_bolt"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
