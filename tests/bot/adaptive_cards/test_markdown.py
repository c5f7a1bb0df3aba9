"""What people typed is shown as they typed it, whatever the client makes of Markdown."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bot.adaptive_cards.markdown import blocks, called, entities, lines, literal, plain, tags
from bot.conversations.messages import mention, quoted
from bot.conversations.requests import clean
from survey.ids import UserRef
from tests.bot.fuzzing import NASTY

GAP = "\u200b"
ANYTHING = st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn")), max_size=60)
MARKS = st.text("_~[]()#>-+=!.:/\\|&<{}@^1aB \u00e4", max_size=30)
HARD = (
    *("_a_", "__a__", "a_b_c", "(_a_)", "~~a~~", "[a](https://b.example)", "![a](b)", "[a][b]", "[a]: b"),
    *("# a", "> a", "- a", "+ a", "1. a", "1) a", "(b)1. a", "---", "___", "===", "~~~", "| a |", "    a"),
    *("\\_a\\_", "\\", "&amp;", "&#42;", "<b>a</b>", "<at>Ada</at>", "<https://a.example>", "{{DATE(x)}}"),
    *("https://a.example", "www.pulssi.example", "ada@a.example", "a\u2028b", "New_York", "a\\", "a_", "_"),
)
TYPED = st.one_of(ANYTHING, MARKS, st.sampled_from(HARD), st.sampled_from(NASTY).map(clean)).map(quoted)
RENDERERS = [
    MarkdownIt("commonmark"),
    MarkdownIt("js-default", {"html": True}),
    MarkdownIt("gfm-like", {"linkify": False}),
]


def shown(markdown: str, renderer: MarkdownIt) -> str:
    """What a client shows of one line, as HTML without the gaps; a paragraph is taken off."""
    html = renderer.render(markdown).strip().replace(GAP, "")
    return re.sub(r"^<p>(.*)</p>$", r"\1", html, flags=re.DOTALL)


def seen(text: str) -> str:
    """A text as anybody sees it: without gaps, and white space as HTML shows it."""
    return " ".join(text.replace(GAP, "").split())


@given(TYPED)
def test_what_people_typed_is_shown_literally(typed: str) -> None:
    for renderer in RENDERERS:
        html = shown(literal(typed), renderer)

        assert not re.search(r"<[a-z/]", html)
        assert seen(unescape(html)) == seen(typed)


@given(TYPED, TYPED)
def test_what_people_typed_leaves_our_own_markup_alone(typed: str, other: str) -> None:
    (line,) = lines(f"**{typed} a** b {other}", {})

    for renderer in RENDERERS:
        html = shown(line, renderer)
        assert re.findall(r"<[a-z/][^>]*>", html) == ["<strong>", "</strong>"]
        bold, rest = re.fullmatch(r"<strong>(.*)</strong>(.*)", html, re.DOTALL).groups()  # type: ignore[union-attr]
        assert seen(unescape(bold)) == seen(f"{typed} a")
        assert seen(unescape(rest)) == seen(f"b {other}")


@given(TYPED)
def test_what_is_bold_may_touch_letters(typed: str) -> None:
    (line,) = lines(f"a**({typed})**b", {})

    for renderer in RENDERERS:
        assert seen(unescape(shown(line, renderer))) == seen(f"a<strong>({typed})</strong>b")


@given(TYPED)
def test_nothing_people_typed_names_an_address(typed: str) -> None:
    safe = literal(typed)

    assert "://" not in safe
    assert not re.search(r"@\w", safe)
    assert not re.search(r"\bwww\.\w\w", safe)
    assert "<at>" not in safe
    assert "{{" not in safe


@given(TYPED)
def test_copied_from_a_card_a_text_is_what_was_typed(typed: str) -> None:
    assert clean(literal(typed)) == clean(typed)


@pytest.mark.parametrize(
    "typed", ["Hyvää päivää, 3.8 ja 4–5!", "Europe/Helsinki", "a_b (c) [d] 50 %", "I'm fine."]
)
def test_usual_words_are_left_alone(typed: str) -> None:
    assert literal(typed) == typed


@pytest.mark.parametrize("typed", ["(a)1. b", "[1. a", "[a]- b", ")+ a"])
def test_no_list_begins_behind_a_bracket_where_phones_begin_one(typed: str) -> None:
    """Their parser starts anew behind a bracket: MarkDownBlockParser.cpp of microsoft/AdaptiveCards."""
    assert re.search(rf"[\])\[]{GAP}[-+1]", literal(typed))


def test_each_line_is_a_block_and_an_empty_one_a_space() -> None:
    found = blocks("**One\ntwo** three\n\nfour `/pulse help`", {}, size="Small")

    assert [seen(each["text"]) for each in found] == ["**One**", "**two** three", "four “pulse help”"]
    assert [each.get("spacing") for each in found] == [None, "None", None]
    assert {each["size"] for each in found} == {"Small"}


def test_a_mention_has_its_entity() -> None:
    text = f"{mention(UserRef('29:a_b'))} and {mention(UserRef('29:c'))} lead **{mention(UserRef('29:c'))}**"
    given_ = tags([text], {"29:c": "Ada_Berg"})

    (line,) = lines(text, given_)

    assert seen(line) == "<at>29:a_b</at> and <at>Ada_Berg</at> lead **<at>Ada_Berg</at>**"
    assert [each["mentioned"]["id"] for each in entities(given_)] == ["29:a_b", "29:c"]
    for each in entities(given_):
        assert each["text"] == f"<at>{each['mentioned']['name']}</at>"
        assert each["text"] in line


def test_two_people_of_one_name_are_told_apart() -> None:
    text = mention(UserRef("29:a")) + mention(UserRef("29:b"))

    found = entities(tags([text], {"29:a": "Ada", "29:b": "Ada"}))

    assert len({each["text"] for each in found}) == 2


def test_where_nobody_can_be_mentioned_people_are_named() -> None:
    text = f"**{mention(UserRef('29:a'))}** and `{mention(UserRef('29:b'))}`"

    assert plain(text, {"29:a": "Ada"}) == "Ada and this person"
    assert lines(mention(UserRef("29:b")), called([text], {})) == ["This person"]


def test_what_is_typed_and_tapped_is_said_as_teams_has_it() -> None:
    said = "`/invite @Pulssi` there, then `/pulse team add`; `team=` names it. Somebody wrote ˋ/pulse xˋ."

    assert plain(said, {}) == (
        "Apps, Pulssi, Add to a team there, then “pulse team add”; team= names it. Somebody wrote ˋ/pulse xˋ."
    )


def test_a_mention_that_is_cut_is_left_out() -> None:
    assert lines("Hello \x0229:ab", {}) == ["Hello"]
    assert plain("Hello \x0229:ab", {}) == "Hello "
