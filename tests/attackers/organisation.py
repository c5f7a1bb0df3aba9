"""An organisation of 300 people over two years, whose figures are published through the real ledger.

Teams of 4 to 20 people in departments, project teams across them, one total and one background variable;
people join, leave, move, and some do not answer. Run it for all the weeks and print what was found:

    python -m tests.attackers.organisation --weeks 104 --integers-every 26
"""

import argparse
import random
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from survey.disclosure import gate, ledger
from survey.disclosure.breakdown import Category, break_down
from survey.disclosure.figures import Figure, Reach, Released, Why
from survey.disclosure.ledger import Group
from survey.tallies import Tally, count
from tests.attackers.solvers import Fact, Integers, Recovered, linear
from tests.survey.questions import question

FLOOR = 5
QUESTION = question()
SITES = {"Helsinki": 55, "Tampere": 20, "Turku": 12, "Oulu": 9, "Remote": 4}


@dataclass(frozen=True, slots=True)
class Published:
    """One figure that is out, or its absence, and whom it is about; who is in which group is no secret."""

    name: str
    people: frozenset[int]
    figure: Figure


@dataclass(slots=True)
class Organisation:
    """Who is where; ``play`` lets a week pass."""

    random: random.Random
    teams: dict[str, set[int]] = field(default_factory=dict)
    projects: dict[str, set[int]] = field(default_factory=dict)
    site: dict[int, str] = field(default_factory=dict)
    mood: dict[int, float] = field(default_factory=dict)
    newest: int = 0

    def hire(self, team: str) -> None:
        """Somebody new comes to a team."""
        self.newest += 1
        self.teams[team].add(self.newest)
        self.site[self.newest] = self.random.choices(list(SITES), weights=list(SITES.values()))[0]
        self.mood[self.newest] = self.random.gauss(3.6, 0.8)

    def play(self) -> None:
        """About one in a hundred leaves, comes, or moves in a week; projects change now and then."""
        people = [(name, person) for name, team in self.teams.items() for person in sorted(team)]
        for name, person in people:
            fate = self.random.random()
            if fate < 0.004 and len(self.teams[name]) > 4:
                self.teams[name].remove(person)
                for project in self.projects.values():
                    project.discard(person)
                self.hire(self._with_room())
            elif fate < 0.009 and len(self.teams[name]) > 4:
                self.teams[name].remove(person)
                self.teams[self._with_room()].add(person)
        if self.random.random() < 0.2:
            name = self.random.choice(sorted(self.projects))
            self.projects[name] ^= {self.random.choice(people)[1]} & self.everybody

    def _with_room(self) -> str:
        return self.random.choice([name for name, team in self.teams.items() if len(team) < 20])

    @property
    def everybody(self) -> frozenset[int]:
        """All who work there."""
        return frozenset[int]().union(*self.teams.values())

    def groups(self) -> dict[str, frozenset[int]]:
        """Everything a figure is published of, the total first."""
        departments = {
            f"department {number}": frozenset[int]().union(*list(self.teams.values())[number::6])
            for number in range(6)
        }
        own = {name: frozenset(people) for name, people in (self.teams | self.projects).items()}
        return {"all": self.everybody} | departments | own

    def answers(self) -> dict[int, int]:
        """What those who answer give this week."""
        drawn = {
            person: round(self.random.gauss(self.mood[person], 0.7)) for person in sorted(self.everybody)
        }
        return {
            person: min(5, max(1, answer)) for person, answer in drawn.items() if self.random.random() < 0.78
        }


def found(seed: int) -> Organisation:
    """Three hundred people in 28 teams of 4 to 20 and four projects across."""
    made = Organisation(random.Random(seed))  # noqa: S311
    sizes = [*range(4, 21), 4, 5, 6, 7, 8, 8, 9, 10, 10, 12, 17]
    for number, size in enumerate(made.random.sample(sizes, len(sizes))):
        made.teams[f"team {number}"] = set()
        for _ in range(size):
            made.hire(f"team {number}")
    for number, size in enumerate((6, 9, 12, 16)):
        made.projects[f"project {number}"] = set(made.random.sample(sorted(made.everybody), size))
    return made


