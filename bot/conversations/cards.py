"""The card a person answers on. It looks the same whatever was chosen."""

from collections.abc import Set as AbstractSet

from bot.conversations import moments, promises
from bot.conversations.messages import (
    Button,
    Buttons,
    Divider,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    quoted,
)
from locales.speech import language, marked, say, say_count, say_in
from survey.questions import Question
from survey.rounds import Round
from survey.scales import SKIP, Scale

ANSWER, CHANGE, WHY = "answer", "change", "why"
CHOOSE, WRITE = "choose", "write"
OPEN, KEEP = "open", "keep"
_FEW = {
    1: marked("One quick question"),
    2: marked("Two quick questions"),
    3: marked("Three quick questions"),
}
_PART = {
    False: marked("A part of the team is asked this week, drawn anew each week."),
    True: marked("A part of these teams is asked this week, drawn anew each week."),
}
"""By whether several teams are asked together."""
_REMINDER = marked(
    "A reminder, the only one this round: you have not answered yet. Only you see this, and nobody is told "
    "who answers."
)


def subject(round_: Round, question: Question) -> str:
    """What a button is about: the round and the question, nothing about the person."""
    return f"{round_.id}:{question.key}"


def card(
    round_: Round,
    *,
    answered: AbstractSet[str] = frozenset(),
    change: str | None = None,
    reminds: bool = False,
) -> Message:
    """The card of an open round, in the language spoken.

    Args:
        answered: keys of the questions this person has answered so far.
        change: the answered question that is open again because the person wants to change it.
        reminds: whether it comes a second time, to somebody who has not answered.
    """
    round_ = round_.spoken(language())
    waiting = [question for question in round_.questions if question.key not in answered]
    turn = change or (waiting[0].key if waiting else None)
    parts: list[Part] = [*([Note(say(_REMINDER))] if reminds else []), *_opening(round_)]
    for number, question in enumerate(round_.questions, start=1):
        if question.key == turn:
            parts += _asked(round_, question, number, change=question.key == change)
        elif question.key in answered:
            parts += _answered(round_, question)
    parts += _closing(round_, done=not waiting and change is None)
    summary = _summary(round_, left=len(waiting))
    lines = [say("A reminder, the only one."), summary] if reminds else [summary]
    return Message(" ".join(lines), tuple(parts))


def preview(round_: Round) -> Message:
    """The card of a round to come, for somebody who wants to see it before, and what follows on it."""
    team, week = quoted(round_.team_name), moments.week(round_.week)
    told = say("A preview: the card of {teams} for {week}.", teams=team, week=week)
    note = say("Only you see this one, and a tap on it saves nothing.")
    whole = card(round_)
    later = [_later(question) for question in round_.spoken(language()).questions[1:]]
    then: tuple[Part, ...] = (
        (Divider(), Note(say("After that, one after the other:")), *later) if later else ()
    )
    return Message(told, (Paragraph(f"**{told}** {note}"), Divider(), *whole.parts, *then))


def _later(question: Question) -> Paragraph:
    """A question whose turn comes when the one before is answered, with its answers in a line."""
    scale = question.scale
    ways = scale.labels if scale.takes_several else [button.label for button in _ways(scale)]
    labels = (*ways, scale.skip)
    return Paragraph(f"**{quoted(question.text)}**\n{' · '.join(quoted(label) for label in labels)}")


def closed(round_: Round) -> Message:
    """What a late tap finds."""
    sentence = say(
        "**{round} closed on {moment}.** This tap was not saved; whatever you had answered by then counted. "
        "The next questions come next week.",
        round=_title(round_),
        moment=moments.moment(round_.closes_at, round_.zone),
    )
    return Message(
        say("{round} is closed.", round=_title(round_)), (Paragraph(sentence), Note(promises.on_card(round_)))
    )


def _title(round_: Round) -> str:
    return say("{team}, week {number}", team=quoted(round_.team_name), number=round_.week.number)


def _summary(round_: Round, *, left: int) -> str:
    if left == 0:
        return say("Thank you! {round} is answered.", round=_title(round_))
    if left == len(round_.questions):
        return f"{_how_many(left)}: {_title(round_)}"
    return say_count(
        "Thank you! {count} to go: {round}", "Thank you! {count} to go: {round}", left, round=_title(round_)
    )


def _how_many(count: int) -> str:
    if count in _FEW:
        return say(_FEW[count])
    return say_count("{count} quick question", "{count} quick questions", count)


def _opening(round_: Round) -> tuple[Part, ...]:
    until = moments.moment(round_.closes_at, round_.zone)
    lines = [
        say(
            "Week {number} · open until {until} · one tap each, skipping is fine",
            number=round_.week.number,
            until=until,
        )
    ]
    if round_.drawn_from is not None:
        lines.append(say(_PART[round_.is_pooled]))
    heading = Heading(f"{_how_many(len(round_.questions))} · {quoted(round_.team_name)}")
    return heading, Note("\n".join(lines))


def _asked(round_: Round, question: Question, number: int, *, change: bool) -> list[Part]:
    options = [*_ways(question.scale), Button(ANSWER, str(SKIP), question.scale.skip)]
    if change:
        options.append(Button(CHANGE, KEEP, say("Keep my answer")))
    return [
        Divider(),
        Note(_place(question, number, of=len(round_.questions))),
        Paragraph(f"**{quoted(question.text)}**"),
        Buttons(subject(round_, question), tuple(options)),
    ]


def _ways(scale: Scale) -> list[Button]:
    """One tap for each answer; where that does not do, a tap that opens a form."""
    if scale.takes_several:
        return [Button(CHOOSE, OPEN, say_in("several options", "Choose"))]
    if scale.takes_words:
        return [Button(WRITE, OPEN, say_in("an answer", "Write"))]
    icons = scale.emoji or ("",) * len(scale.values)
    return [
        Button(ANSWER, str(value), f"{icon} {label}".strip())
        for value, label, icon in zip(scale.values, scale.labels, icons, strict=True)
    ]


def _place(question: Question, number: int, *, of: int) -> str:
    if question.theme:
        theme = quoted(question.theme)
        return say("Question {number} of {last} · serves: {theme}", number=number, last=of, theme=theme)
    return say("Question {number} of {last}", number=number, last=of)


def _answered(round_: Round, question: Question) -> list[Part]:
    thanks = say("Thank you, that is in.")
    return [
        Divider(),
        Paragraph(f"✓ {quoted(question.text)}\n{thanks}"),
        Buttons(subject(round_, question), _afterwards(question.scale)),
    ]


def _afterwards(scale: Scale) -> tuple[Button, ...]:
    """What can be done with an answer; one in words gives its reason itself."""
    change = Button(CHANGE, OPEN, say("Change"))
    return (change,) if scale.takes_words else (change, Button(WHY, OPEN, say("Say why")))


def _closing(round_: Round, *, done: bool) -> tuple[Part, ...]:
    thanks: tuple[Part, ...] = ()
    if done:
        when = moments.moment(round_.digest_at, round_.zone)
        done_ = say("**All done, thank you.** The team sees its week on {moment}.", moment=when)
        thanks = (Divider(), Paragraph(done_))
    return (*thanks, Note(promises.on_card(round_)))
