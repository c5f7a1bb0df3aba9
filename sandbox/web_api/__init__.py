"""Slack's Web API: its methods, how they are called and limited, and how things are written down in it."""
