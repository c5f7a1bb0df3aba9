"""Plans of coming weeks in words: what is asked and why, and what is due and not asked."""

from collections.abc import Iterable, Iterator, Mapping

from bot.conversations import themes
from bot.conversations.messages import quoted
from locales import formats
from locales.speech import language, marked, say, say_count
from storage.bank.shipped import shipped
from survey.questions import Question
from survey.rotation.draft import Chosen, Passed, Reason, WeekPlan, Why

_REASONS = {
    Reason.ANCHOR: marked("asked every time"),
    Reason.PINNED: marked("pinned"),
    Reason.BASELINE: marked("of the customer baseline"),
    Reason.CHOSEN: marked("the team chose its theme"),
    Reason.SIGNAL: marked("a closer look after the last answers"),
    Reason.GOAL: marked("asks about a goal"),
    Reason.TURN: marked("its theme's turn"),
    Reason.DEPTH: marked("a closer look while the main question of its theme rests"),
}
_WHYS = {
    Why.SKIPPED: marked("{question} is skipped"),
    Why.SWAPPED: marked("{question} was swapped for one that cannot come"),
    Why.RECENT: marked("{question} was asked less than four weeks before"),
    Why.SENSITIVE: marked("{question} is sensitive like another of that week"),
    Why.NO_ROOM: marked("{question} finds no place"),
    Why.GONE: marked("{question} is asked no more"),
}
_MOST_PASSED = 6


def lines(plan: WeekPlan, texts: Mapping[str, Question] | None = None) -> Iterator[str]:
    """A week, line by line, with ``**bold**`` for the adapter.

    Args:
        plan: the week.
        texts: the questions by key, to be said in full; without them keys have to do.
    """
    day = formats.short_day(plan.week.monday())
    yield say("**Week {number}** · from {day}", number=plan.week.number, day=day)
    if not plan.chosen:
        yield say("No question may be asked in this week.")
    for chosen in plan.chosen:
        yield _line(chosen, (texts or {}).get(chosen.key))
    if plan.passed:
        yield say("Not asked: {reasons}.", reasons="; ".join(_passed(plan.passed)))


def _line(chosen: Chosen, question: Question | None) -> str:
    words = [quoted(question.spoken(language()).text)] if question else []
    return " · ".join([" ".join([f"`{chosen.key}`", *words]), reason(chosen)])


def reason(chosen: Chosen) -> str:
    """Why a question is asked."""
    if chosen.reason is Reason.SWAPPED:
        return say("in place of {question}", question=f"`{chosen.instead_of}`")
    return say(_REASONS[chosen.reason])


def _passed(passed: Iterable[Passed]) -> Iterator[str]:
    """Whole phrases, the first of them; what is due and rests can be many."""
    every = tuple(passed)
    for each in every[:_MOST_PASSED]:
        named = f"`{each.key}`" if each.key else quoted(themes.name(each.theme, shipped()))
        yield say(_WHYS[each.why], question=named)
    if (more := len(every) - _MOST_PASSED) > 0:
        yield say_count("{count} more", "{count} more", more)
