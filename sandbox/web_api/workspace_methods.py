"""Methods about the workspace and the connection to it."""

from sandbox.block_kit.validator import message_problems, view_problems
from sandbox.web_api.arguments import invalid
from sandbox.web_api.calls import Call, Method
from sandbox.workspace.messages import Json


def auth_test(call: Call) -> Json:
    company = call.ws.company
    return {
        "url": f"{call.base_url}/",
        "team": company.name,
        "user": company.bot.name,
        "team_id": company.team_id,
        "user_id": company.bot.id,
        "bot_id": company.bot_id,
        "app_id": company.app_id,
        "is_enterprise_install": False,
    }


def team_info(call: Call) -> Json:
    company = call.ws.company
    team = {"id": company.team_id, "name": company.name, "domain": company.domain, "email_domain": ""}
    return {"team": {**team, "icon": {"image_default": True}}}


def open_connection(call: Call) -> Json:
    return {"url": call.open_link()}


def validate_blocks(call: Call) -> Json:
    given = [name for name in ("blocks", "view", "message") if name in call.args]
    if len(given) != 1:
        raise invalid("exactly one of blocks, view and message is needed", "blocks")
    value = call.args.structure(given[0])
    if given[0] == "view":
        problems = view_problems(
            value, "home" if isinstance(value, dict) and value.get("type") == "home" else "modal"
        )
    else:
        problems = message_problems(value.get("blocks") if isinstance(value, dict) else value)
    errors = [{"pointer": p.pointer, "code": p.code, "message": p.message} for p in problems]
    return {"ok": not errors, "errors": errors} | ({"error": "invalid_blocks"} if errors else {})


METHODS = {
    "auth.test": Method(auth_test, per_minute=300),
    "team.info": Method(team_info, ("team:read",)),
    "apps.connections.open": Method(open_connection, ("connections:write",), caller="app"),
    "blocks.validate": Method(validate_blocks, caller="nobody"),
}
