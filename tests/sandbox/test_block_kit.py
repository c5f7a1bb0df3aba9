"""Each rule of Block Kit with an example that keeps it and one that breaks it."""

from typing import Any

import pytest
from slack_sdk.models.blocks import Block

from sandbox.block_kit.elements import ELEMENTS
from sandbox.block_kit.validator import BLOCKS, message_problems, text_length, view_problems
from tests.sandbox.workbench import Json, button, chosen, home, modal, option, section, typed, words


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def confirm(**more: Any) -> Json:
    return {
        "title": words("Sure?"),
        "text": mrkdwn("Really?"),
        "confirm": words("Yes"),
        "deny": words("No"),
        **more,
    }


def field(element: str, **more: Any) -> Json:
    return {"type": "input", "label": words("Label"), "element": {"type": element, **more}}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "A line", **more}


def chart(kind: str = "bar", **more: Any) -> Json:
    series = [{"name": "Energy", "data": [{"label": "W1", "value": 3}, {"label": "W2", "value": 4.5}]}]
    return {
        "type": "data_visualization",
        "title": "Weeks",
        "chart": {"type": kind, "series": series, "axis_config": {"categories": ["W1", "W2"]}, **more},
    }


def pie(*values: float) -> Json:
    segments = [{"label": f"Part {number}", "value": value} for number, value in enumerate(values)]
    return {"type": "data_visualization", "title": "Parts", "chart": {"type": "pie", "segments": segments}}


def raw(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def sentence(text: str = "Hello") -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}


def data_table(rows: int = 2, columns: int = 2, **more: Any) -> Json:
    cells = [[raw("x") for _ in range(columns)] for _ in range(rows)]
    return {"type": "data_table", "caption": "Weeks", "rows": cells, **more}


def table(rows: int = 1, columns: int = 1, **more: Any) -> Json:
    return {"type": "table", "rows": [[raw("x") for _ in range(columns)] for _ in range(rows)], **more}


def card(**more: Any) -> Json:
    return {"type": "card", "title": words("Idea"), **more}


def container(*children: Json, **more: Any) -> Json:
    return {"type": "container", "title": words("Box"), "child_blocks": list(children), **more}


def options(count: int) -> list[Json]:
    return [option(f"v{number}") for number in range(count)]


VIDEO = {
    "type": "video",
    "title": words("How"),
    "video_url": "https://example.com/v",
    "thumbnail_url": "https://example.com/t.png",
    "alt_text": "How it works",
}
FEEDBACK = {
    "type": "feedback_buttons",
    "positive_button": {"text": words("Good"), "value": "good"},
    "negative_button": {"text": words("Bad"), "value": "bad"},
}

