"""People at the keyboard, and what their gestures turn into."""
