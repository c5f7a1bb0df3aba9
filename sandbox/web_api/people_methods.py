"""``users.*``, ``usergroups.*`` and ``dnd.*``."""

from sandbox.web_api.calls import Call, Method, page
from sandbox.web_api.wire import dnd_json, person_json
from sandbox.workspace.messages import Json
from sandbox.workspace.refusals import RefusedError

MOST_DND = 50


def list_users(call: Call) -> Json:
    listed, cursor = page(list(call.ws.people.values()), call, default=1000, most=1000)
    locale = call.args.flag("include_locale")
    return {
        "members": [person_json(call.ws, person, locale=locale) for person in listed],
        "cache_ts": int(call.ws.now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def user_info(call: Call) -> Json:
    person = call.ws.person(call.args.need("user"))
    return {"user": person_json(call.ws, person, locale=call.args.flag("include_locale"))}


def lookup_by_email(call: Call) -> Json:
    email = call.args.need("email").lower()
    for person in call.ws.people.values():
        if person.email.lower() == email and not person.deleted:
            return {"user": person_json(call.ws, person)}
    raise RefusedError("users_not_found")


def list_groups(call: Call) -> Json:
    return {
        "usergroups": [
            {"id": group.id, "team_id": call.ws.company.team_id, "handle": group.handle, "name": group.name}
            | {"user_count": len(group.users), "date_update": group.date_update, "date_delete": 0}
            | ({"users": group.users} if call.args.flag("include_users") else {})
            for group in call.ws.groups.values()
        ]
    }


def group_users(call: Call) -> Json:
    group = call.ws.groups.get(call.args.need("usergroup"))
    if group is None:
        raise RefusedError("no_such_subteam")
    return {"users": group.users}


def dnd_info(call: Call) -> Json:
    bot = call.ws.company.bot.id
    person = call.ws.person(call.args.text("user") or bot)
    own = {"snooze_enabled": False} if person.id == bot else {}
    return dnd_json(person, call.ws.now()) | own


def dnd_of_team(call: Call) -> Json:
    users = call.args.names("users")
    if not users:
        raise RefusedError("no_users_provided")
    # Slack documents the number and not the word for it.
    if len(users) > MOST_DND:
        raise RefusedError("too_many_users")
    if any(user not in call.ws.people for user in users):
        raise RefusedError("user_not_visible")
    return {"users": {user: dnd_json(call.ws.people[user], call.ws.now()) for user in users}}


METHODS = {
    "users.list": Method(list_users, ("users:read",), per_minute=20),
    "users.info": Method(user_info, ("users:read",), per_minute=100),
    "users.lookupByEmail": Method(lookup_by_email, ("users:read.email",)),
    "usergroups.list": Method(list_groups, ("usergroups:read",), per_minute=20),
    "usergroups.users.list": Method(group_users, ("usergroups:read",), per_minute=20),
    "dnd.info": Method(dnd_info, ("dnd:read",)),
    "dnd.teamInfo": Method(dnd_of_team, ("dnd:read",), per_minute=20),
}
