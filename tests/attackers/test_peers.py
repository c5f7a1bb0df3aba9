"""Wherever a peer hides a group, Pulssi hides it too, or an attacker finds nothing in what it shows."""

from collections.abc import Callable

import pytest

from survey.disclosure import gate, ledger
from survey.disclosure.figures import Released
from survey.disclosure.floors import comments_may_show
from survey.disclosure.ledger import Group
from survey.tallies import count
from tests.attackers.certainty import AGREEMENT, histograms, inferences, of_buckets
from tests.attackers.peers import (
    WHOLE,
    Groups,
    culture_amp,
    glint,
    glint_comments,
    lattice_strong,
    peakon,
)
from tests.attackers.published import QUESTION, publish
from tests.attackers.solvers import linear

FLOOR = 5


def parts(*sizes: int, outside: int = 0) -> Groups:
    """A whole, and parts of these sizes that have nobody in common."""
    starts = [sum(sizes[:place]) for place in range(len(sizes))]
    own = {f"{size}": frozenset(range(at, at + size)) for at, size in zip(starts, sizes, strict=True)}
    return {WHOLE: frozenset(range(sum(sizes) + outside))} | own


OVERLAPPING: Groups = {
    WHOLE: frozenset(range(40)),
    "site": frozenset(range(20)),
    "night shift": frozenset(range(1, 21)),
    "site but one": frozenset(range(19)),
    "new": frozenset(range(14, 30)),
}
Rule = Callable[[Groups], frozenset[str]]

CASES: list[tuple[Rule, Groups, dict[str, str]]] = [
    # One small part: its size is the rest of the whole without the others.
    (glint, parts(12, 9, 8, 2), {"2": "hidden", "8": "hidden"}),
    (lattice_strong, parts(12, 9, 8, 3), {"3": "hidden", "8": "hidden"}),
    # Two small parts cover for each other: nothing of fewer than five can be computed.
    (lattice_strong, parts(12, 9, 4, 3), {"4": "hidden", "3": "hidden", "9": "safe"}),
    (glint, parts(12, 9, 4, 3), {"4": "hidden", "3": "hidden"}),
    (glint, parts(11, 7, 1, outside=1), {"1": "hidden", "7": "hidden"}),
    # A filter that leaves few people out.
    (culture_amp, parts(11, outside=3), {"11": "hidden"}),
    (culture_amp, parts(9, 4), {"4": "hidden", "9": "hidden"}),
    (culture_amp, parts(9, outside=5), {}),
    # A person more or less between two segments.
    (peakon, OVERLAPPING, {"site": "hidden", "site but one": "hidden"}),
    (peakon, parts(10, 10, 10), {}),
]


def let_out(groups: Groups) -> dict[str, frozenset[int]]:
    """What Pulssi shows of these groups, everybody answering, the largest first."""
    out: dict[str, frozenset[int]] = {}
    for name, people in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        tally = count(QUESTION, [1 + person % 5 for person in people])
        released = [Group(group, len(group)) for group in out.values()]
        together = ledger.is_safe(Group(people, tally.answers), released, floor=FLOOR)
        figure = gate.release(tally, invited=len(people), floor=FLOOR, together=together)
        if isinstance(figure, Released):
            out[name] = people
    return out


@pytest.mark.parametrize(("rule", "groups", "expected"), CASES)
def test_p7_where_a_peer_hides_pulssi_hides_or_is_safe(
    rule: Rule, groups: Groups, expected: dict[str, str]
) -> None:
    shown = let_out(groups)

    assert {name: "safe" if name in shown else "hidden" for name in rule(groups)} == expected
    assert linear(list(shown.values()), floor=FLOOR) == []
    for size in {len(group) for group in shown.values() if len(group) <= 20}:
        assert inferences(histograms(size), publish, judge=of_buckets(AGREEMENT)) == []


@pytest.mark.parametrize(("rule", "groups", "expected"), CASES)
def test_p7_what_peers_show_together_can_hold_more_than_pulssi_lets_out(
    rule: Rule, groups: Groups, expected: dict[str, str]
) -> None:
    """Where the attacker recovers somebody from what a peer shows, Pulssi keeps one of these groups in."""
    by_peer = groups.keys() - rule(groups)

    if linear([groups[name] for name in by_peer], floor=FLOOR):
        assert by_peer - let_out(groups).keys()


def test_p7_three_peers_show_what_two_steps_give_away() -> None:
    """The whole without two parts is the third: no pair of groups differs by few, and the third has three."""
    groups = parts(10, 9, outside=3)
    first = linear([*groups.values()], floor=FLOOR)

    assert culture_amp(groups) == peakon(groups) == lattice_strong(groups) == frozenset()
    assert [len(each.people) for each in first] == [3]
    assert let_out(groups).keys() == {WHOLE, "10"}


def test_p22_comments_are_shown_no_sooner_than_at_a_peer() -> None:
    assert all(glint_comments(answers) for answers in range(30) if comments_may_show(participants=answers))