@dataclass(slots=True)
class Publisher:
    """Publishes week by week what the gate and the ledger let out."""

    floor: int = FLOOR
    last: dict[str, frozenset[int]] = field(default_factory=dict)

    def publish(
        self, groups: Mapping[str, frozenset[int]], answers: Mapping[int, int], site: Mapping[int, str]
    ) -> list[Published]:
        """One week: the groups in the order given, then everybody by site."""
        out: list[Group] = []
        published = []
        for name, people in groups.items():
            tally = _tally(people, answers)
            group = Group(people, tally.answers)
            before = self.last.get(name)
            figure = gate.release(
                tally,
                invited=len(people),
                floor=self.floor,
                moved=before is not None and ledger.has_moved(before, people, floor=self.floor),
                together=ledger.is_safe(group, out, floor=self.floor),
            )
            if isinstance(figure, Released):
                out.append(group)
                self.last[name] = people
            published.append(Published(name, people, figure))
        return published + self._by_site(groups["all"], answers, site, out)

    def _by_site(
        self, everybody: frozenset[int], answers: Mapping[int, int], site: Mapping[int, str], out: list[Group]
    ) -> list[Published]:
        people = {name: frozenset(each for each in everybody if site[each] == name) for name in SITES}
        categories = [Category(name, those, _tally(those, answers)) for name, those in people.items()]
        figures = break_down(
            "site", categories, shown="site", released=out, floor=self.floor, before=self.last
        )
        # Which categories were merged is said; the rest have the names they were given.
        merged = frozenset[int]().union(*(those for name, those in people.items() if name not in figures))
        published = [Published(name, people.get(name, merged), figure) for name, figure in figures.items()]
        self.last |= {each.name: each.people for each in published if isinstance(each.figure, Released)}
        return published


def _tally(people: frozenset[int], answers: Mapping[int, int]) -> Tally:
    return count(QUESTION, [answers[person] for person in sorted(people) if person in answers])


def weeks(seed: int) -> Iterator[tuple[list[Published], dict[int, int]]]:
    """Week after week what is published, and what was answered; no end."""
    organisation, publisher = found(seed), Publisher()
    for number in range(sys.maxsize):
        groups = organisation.groups()
        answers = organisation.answers()
        # Rounds close in any order: now the whole comes first, now its parts.
        order = list(groups) if number % 2 else list(groups)[::-1]
        yield publisher.publish({name: groups[name] for name in order}, answers, organisation.site), answers
        organisation.play()


def facts(published: Published, *, floor: int = FLOOR) -> Fact:
    """What a reader knows of a group, as limits."""
    figure, size = published.figure, len(published.people)
    if not isinstance(figure, Released):
        answers = (0, floor - 1) if figure.why is Why.FEW else (floor, size)
        return Fact(published.people, answers, (0, size), (0, size), (0, 5 * size))
    n = figure.answers
    favourable = (figure.band.low, figure.band.high) if figure.band else (0, n)
    unfavourable = (sum(figure.counts[:2]),) * 2 if figure.counts else (0, n)
    return Fact(published.people, (n, n), favourable, unfavourable, sums(figure))


def sums(figure: Released) -> tuple[int, int]:
    """The sums of answers that are told as this mean."""
    everything = range(figure.answers, 5 * figure.answers + 1)
    if figure.counts:
        total = sum(value * times for value, times in enumerate(figure.counts, start=1))
        return total, total
    mean = figure.mean
    if mean is None:
        return everything[0], everything[-1]
    tenths = {total: (20 * total + figure.answers) // (2 * figure.answers) for total in everything}
    if mean.reach is Reach.AT_LEAST:
        possible = [total for total in everything if tenths[total] >= mean.tenths]
    elif mean.reach is Reach.AT_MOST:
        possible = [total for total in everything if tenths[total] <= mean.tenths]
    else:
        possible = [total for total in everything if tenths[total] == mean.tenths]
    return possible[0], possible[-1]


@dataclass(frozen=True, slots=True)
class Guess:
    """How many of these people answered, the sum of their answers, and whether that is so."""

    people: frozenset[int]
    answers: int
    total: int
    right: bool


@dataclass(slots=True)
class Report:
    """What the attackers found.

    Attributes:
        weeks: so many weeks were looked at.
        shown: figures that were out.
        exact: those of them whose sum of answers a reader can compute.
        held_back: those that stayed in because of others.
        linear: found by linear algebra among the figures of one week.
        answered: by linear algebra, knowing besides who answered.
        integers: by integer programming among the figures of one week.
        neighbouring: among the figures of one group in two weeks, of people who came or went.
        across: guesses from the figures of all groups in two weeks, of readers who believe that nobody
            answered differently in the second.
        later: the same from weeks with one in between, to which P9 does not apply.
    """

    weeks: int = 0
    shown: int = 0
    exact: int = 0
    held_back: int = 0
    linear: list[Recovered] = field(default_factory=list)
    answered: list[Recovered] = field(default_factory=list)
    integers: list[Recovered] = field(default_factory=list)
    neighbouring: list[Recovered] = field(default_factory=list)
    across: list[Guess] = field(default_factory=list)
    later: list[Guess] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{self.weeks} weeks: {self.shown} figures out, {self.exact} of them with an exact mean, "
            f"{self.held_back} held back beside others.\n"
            f"Recovered of fewer than {FLOOR} people: {len(self.linear)} by linear algebra, "
            f"{len(self.answered)} knowing besides who answered, "
            f"{len(self.integers)} by integer programming within a week, {len(self.neighbouring)} of those "
            f"who came or went between two.\n"
            f"Guesses of readers who believe that nobody changed an answer, from two weeks: "
            f"{_said(self.across)}; with a week between: {_said(self.later)}."
        )


