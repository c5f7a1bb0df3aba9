"""Modals and homes through the Web API."""

import json
from typing import Any

import pytest

from tests.sandbox.workbench import Bench, Json, button, chosen, home, modal, refused, section, typed, words


def trigger(at_work: Bench, person: str = "U1") -> str:
    return at_work.sandbox.workspace.triggers.make(person)


async def opened(at_work: Bench, view: Json | None = None) -> Any:
    answer = await at_work.slack.views_open(trigger_id=trigger(at_work), view=view or modal())
    return answer["view"]


async def test_a_click_opens_a_modal(at_work: Bench) -> None:
    view = await opened(at_work, modal(typed(element={"initial_value": "so"}), private_metadata="7"))

    top = at_work.sandbox.member("U1").modal()
    assert top is not None
    assert (top.id, top.hash) == (view["id"], view["hash"])
    assert view["state"] == {"values": {"why": {"text": {"type": "plain_text_input", "value": "so"}}}}
    assert (view["private_metadata"], view["root_view_id"], view["previous_view_id"]) == (
        "7",
        view["id"],
        None,
    )


async def test_a_click_opens_one_modal_only(at_work: Bench) -> None:
    name = trigger(at_work)
    await at_work.slack.views_open(trigger_id=name, view=modal())

    again = at_work.slack.views_open(trigger_id=name, view=modal())

    assert (await refused(again))["error"] == "exchanged_trigger_id"


async def test_a_click_is_forgotten_after_three_seconds(at_work: Bench) -> None:
    name = trigger(at_work)
    at_work.time.later(seconds=3.1)

    late = at_work.slack.views_open(trigger_id=name, view=modal())

    assert (await refused(late))["error"] == "expired_trigger_id"
    never = at_work.slack.views_open(trigger_id="1.2.3", view=modal())
    assert (await refused(never))["error"] == "invalid_trigger_id"


async def test_a_view_that_is_wrong_is_refused_with_reasons(at_work: Bench) -> None:
    call = at_work.slack.views_open(trigger_id=trigger(at_work), view=modal(submit=None))

    answer = await refused(call)

    assert answer["error"] == "invalid_arguments"
    assert answer["response_metadata"]["messages"] == [
        "[ERROR] submit is required when there is an input block [json-pointer:/view/submit]"
    ]
    call = at_work.slack.views_open(trigger_id=trigger(at_work), view="[]")  # type: ignore[arg-type]
    assert (await refused(call))["error"] == "invalid_arguments"


async def test_a_view_that_is_too_large_is_refused(at_work: Bench) -> None:
    blocks = [section("ö" * 3000) for _ in range(50)]

    call = at_work.slack.views_open(trigger_id=trigger(at_work), view=modal(*blocks))

    assert (await refused(call))["error"] == "view_too_large"


async def test_three_modals_fit_on_each_other(at_work: Bench) -> None:
    first = await opened(at_work)
    second = (await at_work.slack.views_push(trigger_id=trigger(at_work), view=modal()))["view"]
    third = (await at_work.slack.views_push(trigger_id=trigger(at_work), view=modal()))["view"]

    assert (second["previous_view_id"], third["root_view_id"]) == (first["id"], first["id"])
    fourth = at_work.slack.views_push(trigger_id=trigger(at_work), view=modal())
    assert (await refused(fourth))["error"] == "push_limit_reached"


async def test_nothing_is_pushed_where_nothing_is_open(at_work: Bench) -> None:
    call = at_work.slack.views_push(trigger_id=trigger(at_work), view=modal())

    assert (await refused(call))["error"] == "not_found"


