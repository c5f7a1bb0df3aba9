"""Cards, pages and dialogs are laid out as they were when somebody last looked at them."""

import pytest

from locales.catalogues import languages
from tests.bot.adaptive_cards.snapshot import FOLDER, taken
from tests.office import Office


@pytest.mark.parametrize("language", languages())
async def test_what_people_see_is_as_it_was_reviewed(
    at_work: Office, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``python -m tests.bot.adaptive_cards.snapshot`` writes them anew after a wanted change."""
    kept = (FOLDER / f"{language}.txt").read_text(encoding="utf-8")

    assert await taken(at_work, language, monkeypatch) == kept


def test_every_language_has_its_snapshot() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(languages())
