"""Commands on Teams: typed, by their form, with people named in them, and what they send."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.conversations.commands.table import COMMANDS
from storage import questions, workspaces
from storage.database import transaction
from survey.questions import QuestionDraft
from survey.scales import WORDS
from tests.office import ASKED, CLOSED, REPORTED
from tests.teams_office import TEAM, TeamsOffice, teams_office, words


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[TeamsOffice]:
    async with teams_office(tmp_path) as office:
        await office.set_up()
        yield office


async def mention(office: TeamsOffice, user: str, before: str) -> str:
    """Type a command that ends with a mention of somebody, as the client writes it."""
    who, told = office.member(user), len(office.replies("U1"))
    mark = f"<at>{who.person.real_name}</at>"
    entity = {"type": "mention", "text": mark, "mentioned": {"id": who.id, "name": who.person.real_name}}
    await office.member("U1").act("message", text=f"{before}{mark}", textFormat="plain", entities=[entity])
    return "\n".join(map(words, office.replies("U1")[told:]))


@pytest.mark.parametrize("command", sorted(COMMANDS))
async def test_every_command_is_answered_where_it_is_typed(office: TeamsOffice, command: str) -> None:
    told = await office.type(f"pulse {command}")

    assert told
    assert office.connector.warnings == []


async def test_a_command_is_done_by_its_form_and_mistakes_stand_at_their_field(office: TeamsOffice) -> None:
    opened = await office.open("question add", channel=TEAM)
    text = {"text": "Where did you work this week?", "scale": "choice1"}
    wrong = await office.member("U1").submit_dialog(text)
    done = await office.member("U1").submit_dialog({"options": "Office, Home"})

    assert opened.title
    assert "ype 2 to 10 different ones" in str(wrong.dialog)
    assert "Where did you work this week?" in str(wrong.dialog)
    assert "Q1" in str(done.body)
    assert "Where did you work this week?" in await office.type("question list")


async def test_a_mistake_in_a_form_about_one_question_keeps_the_form_open(office: TeamsOffice) -> None:
    await office.type('question add "Where did you work?" options="Office, Home"')
    await office.open("question edit Q1")
    wrong = await office.member("U1").submit_dialog({"options": "Office"})
    done = await office.member("U1").submit_dialog({"options": "Office, Home, Both"})

    assert "Where did you work?" in str(wrong.dialog)
    assert "ype 2 to 10 different ones" in str(wrong.dialog)
    assert done.dialog is not None


async def test_a_mistake_in_a_form_about_another_team_stays_with_that_team(office: TeamsOffice) -> None:
    await office.connector.team("C2", by="U1").install()
    assert "is a team now" in await office.type("team add name=Design zone=Europe/Helsinki", channel="C2")
    await office.open("schedule team=Design")
    wrong = await office.member("U1").submit_dialog({"ask": "never"})
    done = await office.member("U1").submit_dialog({"ask": "wed 10:30"})
    design, support = (
        await office.type("schedule team=Design", user="U3"),
        await office.type("schedule", channel=TEAM, user="U3"),
    )

    assert "ask" in str(wrong.dialog)
    assert "Design" in str(done.body)
    assert "Wednesday 10:30" in design
    assert "Wednesday" not in support


async def test_questions_are_listed_on_as_many_cards_as_they_take(office: TeamsOffice) -> None:
    texts = [f"Question number {number} about {'work ' * 30}?" for number in range(80)]
    with transaction(office.running.engine) as session:
        workspace = workspaces.find(session, office.connector.tenant.id)
        assert workspace is not None
        for number, text in enumerate(texts):
            questions.add(session, workspace.id, QuestionDraft(f"N-{number}", text, WORDS, theme="Work"))
    before = len(office.replies("U1"))
    told = await office.type("question list")

    assert len(office.replies("U1")) - before > 1
    assert all(text in told for text in texts)
    assert office.connector.warnings == []


async def test_a_lead_is_named_by_a_mention(office: TeamsOffice) -> None:
    told = await mention(office, "U2", "pulse team lead ")
    gone = await mention(office, "U2", "pulse team lead remove=")

    assert "led by" in told
    assert "nobody leads it" in gone


async def test_a_lead_is_picked_by_the_directory_s_own_id(office: TeamsOffice) -> None:
    await office.open("team lead")
    done = await office.member("U1").submit_dialog({"add": office.member("U2").aad_id})

    assert "led by" in str(done.body)


async def test_somebody_who_never_wrote_can_be_picked_as_well(tmp_path: Path) -> None:
    async with teams_office(tmp_path) as office:
        await office.set_up(installed=1)
        await office.open("team lead")
        done = await office.member("U1").submit_dialog({"add": office.member("U5").aad_id})

        assert "led by" in str(done.body)


async def test_ones_own_settings_are_shown_filled_in_and_heeded(office: TeamsOffice) -> None:
    await office.open("me", user="U2")
    done = await office.member("U2").submit_dialog({"asked": "no"})
    await office.at(ASKED)

    assert done.dialog is not None
    assert all("open until" not in words(post) for post in office.member("U2").posts())
    assert "open until" in words(office.card("U3"))


async def test_what_is_stored_of_somebody_stands_in_their_own_chat(office: TeamsOffice) -> None:
    told = await office.type("me export", user="U2")

    assert "29:1U2" in told
    assert "29:1U3" not in told


async def test_the_team_reads_its_results_and_takes_them_along(office: TeamsOffice) -> None:
    await office.at(ASKED)
    await office.answer(3, 4)
    await office.at(CLOSED)
    await office.at(REPORTED)
    results = await office.type("results", user="U2")
    table = await office.type("report csv=yes", user="U2")

    assert "6 of 6 answered" in results
    assert "altText" in results
    assert "2026-W48" in table


async def test_help_and_the_first_word_take_the_place_of_a_home_page(office: TeamsOffice) -> None:
    welcome = words(office.replies("U2")[0])
    told = await office.type("help", user="U2")

    assert "help" in welcome
    assert "pulse me" in told


async def test_groups_are_refused_with_a_sentence(office: TeamsOffice) -> None:
    typed = await office.type("team add name=Other group=staff", channel=TEAM)
    marked = await office.type("team add name=Other group=<!subteam^S1>", channel=TEAM)

    assert "type the user group" in typed
    assert "Microsoft Teams has no user groups that Pulssi can read" in marked
    assert "Other" not in await office.type("team list")


async def test_only_admins_change_things(office: TeamsOffice) -> None:
    for command in ("schedule questions=1", 'question add "How are you?"', "pause team", "digest now"):
        told = await office.type(command, user="U3", channel=TEAM)
        assert "admin" in told, (command, told)
