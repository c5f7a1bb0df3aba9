"""``/pulse bank``: what comes with Pulssi, taken into use; banks taken along and brought in."""

import pytest

from storage.bank.file import read
from storage.bank.shipped import shipped
from survey.bank.drafts import to_start_with
from survey.bank.items import Bank
from tests.bot.test_questions import find, opened, submit
from tests.office import BEN, Office, stored

NEW = """\
version: 1
themes:
  FUN: {en: Joy at work, fi: Työn ilo}
items:
- id: FUN-01
  theme: FUN
  scale: mood5
  marker: true
  text:
    en: How was working together?
    fi: Miltä yhdessä tekeminen tuntui?
- id: FUN-02
  theme: FUN
  scale: choices
  text: {en: What made you laugh?}
  options:
    en: ["Jokes, and the like", People]
"""

STARTED_WITH = [each.key for each in to_start_with(shipped())]


@pytest.fixture
async def ready(first_day: Office) -> Office:
    await first_day.set_up()
    return first_day


async def test_the_bank_is_listed_by_theme_with_what_is_in_use(ready: Office) -> None:
    whole = await ready.type("bank", user=BEN)
    theme = await ready.type("bank list theme=str", user=BEN)
    named = await ready.type('bank list theme="Strategia arjessa"')
    unknown = await ready.type("bank theme=XYZ")

    assert "`STR` Strategy into daily work · 4 questions · in use: 4" in whole
    assert "12 questions · in use: 0" in whole
    assert "`GOAL`" not in whole
    assert "`STR-01` This week I could see how my tasks serve our most important goals. · *in use*" in theme
    assert "`STR-02` In our team we know" in theme
    assert named == theme
    assert "theme: there is no theme XYZ. Type one of `STR`" in unknown


async def test_an_item_is_taken_into_use_and_again_after_it_was_retired(ready: Office) -> None:
    added = await ready.type("bank add cxl-02")
    twice = await ready.type("bank add CXL-02")
    await ready.type("question retire CXL-02")
    again = await ready.type("bank add CXL-02")

    assert "CXL-02 is asked from the next round on." in added
    assert "serves Customer-centricity baseline" in added
    assert "CXL-02 is asked already." in twice
    assert "CXL-02 is asked from the next round on." in again
    assert find(ready, "CXL-02").spoken("fi").theme == "Asiakaskeskeisyyden lähtötaso"
    assert find(ready, "CXL-02").version == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("add XYZ-01", "Type which one, like `/pulse bank add CUS-02`"),
        ("add XYZ-01", "The bank has no question XYZ-01."),
        ("add GOAL-01", "GOAL-01 asks about a goal"),
        ("import yaml=nothing", "line 1: keys and what they stand for belong here. Nothing was changed."),
    ],
)
async def test_what_the_bank_cannot_do_is_said(ready: Office, text: str, sentence: str) -> None:
    before = stored(ready)

    assert sentence in await ready.type(f"bank {text}")
    assert stored(ready) == before


async def test_the_questions_are_taken_along_as_a_file_for_the_admin_alone(ready: Office) -> None:
    await ready.type('question add "Who helped you?" theme="Help & care" fi="Kuka auttoi sinua?"')
    await ready.type('goal add "Answer customers the same day"')

    told = await ready.type("bank export")

    assert "pulssi-bank-2026-11-23.yaml is in your direct messages." in told
    sent = ready.posts("files.completeUploadExternal")[-1]
    bank = read(ready.sandbox.workspace.files[sent["files"][0]["id"]].content)
    assert isinstance(bank, Bank)
    assert [item.id for item in bank.items] == [*STARTED_WITH, "Q1"]
    assert bank.items[-1].texts.in_language("fi") == "Kuka auttoi sinua?"
    assert bank.theme("STR") == shipped().theme("STR")


async def test_nothing_is_taken_along_where_nothing_is_asked(ready: Office) -> None:
    for key in STARTED_WITH:
        await ready.type(f"question retire {key}")

    assert "There are no questions to take along." in await ready.type("bank export")


async def test_a_pasted_bank_is_taken_over_whole(ready: Office) -> None:
    form = await opened(ready, "bank import")
    done = await submit(ready, form, yaml=NEW)
    form = await opened(ready, "bank import")
    again = await submit(ready, form, yaml=NEW)
    changed = NEW.replace("How was working", "How did it feel to be").replace("Miltä", "Mitä")
    form = await opened(ready, "bank import")
    later = await submit(ready, form, yaml=changed.replace("made you laugh", "made you laugh aloud"))

    assert "The bank is taken over.*" in str(done.view)
    assert "2 questions are new." in str(done.view)
    assert "Nothing is different from before.*" in str(again.view)
    assert "2 questions were the same." in str(again.view)
    assert "2 questions ask something else now: new versions" in str(later.view)
    assert find(ready, "FUN-01").spoken("fi").theme == "Työn ilo"
    assert find(ready, "FUN-02").scale.labels == ("Jokes, and the like", "People")


async def test_a_bank_with_mistakes_is_refused_with_the_first_two_lines(ready: Office) -> None:
    before = stored(ready)
    form = await opened(ready, "bank import")
    wrong = NEW.replace("mood5", "mood7").replace("theme: FUN", "theme: JOY").replace("FUN-02", "FUN 02")

    answer = await submit(ready, form, yaml=wrong)

    assert answer.errors["yaml"] == (
        "line 6: the theme “JOY” is not among the file's themes. line 7: there is no scale “mood7”; there "
        "are agree5, freq5, mood5, rec11, choice1, choices and text. 2 more things are to be put right; "
        "nothing was changed."
    )
    assert stored(ready) == before


async def test_a_bank_that_asks_what_is_asked_already_changes_nothing(ready: Office) -> None:
    before = stored(ready)
    form = await opened(ready, "bank import")

    answer = await submit(
        ready, form, yaml=NEW.replace("What made you laugh?", "How did your work week feel?")
    )

    assert answer.errors["yaml"] == "FUN-02: GEN-01 asks exactly that already."
    assert stored(ready) == before


async def test_only_admins_move_banks(ready: Office) -> None:
    for text in ("add CUS-02", "export", "import", "import yaml=nothing"):
        assert "Only Pulssi admins" in await ready.type(f"bank {text}", user=BEN)
