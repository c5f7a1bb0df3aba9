"""The state of a workspace: people, channels, messages, views, and what may be done with them."""