async def test_an_update_keeps_what_was_typed_where_both_ids_stay(at_work: Bench) -> None:
    actions = {"type": "actions", "block_id": "row", "elements": [chosen()]}
    view = await opened(at_work, modal(typed(), typed("more"), actions))
    member = at_work.sandbox.member("U1")
    await member.tap_in_view(view["id"], "text", block_id="why", option="because")
    await member.tap_in_view(view["id"], "text", block_id="more", option="and")

    radio = typed("more", element={"type": "number_input", "is_decimal_allowed": False})
    updated = (await at_work.slack.views_update(view_id=view["id"], view=modal(typed(), radio)))["view"]

    assert updated["hash"] != view["hash"]
    assert updated["state"]["values"]["why"]["text"]["value"] == "because"
    assert updated["state"]["values"]["more"]["text"] == {"type": "number_input", "value": None}


async def test_an_old_hash_loses_the_race(at_work: Bench) -> None:
    view = await opened(at_work)
    await at_work.slack.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    late = at_work.slack.views_update(view_id=view["id"], hash=view["hash"], view=modal())

    assert (await refused(late))["error"] == "hash_conflict"
    nowhere = at_work.slack.views_update(view_id="V404", view=modal())
    assert (await refused(nowhere))["error"] == "not_found"


async def test_a_view_can_be_found_by_a_name_of_the_apps_own(at_work: Bench) -> None:
    view = await opened(at_work, modal(external_id="mine"))

    named = modal(section("new"), external_id="mine")
    assert (await at_work.slack.views_update(external_id="mine", view=named))["view"]["id"] == view["id"]
    taken = at_work.slack.views_open(trigger_id=trigger(at_work, "U2"), view=modal(external_id="mine"))
    assert (await refused(taken))["error"] == "duplicate_external_id"
    nowhere = at_work.slack.views_update(external_id="yours", view=modal())
    assert (await refused(nowhere))["error"] == "not_found"


async def test_a_home_is_published_for_one_person(at_work: Bench) -> None:
    first = (await at_work.slack.views_publish(user_id="U1", view=home()))["view"]
    second = (
        await at_work.slack.views_publish(user_id="U1", hash=first["hash"], view=home(section("More")))
    )["view"]

    shown = at_work.sandbox.member("U1").home()
    assert shown is not None
    assert (second["id"], shown.blocks[0]["text"]["text"]) == (first["id"], "More")
    assert at_work.sandbox.member("U2").home() is None
    late = at_work.slack.views_publish(user_id="U1", hash=first["hash"], view=home())
    assert (await refused(late))["error"] == "hash_conflict"
    nobody = at_work.slack.views_publish(user_id="U404", view=home())
    assert (await refused(nobody))["error"] == "user_not_found"


async def test_a_home_can_be_updated_by_its_id(at_work: Bench) -> None:
    view = (await at_work.slack.views_publish(user_id="U1", view=home()))["view"]

    await at_work.slack.views_update(view_id=view["id"], view=json.dumps(home(section("Later"))))  # type: ignore[arg-type]

    shown = at_work.sandbox.member("U1").home()
    assert shown is not None
    assert shown.blocks[0]["text"]["text"] == "Later"


@pytest.mark.parametrize("wrong", [modal(), {"type": "home"}, home(title=words("No"))])
async def test_a_home_must_look_like_one(at_work: Bench, wrong: Json) -> None:
    call = at_work.slack.views_publish(user_id="U1", view=wrong)

    assert (await refused(call))["error"] == "invalid_arguments"


async def test_every_element_gets_an_id_if_it_came_without(at_work: Bench) -> None:
    nameless = button("x")
    del nameless["action_id"]
    card = {"type": "card", "title": words("One"), "actions": [nameless]}
    blocks: list[Json] = [
        {"type": "carousel", "elements": [card]},
        {
            "type": "container",
            "title": words("Box"),
            "child_blocks": [{"type": "actions", "elements": [nameless]}],
        },
    ]

    view = (await at_work.slack.views_publish(user_id="U1", view=home(*blocks)))["view"]

    assert view["blocks"][0]["elements"][0]["actions"][0]["action_id"]
    assert view["blocks"][1]["child_blocks"][0]["elements"][0]["action_id"]
