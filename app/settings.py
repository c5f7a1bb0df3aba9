"""Settings, read once in ``main`` from the environment or ``.env`` and handed down.

A setting that is missing or malformed stops the start with its name, what it should look like and where to
get it.
"""

import re
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from survey.disclosure.figures import FLOOR
from survey.rounds import RETENTION_MONTHS

_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
SLACK_API = "https://slack.com/api/"
_SHAPES = {
    "slack_bot_token": (
        re.compile(r"xoxb-[\w-]+"),
        "starts with xoxb-. Slack: your app, OAuth & Permissions, Bot User OAuth Token",
    ),
    "slack_app_token": (
        re.compile(r"xapp-[\w-]+"),
        "starts with xapp-. Slack: your app, Basic Information, App-Level Tokens, with connections:write",
    ),
    "slack_signing_secret": (
        re.compile(r"[0-9a-f]{32}"),
        "is 32 characters of 0-9 and a-f. Slack: your app, Basic Information, Signing Secret",
    ),
}


class SettingsError(Exception):
    """A setting stops the start; the text names it and says what it should look like."""


class Settings(BaseSettings):
    """What an operator can set; every name stands in ``.env.example`` too."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = SLACK_API
    database_url: str = "sqlite:///var/pulssi.db"
    pulssi_key_folder: Path = Path("var/keys")
    pulssi_secret_key: SecretStr | None = None
    pulssi_floor: int = Field(default=FLOOR, ge=FLOOR, le=100)
    pulssi_retention_months: int = Field(default=RETENTION_MONTHS, ge=1, le=RETENTION_MONTHS)
    pulssi_messages_per_minute: int = Field(default=180, ge=1, le=6000)
    pulssi_native_charts: bool = False
    pulssi_host: str = "127.0.0.1"
    pulssi_port: int = Field(default=8080, ge=0, le=65535)
    pulssi_log_format: str = Field(default="console", pattern="^(console|json)$")

    @field_validator(*_SHAPES)
    @classmethod
    def _shape(cls, value: SecretStr | None, info: object) -> SecretStr | None:
        shape, words = _SHAPES[getattr(info, "field_name", "")]
        if value is not None and not shape.fullmatch(value.get_secret_value()):
            raise ValueError(words)
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise ValueError("is an address like https://slack.com/api/; leave it out for Slack itself")
        return value.rstrip("/") + "/"

    @model_validator(mode="after")
    def _plain_http_stays_here(self) -> Self:
        """Refuse to send a token in the clear to anywhere but this machine."""
        address = urlsplit(self.slack_api_url)
        if address.scheme == "http" and (address.hostname not in _THIS_MACHINE or "@" in address.netloc):
            raise ValueError(
                "slack_api_url: use https://; plain http:// is only for a sandbox on this machine"
            )
        return self


_WORDS = {
    "pulssi_floor": f"is a number from {FLOOR} to 100; it can be raised above {FLOOR}, never lowered",
    "pulssi_retention_months": f"is a number from 1 to {RETENTION_MONTHS}; older rounds are deleted",
    "pulssi_messages_per_minute": "is a number from 1 to 6000; Slack allows several hundred",
    "pulssi_native_charts": "is yes or no; with yes Slack draws a digest's lines itself",
    "pulssi_port": "is a number from 0 to 65535; 0 takes a free one",
    "pulssi_log_format": "is console or json",
}


def load(**given: object) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: one is malformed; the value itself is never repeated, it may be a secret.
    """
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as problem:
        raise SettingsError(
            "\n".join(_sentence(error) for error in problem.errors(include_input=False))
        ) from None


def require_slack(settings: Settings) -> None:
    """Refuse to run without a way to talk to Slack.

    Raises:
        SettingsError: names what is missing and where to get it.
    """
    missing = []
    if settings.slack_bot_token is None:
        missing.append("slack_bot_token")
    if settings.slack_app_token is None and settings.slack_signing_secret is None:
        missing.append("slack_app_token")
    if missing:
        lines = [f"{name.upper()} is not set. It {_SHAPES[name][1]}." for name in missing]
        raise SettingsError(
            "\n".join([*lines, "Put it into .env; README, “Connect your Slack”, has the steps."])
        )


def _sentence(error: object) -> str:
    details: dict[str, object] = dict(error) if isinstance(error, dict) else {}
    place = details.get("loc") or ()
    name = str(place[0]) if isinstance(place, tuple) and place else ""
    said = str(details.get("msg", "")).removeprefix("Value error, ")
    if not name:
        name, _, said = said.partition(": ")
        return f"{name.upper()} cannot be used: {said}."
    return f"{name.upper()} cannot be used: it {_WORDS.get(name, said)}."
