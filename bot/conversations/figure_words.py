"""A released figure in one line, in the same words as the picture: for the digest and for reports."""

from collections.abc import Iterable

from bot.conversations.messages import quoted
from charts import changes, sentences
from survey.disclosure.figures import Figure, Released
from survey.verdicts import SIGNALS, Verdict


def limits(figures: Iterable[Figure]) -> list[str]:
    """Why some of these are told from one side, said once; nothing where none is."""
    return sentences.limits(figures)


def line(figure: Figure, *, axis: tuple[int, int] | None, verdict: Verdict | None = None) -> str:
    """What was told of a question: the facts of the picture and no others, or why nothing was shown.

    Args:
        figure: as it was released.
        axis: the ends of the question's scale; None for a choice, of which only the leader is told.
        verdict: what its change was said to be, where that is to stand behind it.
    """
    option = quoted(figure.leader) if isinstance(figure, Released) else ""
    told = [sentences.told(figure, axis=axis, option=option)]
    if verdict:
        mark = "**" if verdict.change in SIGNALS else ""
        told.append(f"{mark}{changes.verdict(verdict)}{mark}")
    return " ".join(told)
