"""Microsoft Teams: activities in, Adaptive Cards out, and the messenger."""
