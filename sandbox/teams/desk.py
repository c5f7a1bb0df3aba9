"""What members act with."""

from dataclasses import dataclass, field

from sandbox.teams.activities import Activities
from sandbox.teams.delivery import Delivery
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json


@dataclass(slots=True)
class Desk:
    """``dialogs`` are those that are open, by member, ``warnings`` what cards lack."""

    tenant: Tenant
    activities: Activities
    delivery: Delivery
    warnings: list[str]
    dialogs: dict[str, Json] = field(default_factory=dict)
