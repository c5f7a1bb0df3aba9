"""One background variable at a time, in categories declared before, small ones merged (SCIENCE P10)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from locales.speech import say
from survey.disclosure.figures import FLOOR, Figure
from survey.disclosure.floors import floor_of
from survey.disclosure.gate import release
from survey.disclosure.ledger import Group, admit, has_moved
from survey.errors import InputError
from survey.tallies import Tally

OTHERS = "Others"


@dataclass(frozen=True, slots=True)
class Category:
    """One value of a background variable: whom the question reached there, and their answers."""

    name: str
    people: frozenset[int]
    tally: Tally


def break_down(
    variable: str,
    categories: Iterable[Category],
    *,
    shown: str | None,
    released: Sequence[Group],
    floor: int = FLOOR,
    before: Mapping[str, frozenset[int]] | None = None,
) -> dict[str, Figure]:
    """The figures of one variable's categories, those that are safe together.

    Args:
        variable: the background variable asked for.
        categories: its categories; together everybody, nobody twice.
        shown: the variable this question was broken down by before, if it was.
        released: the groups of the same question and time that are out already.
        floor: the round's promise.
        before: by category, whom its last figure was about: where a few came or went since, the share is
            all that is shown (P9).

    Raises:
        InputError: the question was broken down by another variable before.
    """
    if shown is not None and shown != variable:
        raise InputError(_broken_down(shown))
    ready = merged(categories, floor=floor)
    groups = {each.name: Group(each.people, each.tally.answers) for each in ready}
    out = admit(groups.values(), released, floor=floor)

    def figure(each: Category) -> Figure:
        last = (before or {}).get(each.name, each.people)
        moved = has_moved(last, each.people, floor=floor)
        together = groups[each.name] in out
        return release(each.tally, invited=len(each.people), floor=floor, moved=moved, together=together)

    return {each.name: figure(each) for each in ready}


def _broken_down(variable: str) -> str:
    return say(
        "These answers were broken down by {variable} already; a second background variable beside it would "
        "tell about single people. Look at them by {variable}.",
        variable=variable,
    )


def merged(categories: Iterable[Category], *, floor: int) -> tuple[Category, ...]:
    """The categories with the small ones made one, and with the next smallest where that is small, too."""
    ordered = sorted(categories, key=lambda category: (category.tally.answers, category.name))
    if not ordered:
        return ()
    needed = floor_of(sensitive=ordered[0].tally.question.sensitive, floor=floor)
    small = [category for category in ordered if category.tally.answers < needed]
    large = ordered[len(small) :]
    while small and large and sum(category.tally.answers for category in small) < needed:
        small.append(large.pop(0))
    joined = [_joined(small)] if small else []
    return tuple(sorted([*large, *joined], key=lambda category: category.name))


def _joined(categories: Sequence[Category]) -> Category:
    first = categories[0].tally
    values = sorted({value for category in categories for value in category.tally.counts})
    counts = {value: sum(category.tally.counts.get(value, 0) for category in categories) for value in values}
    people = frozenset[int]().union(*(category.people for category in categories))
    skipped = sum(category.tally.skipped for category in categories)
    told = [category.tally.people for category in categories if category.tally.people is not None]
    answered = sum(told) if told else None
    return Category(OTHERS, people, Tally(first.question, counts, skipped, people=answered))
