"""How often the digest calls chance a change, and how soon it finds one that lasts, beside other rules."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.bench.months import Month, months
from app.bench.peers import PEERS
from app.bench.team_years import Shift, Teams, Tile, tiles
from survey.reviews import MONTH
from survey.statistics.variation import SHIFT_FROM
from survey.verdicts import Change

SIZES = (6, 8, 12, 30)
RESPONSE = 0.8
_DIGEST = "digest"
_RULES = {
    _DIGEST: "Pulssi",
    "fixed_cut": "cut at 0.3",
    "week_against_week": "Welch at 5 %",
    "textbook": "textbook 2.66",
    "run_chart": "run chart",
}
HEADINGS = ("rule", *(f"N = {size}" for size in SIZES), "found", "all", "chance")
_JUDGED = frozenset({Change.UP, Change.DOWN, Change.RISEN, Change.FALLEN, Change.WITHIN})
_BEYOND = frozenset({Change.UP, Change.DOWN})
_LASTING = frozenset({Change.RISEN, Change.FALLEN})
_SPAN = 26
_SHIFTED_SIZE, _POINTS, _WITHIN_WEEKS = 8, -0.5, 8
_LONG, _SHORT = 26, 12
_MONTHS_OF = 4
"""Looks back take longer to play than tiles, so they are played of a fourth of the years."""
Shares = Mapping[str, float]
"""A share by rule."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What was said of teams where nothing changed.

    Attributes:
        judged: tiles of which something was said; the same ones are given to every rule.
        beyond: the share of them that was called a change, by rule.
        spans: whole spans of 26 measurements of the anchor; in ``lasting``, the share of them in which its
            level was said to have risen or fallen.
    """

    judged: int
    beyond: Shares
    spans: int
    lasting: float


@dataclass(frozen=True, slots=True)
class Power:
    """The share of teams of eight of which a rule said "down" within eight weeks.

    Attributes:
        found: after every item had fallen by half a point for good, by rule.
        by_chance: of the same teams, had nothing fallen.
    """

    found: Shares
    by_chance: Shares


@dataclass(frozen=True, slots=True)
class Signals:
    """What was measured.

    Attributes:
        years: of each kind of team.
        quiet: by the team's size.
        power: by how many measurements the anchor had before, and the chance that a person answers.
        looks_back: by the team's size, the share of compared questions that a look back at a month names as
            changed, where nothing changed; of a fourth of the years.
        month_power: the share of teams of which the first look back at four weeks or more after the shift
            names a fall, as ``power`` with 26 measurements.
    """

    years: int
    seed: int
    quiet: Mapping[int, Quiet]
    power: Mapping[tuple[int, float], Power]
    looks_back: Mapping[int, float]
    month_power: float

    def rows(self) -> Iterator[tuple[str, ...]]:
        """One a rule."""
        usual, all_answer = self.power[_LONG, RESPONSE], self.power[_LONG, 1.0]
        for rule, words in _RULES.items():
            of_tiles = (f"{quiet.beyond[rule]:.2%}" for quiet in self.quiet.values())
            shares = (usual.found[rule], all_answer.found[rule], usual.by_chance[rule])
            yield words, *of_tiles, *(f"{share:.0%}" for share in shares)

    def notes(self) -> Iterator[str]:
        """What the table's columns mean, and what does not fit into them."""
        yield f"{self.years:,} team-years of each kind; in a week {RESPONSE:.0%} answer. Seed {self.seed}."
        yield "N: people asked; the share of judged tiles that a rule calls a change, where nothing changed."
        yield (
            f"found: the share of teams of {_SHIFTED_SIZE} of which it says “down” within {_WITHIN_WEEKS} "
            f"weeks of a lasting fall by {-_POINTS}, {_LONG} measurements on; all: the same, if "
            f"everybody always answers; chance: the same as found, without a fall."
        )
        short = (f"{self.power[_SHORT, response].found[_DIGEST]:.0%}" for response in (RESPONSE, 1.0))
        yield f"{_SHORT} measurements on, Pulssi finds {' and, if all answer, '.join(short)}."
        judged = ", ".join(f"{quiet.judged:,} of {size}" for size, quiet in self.quiet.items())
        yield f"Tiles judged: {judged}."
        alarms = ", ".join(f"{share:.2%} (of {size})" for size, share in self.looks_back.items())
        yield f"Looks back at a month name as changed, where nothing did: {alarms} of what they compare."
        yield f"The first one after four weeks of the fall names one in {self.month_power:.0%} of the teams."
        lasting = ", ".join(
            f"{quiet.lasting:.1%} of {quiet.spans:,} (of {size})" for size, quiet in self.quiet.items()
        )
        yield f"Spans of {_SPAN} measurements in which the anchor's level is said to have moved: {lasting}."

    def figures(self) -> dict[str, float | int | dict[str, float]]:
        """For programs; shares are parts of one."""
        found: dict[str, float | int | dict[str, float]] = {"years": self.years, "seed": self.seed}
        for rule in _RULES:
            name = "" if rule == _DIGEST else f"{rule}_"
            found[f"{name}false_alarms"] = {
                str(size): round(quiet.beyond[rule], 5) for size, quiet in self.quiet.items()
            }
            for (measured, response), power in self.power.items():
                kind = ("" if measured == _LONG else f"_after_{measured}") + "_all_answer" * (response == 1)
                found[f"{name}power_8_weeks{kind}"] = round(power.found[rule], 4)
                found[f"{name}by_chance_8_weeks{kind}"] = round(power.by_chance[rule], 4)
        found["month_false_alarms"] = {str(size): round(one, 5) for size, one in self.looks_back.items()}
        found["month_power"] = round(self.month_power, 4)
        found["judged"] = {str(size): quiet.judged for size, quiet in self.quiet.items()}
        found["lasting_26"] = {str(size): round(quiet.lasting, 4) for size, quiet in self.quiet.items()}
        return found