def _said(found: list[Guess]) -> str:
    return f"{len(found)}, {sum(guess.right for guess in found)} of them right"


@dataclass(slots=True)
class Attack:
    """Looks at one week after the other."""

    report: Report = field(default_factory=Report)
    before: Mapping[str, Published] = field(default_factory=dict)
    earlier: Mapping[str, Published] = field(default_factory=dict)

    def look(self, published: list[Published], answers: Mapping[int, int], *, integers: bool) -> None:
        """Let every attacker have a look at a week."""
        out = [each for each in published if isinstance(each.figure, Released)]
        exact = {each.name: each for each in out if has_exact_mean(each.figure)}
        self.report.weeks += 1
        self.report.shown += len(out)
        self.report.exact += len(exact)
        self.report.held_back += sum(getattr(each.figure, "why", None) is Why.TOGETHER for each in published)
        self.report.linear += linear([each.people for each in out], floor=FLOOR)
        self.report.answered += linear([each.people & answers.keys() for each in out], floor=FLOOR)
        if integers:
            self.report.integers += Integers([facts(each) for each in published]).recovered(floor=FLOOR)
        for name in exact.keys() & self.before.keys():
            self.report.neighbouring += linear([self.before[name].people, exact[name].people], floor=FLOOR)
        self.report.across += guesses([*self.before.values(), *exact.values()], answers)
        self.report.later += guesses([*self.earlier.values(), *exact.values()], answers)
        self.before, self.earlier = exact, self.before


def guesses(exact: list[Published], answers: Mapping[int, int]) -> list[Guess]:
    """What exact means of several weeks would say of few people if all answers were as this week."""
    groups = [each.people for each in exact]
    people = sorted(frozenset[int]().union(*groups)) if groups else []
    matrix = np.array([[float(person in group) for person in people] for group in groups])
    told = np.array([(facts(each).answers[0], facts(each).total[0]) for each in exact])
    found = []
    for each in linear(groups, floor=FLOOR):
        wanted = np.array([float(person in each.people) for person in people])
        if each.without:
            continue
        weights = np.linalg.lstsq(matrix.T, wanted, rcond=None)[0]
        size, total = (round(float(number)) for number in weights @ told)
        if 1 <= size <= len(each.people) and size <= total <= 5 * size:
            given = [answers[person] for person in each.people if person in answers]
            found.append(Guess(each.people, size, total, right=(len(given), sum(given)) == (size, total)))
    return found


def attack(seed: int, number: int, *, integers_every: int = 1) -> Report:
    """Play so many weeks and let the attackers have a look; the integer-programming one at every nth."""
    attacker = Attack()
    for week, (published, answers) in zip(range(number), weeks(seed), strict=False):
        attacker.look(published, answers, integers=week % integers_every == 0)
    return attacker.report


def has_exact_mean(figure: Figure) -> bool:
    """Whether a reader can compute the sum of the answers."""
    return isinstance(figure, Released) and sums(figure)[0] == sums(figure)[1]


def main() -> None:
    """Attack for as many weeks as asked and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--integers-every", type=int, default=26, help="weeks between two integer programs")
    given = parser.parse_args()
    report = attack(given.seed, given.weeks, integers_every=given.integers_every)
    sys.stdout.write(f"{report}\n")


if __name__ == "__main__":
    main()
