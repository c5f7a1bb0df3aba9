"""The same picture drawn the ordinary way: the baseline :mod:`charts.bench` measures against.

Nothing in the product uses this. It shows the same words, dots and lines as :mod:`charts.weekly`, written the
way a plotting tutorial would: a pyplot figure a picture, axes with ticks and labels, saved and closed.
"""

from io import BytesIO
from math import nan
from textwrap import fill

from matplotlib import pyplot as plt
from matplotlib.axes import Axes

from charts import layout, words
from charts.type import drawable
from survey.digests import Digest, Tile
from survey.disclosure.figures import Withheld

_DPI = 100


def draw(digest: Digest) -> bytes:
    """The digest as a PNG."""
    rows = len(digest.tiles)
    height = layout.HEADER + rows * layout.PLAIN_TILE + layout.FOOTER
    size = (layout.WIDTH / _DPI, height / _DPI)
    figure, axes = plt.subplots(
        rows, 2, figsize=size, dpi=_DPI, squeeze=False, width_ratios=(2, 1), gridspec_kw={"hspace": 1.6}
    )
    figure.suptitle(" · ".join(words.header(digest)), fontsize=24, x=0.05, ha="left")
    figure.text(0.05, 0.02, words.privacy(digest), fontsize=16)
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
        axes.text(0, 0.5, words.not_shown(figure), fontsize=20)
    elif tile.axis is None or figure.mean is None:
        axes.text(0, 0.5, drawable(words.favourable(figure) or words.leader(figure)), fontsize=24)
    else:
        low, high = tile.axis
        axes.plot([figure.mean.value], [0], "o", markersize=20, color=layout.SERIES)
        axes.annotate(words.mean(figure.mean), (figure.mean.value, 0.02), fontsize=30, ha="center")
        axes.set_xlim(low, high)
        axes.set_xticks(range(low, high + 1))
        axes.set_xlabel(f"{' – '.join(words.ends(tile))} ({words.answered(figure)})", fontsize=16)
        axes.tick_params(labelsize=16)


def _history(axes: Axes, tile: Tile) -> None:
    axes.spines[["right", "top"]].set_visible(False)
    if tile.axis is None or not tile.history:
        axes.set_axis_off()
        return
    weeks = [point.week.index for point in tile.history]
    means = [nan if point.mean is None else point.mean.value for point in tile.history]
    axes.plot(weeks, means, "o-", color=layout.SERIES)
    axes.plot(weeks[-1:], means[-1:], "o", markersize=10, color=layout.SERIES)
    axes.set_ylim(*tile.axis)
    axes.set_yticks(tile.axis)
    names = (words.week(point.week, beside=tile.history[-1].week) for point in tile.history)
    axes.set_xticks(weeks[:: max(len(weeks) - 1, 1)], [*names][:: max(len(weeks) - 1, 1)])
    axes.tick_params(labelsize=16)