GOOD_IN_MESSAGES: list[Json] = [
    section("x" * 3000),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    {**section("pick"), "accessory": chosen("overflow")},
    {**section("see"), "accessory": image()},
    {"type": "header", "text": words("x" * 150)},
    {"type": "divider", "block_id": "x" * 255},
    {"type": "context", "elements": [mrkdwn("note"), words("plain"), image()]},
    {
        "type": "context_actions",
        "elements": [FEEDBACK, {"type": "icon_button", "icon": "trash", "text": words("Drop")}],
    },
    actions(*[button(f"b{number}") for number in range(25)]),
    actions({**button("go", "x" * 2000), "style": "primary", "confirm": confirm(style="danger")}),
    actions({**button("go"), "url": "https://example.com"}),
    actions(chosen(options=options(100))),
    actions({"type": "static_select", "option_groups": [{"label": words("Group"), "options": options(3)}]}),
    actions(chosen(initial_option=option("red"))),
    actions(chosen("multi_static_select", initial_options=[option("red")], max_selected_items=2)),
    actions(chosen("radio_buttons", options=options(10)), chosen("checkboxes", "many", options=options(10))),
    actions({"type": "overflow", "options": [{**option("a"), "url": "https://example.com"}]}),
    actions(
        {"type": "datepicker", "initial_date": "2026-11-23"}, {"type": "timepicker", "initial_time": "09:00"}
    ),
    actions({"type": "users_select", "placeholder": words("Who?")}, {"type": "conversations_select"}),
    image(title=words("Week")),
    {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A line"},
    typed(
        element={"min_length": 1, "max_length": 3000, "multiline": True}, optional=True, hint=words("Hint")
    ),
    field("number_input", is_decimal_allowed=False, min_value="0", max_value="10"),
    field("email_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"]}),
    {"type": "markdown", "text": "# Title"},
    {"type": "file", "external_id": "X", "source": "remote"},
    rich(sentence(), {"type": "rich_text_list", "style": "bullet", "elements": [sentence()]}),
    chart(),
    chart("line", axis_config={"categories": ["W1", "W2"], "x_label": "Week", "y_label": "Mean"}),
    pie(1, 2, 3, 4, 5, 6),
    data_table(101, 2, page_size=100, row_header_column_index=1),
    data_table() | {"rows": [[raw("Week"), raw("Mean")], [raw("W1"), {"type": "raw_number", "value": 3.4}]]},
    table(100, 20, column_settings=[{"align": "right", "is_wrapped": True}]),
    card(subtitle=words("Sub"), body=mrkdwn("Body"), actions=[button("a"), button("b")]),
    {"type": "carousel", "elements": [card()] * 10},
    container(section("inside"), is_collapsible=True),
    container(section("inside"), title=None, rich_text_title=rich(sentence())),
    VIDEO,
    {"type": "plan", "title": "Plan"},
    {"type": "task_card", "task_id": "t1", "title": "Task"},
]

