"""Microsoft's published rates, kept by a connector that counts: nothing of what Pulssi does is refused."""

import asyncio
from pathlib import Path

import pytest

from tests.office import ASKED, company
from tests.teams_office import teams_office

PEOPLE, AT_ONCE = 70, 14


async def test_asking_and_answering_stay_within_microsofts_rates(tmp_path: Path) -> None:
    """Everybody is written to for the first time, which takes two calls, and many tap in the same second."""
    async with teams_office(tmp_path, staff=company(PEOPLE), enforce_limits=True) as office:
        await office.set_up()
        await office.at(ASKED)
        everybody = [f"U{number}" for number in range(1, PEOPLE + 1)]
        for first in range(0, PEOPLE, AT_ONCE):
            taps = everybody[first : first + AT_ONCE]
            await asyncio.gather(*(office.press(user, {"act": "answer:4"}) for user in taps))
        await office.running.followups.finish()

        assert [
            sum("open until" in str(post) for post in office.member(user).posts()) for user in everybody
        ] == [1] * PEOPLE
        assert office.answers() == PEOPLE
        assert office.connector.rates_refused == 0


async def test_taps_and_pages_in_one_chat_stay_within_its_rates(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody taps as fast as they can and types meanwhile: no two writes meet in their chat."""
    async with teams_office(tmp_path, enforce_limits=True) as office:
        await office.set_up()
        await office.at(ASKED)
        office.connector.faults.slow(seconds=0.1, times=20)
        taps = (office.press("U1", {"act": f"answer:{value}"}) for value in (1, 2, 3))
        await asyncio.gather(*taps, office.type("help"), office.type("status"), office.type("question list"))
        await office.running.followups.finish()

        assert office.connector.rates_refused == 0
        assert "not updated" not in (said := capsys.readouterr().out)
        assert "not shown" not in said
        assert office.answers() == 1
