"""What people type after /pulse: it works, or one sentence says what to type instead and nothing changes."""

from datetime import timedelta

import pytest

from bot.conversations.commands.table import COMMANDS
from sandbox.workspace.company import Person
from storage import teams, workspaces
from storage.database import reading
from tests.office import ASKED, BEN, CLOSED, MONDAY, OTHER, REPORTED, Office, stored


async def test_setup_takes_a_workspace_admin_once(first_day: Office) -> None:
    refused = await first_day.type("setup", user=BEN)
    done = await first_day.type("setup zone=Europe/Helsinki")
    again = await first_day.type("setup")
    someone_else = await first_day.type("setup", user=BEN)

    assert "takes an admin of this workspace" in refused
    assert "You are its first admin" in done
    assert "set up already" in again
    assert "set up already" in someone_else


@pytest.mark.parametrize("text", ["help", "", "status", "team list", "question list", "schedule", "ask now"])
async def test_before_the_set_up_every_command_says_who_can_start(first_day: Office, text: str) -> None:
    assert "A workspace admin types `/pulse setup`, once." in await first_day.type(text)


async def test_a_team_is_the_channels_people_without_bots_and_leavers(first_day: Office) -> None:
    await first_day.type("setup")
    await first_day.sandbox.change_person("U6", deleted=True)
    answer = await first_day.type('team add name="Customer support" zone=Europe/Helsinki lead=<@U2>')

    assert "Customer support is a team now:* 5 people." in answer
    assert "Whoever leads it is not asked with it" in answer
    assert "`/pulse promise leads=counted` changes that" in answer
    with reading(first_day.running.engine) as session:
        workspace = workspaces.find(session, "T0SANDBOX")
        assert workspace is not None
        team = teams.of_workspace(session, workspace.id)[0]
        members = teams.members(session, team.id)
    assert [member.ref for member in members if member.is_lead] == ["U2"]
    assert {member.ref for member in members} == {"U1", "U2", "U3", "U4", "U5"}


async def test_a_small_team_is_told_that_no_figure_can_be_shown(first_day: Office) -> None:
    await first_day.type("setup")
    await first_day.sandbox.change_person("U6", deleted=True)
    await first_day.sandbox.change_person("U5", deleted=True)

    told = await first_day.type("team add here")

    assert "Asking fewer than 5 people, it sees no figures of its own: `/pulse team share with=NAME`" in told


async def test_a_team_can_be_added_with_a_form(first_day: Office) -> None:
    await first_day.type("setup zone=Europe/Helsinki")
    outcome = await first_day.member().command("/pulse team add", "C1")
    assert outcome.view is not None

    wrong = await first_day.member().submit(
        outcome.view.id, {"name": {"name": "Support"}, "zone": {"zone": "Helsinky"}}
    )
    done = await first_day.member().submit(outcome.view.id, {"zone": {"zone": "Europe/Helsinki"}})

    assert "is not a time zone" in str(wrong.errors)
    assert "Europe/Helsinki" in str(wrong.errors)
    assert done.ok
    assert done.view is not None
    assert "Support is a team now" in str(done.view.blocks)


async def test_adding_a_team_again_reads_its_members_and_changes_only_what_is_said(at_work: Office) -> None:
    await at_work.sandbox.change_person("U6", deleted=True)

    again = await at_work.type("team add here")
    renamed = await at_work.type('team add name="Customer care"')

    assert "Support is a team already.* Its members were read anew: 5 people." in again
    assert "It was called Support until now." in renamed
    assert "Europe/Helsinki" in str(at_work.round().zone)


async def test_a_team_is_not_added_in_a_direct_message(at_work: Office) -> None:
    channel = at_work.card().channel

    assert "type `/pulse team add` in the team's channel" in await at_work.type("team add", channel=channel)


async def test_a_team_can_be_named_by_its_channel(at_work: Office) -> None:
    assert "6 of 6 asked" in await at_work.type("status team=<#C1|support>", channel=OTHER)


async def test_the_bot_has_to_be_in_the_channel(first_day: Office) -> None:
    await first_day.type("setup")

    assert "/invite @Pulssi" in await first_day.type("team add here", channel=OTHER)


async def test_questions_are_added_listed_and_retired(first_day: Office) -> None:
    await first_day.set_up()

    added = await first_day.type(
        'question add “Did you get help when you needed it?” scale=freq5 theme="Help"'
    )
    listed = await first_day.type("question list")
    retired = await first_day.type("question retire q1")
    after = await first_day.type("question list")

    assert "Q1 is added" in added
    assert "How often, 5 steps · serves Help" in added
    assert "Did you get help when you needed it?" in listed
    assert "is retired" in retired
    assert "Did you get help" not in after


async def test_a_question_with_options_of_its_own(first_day: Office) -> None:
    await first_day.set_up()

    added = await first_day.type('question add "Where did you work?" options="Office, Home, Both" anchor=yes')

    assert "one of: Office, Home, Both" in added
    assert "every week" in added


