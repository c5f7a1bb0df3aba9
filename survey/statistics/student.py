"""Student's t distribution, from scipy, which is loaded for the first digest and never to serve a tap."""

NORMAL_95 = 1.959963984540054
"""z: 95 % of a normal distribution lie within so many standard deviations."""


def tail(t: float, df: float) -> float:
    """The two-sided p of a t value with ``df`` degrees of freedom."""
    from scipy.special import stdtr  # noqa: PLC0415 - a tenth of a second, and only digests need it

    return float(2 * stdtr(df, -abs(t)))


def quantile(p: float, df: float) -> float:
    """The t value under which a part ``p`` of the distribution lies."""
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(df, p))
