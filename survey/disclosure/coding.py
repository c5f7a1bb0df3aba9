"""How figures are coded before they leave: ends of the scale and rare counts tell a limit (SCIENCE 5.3)."""

from survey.disclosure.audit import Axis
from survey.disclosure.figures import Band, Mean, Reach


def turned(counts: dict[int, int], axis: Axis, *, reverse: bool) -> dict[int, int]:
    """The counts of every value of the axis, a reversed item turned, so that more is better."""
    ends = axis.low + axis.high
    return {value: counts.get(ends - value if reverse else value, 0) for value in axis.values}


def end_coded(total: int, answers: int, axis: Axis, *, insiders: int) -> Mean:
    """The mean of a sum; near an end of the axis only that it lies there.

    So near that fewer points are missing than one unfavourable answer and all the insiders' answers can
    take away: an exact mean would say that nobody else is unfavourable. The other end likewise.
    """
    lowest, highest = exact_sums(answers, axis, insiders=insiders)
    if total > highest:
        return Mean(_tenths(highest + 1, answers), Reach.AT_LEAST)
    if total < lowest:
        return Mean(_tenths(lowest - 1, answers), Reach.AT_MOST)
    return Mean(_tenths(total, answers))


def exact_sums(answers: int, axis: Axis, *, insiders: int) -> tuple[int, int]:
    """The sums between which a mean is told exactly; on 1-5 and for c insiders up to 5n - (3 + 4c) - 1."""
    theirs = (axis.high - axis.low) * insiders
    top = axis.high * answers - (axis.high - axis.unfavourable) - theirs
    bottom = axis.low * answers + (axis.favourable - axis.low) + theirs
    return bottom + 1, top - 1


def sums_of(mean: Mean, answers: int, axis: Axis, *, insiders: int) -> tuple[int, int]:
    """The least and the greatest sum that are told as this mean."""
    lowest, highest = exact_sums(answers, axis, insiders=insiders)
    if mean.reach is Reach.AT_LEAST:
        return max(highest + 1, axis.low * answers), axis.high * answers
    if mean.reach is Reach.AT_MOST:
        return axis.low * answers, min(lowest - 1, axis.high * answers)
    # Half up: tenths = (20 * sum + answers) // (2 * answers).
    least = -(-(2 * answers * mean.tenths - answers) // 20)
    greatest = (2 * answers * (mean.tenths + 1) - answers - 1) // 20
    return max(least, lowest), min(greatest, highest)


def band_of(favourable: int, answers: int, *, insiders: int) -> Band:
    """The favourable answers, exactly save near none and near all."""
    few, many = 1 + insiders, answers - 1 - insiders
    if favourable <= few:
        return Band(0, few)
    if favourable >= many:
        return Band(many, answers)
    return Band(favourable, favourable)


def bands(answers: int, *, insiders: int) -> tuple[Band, ...]:
    """Every band so many answers can have, from nobody to everybody."""
    told = {band_of(favourable, answers, insiders=insiders) for favourable in range(answers + 1)}
    return tuple(sorted(told, key=lambda band: (band.low, band.high)))


def _tenths(total: int, answers: int) -> int:
    return (20 * total + answers) // (2 * answers)
