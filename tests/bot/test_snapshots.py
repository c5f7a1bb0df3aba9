"""Cards, forms and pages say what they said when somebody last looked at them, in every language."""

import pytest

from locales.catalogues import languages
from tests.bot.snapshot import FOLDER, taken
from tests.office import Office


@pytest.mark.parametrize("language", languages())
async def test_what_people_see_is_as_it_was_reviewed(at_work: Office, language: str) -> None:
    """After a wanted change, ``python -m tests.bot.snapshot`` writes the files anew: read what differs."""
    assert await taken(at_work, language) == (FOLDER / f"{language}.txt").read_text(encoding="utf-8")


def test_every_language_has_its_snapshot() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(languages())
