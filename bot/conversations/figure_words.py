"""A released figure in one line, in the same words as the picture: for the digest and for reports."""

from bot.conversations.messages import quoted
from charts import words as phrases
from survey.disclosure.figures import Figure, Released, Withheld


def line(figure: Figure, *, axis: tuple[int, int] | None) -> str:
    """What was told of a question: the facts of the picture and no others, or why nothing was shown.

    Args:
        figure: as it was released.
        axis: the ends of the question's scale; None for a single choice, of which only the leader is told.
    """
    if isinstance(figure, Withheld):
        return phrases.not_shown(figure)
    said = [*_results(figure, axis), f"{figure.answers} of {figure.invited} answered"]
    blocks = [f"{phrases.sentence_case('; '.join(said))}."]
    if axis and figure.mean is None and (why := phrases.note(figure)):
        blocks.append(why)
    if values := phrases.distribution(figure, axis=axis):
        blocks.append(f"Answers {values}.")
    return " ".join(blocks)


def _results(figure: Released, axis: tuple[int, int] | None) -> list[str]:
    if axis is None:
        leader = figure.leader
        return [f"chosen most often: {quoted(leader)}" if leader else phrases.no_leader(figure)]
    said = []
    if figure.mean is not None:
        said.append(f"mean {phrases.whole_mean(figure.mean)} on {axis[0]}–{axis[1]}")
    if figure.band is not None:
        said.append(phrases.favourable(figure.band, figure.answers))
    return said or [phrases.NOTHING]
