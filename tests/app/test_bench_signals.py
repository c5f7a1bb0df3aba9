"""The simulation of what a digest calls a change: made-up teams, real rules, and the bounds they keep."""

import json
from collections import defaultdict

import pytest

from app.bench import commands, peers, signals
from app.bench.team_years import WEEKS, Sample, Shift, Teams, Tile, tiles
from storage.measurements import Past
from survey.disclosure.figures import Mean
from survey.ids import QuestionId
from survey.statistics.judging import Ranges
from survey.verdicts import Measurement
from survey.weeks import Week
from tests.survey.questions import question

EIGHT = Teams(8, 0.8)


def measured(tenths: int) -> Measurement:
    return Measurement(Week(2026, 1), Mean(tenths), 8, 8, is_shown=True)


def tile(*tenths: int, samples: tuple[Sample | None, Sample] = (None, (8, 3.5, 1.0))) -> Tile:
    """A tile whose last mean is to be judged beside those before."""
    *before, now = map(measured, tenths)
    asked = question("Q1", number=1)
    return Tile(asked, now, Past({asked.id: before}, Ranges()), 0, samples)


@pytest.fixture(scope="module")
def figures() -> signals.Signals:
    return signals.measure(years=40, seed=2)


def test_few_tiles_are_called_a_change_where_there_is_none(figures: signals.Signals) -> None:
    told = figures.figures()["false_alarms"]

    assert isinstance(told, dict)
    assert list(told) == ["6", "8", "12", "30"]
    assert all(0.002 < share < 0.018 for share in told.values())
    assert all(quiet.judged > 40 * 50 for quiet in figures.quiet.values())


def test_a_lasting_fall_is_found_within_eight_weeks(figures: signals.Signals) -> None:
    power = figures.power[26, 0.8]

    assert power.found["digest"] >= 0.75
    assert figures.figures()["power_8_weeks"] == power.found["digest"]
    assert power.by_chance["digest"] < 0.4


def test_a_look_back_names_little_where_nothing_changed_and_finds_a_fall(figures: signals.Signals) -> None:
    assert list(figures.looks_back) == [6, 8, 12, 30]
    assert all(share < 0.025 for share in figures.looks_back.values()), "of 250 to 700 questions each"
    assert figures.figures()["month_power"] == figures.month_power >= 0.4


def test_other_rules_call_more_of_chance_a_change(figures: signals.Signals) -> None:
    for quiet in figures.quiet.values():
        assert quiet.beyond["fixed_cut"] > quiet.beyond["textbook"] > quiet.beyond["digest"]


def test_the_same_seed_plays_the_same_years_and_another_one_others() -> None:
    def played(seed: int) -> list[Measurement]:
        return [tile.now for year in tiles(EIGHT, years=2, seed=seed) for tile in year]

    assert played(1) == played(1) != played(2)


def test_ranges_are_gathered_as_storage_gathers_them() -> None:
    (year,) = tiles(EIGHT, years=1, seed=1)

    for tile in year:
        gathered = Ranges.of(tile.past.of.values())
        assert sorted(tile.past.ranges.every) == sorted(gathered.every)
        assert sorted(tile.past.ranges.shown) == sorted(gathered.shown)


def test_an_anchor_comes_every_week_and_ten_others_in_turn() -> None:
    asked: dict[QuestionId, list[Week]] = defaultdict(list)
    for tile in next(tiles(Teams(8, 1.0), years=1, seed=1)):
        asked[tile.question.id].append(tile.now.week)

    anchor, *others = asked.values()
    assert len(anchor) == WEEKS
    assert [len(weeks) for weeks in others] == [11] * 4 + [10] * 6


def test_where_too_few_answer_there_is_nothing_to_judge() -> None:
    assert list(next(tiles(Teams(6, 0.0), years=1, seed=1))) == []


def test_a_shift_comes_after_so_many_measurements_and_moves_every_item() -> None:
    calm, fallen = (list(next(tiles(Teams(8, 0.8, Shift(by, 26)), years=1, seed=1))) for by in (0.0, -2.0))

    first = next(tile.now.week for tile in fallen if tile.since)
    anchors = [tile for tile in fallen if tile.question.anchor and tile.now.week < first]
    assert len(anchors) == 26
    assert all(a.now == b.now for a, b in zip(calm, fallen, strict=True) if not b.since)
    assert all(a.samples[1][1] > b.samples[1][1] for a, b in zip(calm, fallen, strict=True) if b.since)


@pytest.mark.parametrize(("now", "says"), [(33, -1), (34, 0), (38, 0), (39, 1)])
def test_a_fixed_cut_knows_only_last_time(now: int, says: int) -> None:
    assert peers.fixed_cut(tile(20, 36, now)) == says
    assert peers.fixed_cut(tile(now)) == 0


def test_last_week_against_this_week_is_welchs_test() -> None:
    def says(then: Sample | None, now: Sample) -> int:
        return peers.week_against_week(tile(36, samples=(then, now)))

    assert says((8, 3.75, 0.5), (8, 3.125, 0.6964)) == 0, "p is 0.13 (SCIENCE V12)"
    assert says((8, 4.75, 0.5), (8, 3.125, 0.6964)) == -1
    assert says((8, 3.0, 0.0), (8, 4.0, 0.0)) == 1
    assert says(None, (8, 4.0, 0.5)) == 0


def test_textbook_limits_are_as_narrow_as_the_textbook_has_them() -> None:
    baseline = (36, 38, 37, 35, 39, 36, 38, 37, 34, 37, 38, 36)

    said = [peers.textbook(tile(*baseline, now)) for now in (30, 31, 42, 43)]
    assert said == [-1, 0, 0, 1], "3.09 to 4.26 (SCIENCE V13)"
    assert peers.textbook(tile(36, 37, 36, 12)) == 0


def test_the_figures_are_printed_last(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(signals, "SIZES", (6, 8))

    assert commands.signals(years=1, seed=1, as_json=True) == commands.DONE
    told = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {*told["false_alarms"]} == {"6", "8"}
    assert 0 <= told["power_8_weeks"] <= 1
