"""Digests to draw: a few by hand, any number by Hypothesis."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from survey.digests import Digest, Point, Tile
from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.scales import AGREE, FREQUENCY, MOOD, RECOMMEND
from survey.statistics.missing import WholeTeam
from survey.verdicts import Change, Verdict
from survey.weeks import Week

WEEK = Week(2026, 48)
AGREEMENT = ("Strongly disagree", "Strongly agree")


def history(*figures: Figure | float | None, apart: int = 1) -> tuple[Point, ...]:
    """Measurements ending in week 48, ``apart`` weeks from each other; a number is an exact mean."""
    ago = [timedelta(weeks=apart * number) for number in reversed(range(len(figures)))]
    return tuple(
        Point(Week.of(WEEK.monday() - back), _figure(figure))
        for back, figure in zip(ago, figures, strict=True)
    )


def _figure(figure: Figure | float | None) -> Figure:
    if figure is None:
        return Withheld(floor=5, invited=9)
    return Released(8, 9, Mean(round(figure * 10))) if isinstance(figure, float) else figure


def share(low: int, high: int, *, answers: int = 6) -> Released:
    """A week that shows its favourable answers only."""
    return Released(answers, 9, band=Band(low, high))


def digest(*tiles: Tile, team: str = "Support", floor: int = 5) -> Digest:
    return Digest(team=team, week=WEEK, tiles=tiles, invited=9, participants=7, floor=floor)


RESOURCES = Tile(
    question="The work we call most important gets enough people and time.",
    theme="Resources for what matters",
    axis=(1, 5),
    ends=AGREEMENT,
    figure=Released(answers=8, invited=9, mean=Mean(34), band=Band(5, 5)),
    history=history(3.6, 3.5, 3.8, None, 3.4, 3.4),
)
FULL = replace(
    RESOURCES,
    verdict=Verdict(Change.WITHIN, 5, 4, usual=(30, 41)),
    whole_team=WholeTeam(31, 36, 1, assumes=False),
)
"""The same with all that is said and drawn beside a figure."""
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
GLAD = Tile(
    question="How did your work week feel?",
    theme="How we are doing",
    axis=(1, 5),
    ends=("Very bad", "Very good"),
    figure=Released(8, 9, Mean(41, Reach.AT_LEAST), Band(6, 8)),
    history=history(
        3.9,
        Released(8, 9, Mean(19, Reach.AT_MOST)),
        share(2, 2, answers=7),
        Released(8, 9, Mean(41, Reach.AT_LEAST), Band(6, 8)),
    ),
)
SMALL = Tile(
    question="I know what is expected of me.",
    theme="Clear goals",
    axis=(1, 5),
    ends=AGREEMENT,
    figure=share(0, 2),
    history=history(share(3, 3), None, share(4, 6), share(0, 2)),
)
MOVED = Tile(
    question="This week I could see how my tasks serve our goals.",
    theme="Strategy",
    axis=(1, 5),
    ends=AGREEMENT,
    figure=Released(12, 14, band=Band(8, 8), why=Why.MOVED),
    history=history(3.4, 3.6, Released(12, 14, band=Band(8, 8), why=Why.MOVED)),
)
LARGE = Tile(
    question="I could refuse work that did not matter.",
    theme="Focus",
    axis=(1, 5),
    ends=AGREEMENT,
    figure=Released(24, 27, Mean(36), Band(15, 15), counts=(1, 2, 6, 11, 4)),
    history=history(3.6),
)
LUNCH = Tile(
    question="Which day suits a shared lunch best?",
    theme="Ways of working",
    axis=None,
    ends=(),
    figure=Released(answers=6, invited=9, leader="Tuesday"),
    history=(),
)

_LETTERS = st.text("abcdeghijklmnoprstuvyåäöÅÄÖ", min_size=1, max_size=30)
_WORDS = st.lists(_LETTERS, min_size=1, max_size=12)
SENTENCES = st.builds(lambda words, end: " ".join(words)[:200] + end, _WORDS, st.sampled_from([".", "?", ""]))
_NAMES = st.builds(lambda words: " ".join(words)[:60].strip(), _WORDS)
_SCALES = st.sampled_from([AGREE, FREQUENCY, MOOD, RECOMMEND])


_FLOORS = st.sampled_from([5, 8])


@st.composite
def _bands(draw: st.DrawFn, answers: int) -> Band:
    some = draw(st.integers(0, answers))
    return draw(st.sampled_from([Band(some, some), Band(0, 2), Band(answers - 2, answers)]))


@st.composite
def _withheld(draw: st.DrawFn) -> Withheld:
    return Withheld(draw(_FLOORS), draw(st.integers(5, 400)), draw(st.sampled_from(Why)))


@st.composite
def _small(draw: st.DrawFn) -> Released:
    answers = draw(st.integers(5, 400))
    why = draw(st.none() | st.just(Why.MOVED)) if answers >= 8 else None
    return Released(answers, answers + draw(st.integers(0, 9)), band=draw(_bands(answers)), why=why)


@st.composite
def _large(draw: st.DrawFn, axis: tuple[int, int]) -> Released:
    answers, (low, high) = draw(st.integers(8, 400)), axis
    reach = draw(st.sampled_from(Reach))
    inside = 0 if reach is Reach.EXACTLY else 1
    mean = Mean(draw(st.integers(low * 10 + inside, high * 10 - inside)), reach)
    values = high - low + 1
    counts = draw(st.just([]) | st.lists(st.integers(0, 400), min_size=values, max_size=values))
    counts, answers = (counts, sum(counts)) if sum(counts) >= 20 else ([], answers)
    band = draw(st.none() | _bands(answers))
    return Released(answers, answers + draw(st.integers(0, 9)), mean, band, tuple(counts))


@st.composite
def _verdicts(draw: st.DrawFn, axis: tuple[int, int]) -> Verdict:
    """Any verdict; the limits of the usual may lie beyond the axis."""
    low, high = axis
    limits = st.integers(low * 10 - 15, high * 10 + 15)
    usual = draw(st.none() | st.tuples(limits, limits).map(lambda ends: (min(ends), max(ends))))
    return Verdict(draw(st.sampled_from(Change)), draw(st.integers(0, 52)), 6, usual)


@st.composite
def _whole(draw: st.DrawFn, figure: Figure, axis: tuple[int, int]) -> WholeTeam | None:
    mean = figure.mean if isinstance(figure, Released) else None
    if mean is None or mean.reach is not Reach.EXACTLY:
        return None
    low = draw(st.integers(axis[0] * 10, mean.tenths))
    high = draw(st.integers(mean.tenths, axis[1] * 10))
    missing = draw(st.integers(1, 9))
    return WholeTeam(low, high, missing, missing > 3)


@st.composite
def _measured(draw: st.DrawFn) -> Tile:
    scale = draw(_SCALES)
    assert scale.axis is not None
    bare = st.just(Released(9, 9))
    smalls = st.one_of(_withheld(), _small(), bare)
    figures = draw(st.sampled_from([smalls, st.one_of(smalls, _large(scale.axis))]))
    figure = draw(figures)
    earlier = draw(st.lists(figures, max_size=11))
    points = history(*earlier, figure, apart=draw(st.sampled_from([1, 4, 9])))
    ends = (scale.labels[0], scale.labels[-1])
    verdict = draw(st.none() | _verdicts(scale.axis))
    whole = draw(st.none() | _whole(figure, scale.axis))
    return Tile(draw(SENTENCES), draw(_NAMES), scale.axis, ends, figure, points, verdict, whole)


@st.composite
def _chosen(draw: st.DrawFn) -> Tile:
    answers = draw(st.integers(5, 400))
    leader = draw(st.just("") | _NAMES)
    why = None if leader else draw(st.sampled_from([None, Why.MOVED]))
    figure = draw(st.just(Released(answers, 400, leader=leader, why=why)) | _withheld())
    return Tile(draw(SENTENCES), draw(_NAMES), None, (), figure, history(figure))


DIGESTS = st.builds(
    lambda tiles, team, days_off: replace(digest(*tiles, team=team), days_off=days_off),
    st.lists(_measured() | _chosen(), min_size=1, max_size=3),
    _NAMES,
    st.integers(0, 7),
)
