"""Settings, read once in ``main`` from the environment or ``.env`` and handed down.

A setting that is missing or malformed stops the start with its name, what it should look like and where to
get it.
"""

import re
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from survey.disclosure.figures import FLOOR
from survey.rounds import RETENTION_MONTHS

THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}
SLACK_API = "https://slack.com/api/"
ANYONE = "anyone"
"""Stands for every workspace."""
_GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_IS_GUID = "is 32 characters of 0-9 and a-f with hyphens, like 01234567-89ab-cdef-0123-456789abcdef."
_OVERVIEW = "Entra admin center: App registrations, your bot, Overview"
SHAPES = {
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
    "slack_client_id": (
        re.compile(r"\d+\.\d+"),
        "is two numbers with a dot between them. Slack: your app, Basic Information, Client ID",
    ),
    "slack_client_secret": (
        re.compile(r"[0-9a-f]{32}"),
        "is 32 characters of 0-9 and a-f. Slack: your app, Basic Information, Client Secret",
    ),
    "teams_client_id": (re.compile(_GUID), f"{_IS_GUID} {_OVERVIEW}, Application (client) ID"),
    "teams_client_secret": (
        re.compile(rf"(?!{_GUID}$)\S+"),
        (
            "is a secret's Value, without spaces; its Secret ID does not work. "
            "Entra admin center: App registrations, your bot, Certificates & secrets"
        ),
    ),
    "teams_tenant_id": (re.compile(_GUID), f"{_IS_GUID} {_OVERVIEW}, Directory (tenant) ID"),
}


_PUBLIC = "is an address like https://pulssi.example.org, under which your server is reached from outside"


class SettingsError(Exception):
    """A setting stops the start; the text names it and says what it should look like."""


