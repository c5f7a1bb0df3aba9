"""Digests to draw: a few by hand, any number by Hypothesis."""

from datetime import timedelta

from hypothesis import strategies as st

from survey.digests import Digest, Point, Tile
from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.scales import AGREE, FREQUENCY, MOOD, RECOMMEND
from survey.weeks import Week

WEEK = Week(2026, 48)
AGREEMENT = ("Strongly disagree", "Strongly agree")


def shown(mean: float | None) -> Figure:
    """A week's figure of nine people by its mean; None is a week not shown."""
    return Withheld(5, 9) if mean is None else Released(8, 9, mean=Mean(round(10 * mean)))


def history(*figures: float | Figure | None, apart: int = 1) -> tuple[Point, ...]:
    """Measurements ending in week 48, ``apart`` weeks from each other."""
    ago = [timedelta(weeks=apart * number) for number in reversed(range(len(figures)))]
    return tuple(
        Point(
            Week.of(WEEK.monday() - back),
            each if isinstance(each, Released | Withheld) else shown(each),
        )
        for back, each in zip(ago, figures, strict=True)
    )


def digest(*tiles: Tile, team: str = "Support", floor: int = 5) -> Digest:
    return Digest(team=team, week=WEEK, tiles=tiles, invited=9, participants=7, floor=floor)


RESOURCES = Tile(
    question="The work we call most important gets enough people and time.",
    theme="Resources for what matters",
    axis=(1, 5),
    ends=AGREEMENT,
    figure=Released(answers=8, invited=9, mean=Mean(34), band=Band(4, 4)),
    history=history(3.6, 3.5, 3.8, None, 3.4, 3.4),
)
WORRY = Tile(
    question="This week I kept a worry to myself because raising it felt risky.",
    theme="Psychological safety",
    axis=(1, 5),
    ends=AGREEMENT,
    figure=Withheld(floor=8, invited=9),
    history=history(3.1, 3.4, None, None),
)
RECOMMENDATION = Tile(
    question="How likely are you to recommend this team to a friend?",
    theme="Recommendation",
    axis=(0, 10),
    ends=(RECOMMEND.labels[0], RECOMMEND.labels[-1]),
    figure=Released(answers=8, invited=9, mean=Mean(79)),
    history=history(8.2, 7.9, apart=4),
)
LUNCH = Tile(
    question="Which day suits a shared lunch best?",
    theme="Ways of working",
    axis=None,
    ends=(),
    figure=Released(answers=6, invited=9, leader="Tuesday"),
    history=(),
)
SMALL = Tile(
    question="How did your work week feel?",
    theme="How we are doing",
    axis=(1, 5),
    ends=("Very bad", "Very good"),
    figure=Released(6, 7, band=Band(3, 3)),
    history=history(
        Released(6, 7, band=Band(0, 2)),
        Withheld(5, 7),
        Released(5, 7, band=Band(3, 5)),
        Released(6, 7, band=Band(3, 3)),
    ),
)

_LETTERS = st.text("abcdeghijklmnoprstuvyåäöÅÄÖ", min_size=1, max_size=30)
_WORDS = st.lists(_LETTERS, min_size=1, max_size=12)
SENTENCES = st.builds(lambda words, end: " ".join(words)[:200] + end, _WORDS, st.sampled_from([".", "?", ""]))
_NAMES = st.builds(lambda words: " ".join(words)[:60].strip(), _WORDS)
_SCALES = st.sampled_from([AGREE, FREQUENCY, MOOD, RECOMMEND])


@st.composite
def _bands(draw: st.DrawFn, answers: int) -> Band:
    low = draw(st.integers(3, answers - 3)) if answers > 6 else 3
    return draw(st.sampled_from([Band(low, low), Band(0, 2), Band(answers - 2, answers)]))


@st.composite
def _figures(draw: st.DrawFn, axis: tuple[int, int]) -> Figure:
    """Any figure the gate can let out of a question with an axis."""
    invited = draw(st.integers(8, 400))
    kind = draw(st.sampled_from(["withheld", "small", "moved", "mean", "both", "all"]))
    answers = draw(st.integers(5, 7) if kind == "small" else st.integers(8, invited))
    mean = Mean(draw(st.integers(axis[0] * 10 + 1, axis[1] * 10 - 1)), draw(st.sampled_from(Reach)))
    if kind == "withheld":
        return Withheld(
            draw(st.sampled_from([5, 8])), invited, draw(st.sampled_from([Why.FEW, Why.TOGETHER]))
        )
    if kind in {"small", "moved"}:
        moved = Why.MOVED if kind == "moved" else None
        return Released(answers, invited, band=draw(_bands(answers)), why=moved)
    band = None if kind == "mean" else draw(_bands(answers))
    counts = tuple(range(2, axis[1] - axis[0] + 3)) if kind == "all" else ()
    return Released(answers, invited, mean=mean, band=band, counts=counts)


@st.composite
def _measured(draw: st.DrawFn) -> Tile:
    scale = draw(_SCALES)
    assert scale.axis is not None
    figures = draw(st.lists(_figures(scale.axis), min_size=1, max_size=12))
    points = history(*figures, apart=draw(st.sampled_from([1, 4, 9])))
    ends = (scale.labels[0], scale.labels[-1])
    return Tile(draw(SENTENCES), draw(_NAMES), scale.axis, ends, figures[-1], points)


@st.composite
def _chosen(draw: st.DrawFn) -> Tile:
    figure = Released(draw(st.integers(5, 400)), 400, leader=draw(st.just("") | _NAMES))
    return Tile(draw(SENTENCES), draw(_NAMES), None, (), draw(st.just(figure) | st.just(Withheld(5, 9))), ())


DIGESTS = st.builds(
    lambda tiles, team: digest(*tiles, team=team),
    st.lists(_measured() | _chosen(), min_size=1, max_size=3),
    _NAMES,
)
