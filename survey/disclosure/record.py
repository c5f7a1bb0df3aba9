"""Released figures as they are remembered: plain JSON values, and back word for word."""

from collections.abc import Mapping
from typing import Any

from survey.disclosure.figures import Band, Figure, Mean, Reach, Released, Why, Withheld


def encode(figure: Figure) -> dict[str, object]:
    """A figure as JSON values; whatever is empty is left out."""
    if isinstance(figure, Withheld):
        return {"floor": figure.floor, "invited": figure.invited, "why": figure.why.value}
    told: dict[str, object] = {"answers": figure.answers, "invited": figure.invited}
    if figure.mean is not None:
        told["mean"] = [figure.mean.tenths, figure.mean.reach.value]
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
