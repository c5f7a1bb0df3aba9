"""The promise in plain words, with the numbers this installation keeps."""

from survey.disclosure.figures import COMMENT_FLOOR, COUNTS_FROM, MEAN_FROM, SENSITIVE_FLOOR


def promise(floor: int) -> tuple[str, ...]:
    """What is kept, who sees what, and the honest limit.

    Args:
        floor: fewest answers at which this installation shows a figure.
    """
    return (
        (
            "**While a round is open** your answer is stored sealed, under a code only the running program "
            "can make. You can change it. The server could technically see it, because the chat platform "
            "tells it who tapped; it is never written down in the clear."
        ),
        (
            "**When the round closes** the answers are counted, and the key that sealed them is destroyed. "
            "From then on nobody can tell who answered what: no admin, no operator, no backup."
        ),
        *_shown(floor),
        (
            "**What you set for yourself** (an hour of your own, a pause, no questions at all) is kept until "
            "you change it; no command shows it to anybody else. Of an absence that your profile tells, its "
            "end is kept, so that you are asked afterwards. "
            "For the one reminder a sealed counter keeps how many rounds in a row you left unanswered, up to "
            "two; no command shows it, and who was reminded is erased when the round closes."
        ),
        (
            "**Never kept:** the time of an answer, your name, your e-mail. Who has answered is visible to "
            "nobody."
        ),
    )


def _shown(floor: int) -> tuple[str, str]:
    return (
        (
            f"**Shown** are sums from {floor} answers up ({max(floor, SENSITIVE_FLOOR)} for sensitive "
            "questions), the same to the team, its leads and admins. Comments are shown without names and in "
            f"random order once {COMMENT_FLOOR} people take part; otherwise nobody reads them."
        ),
        (
            f"**The fewer answers, the less is shown.** Under {MEAN_FROM} answers only how many are "
            f"favourable, from there on a mean, from {COUNTS_FROM} on all counts; near an end of the scale "
            "only “4.1 or higher”. Where a few people joined or left, and beside a team that shares people "
            "with yours, less still. Whoever leads a team is not asked with it, unless the card says so; a "
            "small team is asked together with another, named on the card. "
            "Sums are deleted after the months the card names."
        ),
    )
