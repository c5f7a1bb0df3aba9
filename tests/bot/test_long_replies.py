"""Replies with many lines keep within the platform's limits."""

from hypothesis import given
from hypothesis import strategies as st

from bot.conversations.commands.pages import paragraphs
from bot.slack.blocks import mrkdwn

LINES = st.lists(st.text("ab&<>* \n", min_size=1, max_size=500), max_size=120)


@given(LINES, st.sampled_from(["\n", "\n\n"]))
def test_no_paragraph_is_longer_than_slack_shows(lines: list[str], gap: str) -> None:
    found = paragraphs(lines, gap=gap)

    assert len(found) <= 41
    assert all(0 < len(mrkdwn(each.text)) <= 3000 for each in found)


@given(LINES)
def test_nothing_is_lost_where_there_is_room(lines: list[str]) -> None:
    found = paragraphs(lines)
    said = "\n".join(each.text for each in found)

    assert said == "\n".join(lines) or said.endswith("more, for which there is no room here.")


def test_what_has_no_room_is_counted() -> None:
    found = paragraphs(["&" * 500] * 50)

    assert len(found) == 41
    assert found[-1].text == "…and 10 more, for which there is no room here."
