"""A tenant of Microsoft Teams on this machine: the Bot Connector that a bot talks to, and the people."""
