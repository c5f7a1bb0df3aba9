"""What a digest costs with two years of rounds behind it, from tallies on, beside its picture alone."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from app.demo.example import example_digest
from charts import plain
from charts.bench import resident, varied
from charts.weekly import WeeklyPicture
from storage import (
    digests,
    measurements,
    people,
    pulses,
    questions,
    releases,
    rounds,
    schema,
    teams,
    workspaces,
)
from storage.bank.shipped import shipped
from storage.database import connect, transaction
from survey.bank.drafts import to_start_with
from survey.closed_weeks import compose
from survey.digests import Digest
from survey.disclosure.figures import FLOOR
from survey.ids import ChannelRef, PersonId, RoundId, UserRef
from survey.people import Audience, Profile
from survey.questions import Question
from survey.rounds import DEFAULT_SCHEDULE, Invitation, Pulse, Round, moments
from survey.tallies import Tally, count
from survey.weeks import Week

_ZONE = ZoneInfo("Europe/Helsinki")
_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
_NOW = Week(2026, 48)
_PEOPLE = 12
_ANSWERS = ((4, 4, 3, 5, 4, 2, 4, 3, 5, 4), (3, 4, 3, 4, 4, 2, 4, 3, 5, 3), (4, 3, 3, 5, 4, 3, 4, 3, 4, 4))
_DATA_KEY = bytes(32)
WARM, TIMED = 10, 40
"""Digests made before and while the clock runs."""
_PICTURE = WeeklyPicture()
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Digests:
    """What was measured; ratios travel from machine to machine, milliseconds do not.

    Attributes:
        weeks: rounds behind the one that is told of.
        digest_ms: deciding, reading, composing and drawing, median.
        chart_ms: of it, drawing.
        statistics_ms: of it, reading the measurements before and judging.
        digest_over_chart, chart_over_pyplot, statistics_over_chart: these to each other.
        two_over_one: pictures a second of two processes to those of one.
        rss_growth_mb: resident memory after so many more ``pictures``, less before; None where nobody tells.
    """

    weeks: int
    pictures: int
    digest_ms: float
    chart_ms: float
    statistics_ms: float
    digest_over_chart: float
    chart_over_pyplot: float
    statistics_over_chart: float
    two_over_one: float
    rss_growth_mb: float | None


def measure(*, weeks: int = 104, pictures: int = 1000) -> Digests:
    """Make the digest of a week that follows so many, again and again.

    Args:
        weeks: rounds behind it.
        pictures: how many more are drawn to watch memory, and by one process and two.
    """
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'pulssi.db'}"
        schema.upgrade(url)
        engine = connect(url)
        try:
            round_id = _settle(engine, weeks)
            timed = [_once(engine, round_id, _PICTURE) for _ in range(WARM + TIMED)][WARM:]
        finally:
            engine.dispose()
    whole, chart, statistics, plainly = (1000 * median(column) for column in zip(*timed, strict=True))
    return Digests(
        weeks=weeks,
        pictures=pictures,
        digest_ms=round(whole, 1),
        chart_ms=round(chart, 1),
        statistics_ms=round(statistics, 2),
        digest_over_chart=round(whole / chart, 3),
        chart_over_pyplot=round(chart / plainly, 3),
        statistics_over_chart=round(statistics / chart, 3),
        two_over_one=round(_two_over_one(pictures), 2),
        rss_growth_mb=_growth(pictures),
    )


def _settle(engine: Engine, weeks: int) -> RoundId:
    """A team with so many closed rounds, decided as they would be, and one more that is about to be."""
    with transaction(engine) as session:
        workspace = workspaces.ensure(session, ref="T0BENCH", name="Bench", zone=_ZONE, at=_AT)
        questions.add_new(session, workspace, to_start_with(shipped()))
        team = teams.add(
            session, workspace, Audience(ChannelRef("C1")), name="Support", zone=_ZONE, country="FI"
        )
        pulse = pulses.ensure(session, team, DEFAULT_SCHEDULE, next_week=_NOW, floor=FLOOR)
        profiles = [Profile(UserRef(f"U{n}"), _ZONE, False, True) for n in range(_PEOPLE)]  # noqa: FBT003
        asked = [people.ensure(session, workspace, each) for each in profiles]
        teams.set_members(session, team, asked)
        every = [each for each in questions.of_workspace(session, workspace) if each.scale.axis]
        for place in range(weeks, -1, -1):
            last = _open(session, pulse, _NOW.plus(-place), asked, _in_turn(every, place))
            if place:
                _decide(session, last, place)
                session.connection().exec_driver_sql(
                    "UPDATE round SET state = 'closed' WHERE id = ?", (last,)
                )
        return last


def _in_turn(every: list[Question], place: int) -> tuple[Question, ...]:
    turning = every[1:]
    return every[0], *(turning[(2 * place + step) % 20] for step in (0, 1))


def _open(
    session: Session, pulse: Pulse, week: Week, asked: list[PersonId], questions_: tuple[Question, ...]
) -> RoundId:
    opened = rounds.open_(
        session,
        pulse,
        week=week,
        moments=moments(DEFAULT_SCHEDULE, week=week, zone=_ZONE),
        questions=questions_,
        invitations=[Invitation(person, _AT) for person in asked],
        floor=FLOOR,
        key_name=str(week),
    )
    if opened is None:
        raise ValueError(f"{week} is there already")
    sent = "UPDATE delivery SET status = 'sent' WHERE round_id = ? AND kind = 'ask'"
    session.connection().exec_driver_sql(sent, (opened,))
    return opened


def _tallies(round_: Round, place: int) -> list[Tally]:
    return [
        count(question, _ANSWERS[(place + number) % len(_ANSWERS)])
        for number, question in enumerate(round_.questions)
    ]


def _decide(session: Session, round_id: RoundId, place: int) -> None:
    round_ = rounds.get(session, round_id)
    releases.decide(session, round_, _tallies(round_, place))
    session.flush()


def _once(engine: Engine, round_id: RoundId, picture: WeeklyPicture) -> tuple[float, float, float, float]:
    """Seconds of one digest from tallies on, of its picture, of its statistics, and of its plain twin."""
    with Session(engine) as session:
        whole, digest = _timed(lambda: _digest(session, round_id))
        round_ = rounds.get(session, round_id)
        statistics, _ = _timed(lambda: _judge(session, round_))
        session.rollback()
    chart, _ = _timed(lambda: picture.draw(digest))
    plainly, _ = _timed(lambda: plain.draw(digest))
    return whole + chart, chart, statistics, plainly


def _digest(session: Session, round_id: RoundId) -> Digest:
    _decide(session, round_id, 0)
    return compose(digests.closed_week(session, round_id, data_key=_DATA_KEY))


def _judge(session: Session, round_: Round) -> None:
    past = measurements.before(session, round_)
    for each in round_.questions:
        now = past.of.get(each.id, (None,))[-1]
        past.verdict(each, now)


def _two_over_one(pictures: int) -> float:
    """The pace of two processes that draw at once to that of one, both warm."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_draw, (WARM, WARM)))
        one, _ = _timed(lambda: pool.submit(_draw, pictures).result())
        two, _ = _timed(lambda: list(pool.map(_draw, (pictures // 2, pictures - pictures // 2))))
    return one / two


def _draw(pictures: int) -> None:
    digest = example_digest()
    for number in range(pictures):
        _PICTURE.draw(varied(digest, number, team=f"Team {number}"))


def _growth(pictures: int) -> float | None:
    _draw(pictures)
    before = resident()
    _draw(pictures)
    after = resident()
    return None if before is None or after is None else round(after - before, 1)


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    began = perf_counter()
    done = work()
    return perf_counter() - began, done