class Settings(BaseSettings):
    """What an operator can set; every name stands in ``.env.example`` too."""

    model_config = SettingsConfigDict(env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True)

    slack_bot_token: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_allowed_workspaces: str = ""
    slack_api_url: str = SLACK_API
    teams_client_id: str | None = None
    teams_client_secret: SecretStr | None = None
    teams_tenant_id: str | None = None
    teams_keys_url: str = ""
    teams_graph_url: str = ""
    pulssi_teams_admins: str = ""
    pulssi_teams_graph: bool = False
    pulssi_public_url: str | None = None
    database_url: str = "sqlite:///var/pulssi.db"
    pulssi_key_folder: Path = Path("var/keys")
    pulssi_key_store: SecretStr | None = None
    pulssi_key_store_is_volatile: bool = False
    pulssi_secret_key: SecretStr | None = None
    pulssi_floor: int = Field(default=FLOOR, ge=FLOOR, le=100)
    pulssi_retention_months: int = Field(default=RETENTION_MONTHS, ge=1, le=RETENTION_MONTHS)
    pulssi_messages_per_minute: int = Field(default=180, ge=1, le=6000)
    pulssi_teams_messages_per_minute: int = Field(default=1500, ge=1, le=1680)
    pulssi_native_charts: bool = False
    pulssi_host: str = "127.0.0.1"
    pulssi_port: int = Field(default=8080, ge=0, le=65535)
    pulssi_log_format: str = Field(default="console", pattern="^(console|json)$")

    @field_validator(*SHAPES)
    @classmethod
    def _shape(cls, value: SecretStr | str | None, info: object) -> SecretStr | str | None:
        shape, words = SHAPES[getattr(info, "field_name", "")]
        written = value.get_secret_value() if isinstance(value, SecretStr) else value
        if written is not None and not shape.fullmatch(written):
            raise ValueError(words)
        return value

    @field_validator("teams_client_id", "teams_tenant_id")
    @classmethod
    def _as_microsoft_writes_it(cls, value: str | None) -> str | None:
        """In lower case: Microsoft's tokens and activities are compared with it."""
        return value and value.lower()

    @field_validator("slack_api_url")
    @classmethod
    def _url(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise ValueError("is an address like https://slack.com/api/; leave it out for Slack itself")
        return value.rstrip("/") + "/"

    @field_validator("slack_allowed_workspaces")
    @classmethod
    def _allowed(cls, value: str) -> str:
        """Ids of workspaces and organisations, apart from each other by commas, or the word for all."""
        named = [each.strip() for each in value.split(",") if each.strip()]
        if named != [ANYONE] and not all(re.fullmatch(r"[TE][A-Z0-9]{2,20}", each) for each in named):
            raise ValueError(
                f"is a list of ids like T0123ABCD with commas between them, or the word {ANYONE}. "
                "Slack shows a workspace's in the address of its page: app.slack.com/client/T0123ABCD"
            )
        return ",".join(named)

    @field_validator("teams_keys_url", "teams_graph_url")
    @classmethod
    def _sandbox(cls, value: str) -> str:
        """Microsoft's own services need no address, and nobody else's are trusted."""
        address = _split(value)
        if value and (address.scheme != "http" or address.hostname not in THIS_MACHINE):
            raise ValueError("is for a sandbox on this machine only, like http://127.0.0.1:9000")
        return value.rstrip("/")

    @field_validator("pulssi_key_store")
    @classmethod
    def _redis(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"(rediss?|unix)://\S+", value.get_secret_value()):
            raise ValueError(
                "is the address of a Redis, like redis://127.0.0.1:6379/0; without it keys are in a folder"
            )
        return value

    @field_validator("pulssi_teams_admins")
    @classmethod
    def _admins(cls, value: str) -> str:
        """Ids of people, apart from each other by commas."""
        named = [each.strip().lower() for each in value.split(",") if each.strip()]
        if not all(re.fullmatch(_GUID, each) for each in named):
            raise ValueError(
                "is a list of object ids with commas between them. Entra admin center: Users, Object ID"
            )
        return ",".join(named)

    @field_validator("pulssi_public_url")
    @classmethod
    def _public(cls, value: str | None) -> str | None:
        """Without the slash at its end; plain http only for a sandbox on this machine."""
        if value is None:
            return None
        address = _split(value)
        here = address.scheme == "http" and address.hostname in THIS_MACHINE
        if not here and address.scheme != "https":
            raise ValueError(_PUBLIC)
        if not address.hostname or "@" in address.netloc or re.search(r"[\s?#]", value):
            raise ValueError(_PUBLIC)
        return value.rstrip("/")

    @model_validator(mode="after")
    def _one_data_key(self) -> Self:
        """A file with a key is one machine's; a store that several share takes one key for all of them."""
        if self.pulssi_key_store is not None and self.pulssi_secret_key is None:
            raise ValueError(
                "pulssi_secret_key: is needed beside PULSSI_KEY_STORE, the same for every process"
            )
        return self

    @model_validator(mode="after")
    def _plain_http_stays_here(self) -> Self:
        """Refuse to send a token in the clear to anywhere but this machine."""
        address = urlsplit(self.slack_api_url)
        if address.scheme == "http" and (address.hostname not in THIS_MACHINE or "@" in address.netloc):
            raise ValueError(
                "slack_api_url: use https://; plain http:// is only for a sandbox on this machine"
            )
        return self


_WORDS = {
    "pulssi_floor": f"is a number from {FLOOR} to 100; it can be raised above {FLOOR}, never lowered",
    "pulssi_retention_months": f"is a number from 1 to {RETENTION_MONTHS}; older rounds are deleted",
    "pulssi_messages_per_minute": "is a number from 1 to 6000; Slack allows several hundred",
    "pulssi_teams_messages_per_minute": "is a number from 1 to 1680; Microsoft allows 50 a second",
    "pulssi_native_charts": "is yes or no; with yes Slack draws a digest's lines itself",
    "pulssi_teams_graph": "is yes or no; with yes mailboxes are read for the zone of who never wrote",
    "pulssi_key_store_is_volatile": "is yes or no; with yes you vouch that its Redis writes nothing to disk",
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


def _split(value: str) -> SplitResult:
    """An address in parts; what is none has no scheme."""
    try:
        return urlsplit(value)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _sentence(error: object) -> str:
    details: dict[str, object] = dict(error) if isinstance(error, dict) else {}
    place = details.get("loc") or ()
    name = str(place[0]) if isinstance(place, tuple) and place else ""
    said = str(details.get("msg", "")).removeprefix("Value error, ")
    if not name:
        name, _, said = said.partition(": ")
        return f"{name.upper()} cannot be used: {said}."
    return f"{name.upper()} cannot be used: it {_WORDS.get(name, said)}."
