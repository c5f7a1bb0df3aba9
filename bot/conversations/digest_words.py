"""A team's week in words: the same facts as the picture, and one thing to talk about."""

from bot.conversations import figure_words, moments
from bot.conversations.messages import quoted
from charts import past
from charts.past import Past
from survey.digests import Digest, Tile

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
    """One question: what was asked, its figure, its last weeks; the facts of the picture and no others."""
    head = f"**{quoted(each.theme or 'Question')}** – {quoted(each.question)}"
    return f"{head}\n{figure_words.line(each.figure, axis=each.axis)}{_history(each)}"


def _history(each: Tile) -> str:
    shown, earlier = past.kind(each.history), each.history[:-1]
    if not earlier or each.axis is None or shown is Past.NOTHING:
        return ""
    what = "Before" if shown is Past.MEANS else "Favourable before"
    values = ", ".join(f"{past.said(point, shown)} (wk {point.week.number})" for point in earlier)
    return f" {what}: {values}."


def _talk(theme: str) -> str:
    return f"“{quoted(theme)}” – what one thing could we try next week, and what would we leave out for it?"
