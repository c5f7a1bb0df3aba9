"""The demo: a believable company in the sandbox, and weeks played through the production code."""
