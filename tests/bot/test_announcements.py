"""What a channel is told when its promise changes: only what differs, and from when."""

from dataclasses import replace

import pytest

from bot.conversations import promises
from survey.ids import TeamId
from survey.promises import Announcement, needs_saying
from survey.rotation.fatigue import Count, NewPace, Sign
from tests.survey.test_rounds import a_round

BEFORE = replace(a_round(), teams=(TeamId(1),))


def test_each_part_of_a_promise_that_differs_is_told() -> None:
    now = replace(BEFORE, floor=8, leads_count=True, retention_months=1)

    assert needs_saying(now, BEFORE)
    assert promises.announcement(Announcement(now, BEFORE)) == (
        "**From this week on:** Figures are shown from 8 answers up (was 5). Whoever leads the team is asked "
        "with it, and counted. Sums are deleted after 1 month (was 24). The question card says the same."
    )


def test_a_floor_that_was_raised_back_before_anybody_was_told_is_no_change() -> None:
    assert not needs_saying(BEFORE, BEFORE)
    assert "Figures are shown from 5 answers up, as before." in promises.announcement(
        Announcement(BEFORE, BEFORE)
    )


def test_a_pool_is_told_of_from_its_first_round_and_a_team_alone_is_not() -> None:
    pool = replace(BEFORE, teams=(TeamId(1), TeamId(2)), team_names=("Support", "Design"))

    assert needs_saying(pool, None)
    assert not needs_saying(BEFORE, None)
    assert "Support and Design are asked together and see one result" in promises.announcement(
        Announcement(pool)
    )


def test_a_raised_floor_says_what_it_was() -> None:
    assert promises.announcement(Announcement(BEFORE, raised=(5, 8))) == (
        "**From now on** figures of week 48 are shown from 8 answers up (was 5)."
    )


_ADMINS = "An admin can set another rhythm with `/pulse schedule`."


@pytest.mark.parametrize(
    ("pace", "said", "why"),
    [
        (
            NewPace(2, Sign.FEW, Count(499, 1000), None),
            "**From now on** questions come every two weeks.",
            "In the last four weeks 49% took part: fewer than half.",
        ),
        (
            NewPace(4, Sign.FALLEN, Count(60, 100), Count(80, 100)),
            "**From now on** questions come every four weeks.",
            "In the last four weeks 60% took part, after 80% in the first twelve.",
        ),
        (
            NewPace(1, Sign.RECOVERED, Count(72, 100), Count(74, 100)),
            "**From now on** questions come every week.",
            "In the last twelve weeks 72% took part again.",
        ),
    ],
)
def test_a_new_pace_says_why(pace: NewPace, said: str, why: str) -> None:
    assert promises.announcement(Announcement(BEFORE, pace=pace)) == f"{said} {why} {_ADMINS}"
