"""What makes a measurement worthless."""


class BenchError(Exception):
    """Nothing was measured; the text says why."""