async def test_a_question_can_be_added_with_a_form(first_day: Office) -> None:
    await first_day.set_up()
    outcome = await first_day.member().command("/pulse question add", "C1")
    assert outcome.view is not None
    text = {"text": {"text": "Where did you work this week?"}, "scale": {"scale": "choice1"}}

    wrong = await first_day.member().submit(outcome.view.id, text)
    done = await first_day.member().submit(outcome.view.id, {"options": {"options": "Office, Home"}})

    assert "type 2 to 10 different ones" in wrong.errors["options"].lower()
    assert done.ok
    assert "Where did you work this week?" in await first_day.type("question list")


async def test_the_rhythm_is_shown_and_changed(first_day: Office) -> None:
    await first_day.set_up()

    shown = await first_day.type("schedule", user=BEN)
    changed = await first_day.type('schedule ask="wed 10:30" questions=2')
    form = await first_day.member().command("/pulse schedule", "C1")
    assert form.view is not None
    done = await first_day.member().submit(form.view.id, {"digest": {"digest": "fri 16:00"}})

    assert (
        "3 questions every week on Tuesday 09:00, one reminder, open until Friday 12:00, digest Friday 14:00"
        in shown
    )
    assert "2 questions every week on Wednesday 10:30" in changed
    assert done.ok
    assert "digest Friday 16:00" in await first_day.type("schedule", user=BEN)


async def test_a_team_can_be_asked_less_often_and_without_a_reminder(first_day: Office) -> None:
    await first_day.set_up()

    changed = await first_day.type("schedule every=2 remind=no", user="U1")
    shown = await first_day.type("schedule", user=BEN)
    for week in range(3):
        await first_day.at(MONDAY + timedelta(weeks=week))
        await first_day.at(ASKED + timedelta(weeks=week))
        await first_day.at(CLOSED + timedelta(weeks=week))
    monthly = await first_day.type('schedule every="4 weeks" remind=yes')

    assert "3 questions every two weeks on Tuesday 09:00, no reminder, open until" in changed
    assert "every two weeks on Tuesday 09:00, no reminder" in shown
    # Week 48 was open before the change; week 49 is the first of the new rhythm.
    assert first_day.round().week.number == 49
    assert "every four weeks on Tuesday 09:00, one reminder" in monthly


async def test_ask_now_asks_everybody_without_waiting(first_day: Office) -> None:
    await first_day.set_up()
    await first_day.at(MONDAY)

    answer = await first_day.type("ask now")
    await first_day.running.timetable.run_all()
    again = await first_day.type("ask now")
    await first_day.running.timetable.run_all()

    assert "6 people are asked now" in answer
    assert "everybody has been asked already" in again
    assert len(first_day.posts("chat.postMessage")) == 6


async def test_ask_now_opens_this_weeks_round_after_its_hour(first_day: Office) -> None:
    first_day.clock.move_to(ASKED)
    await first_day.set_up()

    await first_day.type("ask now")
    await first_day.running.timetable.run_all()

    assert len(first_day.posts("chat.postMessage")) == 6


async def test_ask_now_without_questions_says_what_is_missing(first_day: Office) -> None:
    await first_day.type("setup")
    first_day.retire_all()
    await first_day.type("team add here")

    assert "there is no question" in await first_day.type("ask now")
    await first_day.type('question add "How was your week?" scale=mood5')
    assert "6 people are asked now" in await first_day.type("ask now")


async def test_a_round_is_not_closed_over_the_heads_of_people_still_to_be_asked(first_day: Office) -> None:
    await first_day.set_up()

    refused = await first_day.type("digest now")
    still_open = first_day.round().state
    meant = await first_day.type("digest now anyway")

    assert "6 people have not been asked yet" in refused
    assert still_open == "open"
    assert "closes now" in meant


async def test_ask_now_after_closing_says_when_the_next_round_opens(first_day: Office) -> None:
    first_day.clock.move_to(CLOSED)
    await first_day.set_up()

    assert "has passed. The next round opens on Monday 30 Nov" in await first_day.type("ask now")


async def test_a_closed_week_never_opens_again(at_work: Office) -> None:
    await at_work.at(CLOSED)

    assert "a closed round never opens again" in await at_work.type("ask now")


async def test_digest_now_closes_the_week_and_posts_once(at_work: Office) -> None:
    answer = await at_work.type("digest now")
    await at_work.running.timetable.run_all()
    again = await at_work.type("digest now")
    await at_work.at(REPORTED)

    assert "closes now, and its digest is on its way" in answer
    assert "posted already" in again
    assert len(at_work.digests()) == 1


async def test_digest_now_before_its_hour_posts_a_closed_week(at_work: Office) -> None:
    await at_work.at(CLOSED)

    assert "the digest is on its way to the channel" in await at_work.type("digest now")
    await at_work.running.timetable.run_all()
    assert len(at_work.digests()) == 1


