"""What people wrote is posted apart from the figures, and only where enough people took part."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.office import CLOSED, REPORTED, Office, company, office

LATER = REPORTED + timedelta(minutes=5)


async def week_of(open_office: Office, *, answering: int) -> list[str]:
    """Let so many people answer, two of them with words; returns what the channel read beside figures."""
    await open_office.asked()
    users = [f"U{n}" for n in range(1, answering + 1)]
    for user in users:
        await open_office.answer(user, 4)
    for user, text in zip(users, ("Two releases in one week.", "<!channel> quiet *week*"), strict=False):
        outcome = await open_office.tap(user, "why:open")
        assert outcome.view is not None
        await open_office.member(user).submit(outcome.view.id, {"why": {"why": text}})
    for moment in (CLOSED, REPORTED, LATER, LATER + timedelta(minutes=5)):
        await open_office.at(moment)
    return [post["text"] for post in open_office.told()]


async def test_ten_people_taking_part_let_words_be_read_once_and_apart(tmp_path: Path) -> None:
    async with office(tmp_path, staff=company(11)) as open_office:
        posted = await week_of(open_office, answering=10)
        digest = open_office.digests()[0]["text"]

    assert len(posted) == 1
    assert "in people's own words" in posted[0]
    assert "Two releases in one week." in posted[0]
    assert "&lt;!channel&gt; quiet ∗week∗" in posted[0]
    assert "Mean" not in posted[0]
    assert "releases" not in digest


@pytest.mark.parametrize("answering", [5, 9])
async def test_fewer_than_ten_people_let_nobody_read_a_word(tmp_path: Path, answering: int) -> None:
    async with office(tmp_path, staff=company(11)) as open_office:
        assert await week_of(open_office, answering=answering) == []
