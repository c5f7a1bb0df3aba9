"""Plain values, Slack's state, and arguments in all their shapes."""

import pytest

from sandbox.web_api.arguments import Arguments
from sandbox.workspace.inputs import entry, initial, keeps_value
from sandbox.workspace.refusals import ImpossibleError, RefusedError
from tests.sandbox.workbench import Json, button, chosen, option


@pytest.mark.parametrize(
    ("element", "value", "held"),
    [
        ({"type": "number_input"}, 7, {"value": "7"}),
        ({"type": "plain_text_input"}, "", {"value": None}),
        (chosen(), None, {"selected_option": None}),
        (chosen("checkboxes"), None, {"selected_options": []}),
        ({"type": "external_select"}, "far", {"selected_option": option("far")}),
        ({"type": "multi_users_select"}, ["U1"], {"selected_users": ["U1"]}),
    ],
)
def test_a_plain_value_becomes_what_slack_holds(element: Json, value: object, held: Json) -> None:
    state = entry(element, value)

    shown = state.get("selected_option")
    if shown and element["type"] == "external_select":
        shown["text"]["text"] = "Far"
    assert state == {"type": element["type"], **held}


@pytest.mark.parametrize(
    ("element", "held"),
    [
        ({"type": "email_text_input", "initial_value": "a@b.c"}, {"value": "a@b.c"}),
        (chosen(initial_option=option("red")), {"selected_option": option("red")}),
        (chosen("checkboxes", initial_options=[option("red")]), {"selected_options": [option("red")]}),
        ({"type": "datepicker"}, {"selected_date": None}),
        ({"type": "multi_channels_select"}, {"selected_channels": []}),
    ],
)
def test_an_element_starts_with_what_the_app_chose(element: Json, held: Json) -> None:
    assert initial(element) == {"type": element["type"], **held}


def test_nothing_can_be_typed_on_a_button() -> None:
    assert not keeps_value(button("go"))
    with pytest.raises(ImpossibleError, match="Nothing can be entered in a button"):
        entry(button("go"), "text")


def test_arguments_are_read_whatever_their_shape() -> None:
    args = Arguments(
        {"a": True, "b": "1", "c": "true", "d": [1, 2], "e": "x, y,", "f": 7, "g": {"h": 1}, "n": None}
    )

    assert [args.flag(name) for name in "abcdefn"] == [True, True, True, False, False, False, False]
    assert (args.names("d"), args.names("e"), args.names("n")) == (["1", "2"], ["x", "y"], [])
    assert (args.text("f"), args.structure("g"), args.number("f", 1, most=9)) == ("7", {"h": 1}, 7)
    assert "n" not in args
    with pytest.raises(RefusedError, match="invalid_arguments"):
        args.need("n")
