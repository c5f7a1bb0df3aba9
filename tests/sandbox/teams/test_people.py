"""What members do reaches a bot on Microsoft's SDK, in the shapes that Teams sends."""

from typing import Any

import pytest

from sandbox.teams.outcomes import UNREACHABLE, WRONG
from sandbox.workspace.company import Person
from sandbox.workspace.refusals import ImpossibleError
from tests.sandbox.teams.workshop import SDK, Shop, eventually

pytestmark = SDK


async def test_a_personal_installation_is_told_twice_and_says_who_and_where(at_work: Shop) -> None:
    bot = at_work.connector.tenant.bot_id
    member = at_work.connector.member("U1")

    done = await member.install()

    assert (done.status, done.ok) == (200, True)
    first, second = at_work.bot.heard
    assert (first.type, first.action) == ("installationUpdate", "add")
    assert (second.type, second.members_added[0].id) == ("conversationUpdate", bot)
    assert first.service_url == at_work.connector.service_url
    assert (first.from_.id, first.from_.aad_object_id) == (member.id, member.aad_id)
    assert (first.conversation.id, first.conversation.conversation_type) == (member.chat, "personal")
    assert first.conversation.tenant_id == first.channel_data.tenant.id == at_work.connector.tenant.id
    assert first.locale == "en-US"
    assert "localTimezone" not in first.model_extra


