"""Every night, what was promised to be gone goes, and how much went is written down."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import func, select

from app import logs
from jobs.purge import Purging
from storage import audit, workspaces
from storage.database import reading
from storage.tables import RoundRow, TallyRow
from survey.audit import Act
from survey.rounds import RoundState
from tests.office import ASKED, BEN, CLOSED, REPORTED, Office, office

MONTH = timedelta(days=31)


def rounds_kept(at_work: Office) -> list[tuple[str, str, int]]:
    with reading(at_work.running.engine) as session:
        rows = session.exec(select(RoundRow).order_by(RoundRow.week)).all()
        return [(row.week, row.state, row.retention_months) for row in rows]


def purges(at_work: Office) -> list[str]:
    with reading(at_work.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        acts = audit.newest(session, workspace.id, limit=99)
        return [act.detail for act in acts if act.act is Act.PURGE]


async def test_a_new_round_takes_the_setting_and_goes_when_its_months_are_over(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    logs.configure(as_json=True)
    async with office(tmp_path, changes={"pulssi_retention_months": 1}) as at_work:
        await at_work.asked()
        await at_work.answer(BEN, 4)
        await at_work.at(CLOSED)
        await at_work.at(REPORTED)
        first = rounds_kept(at_work)
        await at_work.at(CLOSED + MONTH)
        later = rounds_kept(at_work)
        written = purges(at_work)

    assert first == [("2026-W48", RoundState.CLOSED, 1)]
    assert "2026-W48" not in {week for week, _, _ in later}
    assert written == ["1 rounds"]
    assert '"purged_rounds": 1' in capfd.readouterr().err


async def test_it_purges_once_a_day_and_writes_nothing_where_nothing_went(workplace: Office) -> None:
    await workplace.at(ASKED)
    await workplace.answer(BEN, 4)
    await workplace.at(CLOSED)
    purging = Purging(workplace.running.engine)

    first = purging.purge(at=CLOSED)
    again = purging.purge(at=CLOSED + timedelta(hours=3))
    next_day = purging.purge(at=CLOSED + timedelta(days=1))

    assert first is not None
    assert not first
    assert again is None
    assert next_day is not None
    assert purges(workplace) == []
    with reading(workplace.running.engine) as session:
        assert session.exec(select(func.count()).select_from(TallyRow)).one() == 1
