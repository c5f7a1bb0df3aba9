"""Over weeks of moves, leavers and silence, nothing is told of fewer people than the floor (P7, P9, P10).

``python -m tests.attackers.organisation`` plays the whole two years; here, the first weeks.
"""

import numpy as np

from survey.disclosure.figures import Mean, Reach, Released
from tests.attackers.organisation import FLOOR, attack, facts, found, sums, weeks
from tests.attackers.solvers import Fact, Integers, Recovered, linear


def people(first: int, last: int) -> frozenset[int]:
    return frozenset(range(first, last))


def exactly(people_: frozenset[int], answers: int, favourable: int, total: int) -> Fact:
    return Fact(
        people_, (answers, answers), (favourable, favourable), (0, answers - favourable), (total, total)
    )


def test_p7_p9_p10_nothing_is_recovered_of_fewer_people_than_the_floor() -> None:
    report = attack(2026, 4, integers_every=2)

    assert report.shown > 130
    assert report.exact > 40
    assert report.held_back > 3
    assert report.linear == []
    assert report.answered == []
    assert report.integers == []
    assert report.neighbouring == []
    assert report.across == []


def test_what_is_published_agrees_with_what_was_answered() -> None:
    """Attackers who read figures wrongly would find nothing, either."""
    published, answers = next(weeks(7))

    for each in published:
        given = [answers[person] for person in each.people if person in answers]
        fact = facts(each)
        assert fact.answers[0] <= len(given) <= fact.answers[1]
        assert fact.favourable[0] <= sum(value >= 4 for value in given) <= fact.favourable[1]
        assert fact.total[0] <= sum(given) <= fact.total[1]


def test_the_organisation_is_as_large_and_as_restless_as_it_should_be() -> None:
    organisation = found(1)
    first = {name: frozenset(team) for name, team in organisation.teams.items()}
    for _ in range(104):
        organisation.play()

    assert len(first) == 28
    assert {len(team) for team in first.values()} >= {4, 20}
    assert len(organisation.everybody) == 300
    assert all(4 <= len(team) <= 20 for team in organisation.teams.values())
    assert all(first[name] != team for name, team in organisation.teams.items())
    assert organisation.newest > 350


def test_the_linear_attacker_finds_a_rest_a_rest_of_rests_and_an_exchange() -> None:
    total, nine, twenty = people(0, 24), people(0, 9), people(0, 20)

    assert linear([total, people(0, 19)], floor=FLOOR) == []
    assert linear([total, twenty], floor=FLOOR) == [Recovered(people(20, 24))]
    assert Recovered(people(21, 24)) in linear([total, people(0, 10), people(10, 21)], floor=FLOOR)
    assert linear([nine, people(1, 10)], floor=FLOOR) in (
        [Recovered(people(0, 1), people(9, 10))],
        [Recovered(people(9, 10), people(0, 1))],
    )


def test_the_linear_attacker_halves_and_adds() -> None:
    """Three groups, each two of three cells: half of the sum without the third is the first cell."""
    first, second, third = people(0, 3), people(3, 12), people(12, 21)
    known = linear([first | second, second | third, first | third], floor=FLOOR)

    assert known == [Recovered(first)]


def test_the_integer_attacker_finds_a_rest_and_what_only_limits_tell() -> None:
    whole, part = exactly(people(0, 12), 12, 6, 40), exactly(people(0, 9), 9, 4, 28)
    nobody = Fact(people(0, 6), (6, 6), (0, 0), (0, 6), (6, 30))

    assert {each.what for each in Integers([whole, part]).recovered(floor=FLOOR)} >= {
        "favourable 2",
        "sum 12",
    }
    assert Integers([whole]).recovered(floor=FLOOR) == []
    # Who is in both groups is favourable in neither.
    inside = Integers([nobody, Fact(people(4, 12), (8, 8), (3, 5), (0, 8), (8, 40))]).recovered(floor=FLOOR)
    assert [each.what for each in inside if each.people == people(4, 6)] == ["favourable 0"]


def test_a_reader_knows_the_sums_behind_a_mean() -> None:
    assert sums(Released(8, 8, mean=Mean(33))) == (26, 26)
    assert sums(Released(8, 8, mean=Mean(41, Reach.AT_LEAST))) == (33, 40)
    assert sums(Released(8, 8, mean=Mean(19, Reach.AT_MOST))) == (8, 15)
    assert sums(Released(30, 30, mean=Mean(33))) == (98, 100)
    assert sums(Released(20, 20, mean=Mean(33), counts=(3, 3, 5, 3, 6))) == (66, 66)
    assert np.ptp(sums(Released(8, 8))) == 32
