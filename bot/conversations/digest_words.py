"""A team's week in words: the same facts as the picture, and one thing to talk about."""

from bot.conversations import figure_words
from bot.conversations.messages import quoted
from charts import past, sentences
from charts import words as phrases
from charts.past import Past
from locales.speech import say, say_count
from survey.digests import Digest, Point, Tile

_ROOM = 3500
"""Characters of comments in one message; Slack advises at most 4,000 in all."""


def words(digest: Digest) -> str:
    """The message beside the picture, with ``**bold**`` for the adapter to render."""
    head = say("**{team}, week {number}**", team=quoted(digest.team), number=digest.week.number)
    if digest.lost:
        lost = say(
            "The key that seals this week's answers was lost while the round was open, so nobody can count "
            "them any more. Nothing was disclosed. The next round is not affected."
        )
        return f"{head}\n{lost}"
    blocks = [f"{head} · {participation(digest)}", *(tile(each) for each in digest.tiles)]
    if digest.talk:
        blocks.append(_talk(digest.talk))
    blocks.append(" ".join([*sentences.legends(digest.tiles), _promise(digest.floor)]))
    return "\n\n".join(blocks)


def comments(digest: Digest) -> str:
    """What people wrote, in a message of its own: words beside figures would be read as their reason."""
    shown = _fitting(digest.comments)
    team, number = quoted(digest.team), digest.week.number
    lines = [
        say("**{team}, week {number}, in people's own words**", team=team, number=number),
        say("In random order, without names, and tied to no question and no figure."),
        *(f"• {quoted(comment)}" for comment in shown),
    ]
    if left_out := len(digest.comments) - len(shown):
        lines.append(
            say_count(
                "…and {count} more, for which there is no room here; which are shown is chance.",
                "…and {count} more, for which there is no room here; which are shown is chance.",
                left_out,
            )
        )
    return "\n".join(lines)


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
        return say_count(
            "fewer than {count} of {invited} took part",
            "fewer than {count} of {invited} took part",
            digest.floor,
            invited=digest.invited,
        )
    return say_count(
        "{count} of {invited} took part",
        "{count} of {invited} took part",
        digest.participants,
        invited=digest.invited,
    )


def tile(each: Tile) -> str:
    """One question: what was asked, its figure, its last weeks; the facts of the picture and no others."""
    theme = quoted(each.theme) or say("Question")
    head = f"**{theme}** – {quoted(each.question)}"
    told = [figure_words.line(each.figure, axis=each.axis), *_history(each)]
    return f"{head}\n{' '.join(told)}"


def _history(each: Tile) -> tuple[str, ...]:
    shown, earlier = past.kind(each.history), each.history[:-1]
    if not earlier or each.axis is None or shown is Past.NOTHING:
        return ()
    values = phrases.series(_of_week(point, shown) for point in earlier)
    if shown is Past.MEANS:
        return (say("Before: {values}.", values=values),)
    return (say("Favourable before: {values}.", values=values),)


def _of_week(point: Point, shown: Past) -> str:
    return say("{value} (wk {week})", value=past.said(point, shown), week=point.week.number)


def _talk(theme: str) -> str:
    return say(
        "**To talk about:** “{theme}” – what one thing could we try next week, and what would we leave out "
        "for it?",
        theme=quoted(theme),
    )


def _promise(floor: int) -> str:
    return say_count(
        "Figures with fewer than {count} answer are never shown. `/pulse privacy` says more.",
        "Figures with fewer than {count} answers are never shown. `/pulse privacy` says more.",
        floor,
    )
