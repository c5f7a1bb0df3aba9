"""From nothing to a team's first scheduled round, in one form."""

from datetime import timedelta

import pytest

from storage import languages, pulses, teams, workspaces
from storage.database import reading
from storage.teams import Team
from survey.rounds import Pulse
from tests.office import ADMIN, ASKED, BEN, MONDAY, TEAM, Office

WEDNESDAY = ASKED + timedelta(days=1)
FILLED = {
    "channel": TEAM,
    "lead": BEN,
    "ask": "Wednesday 10:00",
    "close": "Friday 12:00",
    "digest": "Friday 14:00",
    "questions": "2",
    "language": "fi",
}


def entered(**values: str) -> dict[str, dict[str, str]]:
    return {name: {name: value} for name, value in (FILLED | values).items()}


async def opened(office: Office) -> str:
    outcome = await office.member().command("/pulse setup team", TEAM)
    assert outcome.view is not None
    return outcome.view.id


def made(office: Office) -> tuple[Team, Pulse, str, list[str]]:
    with reading(office.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        (team,) = teams.of_workspace(session, workspace.id)
        pulse = pulses.of_team(session, team.id)
        assert pulse is not None
        leads = [member.ref for member in teams.members(session, team.id) if member.is_lead]
        return team, pulse, languages.of_team(session, team.id), [str(ref) for ref in leads]


async def test_one_form_makes_the_team_its_lead_its_rhythm_and_its_language(first_day: Office) -> None:
    await first_day.type("setup zone=Europe/Helsinki")
    outcome = await first_day.member().submit(await opened(first_day), entered())
    team, pulse, language, leads = made(first_day)

    assert outcome.ok
    assert "is a team now" in str(outcome.view and outcome.view.blocks)
    assert team.channel == TEAM
    assert (pulse.schedule.ask.weekday, f"{pulse.schedule.ask.at:%H:%M}") == (2, "10:00")
    assert pulse.schedule.questions == 2
    assert (language, leads) == ("fi", [BEN])


async def test_the_same_can_be_typed(first_day: Office) -> None:
    await first_day.type("setup")
    told = await first_day.type(f"setup team channel=<#{TEAM}> questions=1")
    team, pulse, language, leads = made(first_day)

    assert "is a team now" in told
    assert (team.channel, pulse.schedule.questions, language, leads) == (TEAM, 1, "en", [])


async def test_the_first_round_asks_about_the_theme_to_begin_with(first_day: Office) -> None:
    await first_day.type("setup")
    await first_day.type(f"setup team channel=<#{TEAM}> every=2 theme=wor")
    await first_day.at(MONDAY)

    assert made(first_day)[1].schedule.every == 2
    assert "WOR" in [question.theme_key for question in first_day.round().questions]
    assert "theme WOR chosen for week 48" in await first_day.type("audit")
    refused = await first_day.type(f"setup team channel=<#{TEAM}> theme=nonsense")
    assert "there is no theme nonsense" in refused


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"ask": "whenever"}, "ask", "Type a weekday and a time"),
        ({"close": "mon 08:00"}, "close", "That week cannot be played"),
        ({"ask": "wed 23:00"}, "ask", "That week cannot be played"),
        ({"lead": "U0PULSSI"}, "lead", "has to be a member"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    first_day: Office, values: dict[str, str], field: str, sentence: str
) -> None:
    await first_day.type("setup")
    outcome = await first_day.member().submit(await opened(first_day), entered(**values))

    assert outcome.errors is not None
    assert sentence in outcome.errors[field]


async def test_a_channel_pulssi_is_not_in_is_said_at_the_channel(first_day: Office) -> None:
    await first_day.type("setup")
    told = await first_day.type("setup team channel=<#C0NOWHERE>")
    nonsense = await first_day.type("setup team channel=support")

    assert "is a team now" not in told
    assert "choose the team's channel" in nonsense


async def test_only_admins_set_up_teams(first_day: Office) -> None:
    await first_day.type("setup")

    assert "Only Pulssi admins" in await first_day.type("setup team", user=BEN)
    assert (await first_day.member(ADMIN).command("/pulse setup team", TEAM)).view is not None


async def test_a_team_that_is_there_takes_the_rhythm_and_language_of_the_form(first_day: Office) -> None:
    await first_day.type("setup")
    await first_day.type(f"setup team channel=<#{TEAM}> lead=<@{BEN}> every=2 language=fi")
    form = await first_day.member().command("/pulse setup team", TEAM)
    assert form.view is not None
    shown = {block["block_id"]: block["element"] for block in form.view.blocks[1:]}
    filled = entered(language="en", questions="1", ask="thu 10:00")
    outcome = await first_day.member().submit(form.view.id, filled)
    _, pulse, language, _ = made(first_day)

    assert shown["lead"]["initial_user"] == BEN
    assert shown["every"]["initial_option"]["value"] == "2"
    assert shown["language"]["initial_option"]["value"] == "fi"
    assert "Thursday 10:00" in str(outcome.view and outcome.view.blocks)
    assert (pulse.schedule.questions, pulse.schedule.every, language) == (1, 2, "en")
    await first_day.type(f"setup team channel=<#{TEAM}> every=4")
    assert made(first_day)[1].schedule.every == 4
    assert made(first_day)[2] == "en"


async def test_set_up_in_the_middle_of_a_week_the_theme_holds_for_that_week_too(first_day: Office) -> None:
    first_day.clock.move_to(WEDNESDAY)
    await first_day.type("setup")
    told = await first_day.type(f"setup team channel=<#{TEAM}> theme=GRO")
    shown = await first_day.type("preview week=48")
    rehearsed = await first_day.type("ask now --dry-run")
    await first_day.type("ask now")

    assert "The card of week 49 is in your direct messages" in told
    assert "`/pulse preview week=48` shows the card." in rehearsed
    asked = first_day.round()
    assert asked.week.number == 48
    assert "GRO" in [question.theme_key for question in asked.questions]
    assert all(question.text in shown for question in asked.questions)


async def test_a_theme_nobody_asks_about_is_not_begun_with(first_day: Office) -> None:
    await first_day.type("setup")
    for number in range(1, 5):
        await first_day.type(f"question retire GRO-0{number}")
    told = await first_day.type(f"setup team channel=<#{TEAM}> theme=GRO")

    assert "no question here is about Growth and skills any more" in told
    assert "There is no team yet" in await first_day.type("team list")


async def test_the_size_told_of_a_team_does_not_change_with_a_wish(first_day: Office) -> None:
    await first_day.set_up()
    before = await first_day.type("team add here")
    await first_day.type("me asked=no", user="U4")

    assert "6 people" in before
    assert await first_day.type("team add here") == before


async def test_the_form_begins_with_the_channel_it_was_asked_for_in(first_day: Office) -> None:
    await first_day.type("setup")
    typed = await first_day.member().command("/pulse setup team", TEAM)
    assert typed.view is not None
    await first_day.member().close_view(typed.view.id)
    home = await first_day.member().open_home()
    assert home.view is not None
    at_home = await first_day.member().tap_in_view(home.view.id, "open:setup team")
    assert at_home.view is not None

    assert typed.view.blocks[1]["element"]["initial_conversation"] == TEAM
    assert "initial_conversation" not in at_home.view.blocks[1]["element"]
