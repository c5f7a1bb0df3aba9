"""Each rule switched off in turn lets an attacker through: attackers that cannot succeed prove nothing."""

from collections.abc import Callable, Iterator

import pytest

from survey.disclosure import audit, breakdown, floors, gate, ledger
from survey.disclosure.breakdown import Category
from survey.disclosure.coding import bands, sums_of, turned
from survey.disclosure.figures import Band, Mean, Released
from survey.disclosure.ledger import Group
from survey.errors import InputError
from survey.tallies import Tally, count
from tests.attackers.certainty import AGREEMENT, histograms, inferences, of_buckets, of_options
from tests.attackers.neighbouring import compare
from tests.attackers.organisation import has_exact_mean, weeks
from tests.attackers.published import QUESTION, forget_decisions, publish, publish_choice
from tests.attackers.solvers import linear
from tests.survey.questions import question

FLOOR = 5
Attacker = Callable[[], bool]
Switch = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(autouse=True)
def fresh_decisions(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No decision made under other rules is remembered, before and after."""
    forget_decisions()
    yield
    monkeypatch.undo()
    forget_decisions()


def enumerating(*answers: int) -> Attacker:
    """Whether something is certain somewhere among so many answers, to nobody's or somebody's friend."""
    return lambda: any(inferences(histograms(n), publish, judge=of_buckets(AGREEMENT)) for n in answers)


def choosing() -> bool:
    return bool(inferences(histograms(6, 3), publish_choice, judge=of_options))


def below_the_promise() -> bool:
    """Whether a figure of a sensitive question is out though fewer than eight answered."""
    sensitive = question(sensitive=True)
    tallies = (count(sensitive, [3] * answers) for answers in range(5, 8))
    return any(isinstance(gate.release(tally, invited=9, floor=FLOOR), Released) for tally in tallies)


def subtracting() -> bool:
    """Whether the figures of one week together tell of fewer people than the floor."""
    published, _ = next(weeks(2026))
    return bool(linear([each.people for each in published if isinstance(each.figure, Released)], floor=FLOOR))


def comparing() -> bool:
    """Whether the exact sums of a group in two of four weeks differ by those who came or went."""
    before: dict[str, frozenset[int]] = {}
    for (published, _), _number in zip(weeks(2026), range(4), strict=False):
        exact = {each.name: each.people for each in published if has_exact_mean(each.figure)}
        if any(linear([before[name], exact[name]], floor=FLOOR) for name in before.keys() & exact.keys()):
            return True
        before = exact
    return False


def comparing_few() -> bool:
    """Whether a bucket is left for whoever joined six people."""
    return compare((6, 7), publish, publish, slack=1).certain > 0


def comparing_shares() -> bool:
    """Whether the answer of whoever joined is left alone by what is out in two rounds."""
    moved = ledger.has_moved(frozenset(range(8)), frozenset(range(9)), floor=FLOOR)
    return compare((8, 9), publish, lambda spread: publish(spread, moved=moved), slack=0).exact > 0


def crossing() -> bool:
    """Whether asking for two background variables in turn tells one person."""
    both = {
        "site": [category("Helsinki", 0, 10), category("Oulu", 10, 10)],
        "tenure": [category("long", 0, 9), category("short", 9, 11)],
    }
    out: list[frozenset[int]] = []
    shown: str | None = None
    for variable, categories in both.items():
        try:
            figures = breakdown.break_down(variable, categories, shown=shown, released=[], floor=FLOOR)
        except InputError:
            break
        shown = variable
        out += [each.people for each in categories if isinstance(figures[each.name], Released)]
    return bool(linear(out, floor=FLOOR))


def merging() -> bool:
    """Whether a category is out that fewer people answered in than the floor."""
    few = [category("Helsinki", 0, 9), category("Oulu", 9, 3), category("Turku", 12, 2)]
    return min(each.tally.answers for each in breakdown.merged(few, floor=FLOOR)) < FLOOR


def reading_comments() -> bool:
    """Whether a comment is shown that one of fewer than ten people wrote."""
    return any(floors.comments_may_show(participants=people) for people in range(10))


def counting_heads() -> bool:
    """Whether it is told that so few people took part."""
    return any(floors.participation(people, floor=1) is not None for people in range(5))


def category(name: str, first: int, size: int) -> Category:
    people = range(first, first + size)
    return Category(name, frozenset(people), count(QUESTION, [1 + person % 5 for person in people]))


def exact_mean(total: int, answers: int, *_: object, **__: object) -> Mean:
    return Mean((20 * total + answers) // (2 * answers))


def exact_band(favourable: int, *_: object, **__: object) -> Band:
    return Band(favourable, favourable)


def all_counts(tally: Tally) -> str:
    return str(sorted(tally.counts.items()))


def bands_that_are_safe_by_themselves(axis: audit.Axis, mean: Mean, answers: int) -> frozenset[Band]:
    """The audit without its second half: as if the absence of a band told nothing."""
    sums = sums_of(mean, answers, axis, insiders=1)
    known = {band: audit.Known(answers, sums, (band.low, band.high)) for band in bands(answers, insiders=1)}
    return frozenset(band for band, each in known.items() if audit.is_safe(axis, (each,)))


def off(module: object, name: str, value: object) -> Switch:
    """Put something in the place of a rule."""
    return lambda monkeypatch: monkeypatch.setattr(module, name, value)


def always(answer: object) -> Callable[..., object]:
    return lambda *_, **__: answer


def no_refusal_of_a_second_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    real = breakdown.break_down
    monkeypatch.setattr(
        breakdown, "break_down", lambda *given, shown, **named: real(*given, shown=None, **named)
    )


RULES: dict[str, tuple[Switch, Attacker]] = {
    "p1 floor": (off(gate, "floor_of", always(1)), enumerating(2, 3, 4)),
    "p1 floor of sensitive questions": (off(gate, "floor_of", always(5)), below_the_promise),
    "p5 coded ends of a mean": (off(gate, "end_coded", exact_mean), enumerating(8, 9)),
    "p5 coded ends of a share": (off(gate, "band_of", exact_band), enumerating(5, 6)),
    "p5 insiders": (off(gate, "INSIDERS", 0), enumerating(5, 6, 7, 8)),
    "p5 no mean under eight": (off(gate, "MEAN_FROM", 2), comparing_few),
    "p6 audit of share beside mean": (off(gate, "is_safe", always(True)), enumerating(8, 9)),
    "p6 absence of a share tells nothing": (
        off(gate, "bands_beside", bands_that_are_safe_by_themselves),
        enumerating(8, 9, 10, 11, 12),
    ),
    "p6 counts only where both sides are wide": (off(gate, "is_wide", always(True)), enumerating(20)),
    "p6 counts from twenty answers": (
        lambda patch: (patch.setattr(gate, "COUNTS_FROM", 5), patch.setattr(gate, "is_wide", always(True)))[
            0
        ],
        enumerating(8),
    ),
    "p6 one leading option": (off(gate, "_leader", all_counts), choosing),
    "p7 row space": (off(ledger, "is_safe", always(True)), subtracting),
    "p9 joiners and leavers": (off(ledger, "has_moved", always(False)), comparing_shares),
    "p9 moves in an organisation": (off(ledger, "has_moved", always(False)), comparing),
    "p10 one variable": (no_refusal_of_a_second_variable, crossing),
    "p10 small categories merged": (off(breakdown, "floor_of", always(1)), merging),
    "p22 floor of comments": (off(floors, "COMMENT_FLOOR", 1), reading_comments),
    "p1 participation": (off(floors, "FLOOR", 1), counting_heads),
}


@pytest.mark.parametrize("rule", RULES)
def test_p6_with_all_rules_on_the_attacker_fails(rule: str) -> None:
    assert not RULES[rule][1]()


@pytest.mark.parametrize("rule", RULES)
def test_p6_with_a_rule_off_the_attacker_succeeds(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    switch, attacker = RULES[rule]
    switch(monkeypatch)

    assert attacker()


def test_values_are_turned_before_they_are_attacked() -> None:
    assert turned({1: 2, 5: 1}, audit.Axis(1, 5, 2, 4), reverse=True) == {1: 1, 2: 0, 3: 0, 4: 0, 5: 2}
    assert ledger.is_safe(Group(frozenset(range(9)), 9), [], floor=FLOOR)