BAD_IN_MESSAGES: list[tuple[Any, str, str]] = [
    (section("x" * 3001), "too_long", "/blocks/0/text/text"),
    (section(""), "too_short", "/blocks/0/text/text"),
    ({"type": "section"}, "missing", "/blocks/0"),
    ({"type": "section", "text": "bare"}, "wrong_type", "/blocks/0/text"),
    ({"type": "section", "text": {"type": "html", "text": "x"}}, "unsupported", "/blocks/0/text/type"),
    ({"type": "section", "fields": [mrkdwn("x")] * 11}, "too_many", "/blocks/0/fields"),
    ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "too_long", "/blocks/0/fields/0/text"),
    ({"type": "section", "fields": {}}, "wrong_type", "/blocks/0/fields"),
    ({**section("x"), "accessory": {"type": "plain_text_input"}}, "unsupported", "/blocks/0/accessory/type"),
    ({**section("x"), "colour": "red"}, "unknown_field", "/blocks/0"),
    ({**section("x"), "expand": "yes"}, "wrong_type", "/blocks/0/expand"),
    ({**section("x"), "block_id": "x" * 256}, "too_long", "/blocks/0/block_id"),
    ({**section("x"), "block_id": 7}, "wrong_type", "/blocks/0/block_id"),
    ({"type": "header", "text": words("x" * 151)}, "too_long", "/blocks/0/text/text"),
    ({"type": "header", "text": mrkdwn("*bold*")}, "unsupported", "/blocks/0/text/type"),
    ({"type": "context", "elements": [mrkdwn("x")] * 11}, "too_many", "/blocks/0/elements"),
    ({"type": "context", "elements": [button("x")]}, "unsupported", "/blocks/0/elements/0/type"),
    ({"type": "context_actions", "elements": [FEEDBACK] * 6}, "too_many", "/blocks/0/elements"),
    (actions(), "too_few", "/blocks/0/elements"),
    (actions(*[button(f"b{n}") for n in range(26)]), "too_many", "/blocks/0/elements"),
    (actions({"type": "plain_text_input"}), "unsupported", "/blocks/0/elements/0/type"),
    (actions({**button("a"), "text": words("x" * 76)}), "too_long", "/blocks/0/elements/0/text/text"),
    (actions({**button("a"), "text": mrkdwn("x")}), "unsupported", "/blocks/0/elements/0/text/type"),
    (actions(button("a", "x" * 2001)), "too_long", "/blocks/0/elements/0/value"),
    (actions({**button("a"), "style": "green"}), "unsupported", "/blocks/0/elements/0/style"),
    (actions({**button("a"), "url": "javascript:x"}), "invalid_url", "/blocks/0/elements/0/url"),
    (actions({**button("a"), "url": "https://" + "x" * 3000}), "too_long", "/blocks/0/elements/0/url"),
    (actions({**button("a"), "action_id": "x" * 256}), "too_long", "/blocks/0/elements/0/action_id"),
    (
        actions({**button("a"), "confirm": confirm(title=words("x" * 101))}),
        "too_long",
        "/blocks/0/elements/0/confirm/title/text",
    ),
    (
        actions({**button("a"), "confirm": {"title": words("Sure?")}}),
        "missing",
        "/blocks/0/elements/0/confirm",
    ),
    (actions(chosen(options=options(101))), "too_many", "/blocks/0/elements/0/options"),
    (actions(chosen(options=[])), "too_few", "/blocks/0/elements/0/options"),
    (actions({"type": "static_select"}), "conflict", "/blocks/0/elements/0"),
    (actions(chosen(options=[option("x" * 76)])), "too_long", "/blocks/0/elements/0/options/0/text/text"),
    (
        actions(chosen(options=[{"text": words("x"), "value": "x" * 151}])),
        "too_long",
        "/blocks/0/elements/0/options/0/value",
    ),
    (actions(chosen(options=[option("a"), option("a")])), "duplicate", "/blocks/0/elements/0/options"),
    (actions(chosen(initial_option=option("green"))), "invalid_initial_option", "/blocks/0/elements/0"),
    (actions(chosen(placeholder=words("x" * 151))), "too_long", "/blocks/0/elements/0/placeholder/text"),
    (actions(chosen("radio_buttons", options=options(11))), "too_many", "/blocks/0/elements/0/options"),
    (actions(chosen("checkboxes", options=options(11))), "too_many", "/blocks/0/elements/0/options"),
    (actions(chosen("overflow", options=options(6))), "too_many", "/blocks/0/elements/0/options"),
    (
        actions(chosen("multi_static_select", max_selected_items=0)),
        "out_of_range",
        "/blocks/0/elements/0/max_selected_items",
    ),
    (
        actions({"type": "datepicker", "initial_date": "today"}),
        "too_short",
        "/blocks/0/elements/0/initial_date",
    ),
    (image(alt_text=None), "missing", "/blocks/0"),
    (image(alt_text="x" * 2001), "too_long", "/blocks/0/alt_text"),
    (image(slack_file={"id": "F1"}), "conflict", "/blocks/0"),
    (image(title=mrkdwn("x")), "unsupported", "/blocks/0/title/type"),
    (typed(label=mrkdwn("x")), "unsupported", "/blocks/0/label/type"),
    (typed(label=words("x" * 2001)), "too_long", "/blocks/0/label/text"),
    (typed(hint=words("x" * 2001)), "too_long", "/blocks/0/hint/text"),
    (typed(element={"max_length": 3001}), "out_of_range", "/blocks/0/element/max_length"),
    (typed(element={"max_length": "many"}), "wrong_type", "/blocks/0/element/max_length"),
    (typed(element={"min_length": 9, "max_length": 3}), "conflict", "/blocks/0/element"),
    (field("button", text=words("x")), "unsupported", "/blocks/0/element/type"),
    (field("number_input"), "missing", "/blocks/0/element"),
    ({"type": "markdown", "text": "x" * 12_001}, "too_long", "/blocks/0/text"),
    ({"type": "alert", "text": words("x")}, "unsupported", "/blocks/0/type"),
    ({"type": "poem"}, "unsupported", "/blocks/0/type"),
    ("text", "unsupported", "/blocks/0/type"),
    (rich({"type": "paragraph"}), "unsupported", "/blocks/0/elements/0/type"),
    (
        rich({"type": "rich_text_section", "elements": [{"type": "poem"}]}),
        "unsupported",
        "/blocks/0/elements/0/elements/0/type",
    ),
    (
        rich({"type": "rich_text_list", "style": "stars", "elements": []}),
        "unsupported",
        "/blocks/0/elements/0/style",
    ),
    (chart() | {"title": "x" * 51}, "too_long", "/blocks/0/title"),
    (chart("radar"), "unsupported", "/blocks/0/chart/type"),
    (chart(axis_config={"categories": ["W1", "W2", "W3"]}), "conflict", "/blocks/0/chart/series/0/data"),
    (chart(series=chart()["chart"]["series"] * 2), "duplicate", "/blocks/0/chart/series"),
    (chart(series=[]), "too_few", "/blocks/0/chart/series"),
    (
        chart(axis_config={"categories": ["W1", "x" * 21]}),
        "too_long",
        "/blocks/0/chart/axis_config/categories/1",
    ),
    (
        chart(series=[{"name": "A", "data": [{"label": "W1", "value": "3"}]}]),
        "wrong_type",
        "/blocks/0/chart/series/0/data/0/value",
    ),
    (pie(1, 0), "out_of_range", "/blocks/0/chart/segments/1/value"),
    (pie(1, 1, 1, 1, 1, 1, 1), "too_many", "/blocks/0/chart/segments"),
    (data_table(102), "too_many", "/blocks/0/rows"),
    (data_table(1), "too_few", "/blocks/0/rows"),
    (data_table(caption=None), "missing", "/blocks/0"),
    (data_table(page_size=101), "out_of_range", "/blocks/0/page_size"),
    (data_table() | {"rows": [[raw("x" * 9000)], [raw("x" * 9000)]]}, "too_long", "/blocks/0/rows"),
    (data_table() | {"rows": [[raw("x")], [raw("x"), raw("x")]]}, "conflict", "/blocks/0/rows"),
    (data_table() | {"rows": [[rich(sentence())], [raw("x")]]}, "unsupported", "/blocks/0/rows/0"),
    (table(101), "too_many", "/blocks/0/rows"),
    (table(1, 21), "too_many", "/blocks/0/rows/0"),
    (table(column_settings=[{"align": "top"}]), "unsupported", "/blocks/0/column_settings/0/align"),
    (card(title=words("x" * 151)), "too_long", "/blocks/0/title/text"),
    (card(body=words("x" * 201)), "too_long", "/blocks/0/body/text"),
    (card(actions=[button("a")] * 4), "too_many", "/blocks/0/actions"),
    ({"type": "card"}, "missing", "/blocks/0"),
    ({"type": "carousel", "elements": []}, "too_few", "/blocks/0/elements"),
    ({"type": "carousel", "elements": [section("x")]}, "unsupported", "/blocks/0/elements/0/type"),
    (container(), "too_few", "/blocks/0/child_blocks"),
    (container(*[section("x")] * 11), "too_many", "/blocks/0/child_blocks"),
    (container(section("x"), title=None), "conflict", "/blocks/0"),
    (VIDEO | {"title": words("x" * 201)}, "too_long", "/blocks/0/title/text"),
]


