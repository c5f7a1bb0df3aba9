"""Question banks as files: the one that ships with Pulssi, and those people bring along or take away."""
