"""``pulssi verify-privacy``: the attackers of SCIENCE 5.1 that need no more than an operator has.

They read the database in plain SQL and its files byte by byte, without the program's own queries, so that a
mistake in those cannot hide itself.
"""
