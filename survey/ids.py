"""Names for identifiers, so that a person cannot be passed where a round belongs."""

from typing import NewType

WorkspaceId = NewType("WorkspaceId", int)
PersonId = NewType("PersonId", int)
TeamId = NewType("TeamId", int)
QuestionId = NewType("QuestionId", int)
GoalId = NewType("GoalId", int)
PulseId = NewType("PulseId", int)
RoundId = NewType("RoundId", int)
DeliveryId = NewType("DeliveryId", int)

UserRef = NewType("UserRef", str)
"""How the chat platform names a person (Slack: ``U…``)."""
ChannelRef = NewType("ChannelRef", str)
"""How the chat platform names a channel or a direct message (Slack: ``C…``, ``D…``)."""
MessageRef = NewType("MessageRef", str)
"""How the chat platform names a message inside its channel (Slack: ``ts``)."""
GroupRef = NewType("GroupRef", str)
"""How the chat platform names a user group (Slack: ``S…``)."""
