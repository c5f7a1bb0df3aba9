"""The ways between workspace and app: deliveries, what travels in them, and faults on the way."""
