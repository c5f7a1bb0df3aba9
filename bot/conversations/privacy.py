"""The promise in plain words, with the numbers this installation keeps."""

from locales import formats
from locales.speech import say, say_count
from survey.disclosure.figures import COMMENT_FLOOR, COUNTS_FROM, MEAN_FROM, SENSITIVE_FLOOR

_A_LIMIT = 4.1
"""Stands for any mean that is told from one side only."""


def promise(floor: int) -> tuple[str, ...]:
    """What is kept, who sees what, and the honest limit.

    Args:
        floor: fewest answers at which this installation shows a figure.
    """
    return (
        say(
            "**While a round is open** your answer is stored sealed, under a code only the running program "
            "can make. You can change it. The server could technically see it, because the chat platform "
            "tells it who tapped; it is never written down in the clear."
        ),
        say(
            "**When the round closes** the answers are counted, and the key that sealed them is destroyed. "
            "From then on nobody can tell who answered what: no admin, no operator, no backup."
        ),
        " ".join(_shown(floor)),
        " ".join(_withheld()),
        say(
            "**What you set for yourself** (an hour of your own, a pause, no questions at all) is kept until "
            "you change it; no command shows it to anybody else. Of an absence that your profile tells, its "
            "end is kept, so that you are asked afterwards. "
            "For the one reminder a sealed counter keeps how many rounds in a row you left unanswered, up to "
            "two; no command shows it, and who was reminded is erased when the round closes."
        ),
        say(
            "**Never kept:** the time of an answer, your name, your e-mail. Who has answered is visible to "
            "nobody."
        ),
    )


def in_short(floor: int) -> str:
    """The heart of the promise in one paragraph, and where the rest stands.

    Args:
        floor: fewest answers at which this installation shows a figure.
    """
    said = (
        say(
            "**Promised to everybody.** When a round closes, the answers are counted and the key that sealed "
            "them is destroyed: from then on nobody can tell who answered what."
        ),
        say_count(
            "A team, its leads and admins see the same sums, from {count} answer up.",
            "A team, its leads and admins see the same sums, from {count} answers up.",
            floor,
        ),
        say("**Never kept:** the time of an answer, your name, your e-mail."),
        say("The whole promise stands on Pulssi's Home tab and in `docs/privacy.md`."),
    )
    return " ".join(said)


def _shown(floor: int) -> tuple[str, ...]:
    return (
        say_count(
            "**Shown** are sums from {count} answer up, the same to the team, its leads and admins.",
            "**Shown** are sums from {count} answers up, the same to the team, its leads and admins.",
            floor,
        ),
        say_count(
            "For a sensitive question it takes {count} answer.",
            "For a sensitive question it takes {count} answers.",
            max(floor, SENSITIVE_FLOOR),
        ),
        say_count(
            "Comments are shown without names and in random order once {count} person takes part; otherwise "
            "nobody reads them.",
            "Comments are shown without names and in random order once {count} people take part; otherwise "
            "nobody reads them.",
            COMMENT_FLOOR,
        ),
    )


def _withheld() -> tuple[str, ...]:
    return (
        say("**The fewer answers, the less is shown.**"),
        say_count(
            "Under {count} answer you see only how many are favourable, from there on a mean.",
            "Under {count} answers you see only how many are favourable, from there on a mean.",
            MEAN_FROM,
        ),
        say_count(
            "From {count} answer on you see all counts.",
            "From {count} answers on you see all counts.",
            COUNTS_FROM,
        ),
        say(
            "Near an end of the scale a mean is only told as “{limit} or higher”.",
            limit=formats.decimal(_A_LIMIT),
        ),
        say(
            "Where a few people joined or left, and beside a team that shares people with yours, less still. "
            "Whoever leads a team is not asked with it, unless the card says so; a small team is asked "
            "together with another, named on the card. Sums are deleted after the months the card names."
        ),
    )
