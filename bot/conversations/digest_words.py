"""A team's week in words: the same facts as the picture, and one thing to talk about."""

from collections.abc import Iterator

from bot.conversations import figure_words, trends
from bot.conversations.bulletins import Bulletin
from bot.conversations.messages import Buttons, Note, Paragraph, Part, does, quoted
from charts import changes, past, sentences
from charts import words as phrases
from charts.past import Past
from locales.speech import marked, say, say_count
from survey.digests import Digest, Point, Talk, Tile, Written
from survey.disclosure.floors import comment_floor

_BY_CHANCE = marked(
    "With three figures a week, one or two a year are called beyond the usual by chance alone."
)
_ROOM = 3500
"""Characters of what people wrote in one message; Slack advises at most 4,000 in all."""


def bulletin(digest: Digest) -> Bulletin:
    """The week for its channel: figures, the picture's place, what to talk about, the small print."""
    title = say("{team}, week {number}", team=digest.team, number=digest.week.number)
    head = say("**{team}, week {number}**", team=quoted(digest.team), number=digest.week.number)
    if digest.lost:
        lost = say(
            "The key that seals this week's answers was lost while the round was open, so nobody can count "
            "them any more. Nothing was disclosed. The next round is not affected."
        )
        return Bulletin(str(digest.week), title, (Paragraph(f"{head}\n{lost}"),))
    facts = [head, participation(digest), *_lately(digest), phrases.days_off(digest)]
    words = [" · ".join(filter(None, facts))]
    words += [tile(each) for each in digest.tiles]
    words += [written(each, floor=digest.floor) for each in digest.written]
    above = tuple(map(Paragraph, words))
    return Bulletin(str(digest.week), title, above, tuple(_below(digest)), trends.of_week(digest))


def _below(digest: Digest) -> Iterator[Part]:
    """What leads from the figures to a talk about them."""
    if digest.talk:
        yield Paragraph(talk(digest.talk))
    command = " ".join(("talked", f"week={digest.week}"))
    yield Buttons("talk", (does(command, say("We talked about this")),))
    yield Note(_small_print(digest))


def comments(digest: Digest) -> str:
    """What people wrote, in a message of its own: words beside figures would be read as their reason."""
    team, number = quoted(digest.team), digest.week.number
    head = say("**{team}, week {number}, in people's own words**", team=team, number=number)
    return "\n".join([head, "\n\n".join(_sections(digest))])


def _sections(digest: Digest) -> Iterator[str]:
    """Answers in words under their questions, then the comments; each gets its part of the room there is."""
    about = [
        (_head(each.theme, each.question) + "\n" + say("In random order and without names."), each.texts)
        for each in digest.written
        if each.texts
    ]
    if digest.comments:
        loose = say("In random order, without names, and tied to no question and no figure.")
        about.append((loose, digest.comments))
    room = _ROOM
    for place, (intro, texts) in enumerate(about):
        shown = _fitting(texts, room // (len(about) - place))
        room -= sum(map(_length, shown))
        yield "\n".join(
            [intro, *(f"• {quoted(text)}" for text in shown), *_left_out(len(texts) - len(shown))]
        )


def _left_out(count: int) -> list[str]:
    if not count:
        return []
    more = say_count(
        "…and {count} more, for which there is no room here; which are shown is chance.",
        "…and {count} more, for which there is no room here; which are shown is chance.",
        count,
    )
    return [more]


def _fitting(texts: tuple[str, ...], room: int) -> tuple[str, ...]:
    for place, text in enumerate(texts):
        room -= _length(text)
        if room < 0:
            return texts[:place]
    return texts


def _length(text: str) -> int:
    """The characters a text takes, with its mark and the end of its line."""
    return len(text) + 3


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


def results(digest: Digest) -> Iterator[str]:
    """The same figures asked for outside of a digest, in a few texts."""
    yield from (tile(each) for each in digest.tiles)
    yield _small_print(digest)


def _small_print(digest: Digest) -> str:
    by_chance = [say(_BY_CHANCE)] if any(each.verdict for each in digest.tiles) else []
    return " ".join([*sentences.legends(digest.tiles), *by_chance, promise(digest.floor)])


def _lately(digest: Digest) -> Iterator[str]:
    """The last four rounds in one count: of six in eight alone, the true rate may be almost anything."""
    if digest.lately is not None:
        yield say(
            "in the last four rounds {answers} of {invited}",
            answers=digest.lately.answers,
            invited=digest.lately.invited,
        )


def tile(each: Tile) -> str:
    """One question: what was asked, its figure, its last weeks; the facts of the picture and no others."""
    figure = figure_words.line(each.figure, axis=each.axis)
    told = [figure, *changes.told(each, bold="**"), *_history(each)]
    return f"{_head(each.theme, each.question)}\n{' '.join(told)}"


def written(each: Written, *, floor: int) -> str:
    """A question answered in words: never how many wrote, and where to read it or why nobody does."""
    if each.texts is None:
        told = say_count(
            "Answered in words. They are read only where {count} person or more takes part.",
            "Answered in words. They are read only where {count} people or more take part.",
            comment_floor(floor),
        )
    else:
        told = say("Answered in words. Whatever was written follows in a message of its own.")
    return f"{_head(each.theme, each.question)}\n{told}"


def _head(theme: str, question: str) -> str:
    serves = quoted(theme) or say("Question")
    return f"**{serves}** – {quoted(question)}"


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


def talk(talk: Talk) -> str:
    """A question, also after a change: why something changed is for the team to say, never for a program."""
    if talk.is_change:
        return say(
            "**To talk about:** “{theme}” – what was different this time, and what follows from it?",
            theme=quoted(talk.about),
        )
    return say(
        "**To talk about:** “{theme}” – what one thing could we try next week, and what would we leave out "
        "for it?",
        theme=quoted(talk.about),
    )


def promise(floor: int) -> str:
    """From how many answers on something is shown."""
    return say_count(
        "Figures with fewer than {count} answer are never shown. `/pulse privacy` says more.",
        "Figures with fewer than {count} answers are never shown. `/pulse privacy` says more.",
        floor,
    )
