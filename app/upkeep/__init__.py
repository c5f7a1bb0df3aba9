"""What an operator does beside running it: backups, keys, and checking the promise."""