def measure(*, years: int = 2000, seed: int = 1) -> Signals:
    """Play so many years of teams of each size without a change, and of teams of eight with one."""
    quiet = {size: _quiet(Teams(size, RESPONSE), years=years, seed=seed) for size in SIZES}
    power = {
        (measured, response): Power(
            found=_said_down(_with_shift(response, measured, _POINTS), years=years, seed=seed),
            by_chance=_said_down(_with_shift(response, measured, 0.0), years=years, seed=seed),
        )
        for measured in (_LONG, _SHORT)
        for response in (RESPONSE, 1.0)
    }
    few = -(-years // _MONTHS_OF)
    looks_back = {size: _named(Teams(size, RESPONSE), years=few, seed=seed) for size in SIZES}
    found = _first_falls(_with_shift(RESPONSE, _LONG, _POINTS), years=few, seed=seed)
    return Signals(years, seed, quiet, power, looks_back, found)


def _named(teams: Teams, *, years: int, seed: int) -> float:
    played = [month for year in tiles(teams, years=years, seed=seed) for month in months(year)]
    return sum(month.up + month.down for month in played) / max(sum(month.judged for month in played), 1)


def _first_falls(teams: Teams, *, years: int, seed: int) -> float:
    firsts = [_first(months(year)) for year in tiles(teams, years=years, seed=seed)]
    told = [month for month in firsts if month is not None]
    return sum(month.down > 0 for month in told) / max(len(told), 1)


def _first(played: Iterable[Month]) -> Month | None:
    """The first look back that covers nothing but weeks with the shift."""
    return next((month for month in played if month.since >= MONTH), None)


def _with_shift(response: float, measured: int, points: float) -> Teams:
    return Teams(_SHIFTED_SIZE, response, Shift(points, measured))


def _quiet(teams: Teams, *, years: int, seed: int) -> Quiet:
    called: Counter[str] = Counter()
    judged, spans, lasting = 0, 0, 0
    for year in tiles(teams, years=years, seed=seed):
        said: dict[int, Change] = {}
        for tile in year:
            change = _change(tile)
            if tile.question.anchor:
                said[len(tile.before)] = change
            if change in _JUDGED:
                judged += 1
                called.update(rule for rule, way in _ways(tile, change) if way)
        first = [said[place] for place in range(SHIFT_FROM, SHIFT_FROM + _SPAN) if place in said]
        spans += len(first) == _SPAN
        lasting += len(first) == _SPAN and not _LASTING.isdisjoint(first)
    beyond = {rule: called[rule] / max(judged, 1) for rule in _RULES}
    return Quiet(judged, beyond, spans, lasting / max(spans, 1))


def _said_down(teams: Teams, *, years: int, seed: int) -> Shares:
    """Any tile counts, and of the digest also that the anchor's level seems to have fallen."""
    found: Counter[str] = Counter()
    for year in tiles(teams, years=years, seed=seed):
        found.update(_falls(year))
    return {rule: found[rule] / years for rule in _RULES}


def _falls(year: Iterable[Tile]) -> frozenset[str]:
    rules: set[str] = set()
    for tile in year:
        if tile.since > _WITHIN_WEEKS:
            break
        if tile.since:
            change = _change(tile)
            rules.update(rule for rule, way in _ways(tile, change) if way < 0)
            rules.update({_DIGEST} if change is Change.FALLEN else ())
    return frozenset(rules)


def _change(tile: Tile) -> Change:
    verdict = tile.verdict()
    return verdict.change if verdict else Change.EARLY


def _ways(tile: Tile, change: Change) -> Iterator[tuple[str, int]]:
    """Where each rule says that the figure went: 1 up, −1 down, 0 nowhere."""
    yield _DIGEST, int(change is Change.UP) - int(change is Change.DOWN)
    for rule, says in PEERS.items():
        yield rule, says(tile)
