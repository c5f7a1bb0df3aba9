"""A released figure in one line, in the same words as picture and digest."""

from bot.conversations.messages import quoted
from charts import words as phrases
from survey.disclosure.figures import Figure, Withheld


def line(figure: Figure, *, axis: tuple[int, int] | None) -> str:
    """What was told of a question: its mean, how many were favourable, or why nothing was shown.

    Args:
        figure: as it was released.
        axis: the ends of the question's scale; None for a single choice, of which only the leader is told.
    """
    if isinstance(figure, Withheld):
        return phrases.not_shown(figure)
    if axis is None:
        leader = quoted(phrases.leader(figure))
        facts = [f"chosen most often: {leader}" if figure.leader else leader]
    else:
        mean = f"mean {phrases.mean(figure.mean)} on {axis[0]}–{axis[1]}" if figure.mean else ""
        facts = [mean, phrases.favourable(figure), phrases.counts(figure, axis=axis)]
    said = ", ".join([*filter(None, facts), f"{figure.answers} of {figure.invited} answered"])
    return " ".join(filter(None, (f"{said}.", phrases.moved(figure))))
