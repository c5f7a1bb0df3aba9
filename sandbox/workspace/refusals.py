"""The two ways this workspace says no: to the bot with Slack's error codes, to a person with a sentence."""

from typing import Any


class RefusedError(Exception):
    """A Web API call is refused; ``code`` is Slack's name for the reason, ``details`` go into the answer."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


class ImpossibleError(Exception):
    """A person tried what the page would not offer: a button that is not there, a modal that is not open."""
