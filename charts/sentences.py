"""A figure in whole sentences: for alt texts and messages, and for what the picture does not draw."""

from collections.abc import Iterable, Iterator

from charts import past, words
from charts.past import Past
from locales.speech import marked, say, say_count
from survey.digests import Digest, Tile
from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.scales import SCALES

_MEANS = {
    Reach.EXACTLY: marked("Mean {mean} on {low}–{high}."),
    Reach.AT_LEAST: marked("Mean {mean} or higher on {low}–{high}."),
    Reach.AT_MOST: marked("Mean {mean} or lower on {low}–{high}."),
}
_FEW_MOVED = marked(
    "Not shown: so few people joined or left since this was last asked that a change would tell about them."
)
_MOVED = marked(
    "So few people joined or left since this was last asked that only the favourable share is shown."
)
_LIMIT = marked(
    "Near an end only a limit is told. It is the same whether all answers lie there or only most, so that "
    "nobody's answer can be read from it."
)
NOTHING = marked("No figure that would be safe to show.")
"""Enough answered, yet every figure would tell too much about single answers."""
_FAVOURABLE_FROM = {scale.axis: scale.sides[1] for scale in SCALES.values()}
"""The lowest favourable value on each axis, a reversed question's turned like its figures."""


def days_off(digest: Digest) -> str:
    """That not every working day of the week was one, as a fact; empty where each was."""
    if not digest.days_off:
        return ""
    return say_count("A week with {count} day off.", "A week with {count} days off.", digest.days_off)


def privacy(digest: Digest) -> str:
    """The promise under every picture."""
    return privacy_from(digest.floor)


def privacy_from(floor: int) -> str:
    """The promise with the fewest answers from which something is shown."""
    return say_count(
        "Team figures only. Nothing is shown from fewer than {count} answer.",
        "Team figures only. Nothing is shown from fewer than {count} answers.",
        floor,
    )


def told(figure: Released | Withheld, *, axis: tuple[int, int] | None, option: str = "") -> str:
    """Everything that was released of a question, or why nothing was.

    Args:
        figure: as it was released.
        axis: the ends of the question's scale; None for a choice, of which only the leader is told.
        option: the leader of a choice, written as it may stand in the text.
    """
    if isinstance(figure, Withheld):
        return not_shown(figure)
    results = list(_on_axis(figure, axis)) if axis else [chosen(option) if option else no_leader(figure)]
    said = [*(results or [say(NOTHING)]), _answered(figure)]
    if _is_moved(figure):
        said.append(say(_MOVED))
    if axis and figure.counts:
        said.append(_distribution(figure, axis))
    return " ".join(said)


def not_shown(figure: Withheld) -> str:
    """That a figure was withheld, and why."""
    if figure.why is Why.TOGETHER:
        return say_count(
            "Not shown: beside another team's figure it would tell about fewer than {count} person.",
            "Not shown: beside another team's figure it would tell about fewer than {count} people.",
            figure.floor,
        )
    if figure.why is Why.MOVED:
        return say(_FEW_MOVED)
    return say_count(
        "Not shown: fewer than {count} answer.", "Not shown: fewer than {count} answers.", figure.floor
    )


def chosen(option: str) -> str:
    """The option that leads a choice."""
    return say("Chosen most often: {option}.", option=option)


def no_leader(figure: Released) -> str:
    """What stands where a choice has no option to name."""
    return say(_FEW_MOVED) if figure.why is Why.MOVED else say("No option stood out.")


def note(figure: Released, *, axis: tuple[int, int]) -> str:
    """What stands under a drawn figure: favourable answers, or why it has no mean, and how to read these."""
    said = [say(_MOVED)] if _is_moved(figure) else []
    if figure.band is not None:
        said += [_favourable(figure.band, figure.answers)] if figure.mean is not None else []
        said.append(legend(axis))
    return " ".join(filter(None, [*said, limit(figure)]))


def legend(axis: tuple[int, int]) -> str:
    """Which answers count as favourable on a scale; empty for a scale of which that is not known any more."""
    value = _FAVOURABLE_FROM.get(axis)
    if value is None:
        return ""
    return say("Favourable: {value} or more on {low}–{high}.", value=value, low=axis[0], high=axis[1])


def limit(figure: Figure) -> str:
    """Why a figure is told from one side; whether this is said is decided by nothing but the figure."""
    if not isinstance(figure, Released):
        return ""
    mean, band = figure.mean, figure.band
    of_mean = mean is not None and mean.reach is not Reach.EXACTLY
    of_band = band is not None and band.low < band.high and (band.low == 0 or band.high == figure.answers)
    return say(_LIMIT) if of_mean or of_band else ""


def limits(figures: Iterable[Figure]) -> list[str]:
    """The same of several figures, said once; nothing where each is told exactly."""
    return [*dict.fromkeys(filter(None, map(limit, figures)))]


def legends(tiles: Iterable[Tile]) -> list[str]:
    """How to read the figures of a whole digest: each scale once, where a tile tells of favourable answers.

    Then why some are told from one side, where any is.
    """
    axes = dict.fromkeys(tile.axis for tile in tiles if _tells_favourable(tile))
    said = [legend(axis) for axis in axes if axis]
    return [*filter(None, said), *limits(tile.figure for tile in tiles)]


def _tells_favourable(tile: Tile) -> bool:
    if isinstance(tile.figure, Released) and tile.figure.band is not None:
        return True
    return past.kind(tile.history) is Past.SHARES and len(tile.history) > 1


def _is_moved(figure: Released) -> bool:
    return figure.why is Why.MOVED and figure.mean is None and figure.band is not None


def _on_axis(figure: Released, axis: tuple[int, int]) -> Iterator[str]:
    if figure.mean is not None:
        yield _mean(figure.mean, axis)
    if figure.band is not None:
        yield _favourable(figure.band, figure.answers)


def _mean(mean: Mean, axis: tuple[int, int]) -> str:
    return say(_MEANS[mean.reach], mean=words.number(mean), low=axis[0], high=axis[1])


def _favourable(band: Band, answers: int) -> str:
    """How many of the answers are favourable; other languages bend the word with the number."""
    low, high = band.low, band.high
    if low == high:
        return say_count(
            "{count} of {answers} favourable.", "{count} of {answers} favourable.", low, answers=answers
        )
    if low == 0:
        return say_count(
            "At most {count} of {answers} favourable.",
            "At most {count} of {answers} favourable.",
            high,
            answers=answers,
        )
    if high == answers:
        return say_count(
            "At least {count} of {answers} favourable.",
            "At least {count} of {answers} favourable.",
            low,
            answers=answers,
        )
    return say_count(
        "{low} to {count} of {answers} favourable.",
        "{low} to {count} of {answers} favourable.",
        high,
        low=low,
        answers=answers,
    )


def _answered(figure: Released) -> str:
    return say_count(
        "{count} of {invited} answered.",
        "{count} of {invited} answered.",
        figure.answers,
        invited=figure.invited,
    )


def _distribution(figure: Released, axis: tuple[int, int]) -> str:
    """How many gave each value, from the unfavourable end on."""
    counts = ", ".join(map(str, figure.counts))
    return say("Answers from {low} to {high}: {counts}.", low=axis[0], high=axis[1], counts=counts)
