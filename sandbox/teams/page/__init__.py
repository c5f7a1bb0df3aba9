"""The web page as Microsoft Teams has it: what it asks, what it does, and the modules of its own."""
