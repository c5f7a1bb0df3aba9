"""The same picture drawn the ordinary way: the baseline :mod:`charts.bench` measures against.

Nothing in the product uses this. It shows the same words, dots and lines as :mod:`charts.weekly`, written the
way a plotting tutorial would: a pyplot figure a picture, axes with ticks and labels, saved and closed.
"""

from io import BytesIO
from math import nan
from textwrap import fill

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from charts import changes, layout, past, sentences, words
from charts.diverging import pieces
from charts.past import Past
from charts.scale import between
from charts.type import drawable
from survey.digests import Digest, Tile
from survey.disclosure.figures import Band, Mean, Released, Withheld

_DPI = 100


def draw(digest: Digest) -> bytes:
    """The digest as a PNG."""
    rows = len(digest.tiles)
    height = layout.HEADER + rows * layout.PLAIN_TILE + layout.FOOTER
    size = (layout.WIDTH / _DPI, height / _DPI)
    figure, axes = plt.subplots(
        rows, 2, figsize=size, dpi=_DPI, squeeze=False, width_ratios=(2, 1), gridspec_kw={"hspace": 1.6}
    )
    figure.suptitle(
        " · ".join(filter(None, [*words.header(digest), words.days_off(digest)])),
        fontsize=24,
        x=0.05,
        ha="left",
    )
    figure.text(0.05, 0.02, sentences.privacy(digest), fontsize=16)
    for (left, right), tile in zip(axes, digest.tiles, strict=True):
        _figure(left, tile)
        _history(right, tile)
    file = BytesIO()
    plt.savefig(file, format="png")
    plt.close(figure)
    return file.getvalue()


def _figure(axes: Axes, tile: Tile) -> None:
    axes.set_title(f"{tile.theme.upper()}\n{fill(drawable(tile.question), 55)}", fontsize=22, loc="left")
    axes.spines[["left", "right", "top"]].set_visible(False)
    axes.set_yticks([])
    figure = tile.figure
    if isinstance(figure, Withheld):
        axes.text(0, 0.5, sentences.not_shown(figure), fontsize=20)
    elif tile.axis is not None and figure.mean is not None:
        _mean(axes, tile, figure, figure.mean)
    elif tile.axis is not None and figure.band is not None:
        axes.barh([0], [figure.answers], color=layout.RULE)
        axes.barh([0], [figure.band.high], color=layout.TINT)
        axes.barh([0], [figure.band.low], color=layout.SERIES)
        share = " ".join(words.share(figure.band, figure.answers)).lstrip()
        axes.set_xlabel(fill(f"{share} {sentences.note(figure, axis=tile.axis)}", 55), fontsize=16)
    else:
        axes.text(0, 0.5, drawable(figure.leader or sentences.no_leader(figure)), fontsize=24)


def _mean(axes: Axes, tile: Tile, figure: Released, mean: Mean) -> None:
    low, high = tile.axis or (0, 0)
    axes.plot(between(mean, (low, high)), (0, 0), "o-", markersize=20, color=layout.SERIES)
    axes.annotate(words.whole_mean(mean), (mean.value, 0.02), fontsize=30, ha="center")
    if figure.counts:
        _spread(axes, figure.counts, (low, high))
    around = changes.around(tile)
    if around.usual:
        axes.axvspan(around.usual[0] / 10, around.usual[1] / 10, color=layout.BAND, zorder=0)
    if around.whole:
        axes.hlines(0, around.whole.low / 10, around.whole.high / 10, color=layout.SERIES)
    axes.set_xlim(low, high)
    axes.set_xticks(range(low, high + 1))
    said = f"{' – '.join(words.ends(tile))} ({words.participation(figure)})"
    note = " ".join([sentences.note(figure, axis=(low, high)), *changes.keys(around)])
    axes.set_xlabel(f"{said}\n{_verdict(tile)}\n{fill(note, 80)}", fontsize=16)
    axes.tick_params(labelsize=16)


def _spread(axes: Axes, counts: tuple[int, ...], axis: tuple[int, int]) -> None:
    unit, middle = (axis[1] - axis[0]) / 2 / max(sum(counts), 1), sum(axis) / 2
    for piece in pieces(axis, counts):
        colour = layout.DIVERGING[piece.group.colour]
        left, width = middle + piece.start * unit, piece.count * unit
        axes.barh([-0.03], [width], 0.02, left=left, color=colour, edgecolor=layout.QUIET)
        axes.annotate(
            f"{piece.group.name}: {piece.count}", (left + width / 2, -0.03), fontsize=16, ha="center"
        )


def _verdict(tile: Tile) -> str:
    given = changes.judged(tile)
    return changes.verdict(given) if given else ""


def _history(axes: Axes, tile: Tile) -> None:
    axes.spines[["right", "top"]].set_visible(False)
    shown = past.kind(tile.history)
    if tile.axis is None or shown is Past.NOTHING:
        axes.set_axis_off()
        return
    weeks = [point.week.index for point in tile.history]
    if shown is Past.MEANS:
        means = [nan if point.mean is None else point.mean.value for point in tile.history]
        if usual := changes.around(tile).usual:
            axes.axhspan(usual[0] / 10, usual[1] / 10, color=layout.BAND, zorder=0)
        axes.plot(weeks, means, "o-", color=layout.SERIES)
        axes.plot(weeks[-1:], means[-1:], "o", markersize=10, color=layout.SERIES)
    else:
        shares = [past.share(point) or (Band(0, 0), 1) for point in tile.history]
        low = [band.low / answers for band, answers in shares]
        high = [band.high / answers for band, answers in shares]
        axes.vlines(weeks, low, high, color=layout.SERIES)
    axes.set_ylim(*(tile.axis if shown is Past.MEANS else (0, 1)))
    axes.set_yticks(axes.get_ylim())
    names = (words.week(point.week, beside=tile.history[-1].week) for point in tile.history)
    axes.set_xticks(weeks[:: max(len(weeks) - 1, 1)], [*names][:: max(len(weeks) - 1, 1)])
    axes.tick_params(labelsize=16)
