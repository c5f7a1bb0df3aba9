"""Tokens and what they may do."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.workspace.refusals import RefusedError

ALL_SCOPES = [
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "dnd:read",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:read",
    "reactions:write",
    "team:read",
    "usergroups:read",
    "users:read",
    "users:read.email",
]


@dataclass(slots=True)
class Token:
    value: str
    kind: Literal["bot", "app"]
    scopes: list[str] = field(default_factory=list)
    revoked: bool = False

    def allow(self, *any_of: str) -> None:
        """Refuse like Slack does unless the token has one of the scopes."""
        if any_of and not set(any_of) & set(self.scopes):
            raise RefusedError("missing_scope", needed=",".join(any_of), provided=",".join(self.scopes))
