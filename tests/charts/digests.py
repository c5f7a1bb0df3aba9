"""Digests to draw: a few by hand, any number by Hypothesis."""

from datetime import timedelta

from hypothesis import strategies as st

from survey.digests import Digest, Point, Tile
from survey.figures import Released, Withheld
from survey.scales import AGREE, FREQUENCY, MOOD, RECOMMEND
from survey.weeks import Week

WEEK = Week(2026, 48)
AGREEMENT = ("Strongly disagree", "Strongly agree")


def history(*means: float | None, apart: int = 1) -> tuple[Point, ...]:
    """Measurements ending in week 48, ``apart`` weeks from each other."""
    ago = [timedelta(weeks=apart * number) for number in reversed(range(len(means)))]
    return tuple(Point(Week.of(WEEK.monday() - back), mean) for back, mean in zip(ago, means, strict=True))


def digest(*tiles: Tile, team: str = "Support", floor: int = 5) -> Digest:
    return Digest(team=team, week=WEEK, tiles=tiles, invited=9, participants=7, floor=floor)


RESOURCES = Tile(
    question="The work we call most important gets enough people and time.",
    theme="Resources for what matters",
    axis=(1, 5),
    ends=AGREEMENT,
    figure=Released(answers=7, invited=9, mean=3.4),
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
    figure=Released(answers=8, invited=9, mean=7.9),
    history=history(8.2, 7.9, apart=4),
)
LUNCH = Tile(
    question="Which day suits a shared lunch best?",
    theme="Ways of working",
    axis=None,
    ends=(),
    figure=Released(answers=6, invited=9, mean=None, leaders=("Tuesday", "Thursday")),
    history=(),
)

_LETTERS = st.text("abcdeghijklmnoprstuvyåäöÅÄÖ", min_size=1, max_size=30)
_WORDS = st.lists(_LETTERS, min_size=1, max_size=12)
SENTENCES = st.builds(lambda words, end: " ".join(words)[:200] + end, _WORDS, st.sampled_from([".", "?", ""]))
_NAMES = st.builds(lambda words: " ".join(words)[:60].strip(), _WORDS)
_SCALES = st.sampled_from([AGREE, FREQUENCY, MOOD, RECOMMEND])


@st.composite
def _figures(draw: st.DrawFn, *, mean: float | None, leaders: tuple[str, ...] = ()) -> Released | Withheld:
    invited = draw(st.integers(5, 400))
    if draw(st.integers(0, 3)) == 0:
        return Withheld(draw(st.sampled_from([5, 8])), invited)
    return Released(draw(st.integers(5, invited)), invited, mean, leaders)


@st.composite
def _measured(draw: st.DrawFn) -> Tile:
    scale = draw(_SCALES)
    assert scale.axis is not None
    low, high = scale.axis
    means = st.integers(low * 10, high * 10).map(lambda tenths: tenths / 10)
    mean = draw(means)
    figure = draw(_figures(mean=mean))
    earlier = draw(st.lists(st.none() | means, max_size=11))
    last = mean if isinstance(figure, Released) else None
    points = history(*earlier, last, apart=draw(st.sampled_from([1, 4, 9])))
    ends = (scale.labels[0], scale.labels[-1])
    return Tile(draw(SENTENCES), draw(_NAMES), scale.axis, ends, figure, points)


@st.composite
def _chosen(draw: st.DrawFn) -> Tile:
    leaders = tuple(draw(st.lists(_NAMES, min_size=1, max_size=10)))
    return Tile(draw(SENTENCES), draw(_NAMES), None, (), draw(_figures(mean=None, leaders=leaders)), ())


DIGESTS = st.builds(
    lambda tiles, team: digest(*tiles, team=team),
    st.lists(_measured() | _chosen(), min_size=1, max_size=3),
    _NAMES,
)
