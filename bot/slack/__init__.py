"""The Slack adapter: payloads in, Block Kit out. Nothing else in Pulssi knows Slack."""
