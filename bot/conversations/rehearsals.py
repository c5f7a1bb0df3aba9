"""What asking now would do, in words."""

from collections.abc import Iterator
from datetime import datetime

from bot.conversations import moments
from bot.conversations.messages import Heading, Message, Note, Paragraph, Part, mention, quoted
from locales import formats
from locales.speech import marked, say, say_count
from storage.rehearsals import Rehearsal
from survey.rounds import Round

_MOST_MOMENTS = 8
_WISHES = marked(
    "Whoever has paused, is away, or wants no questions is asked nothing either. They are counted above all "
    "the same, so that no number tells of anybody's wish."
)


def told(round_: Round, found: Rehearsal, *, at: datetime) -> Message:
    """Who would be asked when, who would not, and why."""
    title = say("Dry run: {teams}, {week}", teams=quoted(round_.team_name), week=moments.week(round_.week))
    nothing = say("Nothing was sent and nothing was changed.")
    asked = [f"• {line}" for line in _asked(round_, found, at)]
    would = say("`/pulse ask now` would ask at most:") if asked else say("`/pulse ask now` would ask nobody.")
    parts: list[Part] = [Heading(title), Paragraph("\n".join([f"{nothing} {would}", *asked]))]
    if unasked := [f"• {line}" for line in _unasked(round_, found)]:
        parts.append(Paragraph("\n".join([say("It would not ask:"), *unasked])))
    preview = say("`/pulse preview week={week}` shows the card.", week=round_.week.number)
    return Message(title, (*parts, Note(say(_WISHES)), Note(preview)))


def _asked(round_: Round, found: Rehearsal, at: datetime) -> Iterator[str]:
    for moment, count in found.moments[:_MOST_MOMENTS]:
        if moment <= at:
            yield say_count("1 person now", "{count} people now", count)
        else:
            when = moments.moment(moment, round_.zone)
            yield say_count("1 person on {moment}", "{count} people on {moment}", count, moment=when)
    later = sum(count for _, count in found.moments[_MOST_MOMENTS:])
    if later:
        yield say_count("1 person after that", "{count} people after that", later)


def _unasked(round_: Round, found: Rehearsal) -> Iterator[str]:
    if found.asked:
        yield say_count(
            "1 person who has been asked already", "{count} people who have been asked already", found.asked
        )
    if found.leads:
        yield say_count(
            "{people}, who leads the team and is not asked with it (`/pulse promise leads=counted` changes "
            "that)",
            "{people}, who lead the team and are not asked with it (`/pulse promise leads=counted` changes "
            "that)",
            len(found.leads),
            people=formats.listed([mention(user) for user in found.leads]),
        )
    if found.guests:
        yield say_count(
            "1 guest, since the team leaves guests out (`/pulse team calendar`)",
            "{count} guests, since the team leaves guests out (`/pulse team calendar`)",
            found.guests,
        )
    if found.undrawn:
        yield say_count(
            "1 person who is not drawn this time: a part of the team is asked",
            "{count} people who are not drawn this time: a part of the team is asked",
            found.undrawn,
        )
    if found.too_late:
        yield say_count(
            "1 person who has no working hour left before {closes}",
            "{count} people who have no working hour left before {closes}",
            found.too_late,
            closes=moments.moment(round_.closes_at, round_.zone),
        )
