"""The domain: questions, rounds, tallies, gate, statistics. No clock, no randomness, no input or output."""
