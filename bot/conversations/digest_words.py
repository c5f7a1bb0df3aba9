"""A team's week in words: the same facts as the picture, and one thing to talk about."""

from bot.conversations import moments
from bot.conversations.messages import quoted
from survey.digests import Digest, Tile
from survey.figures import Released

_ROOM = 3500
"""Characters of comments in one message; Slack advises at most 4,000 in all."""


def words(digest: Digest) -> str:
    """The message beside the picture, with ``**bold**`` for the adapter to render."""
    head = f"**{quoted(digest.team)}, {moments.week(digest.week)}**"
    if digest.lost:
        return (
            f"{head}\nThe key that seals this week's answers was lost while the round was "
            "open, so nobody can "
            "count them any more. Nothing was disclosed. The next round is not affected."
        )
    blocks = [f"{head} · {participation(digest)}", *(tile(each) for each in digest.tiles)]
    if digest.talk:
        blocks.append(f"**To talk about:** {_talk(digest.talk)}")
    blocks.append(
        f"Figures with fewer than {digest.floor} answers are never shown. `/pulse privacy` says more."
    )
    return "\n\n".join(blocks)


def comments(digest: Digest) -> str:
    """What people wrote, in a message of its own: words beside figures would be read as their reason."""
    shown = _fitting(digest.comments)
    said = "\n".join(f"• {quoted(comment)}" for comment in shown)
    left_out = len(digest.comments) - len(shown)
    if left_out:
        said += f"\n…and {left_out} more, for which there is no room here; which are shown is chance."
    return (
        f"**{quoted(digest.team)}, {moments.week(digest.week)}, in people's own words**\n"
        f"In random order, without names, and tied to no question and no figure.\n{said}"
    )


def _fitting(comments: tuple[str, ...]) -> tuple[str, ...]:
    room = _ROOM
    for place, comment in enumerate(comments):
        room -= len(comment) + 3
        if room < 0:
            return comments[:place]
    return comments


def participation(digest: Digest) -> str:
    """How many took part, as a count."""
    if digest.participants is None:
        return f"fewer than {digest.floor} of {digest.invited} took part"
    return f"{digest.participants} of {digest.invited} took part"


def tile(each: Tile) -> str:
    """One question: what was asked, its figure, its last weeks."""
    head = f"**{quoted(each.theme or 'Question')}** – {quoted(each.question)}"
    figure = each.figure
    if not isinstance(figure, Released):
        return f"{head}\nNot shown: fewer than {figure.floor} answers.{_history(each)}"
    answers = f"{figure.answers} of {figure.invited} answered"
    if each.axis is None or figure.mean is None:
        return f"{head}\nChosen most often: {quoted(' and '.join(figure.leaders))}; {answers}."
    low, high = each.axis
    return f"{head}\nMean {figure.mean:.1f} on {low}–{high}, {answers}.{_history(each)}"


def _history(each: Tile) -> str:
    earlier = each.history[:-1]
    if not earlier or each.axis is None:
        return ""
    values = ", ".join(
        f"{'not shown' if point.mean is None else f'{point.mean:.1f}'} (wk {point.week.number})"
        for point in earlier
    )
    return f" Before: {values}."


def _talk(theme: str) -> str:
    return f"“{quoted(theme)}” – what one thing could we try next week, and what would we leave out for it?"
