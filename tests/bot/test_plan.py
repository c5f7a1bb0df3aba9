"""``/pulse plan``: what the next rounds ask and why, and what people change of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.conversations import plans
from storage.database import transaction
from survey.rotation.draft import Chosen, Passed, Reason, WeekPlan, Why
from survey.weeks import Week
from tests.office import ASKED, BEN, OTHER, TEAM, Office, office

LEAD, MEMBER = BEN, "U3"


@pytest_asyncio.fixture
async def led(tmp_path: Path) -> AsyncIterator[Office]:
    """A team in week 48, whose lead is no admin."""
    async with office(tmp_path) as at_work:
        await at_work.set_up(team=f"name=Support zone=Europe/Helsinki lead=<@{LEAD}>")
        await at_work.at(ASKED)
        yield at_work


def week(shown: str, number: int) -> str:
    """What is said of one week."""
    _, _, after = shown.partition(f"*Week {number}*")
    return after.partition("\n\n")[0]


async def test_everybody_sees_six_rounds_with_a_reason_for_each_question(led: Office) -> None:
    shown = await led.type("plan", user=MEMBER)

    assert [number for number in range(48, 54) if f"*Week {number}*" in shown] == [49, 50, 51, 52, 53]
    assert "*Week 1* · from Mon 4 Jan" in shown
    assert "*Week 2*" not in shown
    assert shown.count("`GEN-01` How did your work week feel? · asked every time") == 6
    assert shown.count("its theme's turn") == 12


async def test_the_plan_is_what_is_asked(led: Office) -> None:
    foreseen = week(await led.type("plan"), 49)
    await led.at(ASKED.replace(month=12, day=1))

    asked = [question.key for question in led.round().questions]
    assert led.round().week == Week(2026, 49)
    assert [line.split("`")[1] for line in foreseen.splitlines() if "`" in line] == asked


async def test_a_year_of_rounds_fits_into_one_reply_by_key(led: Office) -> None:
    shown = await led.type("plan weeks=52")

    assert shown.count("`GEN-01` · asked every time") == 52
    assert "for which there is no room" not in shown


@pytest.mark.parametrize("count", ["0", "53", "many", "-1", "1000000"])
async def test_a_plan_reaches_a_year_at_most(led: Office, count: str) -> None:
    assert "weeks: type a number from 1 to 52." in await led.type(f"plan weeks={count}")


async def test_a_team_that_is_quiet_all_year_is_told_so(led: Office) -> None:
    await led.type('team calendar quiet="1-53"')

    assert "All weeks of Support are quiet ones." in await led.type("plan")
    assert "All weeks are quiet ones here" in await led.type("plan pin STR-02")


async def test_an_admin_pins_skips_swaps_and_takes_back(led: Office) -> None:
    pinned = await led.type("plan pin str-02 week=50")
    skipped = await led.type("plan skip GEN-01 week=50")
    swapped = await led.type("plan swap STR-02 for=STR-03 week=2026-W50")
    swapped_in_plan = week(await led.type("plan"), 50)
    back = await led.type("plan reset STR-02 week=50")

    assert "The plan of week 50 is changed." in pinned
    assert "`STR-02` In our team we know what to leave undone when time runs short. · pinned" in pinned
    assert "Not asked: `GEN-01` is skipped." in skipped
    assert "STR-02" not in swapped_in_plan
    assert "The plan of week 50 is changed." in swapped
    assert "STR-02" not in week(back, 50)
    assert "Nothing is changed about STR-02 in week 50." in await led.type("plan reset STR-02 week=50")


async def test_a_question_is_swapped_where_it_would_come(led: Office) -> None:
    foreseen = week(await led.type("plan"), 49)
    turning = foreseen.splitlines()[2].split("`")[1]

    swapped = await led.type(f"plan swap {turning} for=STR-04 week=49")

    assert f"in place of `{turning}`" in swapped


async def test_a_pin_that_a_rule_is_against_is_said_to_be_so(led: Office) -> None:
    asked = led.round().questions[1].key

    told = await led.type(f"plan pin {asked} week=49")

    assert f"Not asked: `{asked}` was asked less than four weeks before." in told


async def test_without_a_week_the_next_one_is_meant(led: Office) -> None:
    assert "*Week 49*" in await led.type("plan pin STR-03")


async def test_a_lead_chooses_a_theme_and_nothing_more(led: Office) -> None:
    by_key = await led.type("plan theme cus week=50", user=LEAD)
    by_name = await led.type("plan theme Asiakasymmärrys week=51", user=LEAD)
    back = await led.type("plan reset CUS week=50", user=LEAD)

    assert "the team chose its theme" in week(by_key, 50)
    assert "the team chose its theme" in week(by_name, 51)
    assert "the team chose its theme" not in week(back, 50)
    for typed in ("plan pin STR-02", "plan skip GEN-01", "plan swap CUS-01 for=CUS-02", "plan reset STR-02"):
        assert "Only Pulssi admins can do that" in await led.type(typed, user=LEAD)


async def test_a_lead_is_offered_a_form_for_themes_alone(led: Office) -> None:
    form = await led.member(LEAD).command("/pulse plan theme", TEAM)
    assert form.view is not None
    kinds = [option["value"] for option in form.view.blocks[1]["element"]["options"]]
    filled = {name: {name: value} for name, value in (("what", "theme"), ("key", "CUS"), ("week", "50"))}
    outcome = await led.member(LEAD).submit(form.view.id, filled)

    assert kinds == ["theme", "reset"]
    assert outcome.view is not None
    assert "the team chose its theme" in str(outcome.view.blocks)
    assert "Only Pulssi admins" in await led.type("plan pin", user=LEAD)
    admin = await led.member().command("/pulse plan skip", TEAM)
    assert admin.view is not None
    assert admin.view.blocks[1]["element"]["initial_option"]["value"] == "skip"


async def test_a_member_changes_nothing(led: Office) -> None:
    assert "Only those who lead Support" in await led.type("plan theme CUS", user=MEMBER)
    for typed in ("plan reset CUS", "plan pin STR-02", "plan change what=theme key=CUS"):
        assert "Only" in await led.type(typed, user=MEMBER)
    assert "chose" not in await led.type("plan")


async def test_a_theme_of_an_admins_own_is_chosen_by_its_words(led: Office) -> None:
    await led.type('question add "Do our tools help?" theme="Good tools"')

    told = await led.type('plan theme "good TOOLS" week=50')

    assert "Do our tools help? · the team chose its theme" in told
    assert "Nothing is changed about GRO in week 51" not in told
    assert "Nothing is changed about good tools in week 51." in await led.type(
        'plan reset "Good tools" week=51'
    )


async def test_a_theme_about_which_nothing_is_asked_any_more_is_refused(led: Office) -> None:
    led.retire_all()
    await led.type('question add "How was it?"')

    assert "no question here is about Customer understanding any more" in await led.type("plan theme CUS")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("plan pin week=50", "key: type which question, like `STR-02`."),
        ("plan pin NO-01", "key: no question NO-01 is asked here."),
        ("plan swap CUS-01", "for: type which question"),
        ("plan swap CUS-01 for=cus-01", "for: name another question than CUS-01."),
        ("plan theme nonsense", "theme: there is no theme"),
        ("plan pin STR-02 week=48", "week 48 is over or open already"),
        ("plan pin STR-02 week=30", "week 30 is over or open already"),
        ("plan pin STR-02 week=2025-W50", "week 50 is over or open already"),
        ("plan pin STR-02 week=2029-W01", "week: type a week of the next 52 rounds."),
        ("plan pin STR-02 week=next", "week: type the number of a week, like 50, or 2026-W50."),
        ("plan pin STR-02 week=54", "week: type the number of a week"),
        ("plan pin STR-02 week=2027-W53", "week: type the number of a week"),
        ("plan pin STR-02 week=10", "week: week 10 is a quiet week of the team"),
        ("plan change what=love key=STR-02", "what: type `theme`, `pin`, `skip`, `swap`, `reset`."),
        ("plan pin STR-02 RES-02", "does not understand “STR-02 RES-02”"),
    ],
)
async def test_what_cannot_be_planned_is_refused_with_a_sentence(
    led: Office, typed: str, sentence: str
) -> None:
    await led.type('team calendar quiet="9-10"')

    assert sentence in await led.type(typed)
    assert "pinned" not in await led.type("plan weeks=6")


async def test_a_week_between_two_rounds_has_none(led: Office) -> None:
    await led.type("schedule every=2")

    told = await led.type("plan pin STR-02 week=50")

    assert "week 50 has no round" in told
    assert "The nearest are weeks 49 and 51." in told
    assert "pinned" in await led.type("plan pin STR-02 week=51")


async def test_the_form_shows_the_next_week_and_what_was_changed_of_it(led: Office) -> None:
    await led.type("plan swap CUS-01 for=CUS-02 week=49")

    form = await led.member().command("/pulse plan change team=Support", OTHER)

    assert form.view is not None
    elements = [block["element"] for block in form.view.blocks if block["type"] == "input"]
    assert elements[0]["initial_option"]["value"] == "swap"
    assert [element.get("initial_value") for element in elements[1:]] == ["CUS-01", "CUS-02", "49"]
    assert "*Week 49*" in str(form.view.blocks[0])


async def test_the_form_does_what_its_command_does_and_shows_mistakes_at_their_field(led: Office) -> None:
    form = await led.member().command("/pulse plan change", TEAM)
    assert form.view is not None
    entered = {
        "what": {"what": "pin"},
        "key": {"key": "STR-02"},
    }

    wrong = await led.member().submit(form.view.id, {**entered, "week": {"week": "40"}})
    done = await led.member().submit(form.view.id, {**entered, "week": {"week": "50"}})

    assert "over or open already" in wrong.errors["week"]
    assert done.ok
    assert "· pinned" in week(await led.type("plan"), 50)


async def test_a_team_that_shares_is_planned_where_it_is_asked(led: Office) -> None:
    led.sandbox.workspace.set_membership(led.sandbox.workspace.channel(OTHER), "U0PULSSI", member=True)
    await led.type("team add name=Design", channel=OTHER)
    await led.type("team share with=Support", channel=OTHER)

    shown = await led.type("plan", channel=OTHER)
    changed = await led.type("plan pin STR-02 week=50", channel=OTHER)

    assert "Design is asked together with Support, in one round." in shown
    assert "What Support is asked next" in shown
    assert "Design is asked together with Support" in changed
    assert "· pinned" in week(await led.type("plan"), 50)


async def test_a_week_in_which_nothing_may_be_asked_says_so(led: Office) -> None:
    with transaction(led.running.engine) as session:
        session.connection().exec_driver_sql("UPDATE question SET role = 'depth'")

    assert "No question may be asked in this week." in await led.type("plan")


def test_every_reason_has_words() -> None:
    chosen = tuple(Chosen("STR-01", "STR", reason, instead_of="STR-02") for reason in Reason)
    passed = tuple(Passed("STR-01", "STR", why) for why in Why)

    told = list(plans.lines(WeekPlan(Week(2026, 50), chosen, passed, empty=0)))

    assert len({*told}) == 1 + len(Reason) + 1
    assert told[-1].count(";") == len(Why) - 1
    assert not any("{" in line for line in told)


def test_many_that_rest_are_counted_and_a_theme_is_named() -> None:
    passed = (Passed("", "CUS", Why.GONE), *(Passed(f"Q{n}", "", Why.RECENT) for n in range(9)))

    *_, told = plans.lines(WeekPlan(Week(2026, 50), (), passed, empty=3))

    assert told.startswith("Not asked: Customer understanding is asked no more; `Q0` was asked less")
    assert told.endswith("; 4 more.")