async def test_removal_is_told_and_writing_is_refused_until_the_member_returns(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    await member.install()
    assert (await member.uninstall()).ok

    assert at_work.bot.heard[-1].action == "remove"
    refused = await at_work.call("POST", f"conversations/{member.chat}/activities", {"text": "hi"})
    assert refused.status_code == 403
    with pytest.raises(ImpossibleError, match="not installed"):
        await member.say("hello")

    await member.install(told=False)
    assert at_work.bot.heard[-1].action == "remove"
    assert (await at_work.call("POST", f"conversations/{member.chat}/activities", {"text": "hi"})).is_success


async def test_what_the_sdk_does_not_know_arrives_and_is_its_500(at_work: Shop) -> None:
    member = at_work.connector.member("U1")

    upgraded = await member.install(upgrade=True)
    removed = await member.uninstall(upgrade=True)
    unknown = await member.act("endOfConversation")

    assert [done.status for done in (upgraded, removed, unknown)] == [500, 500, 500]
    assert [activity["action"] for activity in at_work.connector.sent[:2]] == [
        "add-upgrade",
        "remove-upgrade",
    ]
    assert {done.error for done in (upgraded, removed, unknown)} == {WRONG}


async def test_words_in_the_personal_chat_bring_language_zone_and_an_answer(at_work: Shop) -> None:
    member = at_work.connector.member("U3")
    await member.install()

    async def answer(ctx: Any) -> None:
        await ctx.send("Hello back")

    at_work.bot.answers["message"] = answer
    done = await member.say("hello")

    heard = at_work.bot.heard[-1]
    assert (heard.text, heard.locale, heard.channel_id) == ("hello", "it-IT", "msteams")
    assert heard.model_extra["localTimezone"] == "Europe/Helsinki"
    assert heard.local_timestamp.utcoffset().total_seconds() == 7200
    assert heard.entities[0].timezone == "Europe/Helsinki"
    assert [post.text for post in done.posts] == ["Hello back"]
    assert [post.text for post in member.posts()] == ["Hello back", "hello"]
    assert heard.id == member.posts()[1].id


async def test_who_has_no_time_zone_sends_none(at_work: Shop) -> None:
    member = at_work.connector.hire(Person("U9", "dana", "Dana", tz=None))
    await member.install()
    await member.say("hello")

    assert "localTimezone" not in at_work.bot.heard[-1].model_extra
    assert "timezone" not in at_work.connector.sent[-1]["entities"][0]


async def test_a_channel_is_heard_only_with_a_mention_and_answered_in_its_thread(at_work: Shop) -> None:
    member = at_work.connector.member("U2")

    async def answer(ctx: Any) -> None:
        await ctx.send("In the thread")

    at_work.bot.answers["message"] = answer
    unheard = await member.say("only talk", channel="C1", mention=False)
    done = await member.say("pulse help", channel="C1")

    assert (unheard.status, len(at_work.bot.heard)) == (0, 1)
    heard = at_work.bot.heard[0]
    assert heard.text == "<at>Pulssi</at> pulse help"
    assert heard.entities[1].mentioned.id == at_work.connector.tenant.bot_id
    assert heard.strip_mentions_text().text.strip() == "pulse help"
    assert heard.conversation.id == f"19:c1@thread.tacv2;messageid={heard.id}"
    assert heard.channel_data.team.id == heard.channel_data.channel.id == "19:c1@thread.tacv2"
    assert [(post.text, post.thread) for post in done.posts] == [("In the thread", heard.id)]

    again = await member.say("more", channel="C1", thread=done.posts[0].thread)
    assert again.posts[0].thread == heard.id


async def test_a_slash_command_is_between_the_member_and_the_bot(at_work: Shop) -> None:
    member = at_work.connector.member("U1")

    async def answer(ctx: Any) -> None:
        await ctx.send("Only for you")

    at_work.bot.answers["message"] = answer
    done = await member.say("pulse help", channel="C1", targeted=True)

    assert at_work.bot.heard[0].recipient.is_targeted
    assert [(post.text, post.only_for) for post in done.posts] == [("Only for you", member.id)]
    assert at_work.connector.member("U2").posts("C1") == []


async def test_nobody_writes_where_they_are_not(at_work: Shop) -> None:
    stranger = at_work.connector.member("U3")

    with pytest.raises(ImpossibleError, match="not there"):
        await stranger.say("hello", channel="C2")
    assert stranger.posts("C2") == []
    at_work.connector.tenant.people[stranger.id].deleted = True
    with pytest.raises(ImpossibleError, match="has left"):
        await stranger.say("hello", channel="C1")
    with pytest.raises(ImpossibleError, match="nobody"):
        at_work.connector.member("U77")
    with pytest.raises(ImpossibleError, match="no channel"):
        await stranger.say("hello", channel="C77")


async def test_the_same_activity_comes_again_with_its_id(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    with pytest.raises(ImpossibleError, match="sent nothing"):
        await member.replay()
    await member.install()
    await member.say("hello")

    assert (await member.replay()).ok
    assert at_work.bot.heard[-1].id == at_work.bot.heard[-2].id
    assert len(member.posts()) == 1


async def test_a_reaction_is_given_and_taken_back(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    await at_work.send("19:c1@thread.tacv2", "Results")
    post = member.posts("C1")[0]

    await member.react(post)
    assert (at_work.bot.heard[-1].reactions_added[0].type, post.reactions) == ("like", {"like": [member.id]})
    assert at_work.bot.heard[-1].reply_to_id == post.id
    await member.react(post)
    assert (at_work.bot.heard[-1].reactions_removed[0].type, post.reactions) == ("like", {"like": []})


async def test_the_bot_hears_who_comes_and_goes_while_it_is_in_the_team(at_work: Shop) -> None:
    design = at_work.connector.team("C2", by="U1")
    heard = at_work.bot.heard

    assert (await design.add("U3")).status == 0
    await design.install()
    assert [heard[0].action, heard[1].channel_data.event_type] == ["add", "teamMemberAdded"]
    assert heard[1].members_added[0].id == at_work.connector.tenant.bot_id
    assert heard[1].conversation.id == "19:c2@thread.tacv2"
    await design.remove("U3")
    gone = at_work.connector.member("U3")
    assert heard[-1].channel_data.event_type == "teamMemberRemoved"
    assert (heard[-1].members_removed[0].id, heard[-1].members_removed[0].aad_object_id) == (
        gone.id,
        gone.aad_id,
    )
    await design.add("U3")
    assert heard[-1].members_added[0].id == gone.id
    await design.rename("Drawing")
    assert (heard[-1].channel_data.event_type, heard[-1].channel_data.team.name) == ("teamRenamed", "Drawing")
    await design.uninstall()
    assert [heard[-2].members_removed[0].id, heard[-1].action] == [at_work.connector.tenant.bot_id, "remove"]


async def test_channels_are_renamed_and_deleted(at_work: Shop) -> None:
    tenant, team = at_work.connector.tenant, at_work.connector.team("C1", by="U1")
    channel = tenant.add_channel("C1", "lunch")
    assert (await at_work.send(channel, "Hello")).id

    await team.rename_channel(channel, "food")
    data = at_work.bot.heard[-1].channel_data
    assert (data.event_type, data.channel.id, data.channel.name) == ("channelRenamed", channel, "food")
    await team.delete_channel(channel)
    assert at_work.bot.heard[-1].channel_data.event_type == "channelDeleted"
    gone = await at_work.call("POST", f"conversations/{channel}/activities", {"text": "hi"})
    assert gone.status_code == 404
    with pytest.raises(ImpossibleError, match="General"):
        await team.delete_channel("C1")


async def test_a_team_is_deleted_with_everything_in_it(at_work: Shop) -> None:
    await at_work.connector.team("C1", by="U1").delete()

    assert at_work.bot.heard[-1].channel_data.event_type == "teamDeleted"
    assert (await at_work.call("GET", "teams/19:c1@thread.tacv2")).status_code == 404


async def test_a_personal_chat_has_no_channels(at_work: Shop) -> None:
    chat = at_work.connector.member("U1").chat

    with pytest.raises(ImpossibleError, match="no channels"):
        at_work.connector.tenant.add_channel(chat, "lunch")


async def test_a_bot_that_does_not_answer_is_unreachable(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    at_work.connector.connect("http://127.0.0.1:9/api/messages")

    done = await member.install()
    assert (done.status, done.error) == (0, UNREACHABLE)
    at_work.connector.connect(f"{at_work.connector.url}/nothing")
    missing = await member.install()
    assert (missing.status, missing.body, missing.error) == (404, "Not Found", WRONG)
    at_work.connector.connect("")
    with pytest.raises(ImpossibleError, match="No bot"):
        await member.install()


async def test_watchers_are_told_of_a_message_that_comes_later(at_work: Shop) -> None:
    member = at_work.connector.member("U1")
    await member.install()
    await at_work.send(member.chat, "Later")

    found = await at_work.connector.tenant.changes.until(member.posts)
    assert found[0].text == "Later"
    await eventually(member.posts)