@pytest.mark.parametrize("block", GOOD_IN_MESSAGES)
def test_a_block_within_the_limits_passes(block: Json) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize(("block", "code", "pointer"), BAD_IN_MESSAGES)
def test_a_block_beyond_a_limit_is_found(block: Any, code: str, pointer: str) -> None:
    (problem, *_) = message_problems([block])

    assert (problem.code, problem.pointer) == (code, pointer)
    assert problem.message


def test_every_kind_of_block_has_a_good_example() -> None:
    shown = {block["type"] for block in GOOD_IN_MESSAGES}

    assert shown == BLOCKS.keys() - {"alert"}


def test_every_block_that_the_sdk_can_read_has_a_row_here() -> None:
    known = {name for kind in Block.__subclasses__() if (name := getattr(kind, "type", None))}

    # Slack itself posts these two; apps do not send them.
    assert known - {"call", "auth_provider"} <= BLOCKS.keys()
    assert len(ELEMENTS) > 20


@pytest.mark.parametrize(
    ("blocks", "code"),
    [
        ([section("x")] * 51, "too_many"),
        ([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}], "duplicate"),
        ([actions(button("a"), button("a"))], "duplicate"),
        ([table(), table()], "too_many"),
        ([chart(), chart(), chart()], "too_many"),
        ([{"type": "markdown", "text": "x" * 7000}, {"type": "markdown", "text": "x" * 7000}], "too_long"),
        ("blocks", "wrong_type"),
    ],
)
def test_a_message_as_a_whole_has_limits(blocks: Any, code: str) -> None:
    assert [problem.code for problem in message_problems(blocks)] == [code]


