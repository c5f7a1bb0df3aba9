"""A digest to measure with: three questions, twelve weeks, a team of nine, and all that is said of them."""

from survey.digests import Digest, Point, Talk, Tile
from survey.disclosure.figures import Band, Mean, Released
from survey.statistics.missing import whole_team
from survey.verdicts import Change, Verdict
from survey.weeks import Week

_QUESTIONS = (
    ("How we are doing", "How did your work week feel?", ("Very bad", "Very good")),
    (
        "Resources for what matters",
        "The work we call most important gets enough people and time.",
        ("Strongly disagree", "Strongly agree"),
    ),
    (
        "Customer understanding",
        "This week I learned something about how a customer experiences what we do.",
        ("Strongly disagree", "Strongly agree"),
    ),
)


def example_digest() -> Digest:
    """The example; the same every time."""
    weeks = [Week(2026, number) for number in range(37, 49)]
    tiles = tuple(
        Tile(
            question=question,
            theme=theme,
            axis=(1, 5),
            ends=ends,
            figure=_figure(place, 11),
            history=tuple(Point(week, _figure(place, number)) for number, week in enumerate(weeks)),
            verdict=Verdict(Change.WITHIN, measured=11, needed=4, usual=(30 + 2 * place, 43 + 2 * place)),
            whole_team=whole_team(_figure(place, 11), (1, 5)),
        )
        for place, (theme, question, ends) in enumerate(_QUESTIONS)
    )
    return Digest(
        team="Customer support",
        week=weeks[-1],
        tiles=tiles,
        invited=9,
        participants=8,
        floor=5,
        talk=Talk(_QUESTIONS[1][0]),
    )


def _figure(place: int, number: int) -> Released:
    tenths = 34 + 2 * place + (number * 7 + place * 3) % 5
    return Released(answers=8, invited=9, mean=Mean(tenths), band=Band(4, 4))
