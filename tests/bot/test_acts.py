"""Rows of the audit log are English; how they read."""

import pytest

from bot.conversations import acts
from survey.audit import Act


@pytest.mark.parametrize(
    "stored",
    [
        "day off 2026-12-07 added",
        "day off 2026-12-07 removed",
        "STR-01 added",
        "Q1 retired",
        "paused",
        "paused until 2026-12-24",
        "added as Support, Design",
        "added as Support, a lead named",
        "members read anew, called Support, a lead named",
        "asked together with added",
        "opened as a file by a lead",
        "week 48",
        "added person 3",
        "country=FI, quiet=27-30",
        "said by an earlier release",
        "",
    ],
)
def test_in_english_a_row_reads_as_it_is_stored(stored: str) -> None:
    assert acts.detail(stored) == stored


def test_a_number_is_named_where_somebody_is_known_and_nowhere_else() -> None:
    assert acts.detail("removed person 12", named=lambda person: f"<{person}>") == "removed <12>"
    assert acts.detail("added as person 12", named=lambda person: f"<{person}>") == "added as person 12"


def test_the_name_of_a_team_is_no_markup() -> None:
    for stored in ("added as *Support*", "asked together with `Support`"):
        assert not {"*", "`"} & set(acts.detail(stored))


def test_what_was_purged_is_counted() -> None:
    told = acts.detail("1 rounds, 2 comments, 21 invitations, 1 sealed")

    assert told == "1 round, 2 comments, 21 invitations, 1 sealed row"


def test_every_act_has_a_name() -> None:
    assert [acts.name(act) for act in Act] == [act.value for act in Act]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("pin STR-02 2026-W50", "STR-02 pinned for week 50"),
        ("skip GEN-01 2026-W50", "GEN-01 skipped in week 50"),
        ("swap CUS-01 CUS-02 2026-W50", "CUS-01 swapped for CUS-02 in week 50"),
        ("theme CUS 2026-W01", "theme CUS chosen for week 01"),
        ("reset CUS 2026-W50", "CUS left to the rotation again in week 50"),
        ("baseline spread from 2026-W50", "spread over weeks, from week 50 on"),
        ("baseline at once from 2026-W50", "all at once, in week 50"),
        ("baseline stopped", "ended"),
    ],
)
def test_what_was_planned_reads_as_a_sentence(stored: str, told: str) -> None:
    assert acts.detail(stored) == told
