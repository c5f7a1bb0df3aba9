"""``views.*``: modals that open on a click, and the home of each person."""

from sandbox.web_api.calls import Call, Method
from sandbox.web_api.wire import view_json
from sandbox.workspace.messages import Json, View
from sandbox.workspace.modals import Body, check_body, new_view, open_modal, push_modal, replace_body, show
from sandbox.workspace.refusals import RefusedError


def _body(call: Call, kind: Body) -> Json:
    call.args.need("view")
    body = check_body(call.args.structure("view"), kind)
    external_id = body.get("external_id")
    taken = _by_external_id(call, external_id) if external_id else None
    if (
        taken is not None
        and taken.id != call.args.text("view_id")
        and external_id != call.args.text("external_id")
    ):
        raise RefusedError("duplicate_external_id")
    return body


def _by_external_id(call: Call, external_id: str) -> View | None:
    for stack in call.ws.modals.values():
        for view in stack:
            if view.body.get("external_id") == external_id:
                return view
    return None


def _answer(call: Call, view: View) -> Json:
    return {"view": view_json(call.ws, view)}


def open_(call: Call) -> Json:
    trigger_id, body = call.args.need("trigger_id"), _body(call, "modal")
    return _answer(call, open_modal(call.ws, call.ws.triggers.take(trigger_id).user, body))


def push(call: Call) -> Json:
    trigger_id, body = call.args.need("trigger_id"), _body(call, "modal")
    return _answer(call, push_modal(call.ws, call.ws.triggers.take(trigger_id).user, body))


def _refuse_old_hash(call: Call, view: View) -> None:
    if call.args.text("hash") not in ("", view.hash):
        raise RefusedError("hash_conflict")


def update(call: Call) -> Json:
    if "external_id" in call.args:
        view = _by_external_id(call, call.args.text("external_id"))
    else:
        view = call.ws.find_view(call.args.need("view_id"))
    if view is None:
        raise RefusedError("not_found")
    body = _body(call, view.kind)
    _refuse_old_hash(call, view)
    replace_body(call.ws, view, body)
    return _answer(call, view)


def publish(call: Call) -> Json:
    person, body = call.ws.person(call.args.need("user_id")), _body(call, "home")
    view = call.ws.homes.get(person.id)
    if view is None:
        view = call.ws.homes[person.id] = new_view(call.ws, person.id, body, "home")
        show(call.ws, view)
    else:
        _refuse_old_hash(call, view)
        replace_body(call.ws, view, body)
    return _answer(call, view)


METHODS = {
    "views.open": Method(open_, per_minute=100),
    "views.push": Method(push, per_minute=100),
    "views.update": Method(update, per_minute=100),
    "views.publish": Method(publish, per_minute=100),
}
