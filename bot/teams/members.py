"""What a roster tells of somebody: who they are, and whether as a guest; no name or address is taken over."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from survey.ids import UserRef

_GUEST_ROLES = frozenset({"guest", "anonymous"})
_OF_A_GUEST = "#ext#"
"""Stands in the principal name that Entra gives to whoever is invited; their role may be ``user`` even so."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a roster.

    Attributes:
        account: what the organisation's directory calls them.
        is_guest: invited from outside, or in no organisation at all.
    """

    user: UserRef
    account: str | None
    is_guest: bool


def member(told: Mapping[str, Any]) -> Member | None:
    """Read one entry; None for a bot, and for what has no id."""
    role = str(told.get("userRole") or "").lower()
    if not told.get("id") or role == "bot":
        return None
    account = told.get("aadObjectId") or told.get("objectId")
    principal = str(told.get("userPrincipalName") or "").lower()
    return Member(
        UserRef(str(told["id"])),
        account=str(account) if account else None,
        is_guest=role in _GUEST_ROLES or _OF_A_GUEST in principal,
    )
