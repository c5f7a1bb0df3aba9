"""What people type wrongly, or may not type: one sentence, and nothing is changed.

Nothing changes, so all of these share one office.
"""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.office import BEN, Office, office, stored

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unchanged(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A team in the middle of its week."""
    folder: Path = tmp_path_factory.mktemp("unchanged")
    async with office(folder) as open_office:
        await open_office.asked()
        yield open_office


@pytest.mark.parametrize(
    "text",
    [
        "team add name=Mine",
        "question add What else?",
        "question retire GEN-01",
        'schedule ask="wed 10:00"',
        "ask now",
        "digest now",
        "team add",
        "question add",
    ],
)
async def test_only_admins_change_things(unchanged: Office, text: str) -> None:
    before = stored(unchanged)

    assert "Only Pulssi admins can do that" in await unchanged.type(text, user=BEN)
    assert stored(unchanged) == before


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("statsu", "Did you mean `/pulse status`?"),
        ("question ad", "Did you mean `/pulse question add`?"),
        ("team", "Did you mean `/pulse team"),
        ("xyzzy", "There is no such command."),
        ('question add "How was it', "A quotation mark is opened and not closed"),
        ("question add ab", "type the question in 3 to 200 characters"),
        ("question add " + "x" * 201, "type the question in 3 to 200 characters"),
        (
            'question add "Was it good?" scale=agree7',
            "scale: type one of these: agree5 (Agree",
        ),
        ('question add "Was it good?" scale=agree5 options="A,B"', "only `scale=choice1` takes options"),
        ('question add "Was it good?" options="A"', "options: type 2 to 10 different ones"),
        ('question add "Was it good?" options="A,A"', "options: type 2 to 10 different ones"),
        (
            'question add "Was it good?" options="A,' + "b" * 61 + '"',
            "options: keep each under 60 characters",
        ),
        ('question add "Was it good?" anchor=perhaps', "anchor: type yes or no"),
        ('question add "Was it good?" scal=agree5', "Did you mean `scale=`?"),
        ("question add How did your work week feel?", "GEN-01 asks exactly that already."),
        ("question retire Q99", "Type which question, like `/pulse question retire Q1`"),
        ("question retire", "Type which question"),
        ('schedule ask="someday 09:00"', 'ask: type a weekday and a time, like "tue 09:00"'),
        ('schedule ask="t 09:00"', "ask: type a weekday and a time"),
        ('schedule ask="tue 25:00"', "ask: type a weekday and a time"),
        ('schedule ask="tue 05:00"', "people are asked between 06:00 and 22:00"),
        ('schedule ask="fri 12:00" close="tue 09:00"', "a pulse asks first, then closes, then reports"),
        ("schedule questions=4", "questions: type 1, 2 or 3"),
        ("schedule team=Nobody", "There is no team of that name. Teams here: Support."),
        ("team add zone=Helsinki", "Did you mean `Europe/Helsinki`?"),
        ("team add zone=Qqqqq", "is not a time zone"),
        ("team add lead=Aino", "lead: type the person with an @"),
        ("team add lead=<@U0PULSSI>", "has to be a member of this channel"),
        ("team add name=" + "x" * 61, "name: type 1 to 60 characters"),
        ("digest now Product", "does not understand “product”. For a team elsewhere, type `team=`"),
        ("ask now Product", "does not understand “Product”. For a team elsewhere, type `team=Product`"),
        ("status Product", "does not understand “Product”"),
        ("schedule tue 09:00", "does not understand “tue 09:00”"),
        ("team add Marketing", "type the name with its mark"),
        ('question add Mood text="Is it good?"', "the question stands there twice"),
        ('question add "Was it good?" theme="' + "x" * 61 + '"', "theme: keep it under 60 characters"),
        ("question retire XYZ", "There is no question XYZ."),
        ("lead", "There is no such command. `/pulse help`"),
        ("status now=yes", "`/pulse status` takes `team=`, not `now=`."),
        ("help me=please", "`/pulse help` takes no such values, not `me=`."),
    ],
)
async def test_wrong_input_gets_one_sentence_and_changes_nothing(
    unchanged: Office, text: str, sentence: str
) -> None:
    before = stored(unchanged)

    assert sentence in await unchanged.type(text)
    assert stored(unchanged) == before
