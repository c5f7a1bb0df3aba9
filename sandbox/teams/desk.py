"""What members act with."""

from dataclasses import dataclass, field

from sandbox.teams.activities import Activities
from sandbox.teams.delivery import Delivery
from sandbox.teams.tenant import Tenant
from sandbox.workspace.messages import Json


@dataclass(frozen=True, slots=True)
class Dialog:
    """A window that a bot opened for somebody; each time it is drawn anew it has another id."""

    id: str
    title: str
    card: Json


@dataclass(slots=True)
class Desk:
    """``dialogs`` are those that are open, by member, ``warnings`` what cards lack."""

    tenant: Tenant
    activities: Activities
    delivery: Delivery
    warnings: list[str]
    dialogs: dict[str, Dialog] = field(default_factory=dict)
