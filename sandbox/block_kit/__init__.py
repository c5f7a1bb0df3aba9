"""The rules for blocks, as Slack enforces them."""