def test_fifty_blocks_and_ids_used_again_in_other_blocks_pass() -> None:
    markdown = {"type": "markdown", "text": "x", "block_id": "a"}

    assert message_problems([actions(button("same")) for _ in range(48)] + [markdown, markdown]) == []


GOOD_VIEWS = [
    modal(),
    modal(section("only words"), submit=None, close=words("Close")),
    modal({"type": "alert", "text": mrkdwn("x" * 200), "level": "warning"}),
    modal(*[section("x")] * 100, private_metadata="x" * 3000, notify_on_close=True, clear_on_close=True),
    home(*[section("x")] * 100),
    home(chart(), data_table(), callback_id="home"),
    home(typed()),
]
BAD_VIEWS: list[tuple[Any, str, str]] = [
    (modal(submit=None), "missing", "/submit"),
    (modal(title=words("x" * 25)), "too_long", "/title/text"),
    (modal(title=mrkdwn("x")), "unsupported", "/title/type"),
    (modal(submit=words("x" * 25)), "too_long", "/submit/text"),
    (modal(close=words("x" * 25)), "too_long", "/close/text"),
    (modal(private_metadata="x" * 3001), "too_long", "/private_metadata"),
    (modal(callback_id="x" * 256), "too_long", "/callback_id"),
    (modal(external_id="x" * 256), "too_long", "/external_id"),
    (modal(*[section("x")] * 101), "too_many", "/blocks"),
    (modal({"type": "markdown", "text": "x"}), "unsupported", "/blocks/0/type"),
    (modal(chart()), "unsupported", "/blocks/0/type"),
    (modal(table()), "unsupported", "/blocks/0/type"),
    (modal({"type": "alert", "text": words("x" * 201)}), "too_long", "/blocks/0/text/text"),
    (modal(typed("a"), typed("a")), "duplicate", "/blocks"),
    (modal(colour="red"), "unknown_field", ""),
    (home({"type": "alert", "text": words("x")}), "unsupported", "/blocks/0/type"),
    (home({"type": "markdown", "text": "x"}), "unsupported", "/blocks/0/type"),
    (home(submit=words("Send")), "unknown_field", ""),
    ({"type": "home"}, "missing", ""),
    ("view", "wrong_type", ""),
]


def kind_of(view: Any) -> Any:
    return "home" if isinstance(view, dict) and view["type"] == "home" else "modal"


@pytest.mark.parametrize("view", GOOD_VIEWS)
def test_a_view_within_the_limits_passes(view: Json) -> None:
    assert view_problems(view, kind_of(view)) == []


@pytest.mark.parametrize(("view", "code", "pointer"), BAD_VIEWS)
def test_a_view_beyond_a_limit_is_found(view: Any, code: str, pointer: str) -> None:
    (problem, *_) = view_problems(view, kind_of(view))

    assert (problem.code, problem.pointer) == (code, pointer)


def test_a_view_must_be_of_the_kind_that_is_wanted() -> None:
    (problem,) = view_problems({**home(), "title": words("Form")}, "modal")

    assert problem.message == "must be modal"


def test_text_is_counted_wherever_it_is() -> None:
    assert (
        text_length([section("four"), actions({**button("a"), "text": words("six")}), {"type": "divider"}])
        == 7
    )
