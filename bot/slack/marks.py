"""What a posted message carries so that it can be found again, should its posting end in doubt."""

import uuid
from collections.abc import Mapping
from typing import Any

from survey.deliveries import Claim

_DELIVERIES = uuid.UUID("6a1f6f0c-5d4c-4c1e-9a55-3f5e4f0b7d21")
"""Name space of message ids, so that a repeated sending of one delivery carries the same id."""
_EVENT = "pulssi_delivery"


def mark(claim: Claim) -> dict[str, Any]:
    """What a message is found again by: an opaque number, since everybody in the workspace can read it."""
    return {
        "metadata": {"event_type": _EVENT, "event_payload": {"d": str(claim.id)}},
        "client_msg_id": str(uuid.uuid5(_DELIVERIES, str(claim.id))),
    }


def bears(message: Mapping[str, Any], claim: Claim) -> bool:
    """Whether a message is this delivery."""
    metadata = message.get("metadata", {})
    if metadata.get("event_type") != _EVENT:
        return False
    return bool(metadata.get("event_payload", {}).get("d") == str(claim.id))