async def test_digest_now_before_any_round_says_how_to_start(first_day: Office) -> None:
    await first_day.type("setup")
    await first_day.type("team add here")
    first_day.sandbox.workspace.set_membership(
        first_day.sandbox.workspace.channel(OTHER), "U0PULSSI", member=True
    )
    first_day.retire_all()
    await first_day.type("team add here", channel=OTHER)

    assert "has had no round yet" in await first_day.type("digest now", channel=OTHER)


async def test_status_counts_messages_and_never_names_anybody(at_work: Office) -> None:
    await at_work.answer(BEN, 4)

    status = await at_work.type("status", user="U3")

    assert "6 of 6 asked" in status
    assert "open until Friday 27 Nov, 12:00" in status
    assert not any(f"U{n}" in status or f"Person {n}" in status for n in range(1, 7))


async def test_status_of_a_closed_week_and_of_none(at_work: Office) -> None:
    await at_work.at(CLOSED)

    assert "closed, digest Friday 27 Nov" in await at_work.type("status team=support")


async def test_status_shows_what_the_platform_refused(first_day: Office) -> None:
    await first_day.set_up()
    first_day.sandbox.faults.fail("chat.postMessage", "channel_not_found")
    first_day.sandbox.faults.drop("chat.postMessage", kept=True)
    await first_day.at(MONDAY)
    await first_day.at(ASKED)

    status = await first_day.type("status")

    assert "4 of 6 asked" in status
    assert "1 failed, 1 unsure" in status


async def test_teams_are_listed_with_their_rhythm(at_work: Office) -> None:
    listed = await at_work.type("team list", user=BEN)

    assert "*Support* · 6 people" in listed
    assert "Asked Tuesday 09:00" in listed


async def test_a_command_in_a_direct_message_means_ones_only_team(at_work: Office) -> None:
    channel = at_work.card(BEN).channel

    assert "Support" in await at_work.type("schedule", user=BEN, channel=channel)


async def test_help_differs_by_role_and_privacy_is_for_everybody(at_work: Office) -> None:
    admin = await at_work.type("help")
    other = await at_work.type("", user=BEN)
    privacy = await at_work.type("privacy", user=BEN)

    assert "As an admin" in admin
    assert "As an admin" not in other
    assert "/pulse status" in other
    assert "the key that sealed them is destroyed" in privacy


async def test_help_knows_every_command(at_work: Office) -> None:
    admin = await at_work.type("help")

    assert [name for name in COMMANDS if name not in admin] == ["help"]
    assert "/pulse pause team" not in await at_work.type("help", user=BEN)


async def test_two_teams_cannot_have_one_name(at_work: Office) -> None:
    at_work.sandbox.workspace.set_membership(
        at_work.sandbox.workspace.channel(OTHER), "U0PULSSI", member=True
    )

    assert "another team is called support already" in await at_work.type(
        "team add name=support", channel=OTHER
    )


async def test_a_command_elsewhere_asks_which_team(at_work: Office) -> None:
    outsider = Person("U50", "olga", "Olga Out")
    await at_work.sandbox.hire(outsider)

    assert "Which team?" in await at_work.type("schedule", user="U50", channel=OTHER)


async def test_a_repeated_command_runs_once(at_work: Office) -> None:
    at_work.sandbox.faults.repeat_next_envelope()

    await at_work.type('question add "Did anything surprise you?"')

    assert (await at_work.type("question list")).count("Did anything surprise you?") == 1


async def test_a_repeated_form_is_taken_once(at_work: Office) -> None:
    form = await at_work.member().command("/pulse question add", "C1")
    assert form.view is not None
    at_work.sandbox.faults.repeat_next_envelope()

    await at_work.member().submit(form.view.id, {"text": {"text": "Did anything surprise you?"}})

    assert (await at_work.type("question list")).count("Did anything surprise you?") == 1


async def test_when_slack_does_not_answer_the_person_is_told(first_day: Office) -> None:
    first_day.sandbox.faults.server_error("users.info")

    assert "Slack did not answer that just now" in await first_day.type("setup")
    assert stored(first_day) == ()


async def test_home_shows_the_open_week_and_the_promise(at_work: Office) -> None:
    outcome = await at_work.member(BEN).open_home()

    assert outcome.view is not None
    assert "Week 48 is open until Friday 27 Nov" in str(outcome.view.blocks)
    assert "Never kept" in str(outcome.view.blocks)


async def test_home_is_useful_before_and_after(first_day: Office) -> None:
    before = await first_day.member(BEN).open_home()
    assert before.view is not None
    assert "A workspace admin starts it" in str(before.view.blocks)

    await first_day.type("setup")
    lonely = await first_day.member(BEN).open_home()
    assert lonely.view is not None
    assert "You are in no team here yet" in str(lonely.view.blocks)

    first_day.clock.move_to(CLOSED)
    await first_day.type("team add name=Support zone=Europe/Helsinki")
    waiting = await first_day.member(BEN).open_home()
    assert waiting.view is not None
    assert "The next questions come on Tuesday 1 Dec, 09:00" in str(waiting.view.blocks)
