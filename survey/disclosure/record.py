"""Released figures as they are remembered: plain JSON values, and back word for word."""

from collections.abc import Mapping
from typing import Any

from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld
from survey.verdicts import Change, Measurement, Verdict
from survey.weeks import Week


def encode(figure: Figure, *, level: Mean | None = None, verdict: Verdict | None = None) -> dict[str, object]:
    """A figure as JSON values, with what it is compared by and what came of that; empty ones are left out."""
    beside: dict[str, object] = {}
    if level is not None:
        beside["level"] = _mean(level)
    if verdict is not None:
        usual = list(verdict.usual) if verdict.usual else None
        beside["verdict"] = [verdict.change.value, verdict.measured, verdict.needed, usual]
    return _figure(figure) | beside


def _mean(mean: Mean) -> list[object]:
    return [mean.tenths, mean.reach.value]


def _figure(figure: Figure) -> dict[str, object]:
    if isinstance(figure, Withheld):
        return {"floor": figure.floor, "invited": figure.invited, "why": figure.why.value}
    told: dict[str, object] = {"answers": figure.answers, "invited": figure.invited}
    if figure.mean is not None:
        told["mean"] = _mean(figure.mean)
    if figure.band is not None:
        told["band"] = [figure.band.low, figure.band.high]
    if figure.counts:
        told["counts"] = list(figure.counts)
    if figure.leader:
        told["leader"] = figure.leader
    if figure.why is not None:
        told["why"] = figure.why.value
    return told


def decode(told: Mapping[str, Any]) -> Figure:
    """The figure that was encoded."""
    if "answers" not in told:
        return Withheld(told["floor"], told["invited"], Why(told["why"]))
    mean, band, why = told.get("mean"), told.get("band"), told.get("why")
    return Released(
        told["answers"],
        told["invited"],
        mean=Mean(mean[0], Reach(mean[1])) if mean else None,
        band=Band(*band) if band else None,
        counts=tuple(told.get("counts", ())),
        leader=told.get("leader", ""),
        why=Why(why) if why else None,
    )


def measured_of(told: Mapping[str, Any], week: Week) -> Measurement | None:
    """What a round measured, read without the rest of its figure: a year of them is read at once."""
    level = level_of(told)
    if level is None:
        return None
    return Measurement(week, level, told["answers"], told["invited"], is_shown="mean" in told)


def level_of(told: Mapping[str, Any]) -> Mean | None:
    """What comparisons with this round are made of; None where there is nothing to compare."""
    level = told.get("level")
    return Mean(level[0], Reach(level[1])) if level else None


def verdict_of(told: Mapping[str, Any]) -> Verdict | None:
    """What the change to this round came to, as it was said then."""
    kept = told.get("verdict")
    if not kept:
        return None
    change, measured, needed, usual = kept
    return Verdict(Change(change), measured, needed, (usual[0], usual[1]) if usual else None)
