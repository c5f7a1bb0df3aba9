"""The web page, and what it asks and does for the person who looks at it."""
