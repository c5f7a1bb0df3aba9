"""What people type wrongly, or may not type: one sentence, and nothing is changed.

Nothing changes, so all of these share one office.
"""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from storage import calendars, people, teams, workspaces
from storage.database import reading
from survey.ids import UserRef
from tests.office import ADMIN, BEN, Office, office, stored

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def unchanged(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """A team in the middle of its week."""
    folder: Path = tmp_path_factory.mktemp("unchanged")
    async with office(folder) as open_office:
        await open_office.asked()
        yield open_office


def kept(open_office: Office) -> tuple[object, ...]:
    """Everything stored, with the calendar of the team and the settings of whoever types."""
    with reading(open_office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        team = teams.of_workspace(session, workspace.id)[0]
        return (
            stored(open_office),
            calendars.settings(session, team.id),
            calendars.days_off(session, team.id, since=date(2026, 1, 1), until=date(2028, 1, 1)),
            [people.find(session, workspace.id, UserRef(user)) for user in (ADMIN, BEN)],
        )


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
        "pause team",
        "resume team",
        "team calendar country=SE",
        "holiday add 2026-12-07 Fun",
        "holiday remove 2026-12-07",
        "schedule every=2",
    ],
)
async def test_only_admins_change_things(unchanged: Office, text: str) -> None:
    before = kept(unchanged)

    assert "Only Pulssi admins can do that" in await unchanged.type(text, user=BEN)
    assert kept(unchanged) == before


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
        (
            'question add "Was it good?" scale=agree5 options="A,B"',
            "only `scale=choice1` and `scale=choices` take options",
        ),
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
        ("question retire Q9", "Type which question"),
        ('schedule ask="someday 09:00"', 'ask: type a weekday and a time, like "tue 09:00"'),
        ('schedule ask="t 09:00"', "ask: type a weekday and a time"),
        ('schedule ask="tue 25:00"', "ask: type a weekday and a time"),
        ('schedule ask="tue 05:00"', "people are asked between 06:00 and 21:00"),
        ('schedule ask="fri 12:00" close="tue 09:00"', "a pulse asks first, then closes, then reports"),
        ("schedule questions=4", "questions: type 1, 2 or 3"),
        ("schedule every=3", "every: type 1, 2 or 4"),
        ("schedule every=often", "every: type 1, 2 or 4"),
        ("schedule remind=perhaps", "remind: type yes or no"),
        ("schedule reminder=no", "Did you mean `remind=`?"),
        ("pause 2026-11-23", "until: type a day from 2026-11-25 to 2031-11-24."),
        ("pause 24.11.2026", "until: type a day from 2026-11-25"),
        ("pause soon", "until: type a day, like 2026-12-24, 24.12. or mon."),
        ("pause mon until=tue", "until: type a day, like"),
        ("pause a b c", "`/pulse pause` does not understand “a b c”"),
        ("pause team Support", "until: type a day, like"),
        ("pause team team=Nobody", "There is no team of that name."),
        ("pause untill=mon", "Did you mean `until=`?"),
        ("resume tomorrow", "`/pulse resume` does not understand “tomorrow”"),
        ("resume team Support", "For a team elsewhere, type `team=Support`"),
        ("me hour=05:30", "hour: type one from 06:00 to 21:00"),
        ("me hour=22:00", "hour: type one from 06:00 to 21:00"),
        ("me hour=25:00", "hour: type a time, like 10:00"),
        ("me hour=noon", "hour: type a time, like 10:00"),
        ("me rhythm=daily", "rhythm: type weekly, or second"),
        ("me asked=perhaps", "asked: type yes or no"),
        ("me zone=UTC", "`/pulse me` takes `hour=`, `rhythm=`, `asked=`, not `zone=`."),
        ("team calendar country=XX", "country: type its two letters"),
        ("team calendar days=someday", "days: type working days"),
        ("team calendar hours=18-8", "begin before they end"),
        ("team calendar quiet=60", "quiet: type up to 10 week numbers"),
        ("team calendar guests=some", "guests: type yes or no"),
        ("team calendar Support", "For a team elsewhere, type `team=Support`"),
        ("holiday add someday", "day: type a day, like"),
        ("holiday add someday Fun", "day: type a day, like"),
        ("holiday add 2026-11-23 Fun", "day: type a day from 2026-11-24 to 2027-11-24."),
        ("holiday add 2027-12-24 Fun", "day: type a day from 2026-11-24 to 2027-11-24."),
        ("holiday add 2026-12-07 " + "x" * 61, "Keep the day's name under 60 characters"),
        ("holiday remove 2026-12-07", "is no day off of Support"),
        ("holiday remove 2026-12-07 Fun", "`/pulse holiday remove` does not understand"),
        ("holiday", "Did you mean `/pulse holiday add`?"),
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
        ("zzz", "There is no such command. `/pulse help`"),
        ("status now=yes", "`/pulse status` takes `team=`, not `now=`."),
        ("promise leads=", "Nothing stands behind `leads=`."),
        ('schedule ask=" "', "Nothing stands behind `ask=`."),
        ("help me=please", "`/pulse help` takes no such values, not `me=`."),
    ],
)
async def test_wrong_input_gets_one_sentence_and_changes_nothing(
    unchanged: Office, text: str, sentence: str
) -> None:
    before = kept(unchanged)

    assert sentence in await unchanged.type(text)
    assert kept(unchanged) == before
